// The course of the hits over time: the word for it, and since when.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TrendWord } from '../../../src/report/shape/timeline-report.ts';
import type { Traffic } from '../../../src/report/timeline/other-requests.ts';
import { courseOf } from '../../../src/report/timeline/trend.ts';
import { pair } from '../../judge/pair.ts';

const BINS = 48;

/** Counts that change at a bin. */
function step(before: number, at: number, after: number): number[] {
  return Array.from({ length: BINS }, (_, bin) => (bin < at ? before : after));
}

function wordOf(bins: readonly number[], binSeconds = 60): TrendWord {
  return courseOf(bins, binSeconds).word;
}

test('names the last level of the counts, and its first bin', () => {
  expect(courseOf(step(1, 30, 5), 60)).toEqual({ word: 'rising', since: 30, factor: 5 });
  expect(courseOf(step(10, 30, 3), 60)).toEqual({ word: 'falling', since: 30, factor: 0.3 });
  expect(courseOf(step(5, 30, 0), 60)).toEqual({ word: 'over', since: 30, factor: 0 });
  expect(courseOf(step(4, 30, 4), 60)).toEqual({ word: 'steady', since: 0, factor: undefined });
  expect(courseOf(step(0, 24, 2), 60)).toEqual({ word: 'rising', since: 24, factor: undefined });
});

test('a burst that is over is not a rise, and a burst at the end is one', () => {
  const burst = (at: number): number[] => step(0, at, 0).map((count, bin) => (bin === at ? 100 : count));
  expect(courseOf(burst(24), 60)).toMatchObject({ word: 'over', since: 25 });
  expect(courseOf(burst(47), 60)).toMatchObject({ word: 'rising', since: 47 });
});

test('bins of less than a second show no trend', () => {
  expect(wordOf(step(1, 30, 5), 1)).toBe('rising');
  expect(wordOf(step(1, 30, 5), 0.99)).toBe('unknown');
});

pair('trend', 'LEAST_HITS', {
  inside: () => expect(wordOf(step(0, 36, 1))).toBe('rising'),
  outside: () => expect(wordOf(step(0, 37, 1))).toBe('unknown'),
});

// 12 hits in one of two halves: 12 × ln 2 = 8.3. With one hit in the other half: 12 ln 12 + 0 − 13 ln 6.5 = 5.5.
pair('trend', 'LEAST_EVIDENCE', {
  inside: () => expect(wordOf(step(0, 24, 0.5))).toBe('rising'),
  outside: () => expect(wordOf(step(0.5 / 12, 24, 0.5))).toBe('steady'),
});

pair('trend', 'RISING_FACTOR', {
  inside: () => expect(wordOf(step(10, 24, 20))).toBe('rising'),
  outside: () => expect(wordOf(step(10, 24, 19))).toBe('steady'),
});

pair('trend', 'FALLING_FACTOR', {
  inside: () => expect(wordOf(step(20, 24, 10))).toBe('falling'),
  outside: () => expect(wordOf(step(20, 24, 11))).toBe('steady'),
});

pair('trend', 'OVER_FACTOR', {
  inside: () => expect(wordOf(step(20, 24, 2))).toBe('over'),
  outside: () => expect(wordOf(step(20, 24, 3))).toBe('falling'),
});

/** Traffic whose lines are all in the sample, each with a weight. */
function traffic(others: readonly number[], weight = 1): Traffic {
  return { others, variances: others.map((count) => count * weight), highestWeight: weight, hits: [] };
}

test('hits that become fewer or more only because all requests do are steady', () => {
  const steady = { word: 'steady', since: 0, factor: undefined };
  for (const [before, after] of [
    [10, 0],
    [10, 3],
  ] as const) {
    const bins = step(before, 30, after);
    const others = bins.map((count) => count * 9);
    expect(courseOf(bins, 60, traffic(others))).toEqual({ ...steady, withTraffic: 'falling' });
    expect(courseOf(bins.toReversed(), 60, traffic(others.toReversed()))).toEqual({ ...steady, withTraffic: 'rising' });
  }
  expect(courseOf(step(10, 30, 10), 60, traffic(step(90, 30, 90)))).toEqual(steady);
});

test('the trend ends with the hits, not with the traffic after them', () => {
  const others = step(90, 40, 5);
  const bins = step(10, 24, 0);
  expect(courseOf(bins, 60, traffic(others))).toEqual({ word: 'over', since: 24, factor: 0 });
  const fewer = step(100, 24, 30).map((count, bin) => (bin < 40 ? count : count / 18));
  expect(courseOf(fewer, 60, traffic(others))).toMatchObject({
    word: 'falling',
    since: 24,
    factor: expect.closeTo(0.3),
  });
});

test('the same hits in less traffic are no rise, and the same hits in more traffic no fall', () => {
  for (const others of [step(90, 24, 9), step(9, 24, 90)])
    expect(courseOf(step(10, 24, 10), 60, traffic(others))).toEqual({ word: 'steady', since: 0, factor: undefined });
});

test('more hits in the same traffic rise, also if every request fails now', () => {
  const others = step(90, 24, 90);
  expect(courseOf(step(5, 24, 20), 60, traffic(others))).toEqual({ word: 'rising', since: 24, factor: 4 });
  expect(courseOf(step(0, 24, 20), 60, traffic(others))).toEqual({ word: 'rising', since: 24, factor: undefined });
  expect(courseOf(step(10, 24, 100), 60, traffic(step(90, 24, 0)))).toMatchObject({ word: 'rising', factor: 10 });
});

test('if too few requests came since the hits ended, there is no word', () => {
  // 20 bins of 1 hit, then none, in traffic that goes on for a while but is seen through few lines of the sample.
  const [bins, others] = [step(1, 24, 0), step(64, 24, 64)];
  expect(courseOf(bins, 60, traffic(others))).toMatchObject({ word: 'over', since: 24 });
  expect(courseOf(bins, 60, traffic(others, 64))).toMatchObject({ word: 'over' });
  expect(courseOf(bins, 60, traffic(others, 640))).toEqual({ word: 'unknown', since: 0, factor: undefined });
});

test('in a log of nothing but hits, time alone counts', () => {
  const over = { word: 'over', since: 24, factor: 0 };
  expect(courseOf(step(20, 24, 0), 60, traffic(step(0, 24, 0)))).toEqual(over);
  expect(courseOf(step(20, 24, 0), 60, traffic(step(11 / 24, 24, 0)))).toEqual(over);
  expect(courseOf(step(20, 24, 0), 60, traffic(step(12 / 24, 24, 0)))).toMatchObject({ withTraffic: 'falling' });
});

test('any hits and any traffic have a word, and a factor that is a number', () => {
  const counts = fc.array(fc.oneof(fc.constant(0), fc.nat(1000)), { minLength: BINS, maxLength: BINS });
  fc.assert(
    fc.property(counts, counts, fc.constantFrom(1, 16, 64), (bins, others, weight) => {
      const { word, since, factor, withTraffic } = courseOf(bins, 60, traffic(others, weight));
      expect(since).toBeLessThan(BINS);
      expect(factor === undefined || (factor >= 0 && Number.isFinite(factor))).toBe(true);
      if (withTraffic !== undefined) expect(word).toBe('steady');
      if (since === 0) expect(['steady', 'unknown']).toContain(word);
    }),
  );
});

test('counts that differ only by chance are steady, at any level', () => {
  const course = fc.tuple(fc.integer({ min: 1, max: 2 ** 31 - 2 }), fc.constantFrom(1, 3, 20));
  let steady = 0;
  let all = 0;
  fc.assert(
    fc.property(course, ([seed, mean]) => {
      all++;
      if (wordOf(poisson(seed, mean)) === 'steady') steady++;
    }),
    { seed: 1, numRuns: 500 },
  );
  expect(steady / all).toBeGreaterThan(0.99);
});

test('any counts have a word, and a level that begins within them', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_000_000), { maxLength: BINS }), (bins) => {
      const { word, since, factor } = courseOf(bins, 60);
      expect(since).toBeLessThanOrEqual(Math.max(0, bins.length - 1));
      expect(factor === undefined || factor >= 0).toBe(true);
      if (since === 0) expect(['steady', 'unknown']).toContain(word);
    }),
  );
});

/** Counts by chance with a mean, from a seed. */
function poisson(seed: number, mean: number): number[] {
  let state = seed;
  const random = (): number => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
  // The first numbers of small seeds are small.
  for (let skipped = 0; skipped < 10; skipped++) random();
  return Array.from({ length: BINS }, () => {
    let count = 0;
    let chance = Math.exp(-mean);
    for (let left = random() - chance; left > 0; left -= chance) chance *= mean / ++count;
    return count;
  });
}
