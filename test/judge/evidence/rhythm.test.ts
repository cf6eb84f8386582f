// The bounds of the statistics of times.
import { describe, expect, test } from 'vitest';
import { findConstant, findPeriod, gapsOf } from '../../../src/judge/evidence/rhythm.ts';
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
