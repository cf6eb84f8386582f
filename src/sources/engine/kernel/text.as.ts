// Bytes of text in memory: how the kernel finds, compares and hashes them.
//
// Sixteen bytes are compared at once: `i8x16.eq` gives a mask, and `ctz` finds its first match. Text is hashed four bytes at a
// time.

import { HASH_END_A, HASH_END_B, HASH_PRIME_A, HASH_PRIME_B, HASH_SEED_A, HASH_SEED_B } from './constants.as.ts';

export const SPACE: u32 = 32;
export const QUOTE: u32 = 34;
export const DASH: u32 = 45;

/** The address at which a byte occurs first in `[from..end)`, or `end`. `byte` holds the byte sixteen times. */
export function find(from: usize, end: usize, byte: v128): usize {
  let at = from;
  while (at < end) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), byte));
    if (found) {
      at += ctz(found);
      return at < end ? at : end;
    }
    at += 16;
  }
  return end;
}

/** Whether `length` bytes at two addresses are the same. */
export function isSame(a: usize, b: usize, length: usize): bool {
  let at: usize = 0;
  for (; at + 16 <= length; at += 16) {
    if (!i8x16.all_true(i8x16.eq(v128.load(a + at), v128.load(b + at)))) return false;
  }
  const differs = ~i8x16.bitmask(i8x16.eq(v128.load(a + at), v128.load(b + at)));
  return (differs & ((1 << (<u32>(length - at))) - 1)) == 0;
}

/** Whether `[start..end)` contains only white space. */
export function isBlank(start: usize, end: usize): bool {
  for (let at = start; at < end; at++) {
    const byte = <u32>load<u8>(at);
    if (byte != SPACE && byte - 9 > 4) return false;
  }
  return true;
}

/** The hash of the bytes `[from..to)`, as in hits/hash.ts: two lanes of 32 bits in one number. */
export function hash(from: usize, to: usize): u64 {
  const length = to - from;
  let a: u32 = HASH_SEED_A ^ <u32>length;
  let b: u32 = HASH_SEED_B ^ <u32>length;
  let at = from;
  for (; at + 4 <= to; at += 4) {
    const word = load<u32>(at);
    a = (a ^ word) * HASH_PRIME_A;
    b = (b ^ word) * HASH_PRIME_B;
    a ^= a >> 15;
    b ^= b >> 13;
  }
  if (at < to) {
    const word = load<u32>(at) & ((1 << ((<u32>(to - at)) << 3)) - 1);
    a = (a ^ word) * HASH_PRIME_A;
    b = (b ^ word) * HASH_PRIME_B;
    a ^= a >> 15;
    b ^= b >> 13;
  }
  a = (a ^ (a >> 16)) * HASH_END_A;
  b = (b ^ (b >> 16)) * HASH_END_B;
  return ((<u64>(a ^ (a >> 13))) << 32) | (b ^ (b >> 15));
}
