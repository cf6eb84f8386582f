// Findings leave in line order, whatever the order in which they become known.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Finding } from '../../src/judge/diagnose.ts';
import { FindingQueue } from '../../src/judge/finding-queue.ts';

function findingAt(position: number): Finding {
  return { position } as Finding;
}

function takeAll(queue: FindingQueue): number[] {
  const taken: number[] = [];
  for (let finding = queue.take(); finding !== undefined; finding = queue.take()) taken.push(finding.position);
  return taken;
}

test('a finding waits for the findings of the lines before it', () => {
  const queue = new FindingQueue();
  for (const position of [10, 20, 30]) queue.add(position);
  queue.settle(30, findingAt(30));
  queue.settle(20, findingAt(20));
  expect(takeAll(queue)).toEqual([]);
  expect(queue.waiting()).toEqual([
    { position: 10, finding: undefined },
    { position: 20, finding: findingAt(20) },
    { position: 30, finding: findingAt(30) },
  ]);
  queue.settle(10, findingAt(10));
  expect(takeAll(queue)).toEqual([10, 20, 30]);
  expect(queue.waiting()).toEqual([]);
});

test('only a line that waits can be settled: not one that was never added, was taken already, or lies between two others', () => {
  const queue = new FindingQueue();
  expect(() => queue.settle(0, findingAt(0))).toThrow('byte 0');
  queue.add(10, findingAt(10));
  queue.add(20);
  expect(takeAll(queue)).toEqual([10]);
  expect(() => queue.settle(10, findingAt(10))).toThrow('byte 10');
  expect(() => queue.settle(15, findingAt(15))).toThrow('byte 15');
  expect(() => queue.settle(25, findingAt(25))).toThrow('byte 25');
});

test('thousands may wait, over many rounds, and settle in any order', () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat()), fc.array(fc.nat({ max: 3000 }), { maxLength: 6 }), (choices, rounds) => {
      const queue = new FindingQueue();
      const open: number[] = [];
      const taken: number[] = [];
      let position = 0;
      for (const lines of rounds) {
        for (let i = 0; i < lines; i++) {
          queue.add((position += 7));
          open.push(position);
        }
        // Half of the open lines, picked at random.
        for (let i = open.length >> 1; i > 0; i--) {
          const [one] = open.splice((choices.next().value as number) % open.length, 1);
          queue.settle(one!, findingAt(one!));
        }
        taken.push(...takeAll(queue));
      }
      for (const one of open) queue.settle(one, findingAt(one));
      taken.push(...takeAll(queue));
      expect(taken).toEqual(Array.from({ length: position / 7 }, (_, i) => 7 * (i + 1)));
    }),
    { numRuns: 20 },
  );
});
