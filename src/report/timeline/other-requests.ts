// The traffic beside the hits: how many requests with another status there were over time, estimated from the sample.
import type { Observation } from '../../hits/source.ts';
import type { Bins } from '../shape/timeline-report.ts';
import { sumOf, TimeBins } from './timeline.ts';

/** With fewer requests that are no hits, a log has no traffic that hits can be compared with. */
export const LEAST_OTHERS: number = 12;

// The series of the bins.
const REQUESTS = 0 as const;
const SQUARES = 1 as const;
const HITS = 2 as const;

/** Requests over time that are no hits, in equal bins. */
export interface Traffic {
  /** Estimated requests in each bin. */
  readonly others: Bins;
  /** The sum of the squared weights of the sampled lines in each bin. It is the variance of the estimate. */
  readonly variances: Bins;
  /** The highest weight of a line. */
  readonly highestWeight: number;
  /** All hits of each bin, also those that are not judged yet or filtered out. */
  readonly hits: Bins;
}

/** No traffic is known. */
export const NO_TRAFFIC: Traffic = { others: [], variances: [], highestWeight: 1, hits: [] };

/** True if a log has other requests than hits. */
export function hasTraffic(others: Bins): boolean {
  return sumOf(others) >= LEAST_OTHERS;
}

/** Counts the requests that are no hits, and all hits beside them. */
export class OtherRequests {
  readonly #bins = new TimeBins();
  #highestWeight = 1;

  /** Counts a hit, or the requests that a line of the sample stands for. */
  observe({ time, sampleWeight, isHit }: Pick<Observation, 'time' | 'sampleWeight' | 'isHit'>): void {
    if (isHit) return this.#bins.add(time, HITS);
    if (sampleWeight === 0) return;
    this.#bins.add(time, REQUESTS, sampleWeight);
    this.#bins.add(time, SQUARES, sampleWeight ** 2);
    this.#highestWeight = Math.max(this.#highestWeight, sampleWeight);
  }

  /** The requests in `count` equal bins between two times in seconds since the epoch. */
  between(begin: number, end: number, count: number): Traffic {
    return {
      others: this.#bins.cut([REQUESTS], begin, end, count),
      variances: this.#bins.cut([SQUARES], begin, end, count),
      highestWeight: this.#highestWeight,
      hits: this.#bins.cut([HITS], begin, end, count),
    };
  }
}
