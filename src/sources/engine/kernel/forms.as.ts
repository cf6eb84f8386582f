// Whether bytes are a value of a form. A form is part of a step (../program-memory.ts).
import {
  FORM_ANY,
  FORM_BYTES,
  FORM_DECIMAL,
  FORM_HOST,
  FORM_LIST,
  FORM_REFERER,
  FORM_REQUEST,
  FORM_TIME_ISO,
  FORM_TIME_LOCAL,
  FORM_URI,
  FORM_WORDS,
  STEP_ELEMENT,
  STEP_FORM,
  STEP_LEAST,
  STEP_LOWEST,
  STEP_MOST,
  STEP_SET,
  STEP_SPAN,
  STEP_WORDS,
} from './constants.as.ts';
import { isTimeLocal } from './fields.as.ts';
import { DASH, find, isSame, SPACE } from './text.as.ts';

const COLON: u32 = 58;
const COMMA: u32 = 44;
const DOT: u32 = 46;
/** The lengths of `$time_local` and `$time_iso8601`. */
export const LOCAL_BYTES: usize = 26;
export const ISO_BYTES: usize = 25;

/** Where the first byte stands that is not of a set, or `end`. `set` has a bit for the upper half of each byte at its lower half. */
export function spanEnd(from: usize, end: usize, set: v128): usize {
  const bits = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0);
  let at = from;
  while (at < end) {
    const v = v128.load(at);
    const row = i8x16.swizzle(set, v128.and(v, i8x16.splat(15)));
    const bit = i8x16.swizzle(bits, i8x16.shr_u(v, 4));
    const outside = i8x16.bitmask(i8x16.eq(v128.and(row, bit), i8x16.splat(0)));
    if (outside) {
      at += ctz(outside);
      return at < end ? at : end;
    }
    at += 16;
  }
  return end;
}

/** Whether `[from..to)` is a value of the form of a step: `-`, nothing, or a value that the form describes. */
export function fits(step: usize, from: usize, to: usize): bool {
  if (to - from <= 1 && (to == from || load<u8>(from) == DASH)) return true;
  const form = load<u32>(step, STEP_FORM);
  return form == FORM_LIST ? isList(step, from, to) : isValue(form, step, from, to);
}

function isValue(form: u32, step: usize, from: usize, to: usize): bool {
  switch (form) {
    case FORM_ANY:
      return true;
    case FORM_BYTES:
      return isAsLong(step, from, to) && spanEnd(from, to, v128.load(step, STEP_SET)) == to;
    case FORM_DECIMAL:
      return isDecimal(from, to, load<u32>(step, STEP_MOST), load<u32>(step, STEP_LEAST));
    case FORM_WORDS:
      return isWord(load<u32>(step, STEP_WORDS), from, to);
    case FORM_HOST:
      return isHost(step, from, to);
    case FORM_URI: {
      const first = <u32>load<u8>(from);
      return (first == 47 || first == 42) && spanEnd(from, to, v128.load(step, STEP_SET)) == to;
    }
    case FORM_REQUEST:
      return isRequest(from, to);
    case FORM_REFERER:
      return isReferer(step, from, to);
    case FORM_TIME_LOCAL:
      return to - from == LOCAL_BYTES && isTimeLocal(from) && isLower(from + 4) && isLower(from + 5);
    case FORM_TIME_ISO:
      return to - from == ISO_BYTES && isTimeIso(from);
    default:
      return false;
  }
}

/** Whether a value of FORM_BYTES has the right length and first byte. */
export function isAsLong(step: usize, from: usize, to: usize): bool {
  const length = <u32>(to - from);
  if (length < load<u32>(step, STEP_LEAST) || length > load<u32>(step, STEP_MOST)) return false;
  return <u32>load<u8>(from) >= load<u32>(step, STEP_LOWEST);
}

// A list as nginx writes it for upstreams: `-` or a value for each, separated by `, ` or ` : `.
function isList(step: usize, from: usize, to: usize): bool {
  const form = load<u32>(step, STEP_ELEMENT);
  let at = from;
  while (true) {
    let end = find(at, to, i8x16.splat(32));
    const isComma = end < to && end > at && load<u8>(end - 1) == COMMA;
    if (isComma) end--;
    if (end == at) return false;
    if (!(end - at == 1 && load<u8>(at) == DASH) && !isValue(form, step, at, end)) return false;
    if (end == to) return true;
    if (isComma) at = end + 2;
    else if (end + 3 <= to && load<u8>(end, 1) == COLON && load<u8>(end, 2) == SPACE) at = end + 3;
    else return false;
  }
}

// Digits, at most `most`, then a point and as many digits as `fractions` says (see program-memory.ts).
function isDecimal(from: usize, to: usize, most: u32, fractions: u32): bool {
  let at = from;
  while (at < to && <u32>load<u8>(at) - 48 <= 9) at++;
  const digits = <u32>(at - from);
  if (digits == 0 || digits > most) return false;
  if (at == to) return fractions >> 16 != 0;
  if (load<u8>(at) != DOT) return false;
  at++;
  const length = <u32>(to - at);
  if (length != (fractions & 0xff) && length != ((fractions >> 8) & 0xff)) return false;
  while (at < to && <u32>load<u8>(at) - 48 <= 9) at++;
  return at == to;
}

function isWord(words: usize, from: usize, to: usize): bool {
  const length = to - from;
  let at = words;
  for (let size = <usize>load<u8>(at); size != 0; size = <usize>load<u8>(at)) {
    if (size == length && isSame(at + 1, from, length)) return true;
    at += size + 1;
  }
  return false;
}

// A name with a dot, a name or an address with a port, `localhost`, or `_`.
function isHost(step: usize, from: usize, to: usize): bool {
  if (spanEnd(from, to, v128.load(step, STEP_SET)) < to) return false;
  for (let at = from; at < to; at += 16) {
    const v = v128.load(at);
    let dots = i8x16.bitmask(v128.or(i8x16.eq(v, i8x16.splat(46)), i8x16.eq(v, i8x16.splat(58))));
    if (to - at < 16) dots &= (1 << (<i32>(to - at))) - 1;
    if (dots) return true;
  }
  const length = to - from;
  if (length == 1) return load<u8>(from) == 95;
  return length == 9 && load<u64>(from) == 0x736f686c61636f6c && load<u8>(from, 8) == 116;
}

// `METHOD target HTTP/1.1`
function isRequest(from: usize, to: usize): bool {
  const protocol = to - 9;
  if (to - from < 11 || load<u8>(protocol) != SPACE) return false;
  if ((load<u64>(protocol, 1) & 0x00ff00ffffffffff) != 0x002e002f50545448) return false;
  if (<u32>load<u8>(to - 3) - 48 > 9 || <u32>load<u8>(to - 1) - 48 > 9) return false;
  let at = from;
  for (; at < protocol; at++) {
    const byte = <u32>load<u8>(at);
    if (byte - 65 > 25 && byte != 95 && byte != DASH) break;
  }
  if (at == from || at - from > 64 || at >= protocol || load<u8>(at) != SPACE) return false;
  return find(at, to, i8x16.splat(13)) == to;
}

// A URL: a scheme, a colon, and no blanks.
function isReferer(step: usize, from: usize, to: usize): bool {
  if ((<u32>load<u8>(from) | 32) - 97 > 25) return false;
  let at = from + 1;
  for (; at < to; at++) {
    const byte = <u32>load<u8>(at);
    if (byte - 48 > 9 && (byte | 32) - 97 > 25 && byte != 43 && byte != DOT && byte != DASH) break;
  }
  if (at >= to || at - from < 2 || at - from > 33 || load<u8>(at) != COLON) return false;
  return spanEnd(at, to, v128.load(step, STEP_SET)) == to;
}

// `yyyy-mm-ddThh:mm:ss+hh:mm`
function isTimeIso(at: usize): bool {
  // One bit for each digit of `yyyy-mm-ddThh:mm` and `hh:mm:ss+hh:mm`.
  const head = digits(v128.load(at));
  const tail = digits(v128.load(at + 9));
  if ((head & 0xdb6f) != 0xdb6f || (tail & 0xdb6d) != 0xdb6d) return false;
  const sign = <u32>load<u8>(at, 19);
  if (load<u8>(at, 4) != DASH || load<u8>(at, 7) != DASH || load<u8>(at, 10) != 84) return false;
  if (load<u8>(at, 13) != COLON || load<u8>(at, 16) != COLON || load<u8>(at, 22) != COLON) return false;
  return sign == 43 || sign == DASH;
}

function digits(bytes: v128): i32 {
  return i8x16.bitmask(i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(48)), i8x16.splat(10)));
}

function isLower(at: usize): bool {
  return <u32>load<u8>(at) - 97 < 26;
}
