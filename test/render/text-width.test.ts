// Narrow characters take one column each, alone and next to each other.
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { isNarrow, textWidth } from '../../src/render/text-width.ts';

const narrow = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter((character) =>
  isNarrow(character),
);

test('every narrow character, and every pair of them, is as wide as string-width says', () => {
  expect(narrow.length).toBeGreaterThan(300);
  const wrong: string[] = [];
  for (const first of narrow) {
    if (stringWidth(first) !== 1) wrong.push(first);
    for (const second of narrow) if (stringWidth(first + second) !== 2) wrong.push(first + second);
  }
  expect(wrong).toEqual([]);
}, 30_000);

test.for([
  '',
  'plain',
  'caf\u00e9',
  '\u65e5\u672c',
  'e\u0301',
  '\u{1f600}',
  '\x1b[31mred\x1b[39m',
  'a\u200bb',
  '\u0915\u094d\u0937',
])('%j takes the columns that string-width says', (text) => expect(textWidth(text)).toBe(stringWidth(text)));
