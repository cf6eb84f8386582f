import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';

import { cutText, escapeJson, safeText } from '../../src/render/escape.ts';

/** Text as the scanner reads it: one character per byte. */
const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
// eslint-disable-next-line no-control-regex -- these characters must not be printed
const HARMFUL = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

describe('safeText', () => {
  test.for<[name: string, text: string, safe: string]>([
    ['plain text', '/index.html?a=b', '/index.html?a=b'],
    ["nginx's own escapes", String.raw`\x16\x03`, String.raw`\x16\x03`],
    ['a colour', '\u001b[31mred', String.raw`\x1B[31mred`],
    ['a window title', '\u001b]0;owned\u0007', String.raw`\x1B]0;owned\x07`],
    ['line feed, return and tab', 'a\r\n\tb', String.raw`a\x0D\x0A\x09b`],
    ['DEL', 'a\u007f', String.raw`a\x7F`],
    ['C1 as bytes', 'a\u009b31m', String.raw`a\x9B31m`],
    ['C1 as UTF-8', bytes('a\u009b31m'), String.raw`a\x9B31m`],
    ['UTF-8', bytes('/привет/日本'), '/привет/日本'],
    ['UTF-8 of four bytes', bytes('😀'), '😀'],
    ['a lone high byte', 'caf\u00e9', String.raw`caf\xE9`],
    ['a sequence cut short', '\u00d0', String.raw`\xD0`],
    ['an overlong slash', '\u00c0\u00af', String.raw`\xC0\xAF`],
    ['a surrogate as UTF-8', '\u00ed\u00a0\u0080', String.raw`\xED\xA0\x80`],
    ['bidi override', bytes('exe\u202egpj'), String.raw`exe\u202egpj`],
    ['bidi isolate and marks', bytes('\u2066\u2069\u200e\u200f\u061c'), String.raw`\u2066\u2069\u200e\u200f\u061c`],
    ['zero width', bytes('a\u200b\u200d\ufeffb'), String.raw`a\u200b\u200d\ufeffb`],
    ['separators', bytes('a\u2028\u2029'), String.raw`a\u2028\u2029`],
    ['blanks other than the space', bytes('a\u00a0\u3000\u3164\u2800b'), String.raw`a\xA0\u3000\u3164\u2800b`],
    ['tags beyond the BMP', bytes('a\u{e0041}'), String.raw`a\u{e0041}`],
    ['accents', bytes('e\u0301'), 'e\u0301'],
    ['a pile of marks', bytes('e\u0301\u0302\u0303\u0304'), `e\u0301\u0302${String.raw`\u0303\u0304`}`],
    ['a mark without a letter', bytes('/\u0301'), String.raw`/\u0301`],
  ])('%s', ([, text, safe]) => {
    expect(safeText(text)).toBe(safe);
  });

  test('none of the first 65,536 characters does harm, raw or as UTF-8', () => {
    const harming: string[] = [];
    for (let code = 0; code < 0x10000; code++) {
      const char = String.fromCharCode(code);
      for (const text of [char, bytes(char)]) {
        const shown = [safeText(text), safeText(text, Infinity, { isSentence: true })];
        const ascii = safeText(text, Infinity, { ascii: true });
        if (shown.some((one) => HARMFUL.test(one)) || !/^[\x20-\x7e]*$/.test(ascii)) harming.push(code.toString(16));
      }
    }
    expect(harming).toEqual([]);
  });

  test.for([0, 1, 2, 3, 5, 10])('cuts to %d columns', (width) => {
    for (const text of [
      'abcdefghijklmnop',
      bytes('日本語日本語日本語'),
      bytes('e\u0301'.repeat(20)),
      '\u001b'.repeat(9),
    ]) {
      expect(stringWidth(safeText(text, width))).toBeLessThanOrEqual(width);
      expect(safeText(text, width, { ascii: true }).length).toBeLessThanOrEqual(width);
    }
  });

  test('marks a text that was cut, and no other text', () => {
    expect(safeText('abcdef', 6)).toBe('abcdef');
    expect(safeText('abcdefg', 6)).toBe('abcde…');
    expect(safeText('abcdefg', 6, { ascii: true })).toBe('abc...');
    expect(safeText(bytes('日本語'), 6)).toBe('日本語');
    expect(safeText(bytes('日本語x'), 6)).toBe('日本…');
  });

  test('a megabyte takes no more time than the part that is shown', () => {
    const long = bytes('я'.repeat(500_000));
    const started = performance.now();
    for (let i = 0; i < 200; i++) safeText(long, 40);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test('keeps the signs of our own sentences, but escapes hidden characters of log text in them', () => {
    const sentence = `2 × “a” · ${bytes('п')} \u001b[1m → é`;
    expect(safeText(sentence, 99, { isSentence: true })).toBe(String.raw`2 × “a” · п \x1B[1m → é`);
    expect(safeText('2 × 400 – 499 → “x”…', 99, { isSentence: true, ascii: true })).toBe('2 x 400 - 499 -> "x"...');
  });
});

test('cutText never splits a visible character', () => {
  expect(cutText('👩‍👩‍👧‍👧👩‍👩‍👧‍👧', 3)).toBe('👩‍👩‍👧‍👧…');
});

describe('escapeJson', () => {
  test('is ASCII, and means the same', () => {
    const value = { text: '\u0000\u001b\u007f\u009b é 日本 😀 \u202e\u2028"\\', list: [1, null, true] };
    expect(escapeJson(value)).toMatch(/^[\x20-\x7e]*$/);
    expect(JSON.parse(escapeJson(value))).toEqual(value);
    expect(escapeJson('\u009b')).toBe(String.raw`"\u009b"`);
  });

  test('undefined becomes null', () => {
    expect(escapeJson(undefined)).toBe('null');
  });
});
