// Whether an address repeats aborted requests at the pace of a proxy: one time limit for the requests of all people.
import type { AddressCadence } from '../../tables/cadence.ts';
import { findMode } from '../rhythm.ts';
import type { HitView } from '../view.ts';

/** A proxy has one limit for all requests. One impatient person repeats one request. */
export const LEAST_REQUESTS: number = 2;
/** At most this many intervals of one request count: many clicks of one person weigh no more than two. */
export const MOST_OF_REQUEST: number = 2;
/** At least this many intervals make the pace likely. */
export const SURE_GAPS: number = 3;
/** People often ask again sooner than this, so a shorter pace needs more intervals, and they must be most of all. */
export const HUMAN_PACE_SECONDS: number = 15;
/** At least this many intervals of such a length may be the pace of a proxy. */
export const LEAST_GAPS_OF_SHORT_PACE: number = 4;
/** At least this many intervals of such a length make the pace likely. */
export const SURE_GAPS_OF_SHORT_PACE: number = 8;
/** At least this share (0 to 1) of all intervals must be those of such a pace. */
export const LEAST_SHARE_OF_SHORT_PACE: number = 0.6;
/** The log writes whole seconds, so it cannot show a faster pace. */
export const SHORTEST_PACE_SECONDS: number = 1;
/** The log writes whole seconds, so an interval may be off by one second. */
export const PACE_SLACK_SECONDS: number = 1;

/** The interval at which an address repeats aborted requests. */
export interface RetryPace {
  readonly seconds: number;
  /** Enough intervals show it. */
  readonly isSure: boolean;
}

/**
 * The pace at which an address repeats aborted requests, if it is that of a proxy. A proxy waits equally long each time, so a request
 * that was also repeated after another time shows an impatient person and does not count.
 */
export function retryPaceOf({ retryGaps, retryRequests }: AddressCadence): RetryPace | undefined {
  const gapsOfRequest = new Map<number, number[]>();
  retryGaps.forEach((gap, i) => {
    const request = retryRequests[i]!;
    const gaps = gapsOfRequest.get(request);
    if (gaps === undefined) gapsOfRequest.set(request, [gap]);
    else gaps.push(gap);
  });
  const requests = [...gapsOfRequest.values()];
  // Each request votes once for each of its intervals, however often a person clicked.
  const votes = requests.flatMap((gaps) => [...new Set(gaps)]);
  const mode = findMode(votes, LEAST_REQUESTS, () => PACE_SLACK_SECONDS / 2);
  if (mode === undefined || mode.seconds < SHORTEST_PACE_SECONDS) return undefined;
  const { seconds } = mode;
  const steady = requests.filter((gaps) => gaps.every((gap) => gap >= seconds && gap <= seconds + PACE_SLACK_SECONDS));
  if (steady.length < LEAST_REQUESTS) return undefined;
  const count = steady.reduce((sum, gaps) => sum + Math.min(gaps.length, MOST_OF_REQUEST), 0);
  if (seconds >= HUMAN_PACE_SECONDS) return { seconds, isSure: count >= SURE_GAPS };
  const atPace = retryGaps.filter((gap) => gap === seconds).length;
  if (count < LEAST_GAPS_OF_SHORT_PACE || atPace < LEAST_SHARE_OF_SHORT_PACE * retryGaps.length) return undefined;
  return { seconds, isSure: count >= SURE_GAPS_OF_SHORT_PACE };
}

/** Whether the request of a hit was also aborted one interval earlier or later, and never sooner than that. */
export function isAtPace(hit: HitView, { seconds }: RetryPace): boolean {
  const distances = hit.repeats.filter((near) => near.status === 499).map((near) => Math.abs(near.secondsAfter));
  return (
    distances.some((distance) => Math.abs(distance - seconds) <= PACE_SLACK_SECONDS) &&
    distances.every((distance) => distance >= seconds - PACE_SLACK_SECONDS)
  );
}
