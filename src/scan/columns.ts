// The seam for speed: a stretch of text in, four numbers a line out (address hash, time, status, kind); nothing else is read.
import { parseTimeLocal, TIME_LOCAL_LENGTH } from '../parse/time-local.ts';

/** What the columns say of a line: read, empty, or of another form, so that the parser must look. */
export type LineKind = 'plain' | 'blank' | 'odd';

/** The columns of the line read last; reused for every line, so copy what you keep. */
export interface Columns {
  kind: LineKind;
  /** {@link hashAddress} of the client's address; only for `plain`. */
  addressHash: number;
  /** Seconds since the epoch; only for `plain`. */
  time: number;
  utcOffsetMinutes: number;
  /** Only for `plain`. */
  status: number;
}

const CARRIAGE_RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const DASH = 45;
const ZERO = 48;
const NINE = 57;
const BACKSLASH = 92;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** 32-bit FNV-1a over the characters of an address (one byte each). */
export function hashAddress(address: string): number {
  let hash = FNV_OFFSET;
  for (let i = 0; i < address.length; i++) hash = Math.imul(hash ^ address.charCodeAt(i), FNV_PRIME);
  return hash >>> 0;
}

/** Reads columns, one line at a time; remembers the minute it saw last, because neighbours share it. */
export class ColumnReader {
  readonly columns: Columns = { kind: 'blank', addressHash: 0, time: 0, utcOffsetMinutes: 0, status: 0 };
  #text = '';
  // Where each mark was found last: a line without one must not make every line behind it search the whole block again.
  #space = -1;
  #bracket = -1;
  #quote = -1;
  #minute = '';
  #zone = '';
  #minuteSeconds = 0;

  /** Sets the text (latin1, one character a byte) that the following calls of {@link read} speak of. */
  begin(text: string): void {
    this.#text = text;
    this.#space = -1;
    this.#bracket = -1;
    this.#quote = -1;
  }

  /** Reads the line `[start..end)` of the text, without its line feed, into {@link columns}. Lines must come in order. */
  read(start: number, end: number): void {
    const text = this.#text;
    const { columns } = this;
    columns.kind = 'odd';
    if (this.#space < start) this.#space = text.indexOf(' ', start) >>> 0;
    const space = this.#space;
    if (this.#bracket < space) this.#bracket = text.indexOf('[', space) >>> 0;
    const bracket = this.#bracket;
    const close = bracket + 1 + TIME_LOCAL_LENGTH;
    if (space >= end || close + 3 >= end || text.charCodeAt(close) !== CLOSE_BRACKET) {
      if (isBlank(text, start, end)) columns.kind = 'blank';
      return;
    }
    // `addr - user [`: a name with brackets, another format or a prefix is the parser's business.
    if (text.charCodeAt(space + 1) !== DASH || text.charCodeAt(space + 2) !== SPACE) return;
    if (text.charCodeAt(bracket - 1) !== SPACE || bracket < space + 4) return;
    if (text.charCodeAt(close + 1) !== SPACE || text.charCodeAt(close + 2) !== QUOTE) return;
    if (this.#quote < close + 3) this.#quote = text.indexOf('" ', close + 3) >>> 0;
    const quote = this.#quote;
    if (quote + 6 >= end || text.charCodeAt(quote - 1) === BACKSLASH) return;
    const a = text.charCodeAt(quote + 2);
    const b = text.charCodeAt(quote + 3);
    const c = text.charCodeAt(quote + 4);
    if (!isDigit(a) || !isDigit(b) || !isDigit(c) || text.charCodeAt(quote + 5) !== SPACE) return;
    const size = text.charCodeAt(quote + 6);
    if (!isDigit(size) && size !== DASH) return;
    if (this.#endsWithAddress(quote + 7, end)) return;
    if (!this.#readAddress(start, space) || !this.#readTime(bracket + 1)) return;
    columns.kind = 'plain';
    columns.status = (a - ZERO) * 100 + (b - ZERO) * 10 + (c - ZERO);
  }

  // A quoted address at the end is X-Forwarded-For, which says who the client is: the parser's business.
  #endsWithAddress(from: number, end: number): boolean {
    const text = this.#text;
    let at = end - 1;
    if (text.charCodeAt(at) === CARRIAGE_RETURN) at--;
    if (text.charCodeAt(at) !== QUOTE) return false;
    for (at--; at > from; at--) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) return true;
      const isHex = isDigit(code) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
      if (!isHex && code !== 46 && code !== 58 && code !== 44 && code !== SPACE) return false;
    }
    return false;
  }

  #readAddress(start: number, end: number): boolean {
    const text = this.#text;
    let hash = FNV_OFFSET;
    for (let i = start; i < end; i++) {
      const code = text.charCodeAt(i);
      if (code <= SPACE || code >= 127 || code === QUOTE || code === OPEN_BRACKET) return false;
      hash = Math.imul(hash ^ code, FNV_PRIME);
    }
    this.columns.addressHash = hash >>> 0;
    return end > start;
  }

  #readTime(at: number): boolean {
    const text = this.#text;
    const tens = text.charCodeAt(at + 18) - ZERO;
    const ones = text.charCodeAt(at + 19) - ZERO;
    if (
      this.#minute === '' ||
      !text.startsWith(this.#minute, at) ||
      !text.startsWith(this.#zone, at + 20) ||
      !(tens >= 0 && tens <= 5 && ones >= 0 && ones <= 9)
    ) {
      const parsed = parseTimeLocal(text.slice(at, at + TIME_LOCAL_LENGTH));
      if (parsed === undefined) return false;
      this.#minute = text.slice(at, at + 18);
      this.#zone = text.slice(at + 20, at + TIME_LOCAL_LENGTH);
      this.#minuteSeconds = parsed.seconds - (tens * 10 + ones);
      this.columns.utcOffsetMinutes = parsed.utcOffsetMinutes;
    }
    this.columns.time = this.#minuteSeconds + tens * 10 + ones;
    return true;
  }
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

function isBlank(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code !== SPACE && (code < 9 || code > 13)) return false;
  }
  return true;
}
