// Texts by row, short and long ones.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextRows } from '../../../src/report/counters/text-rows.ts';

const ROWS = 5;
const text = fc
  .array(fc.integer({ min: 0, max: 255 }), { maxLength: 60, size: 'max' })
  .map((codes) => String.fromCharCode(...codes));

test('each row keeps its latest text, of any length, and a copy changes independently', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: ROWS - 1 }), text), { maxLength: 40 }), (changes) => {
      const rows = new TextRows(ROWS);
      const expected = new Array<string>(ROWS).fill('');
      for (const [row, name] of changes) {
        rows.set(row, name);
        expected[row] = name;
      }
      const copy = rows.copy();
      for (let row = 0; row < ROWS; row++) rows.set(row, 'x');
      expect(Array.from({ length: ROWS }, (_, row) => copy.get(row))).toEqual(expected);
    }),
  );
});

test('a text that does not fit into its row is kept whole, and a shorter one takes its place', () => {
  const rows = new TextRows(2);
  for (const length of [48, 49, 300, 48, 254, 255, 256, 0]) {
    rows.set(0, 'a'.repeat(length));
    expect(rows.get(0)).toBe('a'.repeat(length));
    expect(rows.get(1)).toBe('');
  }
});
