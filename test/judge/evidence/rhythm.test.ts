// The bounds of the statistics of times.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findConstant, findMode, findPeriod, gapsOf } from '../../../src/judge/evidence/rhythm.ts';
import { pair } from '../pair.ts';

describe('period', () => {
  test.for([
    [[5, 5, 5, 6], 5],
    [[30, 31, 29], 30],
    [[2, 2, 0, 2], 2],
    [[1, 9, 3, 14], undefined],
    [[5, 5], undefined],
  ] as const)('the period of %j is %s', ([gaps, expected]) => {
    expect(findPeriod(gaps, 3)?.seconds).toBe(expected);
  });

  pair('rhythm', 'LEAST_NEAR_SHARE', {
    inside: () => expect(findPeriod([5, 5, 5, 50], 3)).toEqual({ seconds: 5, gaps: 4 }),
    outside: () => expect(findPeriod([5, 5, 5, 5, 5, 5, 5, 50, 50, 50], 3)).toBeUndefined(),
  });

  pair('rhythm', 'PERIOD_SLACK_SHARE', {
    inside: () => expect(findPeriod([100, 100, 110], 3)).toBeDefined(),
    outside: () => expect(findPeriod([100, 100, 110.5], 3)).toBeUndefined(),
  });

  pair('rhythm', 'PERIOD_LEAST_SLACK_SECONDS', {
    inside: () => expect(findPeriod([5, 5, 6], 3)).toBeDefined(),
    outside: () => expect(findPeriod([5, 5, 7], 3)).toBeUndefined(),
  });

  test('gaps lie between adjacent times', () => {
    expect(gapsOf([10, 12, 20])).toEqual([2, 8]);
    expect(gapsOf([10])).toEqual([]);
  });
});

describe('constant', () => {
  test('equal waits are a constant, different waits are not', () => {
    expect(findConstant([2.001, 2.003, 2.0, 1.999], 3)).toBe(2.001);
    expect(findConstant([1.2, 3.4, 0.9, 7.1], 3)).toBeUndefined();
    expect(findConstant([2, 2], 3)).toBeUndefined();
  });

  pair('rhythm', 'CONSTANT_SLACK_SHARE', {
    inside: () => expect(findConstant([10, 10, 10.299], 3)).toBe(10),
    outside: () => expect(findConstant([10, 10, 10.32], 3)).toBeUndefined(),
  });

  pair('rhythm', 'CONSTANT_LEAST_SLACK_SECONDS', {
    inside: () => expect(findConstant([0.3, 0.3, 0.329], 3)).toBe(0.3),
    outside: () => expect(findConstant([0.3, 0.3, 0.332], 3)).toBeUndefined(),
  });

  pair('rhythm', 'SHORTEST_CONSTANT_SECONDS', {
    inside: () => expect(findConstant([0.2, 0.2, 0.2], 3)).toBe(0.2),
    outside: () => expect(findConstant([0.19, 0.19, 0.19], 3)).toBeUndefined(),
  });
});

describe('mode', () => {
  const modeOf = (seconds: readonly number[], least = 3): number | undefined =>
    findMode(seconds, least, () => 0.5)?.seconds;

  test('is the commonest value, even if most values are scattered', () => {
    expect(findMode([1, 4, 9, 30, 30.2, 30.4, 17, 22, 45], 3, () => 0.5)).toEqual({ seconds: 30, values: 3 });
    expect(modeOf([1, 4, 9, 17, 22, 45])).toBeUndefined();
    expect(modeOf([30, 30])).toBeUndefined();
    expect(modeOf([])).toBeUndefined();
  });

  test('does not depend on the order of the values, and counts the values near it', () => {
    const times = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 48 });
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 6 }), (seconds, least) => {
        const mode = findMode(seconds, least, () => 0.5);
        expect(findMode(seconds.toReversed(), least, () => 0.5)).toEqual(mode);
        if (mode === undefined) return;
        expect(mode.values).toBe(seconds.filter((one) => one === mode.seconds).length);
        expect(mode.values).toBeGreaterThanOrEqual(least);
      }),
    );
  });

  // The range from 6 s to 14 s surrounds a mode at 10 s. These values lie beside the mode.
  const beside = (values: number): number[] => Array.from({ length: values }, (_, i) => [6.5, 8, 12, 13.5][i % 4]!);

  // Eight values in the mode are four times as dense as 14 values beside it, because the range beside it is seven times as wide.
  pair('rhythm', 'MODE_DENSITY', {
    inside: () =>
      expect(findMode([...Array<number>(8).fill(10), ...beside(14)], 8, () => 0.5)).toEqual({ seconds: 10, values: 8 }),
    outside: () => expect(findMode([...Array<number>(8).fill(10), ...beside(15)], 8, () => 0.5)).toBeUndefined(),
  });

  pair('rhythm', 'MODE_SURROUNDINGS', {
    inside: () => expect(modeOf([10, 10, 10, 6, 7.1, 8.2, 11.8, 12.9, 14])).toBeUndefined(),
    outside: () => expect(modeOf([10, 10, 10, 5.9, 7.1, 8.2, 11.8, 12.9, 14.1])).toBe(10),
  });
});
