// How often chance alone makes the requests of some spans of time fail as differently from those of other spans as they do.
//
// Requests that fail are not independent: one client fails again and again, and one minute of trouble fails for many clients. A test
// that takes each of them for a draw of its own (chi-squared, Poisson) calls any burst a change. So this is a permutation test
// (Fisher, The Design of Experiments, 1935; Good, Permutation, Parametric and Bootstrap Tests, 2005): if nothing changed, it does not
// matter which parts of the log come before and which after. It shuffles whole parts, so the bursts within a part stay what they are.
// Parts have equal numbers of requests, because a busy hour has more chances to fail than a quiet one.
// Trouble that lasts longer than a part would still count several times. So neighbours are joined to parts that are twice as long, and
// so on (blocks, as in Carlstein, Annals of Statistics 14, 1986), and the least surprising of these answers counts. The longest parts are
// also shuffled without their peak: if chance then explains the rest, it was one incident, which is no change, however large.
import { evidenceOf } from '../timeline/trend.ts';

/** A span of time. */
export interface Span {
  /** Requests of any status; at least as many as {@link events}. */
  readonly requests: number;
  /** Hits, or clients that had one. */
  readonly events: number;
}

/** A span without requests. */
export const NOTHING: Span = { requests: 0, events: 0 };

/** Spans can show nothing if there are fewer ways to choose which of them come after. */
const LEAST_WAYS = 20_000;
/**
 * The shuffles stop as soon as `enough` of them differ as much as the log, which is common then (Besag and Clifford, Sequential Monte
 * Carlo p-values, Biometrika 78, 1991). Otherwise there are `most`, so that the smallest answer is 1 in 20,000.
 * An answer above `plain` is not made more exact.
 */
const SHUFFLES: { readonly most: number; readonly enough: number; readonly plain: number } = {
  most: 19_999,
  enough: 20,
  plain: 0.05,
};
/** More parts of the smaller side would take long to shuffle and show no more. */
const PARTS_KEPT = 64;

/**
 * The chance (0 to 1) of a difference as large as this one, in either direction, if nothing changed; undefined if there are too few
 * spans to say. The same spans always give the same number.
 * @param before in the order of time, all of the same length
 * @param after the same, of the same length
 * @param leastRequests with fewer requests, a part says nothing: they are estimated
 */
export function chanceOf(before: readonly Span[], after: readonly Span[], leastRequests = 1): number | undefined {
  const tests = testsOf(before, after, leastRequests);
  const [longest] = tests;
  if (longest === undefined) return undefined;
  const withoutIncident = shuffledChance(...withoutPeak(...longest));
  if (withoutIncident > SHUFFLES.plain) return withoutIncident;
  let answer = 0;
  // The longest parts are the least surprising ones. Once the answer is a plain no, the others need not be shuffled.
  for (const [first, second] of tests) {
    answer = Math.max(answer, shuffledChance(first, second));
    if (answer > SHUFFLES.plain) break;
  }
  return answer;
}

/** Whether there are enough spans for {@link chanceOf} to say something. */
export function isEnough(before: readonly Span[], after: readonly Span[], leastRequests = 1): boolean {
  return testsOf(before, after, leastRequests).length > 0;
}

// Both sides in parts: the longest parts first, then parts of half the length, and so on.
function testsOf(
  before: readonly Span[],
  after: readonly Span[],
  leastRequests: number,
): (readonly [Span[], Span[]])[] {
  const requests = Math.max(leastRequests, requestsOfPart(before, after));
  // Joined from the edge between both sides outwards, so that no part lies on both.
  let [ending, beginning] = [inParts(before.toReversed(), requests), inParts(after, requests)];
  const tests: (readonly [Span[], Span[]])[] = [];
  while (waysOf(ending.length, beginning.length) >= LEAST_WAYS) {
    tests.unshift([ending, beginning]);
    [ending, beginning] = [inPairs(ending), inPairs(beginning)];
  }
  return tests;
}

/** Events of each request. */
export function rateOf(spans: readonly Span[]): number {
  const { requests, events } = spans.reduce(joined, NOTHING);
  return events / Math.max(1, requests);
}

// Both sides without the highest span of the side that fails more often. What is no difference without it was one incident.
function withoutPeak(before: readonly Span[], after: readonly Span[]): [Span[], Span[]] {
  const without = (spans: readonly Span[]): Span[] => {
    const highest = Math.max(...spans.map(({ events }) => events));
    return spans.toSpliced(
      spans.findIndex(({ events }) => events === highest),
      1,
    );
  };
  return rateOf(before) > rateOf(after) ? [without(before), [...after]] : [[...before], without(after)];
}

// How many requests each part has: those of a usual span of the busier side, and on the smaller side at most so many parts.
function requestsOfPart(before: readonly Span[], after: readonly Span[]): number {
  const sides = [before, after].map((spans) => {
    const { requests } = spans.reduce(joined, NOTHING);
    return { requests, usual: requests / Math.max(1, spans.filter((span) => span.requests > 0).length) };
  });
  const smaller = Math.min(...sides.map(({ requests }) => requests));
  return Math.max(1, smaller / PARTS_KEPT, ...sides.map(({ usual }) => usual));
}

// Joins spans until they have about as many requests. A rest of less than half of that belongs to the last part.
function inParts(spans: readonly Span[], requests: number): Span[] {
  const parts: Span[] = [];
  let part = NOTHING;
  for (const [index, span] of spans.entries()) {
    part = joined(part, span);
    // Ends where one more span would take it further from the wanted number.
    const next = spans[index + 1]?.requests ?? Infinity;
    if (Math.abs(part.requests + next - requests) <= Math.abs(part.requests - requests)) continue;
    parts.push(part);
    part = NOTHING;
  }
  const [last, rest] = [parts.at(-2), parts.at(-1)];
  if (last === undefined || rest === undefined || rest.requests * 2 >= requests) return parts;
  return [...parts.slice(0, -2), joined(last, rest)];
}

/** The sum of two spans. */
export function joined(a: Span, b: Span): Span {
  return { requests: a.requests + b.requests, events: a.events + b.events };
}

// An odd last part is joined, too: alone it has so few requests that one hit in it would be a high rate.
function inPairs(parts: readonly Span[]): Span[] {
  const pairs: Span[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) pairs.push(joined(parts[at]!, parts[at + 1]!));
  const [last, odd] = [pairs.at(-1), parts.length % 2 === 1 ? parts.at(-1) : undefined];
  if (odd === undefined) return pairs;
  return last === undefined ? [odd] : [...pairs.slice(0, -1), joined(last, odd)];
}

// The binomial coefficient, or a number that is large enough.
function waysOf(a: number, b: number): number {
  const few = Math.min(a, b);
  let ways = few === 0 ? 0 : 1;
  for (let i = 1; i <= few && ways < 1e12; i++) ways *= (a + b - few + i) / i;
  return ways;
}

// The share of the shuffles that differ at least as much as the log. The log itself counts as one of them, so it is never 0 (Phipson and
// Smyth, Permutation P-values Should Never Be Zero, 2010).
function shuffledChance(before: readonly Span[], after: readonly Span[]): number {
  const [few, many] = before.length < after.length ? [before, after] : [after, before];
  // Parts differ a little in their requests. As rates they are equal, so that only what happened in them makes a difference.
  const rates = Float64Array.from([...few, ...many], ({ requests, events }) => events / Math.max(1, requests));
  const all = rates.reduce((sum, rate) => sum + rate, 0);
  const sumOfFew = (): number => rates.subarray(0, few.length).reduce((sum, rate) => sum + rate, 0);
  const differenceOf = (some: number): number => evidenceOf(some, few.length, Math.max(0, all - some), many.length);
  // The same rates in another order have another rounding error.
  const actual = differenceOf(sumOfFew()) - 1e-9 * all;
  const random = randomNumbers();
  let exceeded = 0;
  for (let shuffle = 1; shuffle <= SHUFFLES.most; shuffle++) {
    let some = 0;
    for (let place = 0; place < few.length; place++) {
      const from = place + Math.floor(random() * (rates.length - place));
      const rate = rates[from]!;
      rates[from] = rates[place]!;
      rates[place] = rate;
      some += rate;
    }
    if (differenceOf(some) < actual) continue;
    if (++exceeded === SHUFFLES.enough) return exceeded / shuffle;
  }
  return (exceeded + 1) / (SHUFFLES.most + 1);
}

// Numbers from 0 to below 1, always the same ones: mulberry32 by Tommy Ettinger, which is in the public domain.
function randomNumbers(): () => number {
  let state = 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
