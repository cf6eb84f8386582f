// Rows by hash: every row is found again, whatever the hashes are.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HashIndex, NO_ROW } from '../../src/hits/hash-index.ts';

const ROWS = 8;

function indexOf(hashes: readonly number[], rows = ROWS): HashIndex {
  const index = new HashIndex(rows);
  for (const [row, hash] of hashes.entries()) index.put(index.slotOf(hash), hash, row);
  return index;
}

function rowOf(index: HashIndex, hash: number): number {
  return index.rowIn(index.slotOf(hash));
}

const hashLists = fc.uniqueArray(fc.maxSafeNat(), { maxLength: ROWS });

describe('an index', () => {
  test('finds each row by its hash, and no row by another hash', () => {
    fc.assert(
      fc.property(hashLists, fc.maxSafeNat(), (hashes, other) => {
        const index = indexOf(hashes);
        expect(hashes.map((hash) => rowOf(index, hash))).toEqual(hashes.map((_, row) => row));
        expect(hashes.map((_, row) => index.hashOf(row))).toEqual(hashes);
        expect(rowOf(index, other)).toBe(hashes.includes(other) ? hashes.indexOf(other) : NO_ROW);
      }),
    );
  });

  test('finds a row by the hash 0, and by hashes that differ only above 32 bits', () => {
    const hashes = [0, 2 ** 32, 2 ** 33, 2 ** 52];
    const index = indexOf(hashes);
    expect(hashes.map((hash) => rowOf(index, hash))).toEqual([0, 1, 2, 3]);
  });

  test('that was cleared finds only the rows that were restored', () => {
    const index = indexOf([10, 20, 30]);
    index.clear();
    index.restore(1);
    expect([10, 20, 30].map((hash) => rowOf(index, hash))).toEqual([NO_ROW, 1, NO_ROW]);
  });
});

describe('a copy', () => {
  test.each([ROWS, 4 * ROWS])('with room for %i rows finds the same rows', (rows) => {
    fc.assert(
      fc.property(hashLists, (hashes) => {
        const copy = indexOf(hashes).copy(rows);
        expect(hashes.map((hash) => rowOf(copy, hash))).toEqual(hashes.map((_, row) => row));
      }),
    );
  });

  test('changes independently', () => {
    const index = indexOf([10]);
    const copy = index.copy();
    copy.put(copy.slotOf(20), 20, 1);
    expect([rowOf(index, 20), rowOf(copy, 20)]).toEqual([NO_ROW, 1]);
  });
});
