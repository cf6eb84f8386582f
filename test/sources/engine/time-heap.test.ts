// The heap finds the number with the least time, even if times jump.
import { expect, test } from 'vitest';
import { TimeHeap } from '../../../src/sources/engine/time-heap.ts';

test('numbers leave by their time', () => {
  const heap = new TimeHeap();
  expect(heap.least).toBe(Infinity);
  const times = Array.from({ length: 1000 }, (_, i) => (Math.imul(i, 0x9e3779b1) >>> 0) % 997);
  times.forEach((time, i) => heap.add(time, i));
  const taken: number[] = [];
  while (heap.least < Infinity) {
    const { least } = heap;
    const number = heap.takeLeast();
    expect(times[number]).toBe(least);
    taken.push(least);
  }
  expect(taken).toEqual(times.toSorted((a, b) => a - b));
});
