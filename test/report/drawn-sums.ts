// Draws what happens on a site before and since a time, and adds it up: people, programs that try again, and minutes of trouble.
import { Random } from '../../scripts/worlds/random.ts';
import type { CauseId } from '../../src/judge/catalogue.ts';
import type { Comparison } from '../../src/report/shape/comparison.ts';
import { ComparisonSums } from '../../src/report/compare/comparison-sums.ts';
import { noCounts } from '../../src/hits/counts.ts';
import { entryOf, START } from '../judge/literal.ts';
import { findingOf, iso } from './literal.ts';

/** How often each cause comes without trouble: shares of all requests. */
const USUAL: readonly (readonly [cause: CauseId, share: number])[] = [
  ['navigated-away', 0.006],
  ['retried', 0.003],
  ['application-400', 0.004],
  ['unused-connection', 0.003],
  ['foreign-protocol', 0.001],
];

/** What is drawn. */
export interface Drawing {
  readonly seed: number;
  /** How many times as often navigated-away comes from the change on. */
  readonly factor?: number;
  /** Seconds from the time asked about to the change. */
  readonly changeAfter?: number;
  /** The share of the log that lies before the time asked about; half of it by default. */
  readonly share?: number;
  /** How many requests, about; drawn by default. */
  readonly requests?: number;
  /** How long the log is; drawn by default. */
  readonly hours?: number;
}

/** The comparison of a drawn log. */
export function drawComparison(drawing: Drawing): Comparison {
  const { seed, factor = 1, changeAfter = 0, share = 0.5 } = drawing;
  const random = new Random(seed);
  const seconds = (drawing.hours ?? random.magnitude(2, 30)) * 3600;
  const requests = drawing.requests ?? random.magnitude(2000, 10_000);
  const before = seconds * share;
  const sums = new ComparisonSums(() => START, undefined);
  const rhythm = random.between(0, 0.8);
  const phase = random.between(0, 86_400);
  const events: { at: number; cause: CauseId | undefined; client: number }[] = [];
  for (let i = 0; i < requests; i++) {
    const at = random.between(-before, seconds - before);
    // Fewer people at night.
    if (random.chance((rhythm * (1 + Math.sin((2 * Math.PI * (at + phase)) / 86_400))) / 2)) continue;
    const client = random.integer(1, 400);
    events.push({ at, cause: undefined, client });
    for (const [cause, usual] of USUAL) {
      const isChanged = cause === 'navigated-away' && at >= changeAfter;
      if (!random.chance(usual * (isChanged ? factor : 1))) continue;
      // Some clients try again, for seconds or for many minutes.
      const tries = random.chance(0.15) ? random.integer(2, 40) : 1;
      const pace = random.magnitude(1, 60);
      for (let again = 0; again < tries; again++) events.push({ at: at + again * pace, cause, client });
    }
  }
  // Now and then the backend is slow for some minutes, and many people leave.
  const incidents = random.integer(0, 8);
  for (let i = 0; i < incidents; i++) {
    const [begin, length] = [random.between(-before, seconds - before), random.magnitude(5, 900)];
    const people = random.integer(4, 60);
    for (let person = 0; person < people; person++)
      events.push({ at: begin + random.between(0, length), cause: 'slow-upstream', client: random.integer(1, 400) });
  }
  const inLog = events
    .map((one) => ({ ...one, at: Math.floor(one.at) }))
    .filter(({ at }) => at < seconds - before)
    .toSorted((a, b) => a.at - b.at);
  for (const { at, cause, client } of inLog) {
    const line = { at, client: `192.0.2.${client}`, request: 'GET /shop/cart HTTP/1.1' };
    sums.observe({ time: START + at, sampleWeight: 1, entry: entryOf(line) });
    if (cause !== undefined) sums.add(findingOf(cause, { ...line, status: cause === 'application-400' ? 400 : 499 }));
  }
  const counts = { entries: inLog.length, oldest: START + inLog[0]!.at, newest: START + inLog.at(-1).at };
  return sums.result({ ...noCounts(), ...counts }, true, iso);
}
