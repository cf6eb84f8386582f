// Which inputs are read together: those that overlap in time.
import { describe, expect, test } from 'vitest';
import { groupPeriods, groupResumed } from '../../src/sources/merge-groups.ts';

const at = (first: number, last: number): { first: number; last: number } => ({ first, last });

describe('groups of inputs', () => {
  test.each([
    ['one after the other, oldest first', [at(20, 30), at(0, 9), at(10, 19)], [[1], [2], [0]]],
    ['that share only the second in which one ends and the other begins', [at(0, 10), at(10, 20)], [[0], [1]]],
    ['that begin in the same second', [at(0, 0), at(0, 5)], [[0, 1]]],
    ['that overlap', [at(5, 20), at(0, 6), at(30, 40)], [[0, 1], [2]]],
    ['that overlap only through a third input', [at(0, 10), at(20, 30), at(9, 21)], [[0, 1, 2]]],
    ['of which one is within another', [at(0, 100), at(10, 20), at(50, 60)], [[0, 1, 2]]],
    ['whose end is not known', [at(0, Infinity), at(500, 600), at(-10, -5)], [[2], [0, 1]]],
    ['whose beginning is not known', [at(700, 800), at(-Infinity, Infinity), at(0, 5)], [[0, 1, 2]]],
    ['whose times run backwards', [at(10, 0), at(5, 20)], [[0, 1]]],
    [
      'without times stay after the input named before them',
      [undefined, at(20, 30), undefined, at(0, 5)],
      [[0], [3], [1], [2]],
    ],
    ['without times do not divide a group', [at(0, 10), undefined, at(5, 20)], [[0, 2], [1]]],
    ['none', [], []],
  ])('%s', (_name, periods, groups) => {
    expect(groupPeriods(periods)).toEqual(groups);
  });
});

test('what is unread of several logs is merged, unless a log was rotated', () => {
  const unread = (...logs: string[]): string[][] =>
    groupResumed(logs.map((log, i) => ({ log, path: `${log}.${i}` }))).map((group) =>
      group.map(({ input }) => input.path),
    );
  expect(unread('a', 'b', 'c')).toEqual([['a.0', 'b.1', 'c.2']]);
  expect(unread('a', 'a', 'b')).toEqual([['a.0'], ['a.1'], ['b.2']]);
  expect(unread('a')).toEqual([['a.0']]);
});
