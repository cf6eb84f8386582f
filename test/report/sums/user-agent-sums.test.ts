// Hits by family of user agents, when there are more families than are remembered.
import { expect, test } from 'vitest';
import { UserAgentSums } from '../../../src/report/sums/user-agent-sums.ts';

/** The most families that are remembered. */
const MOST_FAMILIES = 5000;

function add(sums: UserAgentSums, family: string, times = 1): void {
  for (let i = 0; i < times; i++) sums.add(family, 'stopped', false);
}

function names(sums: UserAgentSums, count = 2 * MOST_FAMILIES): string[] {
  return sums.most(count).map(({ user_agent, hits }) => `${user_agent} ${hits}`);
}

test('most hits first, of equal families the earlier one first, and no more families than wanted', () => {
  const sums = new UserAgentSums();
  for (const [family, times] of [
    ['Firefox', 2],
    ['curl', 1],
    ['Chrome', 3],
    ['Safari', 2],
  ] as const) {
    add(sums, family, times);
  }
  expect(names(sums)).toEqual(['Chrome 3', 'Firefox 2', 'Safari 2', 'curl 1']);
  expect(names(sums, 2)).toEqual(['Chrome 3', 'Firefox 2']);
});

test('a family has the cause of most of its hits, and its attributed hits are counted', () => {
  const sums = new UserAgentSums();
  sums.add('Firefox', 'stopped', false);
  sums.add('Firefox', 'retried', true);
  sums.add('Firefox', 'retried', false);
  expect(sums.most(1)).toEqual([{ user_agent: 'Firefox', hits: 3, attributed: 1, main_cause: 'retried' }]);
});

test('when there are too many families, those with the fewest hits are forgotten, at any place in the list', () => {
  const sums = new UserAgentSums();
  const often = MOST_FAMILIES / 2 - 100;
  const before = often;
  for (let i = 0; i < before; i++) add(sums, `rare-${i}`);
  for (let i = 0; i < often; i++) add(sums, `often-${i}`, 2);
  for (let i = before + often; i < MOST_FAMILIES; i++) add(sums, `rare-${i}`);
  expect(sums.most(2 * MOST_FAMILIES)).toHaveLength(MOST_FAMILIES);
  add(sums, 'late');
  const kept = names(sums);
  expect(kept).toHaveLength(often + 1);
  expect(kept[0]).toBe('often-0 2');
  expect(kept.at(-2)).toBe(`often-${often - 1} 2`);
  expect(kept.at(-1)).toBe('late 1');
});

test('a copy changes independently', () => {
  const sums = new UserAgentSums();
  add(sums, 'Firefox', 2);
  const copy = sums.copy();
  add(copy, 'Firefox');
  add(sums, 'curl');
  expect(names(copy)).toEqual(['Firefox 3']);
  expect(names(sums)).toEqual(['Firefox 2', 'curl 1']);
});
