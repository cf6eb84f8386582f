// The fields of one line.
import { CODE_BLANK, CODE_NEEDS_PARSER, MAX_LINE_BYTES } from './constants.as.ts';
import { DASH, find, isBlank, QUOTE, SPACE } from './text.as.ts';

const CLOSE_BRACKET: u32 = 93;

/** Addresses of the fields of the line that was read last, and the numbers in it. */
export let addressEnd: usize = 0;
/** Only for a line of another format (see setFields). */
export let userAt: usize = 0;
export let userEnd: usize = 0;
export let timeAt: usize = 0;
export let seconds: u32 = 0;
export let requestAt: usize = 0;
export let requestEnd: usize = 0;
export let bytesSent: f64 = 0;
export let refererAt: usize = 0;
export let refererEnd: usize = 0;
export let agentAt: usize = 0;
export let agentEnd: usize = 0;

/** Finds the fields up to the status and returns the status; CODE_BLANK or CODE_NEEDS_PARSER for a line that is not plain. */
export function locate(start: usize, end: usize): u32 {
  // The address ends at the first byte that an address cannot contain. That byte must be a space.
  let space = start;
  while (true) {
    const v = v128.load(space);
    const stop = i8x16.bitmask(
      v128.or(
        v128.or(i8x16.lt_s(v, i8x16.splat(33)), i8x16.eq(v, i8x16.splat(127))),
        v128.or(i8x16.eq(v, i8x16.splat(34)), i8x16.eq(v, i8x16.splat(91))),
      ),
    );
    if (stop) {
      space += ctz(stop);
      break;
    }
    space += 16;
  }
  if (space >= end || end - start >= MAX_LINE_BYTES) return isBlank(start, end) ? CODE_BLANK : CODE_NEEDS_PARSER;
  // Nearly always ` - - [`, without a user.
  const isNameless = load<u32>(space) == 0x2d202d20 && load<u16>(space, 4) == 0x5b20;
  const bracket = isNameless ? space + 5 : find(space, end, i8x16.splat(91));
  const close = bracket + 27;
  if (close + 3 >= end || space == start || load<u8>(space) != SPACE)
    return isBlank(start, end) ? CODE_BLANK : CODE_NEEDS_PARSER;
  if (load<u8>(space, 1) != DASH || load<u8>(space, 2) != SPACE) return CODE_NEEDS_PARSER;
  if (bracket < space + 4 || load<u8>(bracket - 1) != SPACE) return CODE_NEEDS_PARSER;
  if (mayBeWrapped(start, space) || mayHavePort(start, space)) return CODE_NEEDS_PARSER;
  if (load<u8>(close) != CLOSE_BRACKET || load<u8>(close, 1) != SPACE || load<u8>(close, 2) != QUOTE)
    return CODE_NEEDS_PARSER;

  let quote = close + 3;
  while (true) {
    quote = find(quote, end, i8x16.splat(34));
    if (quote + 6 >= end) return CODE_NEEDS_PARSER;
    if (load<u8>(quote, 1) == SPACE) break;
    quote++;
  }
  if (load<u8>(quote - 1) == 92) return CODE_NEEDS_PARSER;
  const a = <u32>load<u8>(quote, 2) - 48;
  const b = <u32>load<u8>(quote, 3) - 48;
  const c = <u32>load<u8>(quote, 4) - 48;
  if (a > 9 || b > 9 || c > 9 || load<u8>(quote, 5) != SPACE) return CODE_NEEDS_PARSER;
  const size = <u32>load<u8>(quote, 6);
  if (size - 48 > 9 && size != DASH) return CODE_NEEDS_PARSER;
  if (mayEndWithAddress(quote + 7, end)) return CODE_NEEDS_PARSER;

  const tens = <u32>load<u8>(bracket, 19) - 48;
  const ones = <u32>load<u8>(bracket, 20) - 48;
  if (tens > 5 || ones > 9) return CODE_NEEDS_PARSER;
  addressEnd = space;
  timeAt = bracket + 1;
  seconds = tens * 10 + ones;
  requestAt = close + 3;
  requestEnd = quote;
  return a * 100 + b * 10 + c;
}

/**
 * Finds the fields after the status. False unless the line ends as in the combined format, or with one more `"-"`: the format
 * `main` of nginx's packages writes that when X-Forwarded-For was not sent.
 */
export function locateTail(end: usize): bool {
  const last = load<u8>(end - 1) == 13 ? end - 1 : end;
  if (!locateAgent(last)) return false;
  return agentEnd + 1 == last || (agentEnd + 5 == last && load<u32>(agentEnd, 1) == 0x222d2220);
}

/**
 * Finds the fields from the size to the user agent, whatever follows them.
 * `last` is the line's end, with or without its carriage return.
 */
export function locateAgent(last: usize): bool {
  let at = requestEnd + 6;
  bytesSent = -1;
  if (load<u8>(at) == DASH) at++;
  else {
    bytesSent = 0;
    for (let digit = <u32>load<u8>(at) - 48; digit <= 9; digit = <u32>load<u8>(at) - 48) {
      bytesSent = bytesSent * 10 + <f64>digit;
      at++;
    }
  }
  if (load<u16>(at) != 0x2220) return false;
  refererAt = at + 2;
  refererEnd = find(refererAt, last, i8x16.splat(34));
  if (refererEnd + 3 >= last || load<u8>(refererEnd - 1) == 92 || load<u16>(refererEnd, 1) != 0x2220) return false;
  agentAt = refererEnd + 3;
  agentEnd = find(agentAt, last, i8x16.splat(34));
  return agentEnd < last && load<u8>(agentEnd - 1) != 92;
}

// Whether something may stand in front of the address in `[start..end)`, which only the parser takes off: `12:192.0.2.1`. False for
// IPv4 addresses, for IPv6 addresses that clients have, for `unix:`, and for words.
function mayBeWrapped(start: usize, end: usize): bool {
  const length = <u32>(end - start);
  // `1` is the version of RFC 5424.
  if (length < 2) return true;
  // The longest IPv4 address has 15 characters.
  const others = i8x16.bitmask(i8x16.gt_u(i8x16.sub(v128.load(start), i8x16.splat(46)), i8x16.splat(11)));
  if (length < 16 && (others & ((1 << length) - 1)) == 0) return false;
  let isHex = true;
  let isWord = true;
  let hasDot = false;
  for (let at = start; at < end; at++) {
    const byte = <u32>load<u8>(at);
    if (byte - 48 <= 9) continue;
    const letter = (byte | 32) - 97;
    if (byte != 58 && byte != 46 && letter > 5) isHex = false;
    hasDot = hasDot || byte == 46;
    if (byte != 46 && byte != 95 && letter > 25) isWord = false;
  }
  if (isWord || (length == 5 && load<u32>(start) == 0x78696e75 && load<u8>(start, 4) == 58)) return false;
  if (!isHex) return true;
  // `::`, or a first group from 2000 to 3fff or from f000.
  if (load<u16>(start) == 0x3a3a) return false;
  const first = <u32>load<u8>(start) | 32;
  const isGroup =
    <u32>load<u8>(start, 4) == 58 && load<u8>(start, 1) != 58 && load<u8>(start, 2) != 58 && load<u8>(start, 3) != 58;
  return hasDot || !isGroup || (first != 50 && first != 51 && first != 102);
}

/** Whether `[start..end)` may be an address with a port, which only the parser removes. False for most IPv6 addresses. */
export function mayHavePort(start: usize, end: usize): bool {
  let at = end - 1;
  while (at > start && <u32>load<u8>(at) - 48 <= 9) at--;
  if (load<u8>(at) != 58) return false;
  // An IPv6 address has at most eight groups of at most four digits.
  if (end - at > 5) return true;
  let colons = 0;
  for (; at >= start; at--) {
    const byte = <u32>load<u8>(at);
    if (byte == 46) return true;
    if (byte == 58) colons++;
  }
  return colons > 7;
}

// Whether the line may end with quoted addresses: an X-Forwarded-For, which names the client. Only the parser reads it.
function mayEndWithAddress(from: usize, end: usize): bool {
  let at = end - 1;
  if (load<u8>(at) == 13) at--;
  if (load<u8>(at) != QUOTE) return false;
  // An address has at least two separators. `-`, a duration (0.097) or a country has fewer.
  let separators = 0;
  for (at--; at > from; at--) {
    const byte = <u32>load<u8>(at);
    if (byte == QUOTE) return separators > 1;
    if (byte == 46 || byte == 58) separators++;
    else if (!isForwardedByte(byte)) return false;
  }
  return false;
}

// X-Forwarded-For has addresses, `unknown` and `-`, separated by commas and blanks.
function isForwardedByte(byte: u32): bool {
  if (byte - 48 <= 9 || (byte | 32) - 97 < 6 || byte == 44 || byte == SPACE || byte == DASH) return true;
  return byte == 117 || byte == 110 || byte == 107 || byte == 111 || byte == 119;
}

/**
 * The same check as isTimeLocal in formats/time-local.ts, with one bit for each character. If the first bracket holds no time, the
 * parser searches further.
 */
export function isTimeLocal(at: usize): bool {
  // `dd/Mon/yyyy:hh:m` and `y:hh:mm:ss +hhmm`
  const head = v128.load(at);
  const tail = v128.load(at + 10);
  const slashes = i8x16.bitmask(i8x16.eq(head, i8x16.splat(47)));
  const colons = i8x16.bitmask(i8x16.eq(tail, i8x16.splat(58)));
  if ((slashes & 0x44) != 0x44 || (colons & 0x92) != 0x92) return false;
  if ((digits(head) & 0xb783) != 0xb783 || (digits(tail) & 0xf36d) != 0xf36d) return false;
  const sign = load<u8>(at, 21);
  return load<u8>(at, 20) == SPACE && (sign == 43 || sign == DASH) && <u32>load<u8>(at, 3) - 65 < 26;
}

function digits(bytes: v128): i32 {
  return i8x16.bitmask(i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(48)), i8x16.splat(10)));
}

/** Sets the fields of a line of another format: two addresses for each, and the size, which is -1 for `-`. */
export function setFields(
  user: usize,
  toUser: usize,
  request: usize,
  toRequest: usize,
  size: f64,
  referer: usize,
  toReferer: usize,
  agent: usize,
  toAgent: usize,
): void {
  userAt = user;
  userEnd = toUser;
  requestAt = request;
  requestEnd = toRequest;
  bytesSent = size;
  refererAt = referer;
  refererEnd = toReferer;
  agentAt = agent;
  agentEnd = toAgent;
}
