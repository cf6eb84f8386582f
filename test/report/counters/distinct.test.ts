// Counts of distinct clients are exact up to a bound and close estimates beyond it, and the report says which they are.
import { describe, expect, test } from 'vitest';
import { noCounts } from '../../../src/hits/counts.ts';
import {
  ClientLedger,
  DistinctCount,
  EXACT_CLIENTS_KEPT,
  HyperLogLog,
  SKETCH_ERROR,
} from '../../../src/report/counters/distinct.ts';
import { Room } from '../../../src/report/counters/room.ts';
import { assembleReport } from '../../../src/report/assemble.ts';
import type { Report } from '../../../src/report/report.ts';
import { Tally } from '../../../src/report/tally.ts';
import { hashText } from '../../../src/hits/hash.ts';
import { Tables } from '../../../src/judge/tables/tables.ts';
import { diagnoseText } from '../../../scripts/accuracy/scored-hits.ts';

/** Hash of one of the 2^24 addresses of a network. */
function client(i: number, net = 10): number {
  return hashText(`${net}.${(i >>> 16) & 255}.${(i >>> 8) & 255}.${i & 255}`);
}

function standardError(precision: number): number {
  return 1.04 / Math.sqrt(2 ** precision);
}

function isNear(actual: number, expected: number, tolerance: number): void {
  expect(actual).toBeGreaterThan(expected * (1 - tolerance));
  expect(actual).toBeLessThan(expected * (1 + tolerance));
}

describe('HyperLogLog', () => {
  test.for([
    [1e3, 12],
    [1e3, 14],
    [1e5, 12],
    [1e5, 14],
    [1e6, 12],
    [1e6, 14],
  ] as const)('%i hashes, 2^%i registers: within three standard errors', ([size, precision]) => {
    for (const net of [10, 172, 203]) {
      const sketch = new HyperLogLog(precision);
      for (let i = 0; i < size; i++) sketch.add(client(i, net));
      isNear(sketch.count, size, 3 * standardError(precision));
    }
  });

  test('many small sketches are right on average', () => {
    const [precision, size, sketches] = [7, 2560, 400];
    let sum = 0;
    for (let one = 0; one < sketches; one++) {
      const sketch = new HyperLogLog(precision);
      for (let i = 0; i < size; i++) sketch.add(client(one * size + i));
      sum += sketch.count;
    }
    isNear(sum / sketches, size, 0.008);
  });

  test('estimates do not jump where linear counting ends', () => {
    const sketch = new HyperLogLog(12);
    let added = 0;
    for (let size = 4096; size <= 24_576; size += 1024) {
      for (; added < size; added++) sketch.add(client(added));
      isNear(sketch.count, size, 3.5 * standardError(12));
    }
  });

  test('a repeated hash counts once, and an empty sketch counts 0', () => {
    const sketch = new HyperLogLog(14);
    expect(sketch.count).toBe(0);
    for (let again = 0; again < 3; again++) for (let i = 0; i < 100; i++) sketch.add(client(i));
    isNear(sketch.count, 100, 0.03);
  });

  test('takes every hash of 53 bits, extreme ones included', () => {
    const sketch = new HyperLogLog(14);
    for (const hash of [0, 1, 2 ** 14, 2 ** 34, 2 ** 34 - 1, 2 ** 52, 2 ** 53 - 1]) sketch.add(hash);
    expect(sketch.count).toBeGreaterThan(0);
    expect(sketch.count).toBeLessThanOrEqual(7);
  });

  test('a copy changes independently', () => {
    const sketch = new HyperLogLog(12);
    for (let i = 0; i < 1000; i++) sketch.add(client(i));
    const before = sketch.count;
    const copy = sketch.copy();
    expect(copy.count).toBe(before);
    for (let i = 1000; i < 2000; i++) copy.add(client(i));
    expect(sketch.count).toBe(before);
    isNear(copy.count, 2000, 3 * standardError(12));
  });
});

describe('the clients of a group', () => {
  const EXACT = 2048;

  test('are counted exactly up to a bound, and estimated beyond it', () => {
    const count = new DistinctCount(new Room());
    for (let i = 0; i < EXACT; i++) {
      count.add(client(i));
      count.add(client(i >>> 1));
      expect(count.size).toBe(i + 1);
    }
    for (let i = EXACT; i < 3000; i++) count.add(client(i));
    isNear(count.size, 3000, 3 * standardError(12));
    for (let i = 0; i < 50_000; i++) count.add(client(i));
    isNear(count.size, 50_000, 3 * standardError(12));
  });

  test.for([10, EXACT + 10])('a copy with %i clients changes independently', (size) => {
    const count = new DistinctCount(new Room());
    for (let i = 0; i < size; i++) count.add(client(i));
    const before = count.size;
    const copy = count.copy(new Room());
    expect(copy.size).toBe(before);
    for (let i = 0; i < 3 * EXACT; i++) copy.add(client(i, 172));
    expect(count.size).toBe(before);
    isNear(copy.size, size + 3 * EXACT, 3 * standardError(12));
    for (let i = 0; i < 3 * EXACT; i++) count.add(client(i, 203));
    isNear(count.size, size + 3 * EXACT, 3 * standardError(12));
  });
});

// A word holds 32 sums. These sums are in the first word and in later words. The last sum of the last word stays empty.
const SUMS = 96;
const EVERY: readonly (readonly [sum: number, oneIn: number])[] = [
  [0, 1],
  [31, 2],
  [32, 3],
  [63, 10],
  [69, 100],
];

function sumsOf(i: number): number[] {
  return EVERY.flatMap(([sum, oneIn]) => (i % oneIn === 0 ? [sum] : []));
}

describe('the clients of all sums', () => {
  test('are exact while they are few, however often they repeat', () => {
    const ledger = new ClientLedger(SUMS);
    for (let i = 0; i < 60_000; i++) {
      ledger.add(client(i), sumsOf(i));
      ledger.add(client(i >>> 1), sumsOf(i >>> 1));
    }
    for (const [sum, oneIn] of EVERY) expect(ledger.count([sum])).toBe(Math.ceil(60_000 / oneIn));
    expect(ledger.count([1])).toBe(0);
    expect(ledger.isEstimate).toBe(false);
  });

  test('are added to a sum later, and only once to each sum', () => {
    const ledger = new ClientLedger(SUMS);
    ledger.add(client(1), [0]);
    ledger.add(client(1), [0, 33]);
    ledger.add(client(2), [33, 33]);
    expect([0, 1, 33].map((sum) => ledger.count([sum]))).toEqual([1, 0, 2]);
    // A hash of 0 is a client, too.
    ledger.add(0, [0]);
    ledger.add(0, [0]);
    expect(ledger.count([0])).toBe(2);
    // The hash 0 has a slot of its own, and the search for the next hash begins at this slot.
    ledger.add(2, [0]);
    expect(ledger.count([0])).toBe(3);
  });

  test('are exact up to the bound, and a close estimate beyond it', () => {
    const ledger = new ClientLedger(SUMS);
    for (let i = 0; i < EXACT_CLIENTS_KEPT; i++) ledger.add(client(i), sumsOf(i));
    expect(ledger.isEstimate).toBe(false);
    for (const [sum, oneIn] of EVERY) expect(ledger.count([sum])).toBe(Math.ceil(EXACT_CLIENTS_KEPT / oneIn));
    ledger.add(client(EXACT_CLIENTS_KEPT), sumsOf(EXACT_CLIENTS_KEPT));
    expect(ledger.isEstimate).toBe(true);
    expect(ledger.count([SUMS - 1])).toBe(0);
    for (const [sum, oneIn] of EVERY) isNear(ledger.count([sum]), EXACT_CLIENTS_KEPT / oneIn, 0.03);
    for (let i = 0; i < 2 * EXACT_CLIENTS_KEPT; i++) ledger.add(client(i), sumsOf(i));
    for (const [sum, oneIn] of EVERY) isNear(ledger.count([sum]), (2 * EXACT_CLIENTS_KEPT) / oneIn, 0.03);
    // A sum that had no client before.
    expect(ledger.count([1])).toBe(0);
    for (let i = 0; i < 1000; i++) ledger.add(client(i, 172), [1]);
    isNear(ledger.count([1]), 1000, 0.03);

    const copy = ledger.copy();
    expect(copy.isEstimate).toBe(true);
    const before = ledger.count([69]);
    for (let i = 0; i < 50_000; i++) copy.add(client(i, 203), [69]);
    expect(ledger.count([69])).toBe(before);
    isNear(copy.count([69]), (2 * EXACT_CLIENTS_KEPT) / 100 + 50_000, 0.03);
  }, 60_000);

  test.each([3000, EXACT_CLIENTS_KEPT + 1])(
    'a client of several sums counts once in their union, with %i clients',
    (clients) => {
      const ledger = new ClientLedger(SUMS);
      for (let i = 0; i < clients; i++) ledger.add(client(i), i % 3 === 0 ? [31, 32] : [i % 3 === 1 ? 31 : 63]);
      const expected = Math.ceil((2 * clients) / 3);
      const slack = ledger.isEstimate ? 0.03 : 1e-9;
      isNear(ledger.count([31, 32]), expected, slack);
      isNear(ledger.count([31, 32, 63, 5]), clients, slack);
      expect(ledger.count([])).toBe(0);
      expect(ledger.count([5, 6])).toBe(0);
    },
  );

  test('change independently in a copy', () => {
    const ledger = new ClientLedger(SUMS);
    for (let i = 0; i < 3000; i++) ledger.add(client(i), sumsOf(i));
    const copy = ledger.copy();
    for (const [sum] of EVERY) expect(copy.count([sum])).toBe(ledger.count([sum]));
    for (let i = 0; i < 6000; i++) copy.add(client(i), [0, 40]);
    expect([copy.count([0]), copy.count([40])]).toEqual([6000, 6000]);
    expect([ledger.count([0]), ledger.count([40])]).toEqual([3000, 0]);
    for (let i = 0; i < 4000; i++) ledger.add(client(i), [0]);
    expect([ledger.count([0]), copy.count([0])]).toEqual([4000, 6000]);
  });
});

test('the report says when numbers of clients are estimates', () => {
  const [finding] = diagnoseText('192.0.2.1 - - [22/Nov/2026:15:00:00 +0000] "\\x16\\x03\\x01" 400 157 "-" "-"\n');
  if (finding === undefined) throw new Error('nothing was found');
  const tally = new Tally();
  const { counts } = { counts: noCounts() };
  const add = (from: number, to: number): void => {
    for (let i = from; i < to; i++) tally.add({ ...finding, entry: { ...finding.entry, client: `client ${i}` } });
  };
  const report = (): Report =>
    assembleReport({
      inputs: [],
      counts,
      pending: 0,
      filteredOut: 0,
      ignored: [],
      ambiguousLines: 0,
      lost: [],
      tally,
      tables: new Tables(),
      unparsed: [],
      verdictChanges: [],
    });
  const estimated = ({ remarks }: Report): unknown => remarks.find(({ code }) => code === 'clients-estimated')?.facts;
  add(0, EXACT_CLIENTS_KEPT);
  expect(report().totals.clients).toBe(EXACT_CLIENTS_KEPT);
  expect(estimated(report())).toBeUndefined();
  add(EXACT_CLIENTS_KEPT, EXACT_CLIENTS_KEPT + 100_000);
  expect(estimated(report())).toEqual({ exact_up_to: EXACT_CLIENTS_KEPT, error: SKETCH_ERROR });
  const { totals, causes } = report();
  isNear(totals.clients, EXACT_CLIENTS_KEPT + 100_000, 0.03);
  isNear(causes.find(({ cause }) => cause === finding.cause)?.clients ?? 0, EXACT_CLIENTS_KEPT + 100_000, 0.03);
}, 60_000);
