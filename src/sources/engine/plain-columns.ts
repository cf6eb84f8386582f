// Columns in plain TypeScript: for machines without WebAssembly SIMD, and the oracle that the kernel is tested against.
import { MAX_LINE_BYTES } from '../../formats/line.ts';
import { CODE, type ColumnReader, type ColumnSet, DETAIL, DETAIL_FLAG, FIELD, STOP } from './columns.ts';
import { hashBytes32, hashPath } from '../../hits/hash.ts';
import { isObserved, sampleWeight } from '../../hits/sample.ts';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const DASH = 45;
const DOT = 46;
const ZERO = 48;
const NINE = 57;
const COLON = 58;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const UNKNOWN_MINUTE = -1;
const MOST_BYTES = 2 ** 31 - 1;
// Places of `dd/Mon/yyyy:hh:mm:` and of the zone in a $time_local; between them stand the seconds.
const MINUTE_LENGTH = 18;
const ZONE_AT = 20;
const TIME_LENGTH = 26;
/** Behind the user agent in nginx's packaged log_format, `main`, where X-Forwarded-For was not sent. */
const NOT_FORWARDED = ' "-"';

/** Reads columns from the bytes of a memory. */
export class PlainColumns implements ColumnReader {
  lineCount = 0;
  detailCount = 0;
  stoppedAt = 0;
  unknownTime = 0;
  readonly fields: Int32Array = new Int32Array(FIELD.size);
  #timeAt = 0;
  readonly #bytes: Uint8Array;
  #set!: ColumnSet;
  readonly #minute = new Uint8Array(TIME_LENGTH);
  #minuteSeconds = NaN;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** See {@link ColumnReader.use}. */
  use(set: ColumnSet): void {
    this.#set = set;
  }

  /** See {@link ColumnReader.setMinute}. */
  setMinute(at: number, seconds: number): void {
    this.#minute.set(this.#bytes.subarray(at, at + TIME_LENGTH));
    this.#minuteSeconds = seconds;
  }

  /** See {@link ColumnReader.read}. */
  read(from: number, to: number, offset: number, line: number, detail: number): number {
    this.lineCount = line;
    this.detailCount = detail;
    const { starts, codes } = this.#set;
    let at = from;
    while (at < to) {
      const end = this.#find(LINE_FEED, at, to);
      const code = this.#readLine(at, end, offset + at - from);
      if (code === UNKNOWN_MINUTE) {
        this.stoppedAt = at;
        return STOP.minute;
      }
      starts[this.lineCount] = at;
      codes[this.lineCount] = code;
      this.lineCount++;
      const length = end - at;
      at = end + 1;
      starts[this.lineCount] = at;
      if (length >= MAX_LINE_BYTES) {
        this.stoppedAt = at;
        return STOP.longLine;
      }
    }
    this.stoppedAt = at;
    return STOP.done;
  }

  /** See {@link ColumnReader.findFields}. */
  findFields(start: number, end: number): boolean {
    const status = this.#locate(start, end);
    if (status >= CODE.blank || !this.#locateTail(end)) return false;
    this.fields[FIELD.status] = status;
    return true;
  }

  /** See {@link ColumnReader.isSame}. */
  isSame(a: number, b: number, length: number): boolean {
    for (let i = 0; i < length; i++) if (this.#bytes[a + i] !== this.#bytes[b + i]) return false;
    return true;
  }

  #readLine(start: number, end: number, offset: number): number {
    const bytes = this.#bytes;
    const status = this.#locate(start, end);
    if (status >= CODE.blank) return status;
    const time = this.#timeAt;
    if (!this.#isKnownMinute(time)) {
      this.unknownTime = time;
      return UNKNOWN_MINUTE;
    }
    if (Number.isNaN(this.#minuteSeconds)) return CODE.odd;

    this.#set.hashes[this.lineCount] = hashBytes32(bytes, start, this.fields[FIELD.addressEnd]!);
    const second = (bytes[time + MINUTE_LENGTH]! - ZERO) * 10 + bytes[time + MINUTE_LENGTH + 1]! - ZERO;
    this.#set.times[this.lineCount] = this.#minuteSeconds + second;
    let code = status;
    if (sampleWeight(offset) > 0) code |= CODE.isInSample | CODE.isLookedAt;
    if (isObserved(status, offset)) code |= CODE.isLookedAt;
    if ((code & CODE.isLookedAt) !== 0 && this.#locateTail(end)) {
      this.#writeDetail();
      code |= CODE.hasDetail;
    }
    return code;
  }

  // Finds the fields up to the status, which it returns: or blank, or odd for a line in another form.
  #locate(start: number, end: number): number {
    const bytes = this.#bytes;
    if (end - start >= MAX_LINE_BYTES) return this.#blankOrOdd(start, end);
    let space = start;
    while (space < end && isAddressByte(bytes[space]!)) space++;
    if (space >= end || space === start || bytes[space] !== SPACE) return this.#blankOrOdd(start, end);
    const bracket = this.#find(OPEN_BRACKET, space, end);
    const close = bracket + 1 + TIME_LENGTH;
    if (close + 3 >= end) return this.#blankOrOdd(start, end);
    // `addr - user [`: a name with brackets, another format or a prefix is the parser's business.
    if (bytes[space + 1] !== DASH || bytes[space + 2] !== SPACE) return CODE.odd;
    if (bracket < space + 4 || bytes[bracket - 1] !== SPACE) return CODE.odd;
    if (bytes[close] !== CLOSE_BRACKET || bytes[close + 1] !== SPACE || bytes[close + 2] !== QUOTE) return CODE.odd;

    let quote = close + 3;
    for (; ; quote++) {
      quote = this.#find(QUOTE, quote, end);
      if (quote + 6 >= end) return CODE.odd;
      if (bytes[quote + 1] === SPACE) break;
    }
    if (bytes[quote - 1] === BACKSLASH) return CODE.odd;
    const [a, b, c] = [bytes[quote + 2]!, bytes[quote + 3]!, bytes[quote + 4]!];
    if (!isDigit(a) || !isDigit(b) || !isDigit(c) || bytes[quote + 5] !== SPACE) return CODE.odd;
    const size = bytes[quote + 6]!;
    if (!isDigit(size) && size !== DASH) return CODE.odd;
    if (this.#endsWithAddress(quote + 7, end)) return CODE.odd;

    const time = bracket + 1;
    const tens = bytes[time + MINUTE_LENGTH]! - ZERO;
    const ones = bytes[time + MINUTE_LENGTH + 1]! - ZERO;
    if (!(tens >= 0 && tens <= 5 && ones >= 0 && ones <= 9)) return CODE.odd;
    const { fields } = this;
    fields[FIELD.addressEnd] = space;
    this.#timeAt = time;
    fields[FIELD.requestAt] = close + 3;
    fields[FIELD.requestEnd] = quote;
    return (a - ZERO) * 100 + (b - ZERO) * 10 + (c - ZERO);
  }

  #blankOrOdd(start: number, end: number): number {
    for (let at = start; at < end; at++) {
      const byte = this.#bytes[at]!;
      if (byte !== SPACE && (byte < 9 || byte > 13)) return CODE.odd;
    }
    return CODE.blank;
  }

  // A quoted address at the end is X-Forwarded-For, which says who the client is: the parser's business.
  #endsWithAddress(from: number, end: number): boolean {
    const bytes = this.#bytes;
    let at = end - 1;
    if (bytes[at] === CARRIAGE_RETURN) at--;
    if (bytes[at] !== QUOTE) return false;
    for (at--; at > from; at--) {
      const byte = bytes[at]!;
      if (byte === QUOTE) return true;
      const isHex = isDigit(byte) || ((byte | 32) >= 97 && (byte | 32) <= 102);
      if (!isHex && byte !== DOT && byte !== COLON && byte !== COMMA && byte !== SPACE) return false;
    }
    return false;
  }

  #isKnownMinute(time: number): boolean {
    const bytes = this.#bytes;
    const minute = this.#minute;
    for (let i = 0; i < MINUTE_LENGTH; i++) if (bytes[time + i] !== minute[i]) return false;
    for (let i = ZONE_AT; i < TIME_LENGTH; i++) if (bytes[time + i] !== minute[i]) return false;
    return true;
  }

  // Finds the fields behind the status, where the line ends as combined does or with NOT_FORWARDED; false for any other tail.
  #locateTail(end: number): boolean {
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
    const referer = this.#find(QUOTE, at + 2, last);
    if (referer + 3 >= last || bytes[referer - 1] === BACKSLASH) return false;
    if (bytes[referer + 1] !== SPACE || bytes[referer + 2] !== QUOTE) return false;
    const agent = this.#find(QUOTE, referer + 3, last);
    const isLast =
      agent + 1 === last || (agent + 1 + NOT_FORWARDED.length === last && holds(bytes, agent + 1, last, NOT_FORWARDED));
    if (!isLast || bytes[agent - 1] === BACKSLASH) return false;
    fields[FIELD.bodyBytesSent] = Math.min(bodyBytesSent, MOST_BYTES);
    fields[FIELD.refererAt] = at + 2;
    fields[FIELD.refererEnd] = referer;
    fields[FIELD.agentAt] = referer + 3;
    fields[FIELD.agentEnd] = agent;
    return true;
  }

  // Writes what tables ask of a line whose fields are found.
  #writeDetail(): void {
    const { fields } = this;
    const bytes = this.#bytes;
    const request = fields[FIELD.requestAt]!;
    const end = fields[FIELD.requestEnd]!;
    const record = this.detailCount++ * DETAIL.size;
    const { details } = this.#set;
    details[record + DETAIL.flags] = flagsOf(bytes, request, end);
    details[record + DETAIL.bodyBytesSent] = fields[FIELD.bodyBytesSent]!;
    details[record + DETAIL.agentHash] = hashBytes32(bytes, fields[FIELD.agentAt]!, fields[FIELD.agentEnd]!);
    details[record + DETAIL.requestHash] = hashBytes32(bytes, request, end);
    const path = hashPath(bytes, request, end);
    details[record + DETAIL.pathHashA] = Math.floor(path / 2 ** 21);
    details[record + DETAIL.pathHashB] = (path % 2 ** 21) * 2 ** 11;
  }

  #find(byte: number, from: number, end: number): number {
    const bytes = this.#bytes;
    let at = from;
    while (at < end && bytes[at] !== byte) at++;
    return Math.min(at, end);
  }
}

/** {@link DETAIL_FLAG} of the request `[from..to)`. */
export function flagsOf(bytes: Uint8Array, from: number, to: number): number {
  let flags = 0;
  if (to - from === 1 && bytes[from] === DASH) flags |= DETAIL_FLAG.isNone;
  if (holds(bytes, from, to, 'HEAD ')) flags |= DETAIL_FLAG.isHead;
  if (to - from >= 9 && (holds(bytes, to - 9, to, ' HTTP/2.0') || holds(bytes, to - 9, to, ' HTTP/3.0')))
    flags |= DETAIL_FLAG.isHttp2;
  return flags;
}

function holds(bytes: Uint8Array, from: number, to: number, text: string): boolean {
  if (to - from < text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[from + i] !== text.charCodeAt(i)) return false;
  return true;
}

// What stands in an address: anything printable but a quote and an opening bracket.
function isAddressByte(byte: number): boolean {
  return byte > SPACE && byte < 127 && byte !== QUOTE && byte !== OPEN_BRACKET;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}
