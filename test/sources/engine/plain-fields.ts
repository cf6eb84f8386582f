// The fields of one line in plain TypeScript, for the oracle of the kernel: the same checks in the same order.
import { MAX_LINE_BYTES } from '../../../src/formats/line.ts';
import { isTimeLocal, SECONDS_AT, TIME_LOCAL_LENGTH } from '../../../src/formats/time-local.ts';
import { CARRIAGE_RETURN, DASH, findByte, holds, isDigit, QUOTE, SPACE, ZERO } from './byte-text.ts';
import { CODE, FIELD, MOST_BODY_BYTES } from '../../../src/sources/engine/columns.ts';

const COMMA = 44;
const DOT = 46;
const COLON = 58;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
/** Characters of the longest address. */
const LONGEST_IPV6 = 45;
/** The format `main` of nginx's packages writes this after the user agent when X-Forwarded-For was not sent. */
const NOT_FORWARDED = ' "-"';

/** Finds the fields of lines in the bytes of a memory. */
export class PlainFields {
  /** The record of {@link FIELD} of the line that was read last. */
  readonly fields: Int32Array = new Int32Array(FIELD.size);
  /** Address of its `$time_local`. */
  timeAt = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Finds the fields up to the status and returns the status; a code of {@link CODE} for a line that is blank or needs parsing. */
  locate(start: number, end: number): number {
    const bytes = this.#bytes;
    if (end - start >= MAX_LINE_BYTES) return this.#blankOrOther(start, end);
    let space = start;
    while (space < end && isAddressByte(bytes[space]!)) space++;
    if (space >= end || space === start || bytes[space] !== SPACE) return this.#blankOrOther(start, end);
    const bracket = findByte(bytes, OPEN_BRACKET, space, end);
    const close = bracket + 1 + TIME_LOCAL_LENGTH;
    if (close + 3 >= end) return this.#blankOrOther(start, end);
    // Expects `addr - user [`. A user with brackets, another format or a prefix needs parsing.
    if (bytes[space + 1] !== DASH || bytes[space + 2] !== SPACE) return CODE.needsParser;
    if (bracket < space + 4 || bytes[bracket - 1] !== SPACE) return CODE.needsParser;
    if (this.#mayBeWrapped(start, space) || this.#mayHavePort(start, space)) return CODE.needsParser;
    if (bytes[close] !== CLOSE_BRACKET || bytes[close + 1] !== SPACE || bytes[close + 2] !== QUOTE)
      return CODE.needsParser;

    let quote = close + 3;
    for (; ; quote++) {
      quote = findByte(bytes, QUOTE, quote, end);
      if (quote + 6 >= end) return CODE.needsParser;
      if (bytes[quote + 1] === SPACE) break;
    }
    if (bytes[quote - 1] === BACKSLASH) return CODE.needsParser;
    const [a, b, c] = [bytes[quote + 2]!, bytes[quote + 3]!, bytes[quote + 4]!];
    if (!isDigit(a) || !isDigit(b) || !isDigit(c) || bytes[quote + 5] !== SPACE) return CODE.needsParser;
    const size = bytes[quote + 6]!;
    if (!isDigit(size) && size !== DASH) return CODE.needsParser;
    if (this.#mayEndWithAddress(quote + 7, end)) return CODE.needsParser;

    const time = bracket + 1;
    const tens = bytes[time + SECONDS_AT]! - ZERO;
    const ones = bytes[time + SECONDS_AT + 1]! - ZERO;
    if (!(tens >= 0 && tens <= 5 && ones >= 0 && ones <= 9)) return CODE.needsParser;
    const { fields } = this;
    fields[FIELD.addressAt] = fields[FIELD.clientAt] = start;
    fields[FIELD.addressEnd] = fields[FIELD.clientEnd] = space;
    fields[FIELD.isFormat] = 0;
    fields[FIELD.userAt] = space + 3;
    fields[FIELD.userEnd] = bracket - 1;
    fields[FIELD.timeAt] = this.timeAt = time;
    fields[FIELD.requestAt] = close + 3;
    fields[FIELD.requestEnd] = quote;
    return (a - ZERO) * 100 + (b - ZERO) * 10 + (c - ZERO);
  }

  /**
   * Finds the fields after the status. False unless the line ends as in the combined format, or with one more `"-"`: the format
   * `main` of nginx's packages writes that when X-Forwarded-For was not sent.
   */
  locateTail(end: number): boolean {
    const { fields } = this;
    const bytes = this.#bytes;
    let at = fields[FIELD.requestEnd]! + 6;
    let bodyBytesSent = -1;
    if (bytes[at] === DASH) at++;
    else {
      bodyBytesSent = 0;
      for (let byte = bytes[at]!; isDigit(byte); byte = bytes[++at]!) bodyBytesSent = bodyBytesSent * 10 + byte - ZERO;
    }
    const last = bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    if (bytes[at] !== SPACE || bytes[at + 1] !== QUOTE) return false;
    const referer = findByte(bytes, QUOTE, at + 2, last);
    if (referer + 3 >= last || bytes[referer - 1] === BACKSLASH) return false;
    if (bytes[referer + 1] !== SPACE || bytes[referer + 2] !== QUOTE) return false;
    const agent = findByte(bytes, QUOTE, referer + 3, last);
    const isLast =
      agent + 1 === last || (agent + 1 + NOT_FORWARDED.length === last && holds(bytes, agent + 1, last, NOT_FORWARDED));
    if (!isLast || bytes[agent - 1] === BACKSLASH) return false;
    fields[FIELD.bodyBytesSent] = Math.min(bodyBytesSent, MOST_BODY_BYTES);
    fields[FIELD.refererAt] = at + 2;
    fields[FIELD.refererEnd] = referer;
    fields[FIELD.agentAt] = referer + 3;
    fields[FIELD.agentEnd] = agent;
    return true;
  }

  /**
   * Whether the first bracket holds a time; the date may still not exist. If it holds none, the parser searches further. The
   * columns do not need this check, because they compare the time with a minute that was parsed.
   */
  hasTime(): boolean {
    const time = this.#bytes.subarray(this.timeAt, this.timeAt + TIME_LOCAL_LENGTH);
    return isTimeLocal(String.fromCharCode(...time), 0);
  }

  // The code of a line that is not plain.
  #blankOrOther(start: number, end: number): number {
    for (let at = start; at < end; at++) {
      const byte = this.#bytes[at]!;
      if (byte !== SPACE && (byte < 9 || byte > 13)) return CODE.needsParser;
    }
    return CODE.blank;
  }

  // Whether something may stand in front of the address in `[start..end)`, which only the parser takes off: `12:192.0.2.1`. False
  // for IPv4 addresses, for IPv6 addresses that clients have, for `unix:`, and for words.
  #mayBeWrapped(start: number, end: number): boolean {
    const address = String.fromCharCode(...this.#bytes.subarray(start, Math.min(end, start + LONGEST_IPV6 + 1)));
    if (end - start < 2) return true;
    if (end - start < 16 && /^[\d./]+$/.test(address)) return false;
    if (isEvery(this.#bytes, start, end, isWordByte)) return false;
    if (address === 'unix:') return false;
    if (address.startsWith('::'))
      return !isEvery(this.#bytes, start, end, (byte) => byte === DOT || isHexOrColon(byte));
    return !isEvery(this.#bytes, start, end, isHexOrColon) || !/^[23f][\da-f]{3}:/i.test(address);
  }

  // Whether `[start..end)` may be an address with a port, which only the parser removes. False for most IPv6 addresses.
  #mayHavePort(start: number, end: number): boolean {
    const bytes = this.#bytes;
    let at = end - 1;
    while (at > start && isDigit(bytes[at]!)) at--;
    if (bytes[at] !== COLON) return false;
    // An IPv6 address has at most eight groups of at most four digits.
    if (end - at > 5) return true;
    let colons = 0;
    for (; at >= start; at--) {
      if (bytes[at] === DOT) return true;
      if (bytes[at] === COLON) colons++;
    }
    return colons > 7;
  }

  // Whether the line may end with quoted addresses: an X-Forwarded-For, which names the client. Only the parser reads it.
  #mayEndWithAddress(from: number, end: number): boolean {
    const bytes = this.#bytes;
    let at = end - 1;
    if (bytes[at] === CARRIAGE_RETURN) at--;
    if (bytes[at] !== QUOTE) return false;
    // An address has at least two separators. `-`, a duration (0.097) or a country has fewer.
    let separators = 0;
    for (at--; at > from; at--) {
      const byte = bytes[at]!;
      if (byte === QUOTE) return separators > 1;
      if (byte === DOT || byte === COLON) separators++;
      else if (!isForwardedByte(byte)) return false;
    }
    return false;
  }
}

// X-Forwarded-For has addresses, `unknown` and `-`, separated by commas and blanks.
function isForwardedByte(byte: number): boolean {
  const isHex = isDigit(byte) || ((byte | 32) >= 97 && (byte | 32) <= 102);
  return isHex || byte === COMMA || byte === SPACE || byte === DASH || UNKNOWN.has(byte);
}
const UNKNOWN: ReadonlySet<number> = new Set(Array.from('unkow', (letter) => letter.charCodeAt(0)));

// An address may contain any printable character except a quote and an opening bracket.
function isAddressByte(byte: number): boolean {
  return byte > SPACE && byte < 127 && byte !== QUOTE && byte !== OPEN_BRACKET;
}

function isEvery(bytes: Uint8Array, start: number, end: number, test: (byte: number) => boolean): boolean {
  for (let at = start; at < end; at++) if (!test(bytes[at]!)) return false;
  return true;
}

function isWordByte(byte: number): boolean {
  return /[\w.]/.test(String.fromCharCode(byte));
}

function isHexOrColon(byte: number): boolean {
  return /[\da-f:]/i.test(String.fromCharCode(byte));
}
