// The memory budget that all lists of the report share, and what each list keeps when it is used up.
import { expect, test } from 'vitest';
import { hashText } from '../../../src/hits/hash.ts';
import { DistinctCount } from '../../../src/report/counters/distinct.ts';
import { FewCounts } from '../../../src/report/counters/few-counts.ts';
import { Room } from '../../../src/report/counters/room.ts';
import { Tops } from '../../../src/report/counters/tops.ts';

test('room is taken until none is left, and can be given back', () => {
  const room = new Room(200);
  expect(room.take(104)).toBe(true);
  expect(room.take()).toBe(false);
  room.give(1);
  expect(room.copy().take()).toBe(true);
  expect(room.take()).toBe(true);
  expect(room.take()).toBe(false);
});

test('without room a list counts its first texts', () => {
  const tops = new Tops(new Room(0));
  for (let twice = 0; twice < 2; twice++) for (let i = 0; i < 20; i++) tops.add(`/p${i}`);
  expect(tops.most(20)).toEqual(Array.from({ length: 8 }, (_, i) => ({ value: `/p${i}`, hits: 2 })));
});

test('without room clients are estimated sooner, and their room is given back', () => {
  const room = new Room(96 * 10);
  const count = new DistinctCount(room);
  for (let i = 1; i <= 74; i++) count.add(hashText(`192.0.2.${i}`));
  expect(count.size).toBe(74);
  expect(room.take()).toBe(false);
  count.add(hashText('192.0.2.75'));
  expect(Math.abs(count.size - 75)).toBeLessThan(5);
  expect(room.take(9 * 96)).toBe(true);
});

test('without room a row counts two values', () => {
  const counts = new FewCounts<string>(new Room(0));
  counts.reset(0);
  for (const value of ['a', 'b', 'c', 'c', 'c', 'b']) counts.add(0, value);
  expect(counts.most(0)).toEqual(['b', 2]);
});
