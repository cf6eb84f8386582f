// The window keeps a bounded number of lines, and knows when it had to drop one.
import { describe, expect, test } from 'vitest';
import { Chains } from '../../../src/sources/engine/chains.ts';
import { ScanMemory } from '../../../src/sources/engine/memory.ts';
import { layoutFor, MOST_LINES, slotAddress } from '../../../src/sources/engine/memory-layout.ts';
import { Window } from '../../../src/sources/engine/window.ts';
import { lineFeedMemory } from './plain-memory.ts';

const LINE = '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 499 0 "-" "curl/8.5.0"';
const TIME = 1_795_359_845;
const HIT = 1;
const OTHER = 2;
const LAYOUT = { ...layoutFor(), slots: 1 };

/** Adds lines of another client at every second byte, then a hit. Returns the neighbours of the hit. */
function around(memory: ScanMemory, others: number, secondsBefore = 0): ReturnType<Chains['around']> {
  const window = new Window(memory);
  const start = slotAddress(0);
  memory.bytes.write(LINE, start, 'latin1');
  const line = { start, end: start + LINE.length, needsParser: false };
  for (let i = 0; i < others; i++)
    window.add({ ...line, position: 2 * i, time: TIME - secondsBefore, clientHash: OTHER });
  const sequence = window.add({ ...line, position: 2 * others, time: TIME, clientHash: HIT });
  expect(window.head - window.first).toBe(Math.min(others + 1, MOST_LINES));
  return new Chains(window).around(sequence);
}

describe.each([
  ['the kernel', new ScanMemory(LAYOUT)],
  ['line feeds only', lineFeedMemory(LAYOUT)],
])('with %s', (_name, memory) => {
  test('keeps as many lines as it has records, and hides no neighbour', () => {
    expect(around(memory, MOST_LINES - 1).isCut).toBe(false);
  });

  test('drops the oldest line when one more is added, and that may have been a neighbour', () => {
    expect(around(memory, MOST_LINES).isCut).toBe(true);
  });

  test('a dropped line that is too old to be a neighbour hides nothing', () => {
    expect(around(memory, MOST_LINES, 121).isCut).toBe(false);
    expect(around(memory, MOST_LINES, 120).isCut).toBe(true);
  });
});

test('a line that was dropped in an earlier stretch hides nothing', () => {
  const memory = new ScanMemory(LAYOUT);
  const window = new Window(memory);
  const start = slotAddress(0);
  memory.bytes.write(LINE, start, 'latin1');
  const line = { start, end: start + LINE.length, time: TIME, needsParser: false };
  for (let i = 0; i <= MOST_LINES; i++) window.add({ ...line, position: 2 * i, clientHash: OTHER });
  expect(window.droppedTime).toBe(TIME);
  window.beginStretch();
  const sequence = window.add({ ...line, position: 2 * MOST_LINES + 2, clientHash: HIT });
  expect(new Chains(window).around(sequence).isCut).toBe(false);
});
