// Whether the hits become more or fewer: one word for the course of their counts over time.
import type { Bins, TrendWord } from '../shape/timeline-report.ts';
import { hasTraffic, NO_TRAFFIC, type Traffic } from './other-requests.ts';
import { sumOf } from './timeline.ts';

/** With fewer hits no trend is named. */
const LEAST_HITS = 12;
/** A step between two levels must be at least this likely: the logarithm of how much better two rates fit than one. */
const LEAST_EVIDENCE = 8;
/** Hits are rising if there are now at least this many times as many as before … */
const RISING_FACTOR = 2;
/** … falling if there are at most this share as many … */
const FALLING_FACTOR = 0.5;
/** … and over if there are at most this share as many. */
const OVER_FACTOR = 0.1;

/** The course of some counts. */
export interface Course {
  readonly word: TrendWord;
  /** The first bin of the present level; 0 if the level is the same from the beginning on, or unknown. */
  readonly since: number;
  /** How many times as many hits come now as before; undefined if there were none before, or for one level. */
  readonly factor: number | undefined;
  /** Hits became more or fewer, but only because all requests did. */
  readonly withTraffic?: 'rising' | 'falling';
}

const UNKNOWN: Course = { word: 'unknown', since: 0, factor: undefined };
const STEADY: Course = { word: 'steady', since: 0, factor: undefined };

/**
 * The course of some counts: the last of the levels into which they fall, compared with the mean of all bins before it. Hits become more
 * or fewer only if they do so over time and in relation to the other requests. The factor is the smaller of both changes.
 * @param binSeconds width of a bin
 * @param traffic the other requests in the same bins; if there are nearly none, time alone counts
 */
export function courseOf(bins: Bins, binSeconds: number, traffic: Traffic = NO_TRAFFIC): Course {
  if (sumOf(bins) < LEAST_HITS || binSeconds < 1) return UNKNOWN;
  const spread = spreadOf(bins);
  const stepOverTime = lastStep(bins.length, spread, evidenceOverTime(bins));
  if (!hasTraffic(traffic.others)) return courseAt(stepOverTime, changeAt(bins, stepOverTime));
  // The last bins have other requests, but no hits, if their hits are not judged yet.
  const others = traffic.others.slice(0, bins.length);
  const step = lastStep(bins.length, spread, evidenceAgainst(bins, traffic));
  const course = courseAt(step, changeBesides(bins, others, step));
  return course.word === 'steady' ? besidesTraffic(bins, others, stepOverTime) : course;
}

// What to say of a step over time if there is none in relation to the other requests. Either they changed alike, or too few of them
// came since then to know whether the hits went on.
function besidesTraffic(bins: Bins, others: Bins, step: number): Course {
  const overTime = courseAt(step, changeAt(bins, step));
  if (overTime.word === 'steady') return STEADY;
  const withTraffic = overTime.word === 'rising' ? 'rising' : 'falling';
  const traffic = wordOf(changeAt(others, step));
  const isAlike = withTraffic === 'rising' ? traffic === 'rising' : traffic === 'falling' || traffic === 'over';
  if (isAlike || wordOf(changeBesides(bins, others, step)) === 'steady') return { ...STEADY, withTraffic };
  return UNKNOWN;
}

// The course with a step at a bin, where the counts change by a factor.
function courseAt(step: number, factor: number): Course {
  if (step === 0) return STEADY;
  return { word: wordOf(factor), since: step, factor: factor === Infinity ? undefined : factor };
}

function wordOf(factor: number): TrendWord {
  if (factor >= RISING_FACTOR) return 'rising';
  if (factor <= OVER_FACTOR) return 'over';
  return factor <= FALLING_FACTOR ? 'falling' : 'steady';
}

// How many times as many a bin has from a bin on as before it: Infinity if there were none before, 1 if there are none at all.
function changeAt(bins: Bins, cut: number): number {
  return ratio(sumOf(bins, cut) / (bins.length - cut), sumOf(bins, 0, cut) / cut);
}

// The change of the hits over time, or in relation to the other requests, whichever is smaller; 1 if these are opposite.
function changeBesides(bins: Bins, others: Bins, cut: number): number {
  const overTime = changeAt(bins, cut);
  const relative = ratio(overTime, changeAt(others, cut));
  if (overTime > 1 && relative > 1) return Math.min(overTime, relative);
  return overTime < 1 && relative < 1 ? Math.max(overTime, relative) : 1;
}

function ratio(now: number, before: number): number {
  return now === before || Number.isNaN(now) || Number.isNaN(before) ? 1 : now / before;
}

// How likely it is that the bins from `begin` on have a step at `cut`: the logarithm of a likelihood ratio.
type Evidence = (begin: number, cut: number) => number;

function evidenceOverTime(bins: Bins): Evidence {
  return (begin, cut) => evidenceOf(sumOf(bins, begin, cut), cut - begin, sumOf(bins, cut), bins.length - cut);
}

// For two binomial counts: both the hits and the sampled other requests vary by chance.
function evidenceAgainst(bins: Bins, { others, variances, highestWeight }: Traffic): Evidence {
  return (begin, cut) => {
    const part = (from: number, to: number): { hits: number; requests: number; weight: number } => {
      const requests = sumOf(others, from, to);
      return {
        hits: sumOf(bins, from, to),
        requests,
        weight: requests === 0 ? highestWeight : sumOf(variances, from, to) / requests,
      };
    };
    const [a, b] = [part(begin, cut), part(cut, bins.length)];
    if (a.requests + b.requests === 0) return 0;
    // The weight with which the logarithm of the ratio of both parts varies as much as with the weight of each part.
    const weight = (a.weight * b.requests + b.weight * a.requests) / (a.requests + b.requests);
    const [others1, others2] = [a.requests / weight, b.requests / weight];
    const [all1, all2] = [a.hits + others1, b.hits + others2];
    return evidenceOf(a.hits, all1, b.hits, all2) + evidenceOf(others1, all1, others2, all2);
  };
}

// Where the last level begins. The counts are cut at their best step, then the part after it, until no step is likely enough.
function lastStep(length: number, spread: number, evidenceAt: Evidence): number {
  for (let begin = 0; ;) {
    let best = 0;
    let evidence = LEAST_EVIDENCE * spread;
    for (let cut = begin + 1; cut < length; cut++) {
      const gain = evidenceAt(begin, cut);
      if (gain < evidence) continue;
      evidence = gain;
      best = cut;
    }
    if (best === 0) return begin;
    begin = best;
  }
}

/**
 * How much better two rates fit than one: the logarithm of the likelihood ratio, for counts that follow Poisson.
 * @param bins the width of the part that has these hits, in bins or in requests; not 0
 */
export function evidenceOf(hits: number, bins: number, laterHits: number, laterBins: number): number {
  const part = (count: number, width: number): number => (count === 0 ? 0 : count * Math.log(count / width));
  return part(hits, bins) + part(laterHits, laterBins) - part(hits + laterHits, bins + laterBins);
}

// How much more neighbouring bins differ than counts by chance do, at least 1. The medians ignore a few steps and bursts.
function spreadOf(bins: Bins): number {
  const squares = bins.slice(1).map((count, index) => (count - (bins[index] ?? 0)) ** 2);
  return Math.max(1, medianOf(squares) / Math.max(1, medianOf(bins)));
}

function medianOf(counts: readonly number[]): number {
  return counts.toSorted((a, b) => a - b)[Math.floor(counts.length / 2)] ?? 0;
}
