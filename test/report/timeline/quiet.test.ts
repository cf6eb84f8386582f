// Quiet after some trouble counts only while there is traffic.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quietAfter } from '../../../src/report/timeline/quiet.ts';

/** The quiet after trouble between two seconds of a log of 4,000 s, with these other requests in its four quarters. */
function quiet(begin: number, last: number, others: readonly number[]): number {
  return quietAfter(begin, last, { begin: 0, end: 3999, others });
}

test('with the same traffic as during the trouble, quiet is the time until the log ends', () => {
  expect(quiet(0, 1999, [50, 50, 50, 50])).toBe(2000);
  expect(quiet(0, 1499, [50, 50, 50, 50])).toBe(2500);
  expect(quiet(0, 3999, [50, 50, 50, 50])).toBe(0);
});

test('with less traffic, quiet is the time that so many requests take; with more traffic it is not longer than the time', () => {
  expect(quiet(0, 1999, [50, 50, 5, 5])).toBe(200);
  expect(quiet(0, 1999, [50, 50, 0, 0])).toBe(0);
  expect(quiet(0, 1999, [50, 50, 500, 500])).toBe(2000);
});

test('if too few requests came during the trouble, the rate of the whole log counts', () => {
  expect(quiet(0, 999, [12, 44, 22, 22])).toBe(3000);
  expect(quiet(0, 999, [12, 2, 2, 2])).toBe(500);
  // 7 requests at 4.5 in 1,000 s.
  expect(quiet(0, 999, [11, 3, 2, 2])).toBeCloseTo(1556, 0);
  expect(quiet(0, 999, [0, 50, 25, 25])).toBe(3000);
});

test('in a log of nothing but hits, time alone counts', () => {
  expect(quiet(0, 999, [])).toBe(3000);
  expect(quiet(0, 999, [11, 0, 0, 0])).toBe(3000);
  expect(quiet(0, 999, [12, 0, 0, 0])).toBe(0);
});

test('quiet is never negative, and never longer than the time', () => {
  const time = fc.integer({ min: 0, max: 3999 });
  fc.assert(
    fc.property(time, time, fc.array(fc.nat(1_000_000), { maxLength: 48 }), (one, other, others) => {
      const last = Math.max(one, other);
      const seconds = quiet(Math.min(one, other), last, others);
      expect(seconds).toBeGreaterThanOrEqual(0);
      expect(seconds).toBeLessThanOrEqual(3999 - last);
    }),
  );
});
