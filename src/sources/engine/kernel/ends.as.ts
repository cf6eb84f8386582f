// Finds where the values of a line end: at a quote, or at the literal after the value.
import { STEP_HEAD, STEP_HEAD_MASK, STEP_MARK, STEP_MARKS, STEP_NEXT, STEP_NEXT_BYTES } from './constants.as.ts';
import { find, isSame } from './text.as.ts';

const BACKSLASH: u32 = 92;
const SLASH: u32 = 47;
const ASTERISK: u32 = 42;
/** On longer or harder lines LineMatcher may give up, so they are left to it. */
const MOST_MARKED_BYTES: usize = 1900;
const MOST_LOOKS: u64 = 1000000;

/** The first quote from an address on that no backslash escapes, or `last`. */
export function quoteEnd(from: usize, last: usize): usize {
  let at = from;
  while (true) {
    at = find(at, last, i8x16.splat(34));
    if (at == last) return last;
    let slash = at;
    while (slash > from && load<u8>(slash - 1) == BACKSLASH) slash--;
    if (((at - slash) & 1) == 0) return at;
    at++;
  }
}

/** Where the literal after a value stands first in `[from..last)`; 0 if nowhere. */
export function findNext(step: usize, from: usize, last: usize): usize {
  const bytes = <usize>load<u32>(step, STEP_NEXT_BYTES);
  if (from + bytes > last) return 0;
  const one = v128.load_splat<u8>(step + STEP_HEAD);
  if (bytes == 1) {
    const at = find(from, last, one);
    return at == last ? 0 : at;
  }
  const two = v128.load_splat<u8>(step + STEP_HEAD + 1);
  const end = last - bytes;
  for (let at = from; at <= end; at += 16) {
    let found = i8x16.bitmask(v128.and(i8x16.eq(v128.load(at), one), i8x16.eq(v128.load(at, 1), two)));
    while (found) {
      const place = at + ctz(found);
      if (place > end) return 0;
      if (isNext(step, place, last)) return place;
      found &= found - 1;
    }
  }
  return 0;
}

/** Whether the literal after a value stands at an address. */
export function isNext(step: usize, at: usize, last: usize): bool {
  const bytes = <usize>load<u32>(step, STEP_NEXT_BYTES);
  if (at + bytes > last) return false;
  if ((load<u64>(at) & load<u64>(step, STEP_HEAD_MASK)) != load<u64>(step, STEP_HEAD)) return false;
  return bytes <= 8 || isSame(at + 8, <usize>load<u32>(step, STEP_NEXT) + 8, bytes - 8);
}

/** Whether a value that begins at an address must end at the first literal after it: see `mark` in byte-program.ts. */
export function isForced(step: usize, from: usize, last: usize): bool {
  const marks = <i32>load<u32>(step, STEP_MARKS);
  return marks != 0 && last - from <= MOST_MARKED_BYTES && count(from, last, load<u8>(step, STEP_MARK)) == marks;
}

/**
 * Where the `$request_uri` of a step begins, if a value without a literal after it begins at `from`; 0 if only the parser can tell.
 * Before the first slash or asterisk it could only be missing, so that the literal after it would stand there.
 */
export function uriAt(step: usize, from: usize, last: usize): usize {
  const end = findNext(step, from, last);
  if (end == 0) return 0;
  let at = from;
  for (; at < end; at++) {
    const byte = <u32>load<u8>(at);
    if (byte == SLASH || byte == ASTERISK) break;
  }
  if (at == end) return 0;
  // LineMatcher tries each end of the value before, and each place of the literal after that.
  const ends = <u64>(at - from);
  const places = <u64>count(from, last, load<u8>(step, STEP_HEAD)) + 1;
  if (ends * (places * <u64>(last - from) + ends) > MOST_LOOKS) return 0;
  return at;
}

// How often a byte occurs in `[from..to)`.
function count(from: usize, to: usize, byte: u8): i32 {
  const all = i8x16.splat(byte);
  let sum = 0;
  for (let at = from; at < to; at += 16) {
    let found = i8x16.bitmask(i8x16.eq(v128.load(at), all));
    if (to - at < 16) found &= (1 << (<i32>(to - at))) - 1;
    sum += popcnt(found);
  }
  return sum;
}
