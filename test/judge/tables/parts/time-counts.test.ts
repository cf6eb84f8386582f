// Counts by second or minute forget what is old, and give the same sums as a list of all that was added.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  lostShareOf,
  NO_REQUESTS,
  type RequestKind,
  type Requests,
  sumOf,
  TimeCounts,
  totalOf,
} from '../../../../src/judge/tables/parts/time-counts.ts';

const KINDS: readonly RequestKind[] = ['answers', 'aborts', 'failures'];

test('sums are those of a list, whatever is added in the order of time', () => {
  const step = fc.record({
    wait: fc.integer({ min: 0, max: 9 }),
    kind: fc.constantFrom(...KINDS),
    weight: fc.integer({ min: 1, max: 64 }),
  });
  fc.assert(
    fc.property(fc.array(step), fc.integer({ min: 0, max: 15 }), (steps, reach) => {
      const counts = new TimeCounts(16);
      const all: (Requests & { at: number })[] = [];
      let forgotten = NO_REQUESTS;
      let at = 0;
      for (const { wait, kind, weight } of steps) {
        at += wait;
        forgotten = sumOf(forgotten, counts.add(at, kind, weight) ?? NO_REQUESTS);
        all.push({ ...NO_REQUESTS, [kind]: weight, at });
      }
      const since = (first: number): Requests =>
        all.filter((one) => one.at >= first && one.at <= at).reduce(sumOf, NO_REQUESTS);
      expect(counts.sum(at - reach, at)).toEqual(since(at - reach));
      // Nothing is lost: everything is kept or was given back.
      expect(sumOf(counts.sumUntil(at), forgotten)).toEqual(since(0));
    }),
  );
});

test('says what it would forget', () => {
  const counts = new TimeCounts(4);
  counts.add(1, 'aborts', 2);
  expect(counts.inPlaceOf(1)).toBeUndefined();
  expect(counts.inPlaceOf(2)).toBeUndefined();
  expect(counts.inPlaceOf(9)).toBe(1);
  expect(counts.add(9, 'answers', 1)).toEqual({ answers: 0, aborts: 2, failures: 0 });
  expect(counts.sum(0, 9)).toEqual({ answers: 1, aborts: 0, failures: 0 });
});

test('times before 1970 and times that jump back have places, too', () => {
  const counts = new TimeCounts(4);
  counts.add(-1, 'failures', 1);
  expect(counts.sum(-1, -1).failures).toBe(1);
  counts.add(3, 'failures', 2);
  counts.add(-1, 'failures', 4);
  expect(counts.sum(-1, 3).failures).toBe(4);
});

test('counts the times with a loss', () => {
  const counts = new TimeCounts(8);
  counts.add(0, 'answers', 9);
  counts.add(1, 'aborts', 2);
  counts.add(1, 'failures', 3);
  counts.add(2, 'failures', 1);
  expect(counts.lossesIn(0, 7)).toEqual({ minutesWithLoss: 2, mostInMinute: 5 });
});

test('shares and sums', () => {
  expect(lostShareOf({ answers: 6, aborts: 1, failures: 1 })).toBe(0.25);
  expect(lostShareOf(NO_REQUESTS)).toBe(0);
  expect(totalOf({ answers: 6, aborts: 1, failures: 1 })).toBe(8);
});

test('saved counts go on', () => {
  const counts = new TimeCounts(8);
  counts.add(5, 'aborts', 2);
  const restored = new TimeCounts(8, structuredClone(counts.columns));
  restored.add(6, 'answers', 1);
  expect(restored.sum(0, 8)).toEqual({ answers: 1, aborts: 2, failures: 0 });
  expect(counts.sum(0, 8)).toEqual({ answers: 0, aborts: 2, failures: 0 });
});
