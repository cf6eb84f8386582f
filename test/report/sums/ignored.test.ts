// Accepted hits: each is counted by the first rule that matches.
import { expect, test } from 'vitest';
import { Ignored, type IgnoreRule } from '../../../src/report/sums/ignored.ts';
import { findingOf } from '../literal.ts';

const stopped: IgnoreRule = { reason: 'a', matches: ({ cause }) => cause === 'stopped' };
const refused: IgnoreRule = { reason: 'b', matches: ({ entry }) => entry.status === 400 };
const others: IgnoreRule = { reason: 'a', matches: ({ cause }) => cause === 'retried' };

test('the first rule counts, and rules with the same reason are one', () => {
  const ignored = new Ignored([refused, stopped, others]);
  const findings = [
    findingOf('stopped'),
    findingOf('retried'),
    findingOf('invalid-header', { status: 400 }),
    findingOf('slow-upstream'),
  ];
  expect(findings.map((finding) => [ignored.has(finding), ignored.takes(finding)])).toEqual([
    [true, true],
    [true, true],
    [true, true],
    [false, false],
  ]);
  expect(ignored.list()).toEqual([
    { reason: 'a', hits: 2, by_status: { '400': 0, '499': 2 }, related: 0 },
    { reason: 'b', hits: 1, by_status: { '400': 1, '499': 0 }, related: 0 },
  ]);
});

test('a line of another status is a related line', () => {
  const ignored = new Ignored([{ reason: 'a', matches: () => true }]);
  ignored.takes(findingOf('cookie-or-header-too-large', { status: 494 }));
  expect(ignored.list()).toEqual([{ reason: 'a', hits: 0, by_status: { '400': 0, '499': 0 }, related: 1 }]);
});

test('without rules and without hits the list is empty', () => {
  expect(new Ignored([]).takes(findingOf('stopped'))).toBe(false);
  expect(new Ignored([stopped]).list()).toEqual([]);
});
