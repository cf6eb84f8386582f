// The hash: the same for a text and its bytes, and different for texts that are nearly the same.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hash32, hashBytes, hashBytes32, hashText, joinLanes, upperOf } from '../../src/hits/hash.ts';

const latin1 = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte)) });

test('a text and its bytes have the same hash, wherever the bytes are', () => {
  fc.assert(
    fc.property(latin1, latin1, latin1, (before, text, behind) => {
      const bytes = Buffer.from(before + text + behind, 'latin1');
      const [from, to] = [before.length, before.length + text.length];
      expect(hashBytes(bytes, from, to)).toBe(hashText(text));
      expect(hashBytes32(bytes, from, to)).toBe(hash32(text));
    }),
    { numRuns: 2000, seed: 1 },
  );
});

test('the hash has 53 bits, and hash32 is the upper 32 of them', () => {
  fc.assert(
    fc.property(latin1, (text) => {
      const hash = hashText(text);
      expect(Number.isSafeInteger(hash)).toBe(true);
      expect(hash).toBeGreaterThanOrEqual(0);
      expect(Math.floor(hash / 2 ** 21) | 0).toBe(hash32(text));
    }),
    { numRuns: 2000, seed: 2 },
  );
});

test('two lanes are joined into one hash, whatever their signs', () => {
  expect(joinLanes(0, 0)).toBe(0);
  expect(joinLanes(-1, -1)).toBe(2 ** 53 - 1);
  expect(joinLanes(1, 2 ** 11)).toBe(2 ** 21 + 1);
  expect(joinLanes(-(2 ** 31), 0)).toBe(2 ** 52);
});

test('different texts have different hashes: addresses in a row, one byte more, a zero byte more, another order', () => {
  const texts = new Set(['', '\0', '\0\0', '\0\0\0\0', 'a', 'a\0', 'abcd', 'dcba', 'abcdefgh', 'efghabcd']);
  for (let i = 0; i < 300_000; i++) texts.add(`10.${i >>> 16}.${(i >>> 8) & 255}.${i & 255}`);
  const all = [...texts];
  expect(new Set(all.map(hashText)).size).toBe(all.length);
  // Some hashes of 32 bits are equal by chance: n * n / 2 ** 33, about ten.
  expect(all.length - new Set(all.map(hash32)).size).toBeLessThan(30);
  // The bits that the chains of the window use.
  const chains = new Map<number, number>();
  for (const text of all) chains.set(hash32(text) & 0x3ffff, (chains.get(hash32(text) & 0x3ffff) ?? 0) + 1);
  expect([...chains.values()].filter((lines) => lines > 12)).toEqual([]);
});

test('bytes above 127 are hashed as they are', () => {
  expect(hashBytes(Uint8Array.of(0xff, 0xfe, 0x80, 0x81, 0xff), 0, 5)).toBe(hashText('\u00ff\u00fe\u0080\u0081\u00ff'));
  expect(hashText('\u00ff')).not.toBe(hashText('\u007f'));
});

test('the upper bits of a hash of 53 bits are the hash of 32 bits', () => {
  fc.assert(
    fc.property(latin1, (text) => {
      expect(upperOf(hashText(text))).toBe(hash32(text));
    }),
  );
});
