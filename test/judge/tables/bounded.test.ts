// Which keys the maps of the hit tables keep, and that saving and restoring changes nothing.
import { expect, test } from 'vitest';
import { Recent, RecentRows } from '../../../src/judge/tables/bounded.ts';

/** The keys from 1 to `last`, in order. */
function keysTo(last: number): number[] {
  return Array.from({ length: last }, (_, i) => i + 1);
}

/** The keys that have a row. */
function kept(rows: RecentRows): number[] {
  return keysTo(40).filter((key) => rows.find(key) >= 0);
}

test('the old generation stays when a new one begins', () => {
  const rows = new RecentRows(4);
  for (const key of [1, 2, 3]) rows.touch(key);
  expect(kept(rows)).toEqual([1, 2, 3]);
  for (const key of [4, 5]) rows.touch(key);
  expect(kept(rows)).toEqual([3, 4, 5]);
});

test('restored rows keep the same keys, each with a row of its own', () => {
  const whole = new RecentRows(8);
  for (const key of keysTo(9)) whole.touch(key);
  const restored = new RecentRows(8, structuredClone(whole.save()));
  expect(kept(restored)).toEqual(kept(whole));
  for (let key = 10; key <= 12; key++) for (const rows of [whole, restored]) rows.touch(key);
  expect(kept(whole)).toEqual(keysTo(12).slice(4));
  expect(kept(restored)).toEqual(kept(whole));
  expect(new Set(kept(restored).map((key) => restored.find(key))).size).toBe(8);
});

test('restored keys have their values', () => {
  const recent = new Recent<string>(4);
  for (const key of keysTo(5)) recent.touch(key, (from: number) => `value ${from}`, key);
  const restored = new Recent<string>(4, structuredClone(recent.save()));
  expect([...restored.entries()].sort(([a], [b]) => a - b)).toEqual([
    [3, 'value 3'],
    [4, 'value 4'],
    [5, 'value 5'],
  ]);
});
