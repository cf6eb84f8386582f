// The oracle of the kernel: the same columns, read in plain TypeScript.
import { MAX_LINE_BYTES } from '../../../src/formats/line.ts';
import { SECONDS_AT, TIME_LOCAL_LENGTH } from '../../../src/formats/time-local.ts';
import { hashBytes32, hashPath } from '../../../src/hits/hash.ts';
import { isObserved, sampleWeight } from '../../../src/hits/sample.ts';
import { findByte, ZERO } from './byte-text.ts';
import {
  CODE,
  type ColumnBuffers,
  type ColumnReader,
  DETAIL,
  FIELD,
  STOP,
  TIME,
} from '../../../src/sources/engine/columns.ts';
import { PlainFields } from './plain-fields.ts';
import type { ReaderMemory, TextBuffer } from '../../../src/sources/engine/reader-memory.ts';
import { flagsOf } from '../../../src/sources/engine/observed-line.ts';
import { CHAIN_NEEDS_PARSER, type LineRun } from '../../../src/sources/engine/window-memory.ts';

const LINE_FEED = 10;
const UNKNOWN_MINUTE = -1;

/** Reads columns from the bytes of a memory. */
export class PlainColumns implements ColumnReader {
  lineCount = 0;
  #detailCount = 0;
  stoppedAt = 0;
  unknownTime = 0;
  readonly unknownForm = TIME.local;
  clientAt = 0;
  clientEnd = 0;
  readonly values: Int32Array = new Int32Array(0);
  readonly fields: Int32Array;
  readonly #line: PlainFields;
  readonly #bytes: TextBuffer;
  readonly #columns: ColumnBuffers;
  readonly #minute = new Uint8Array(TIME_LOCAL_LENGTH);
  #minuteSeconds = NaN;
  #to = 0;
  // An address plus this is an offset in the input.
  #origin = 0;

  constructor({ bytes, columns }: Pick<ReaderMemory, 'bytes' | 'columns'>) {
    this.#bytes = bytes;
    this.#columns = columns;
    this.#line = new PlainFields(bytes);
    this.fields = this.#line.fields;
  }

  /** See {@link ColumnReader.setMinute}. */
  setMinute(at: number, seconds: number): void {
    this.#minute.set(this.#bytes.subarray(at, at + TIME_LOCAL_LENGTH));
    this.#minuteSeconds = seconds;
  }

  /** See {@link ColumnReader.start}. */
  start(from: number, to: number, offset: number): number {
    this.lineCount = 0;
    this.#detailCount = 0;
    this.stoppedAt = from;
    this.#to = to;
    this.#origin = offset - from;
    return this.resume();
  }

  /** See {@link ColumnReader.resume}. */
  resume(): number {
    const to = this.#to;
    const { starts, codes } = this.#columns;
    let at = this.stoppedAt;
    while (at < to) {
      const end = findByte(this.#bytes, LINE_FEED, at, to);
      const code = this.#readLine(at, end, this.#origin + at);
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
    const status = this.#line.locate(start, end);
    if (status >= CODE.blank || !this.#line.hasTime() || !this.#line.locateTail(end)) return false;
    this.fields[FIELD.status] = status;
    return true;
  }

  /** See {@link ColumnReader.findClient}. */
  findClient(start: number, end: number): boolean {
    if (this.#line.locate(start, end) >= CODE.blank) return false;
    this.clientAt = start;
    this.clientEnd = this.fields[FIELD.addressEnd]!;
    return true;
  }

  /** Finds no values: combined lines have none. */
  findValues(): number {
    return -1;
  }

  /** See {@link ColumnReader.isSame}. */
  isSame(a: number, b: number, length: number): boolean {
    for (let i = 0; i < length; i++) if (this.#bytes[a + i] !== this.#bytes[b + i]) return false;
    return true;
  }

  /** Adds no lines: the scanner adds each line. */
  addLines({ line }: LineRun): number {
    return line;
  }

  /** Follows no chain: `Chains` does it in TypeScript. */
  followChain(): number {
    return CHAIN_NEEDS_PARSER;
  }

  // Writes the hash and the time of a line and returns its code; UNKNOWN_MINUTE when its minute is not known yet.
  #readLine(start: number, end: number, offset: number): number {
    const bytes = this.#bytes;
    const status = this.#line.locate(start, end);
    if (status >= CODE.blank) return status;
    const time = this.#line.timeAt;
    if (!this.#isKnownMinute(time)) {
      this.unknownTime = time;
      return UNKNOWN_MINUTE;
    }
    if (Number.isNaN(this.#minuteSeconds)) return CODE.needsParser;

    this.#columns.hashes[this.lineCount] = hashBytes32(bytes, start, this.fields[FIELD.addressEnd]!);
    const second = (bytes[time + SECONDS_AT]! - ZERO) * 10 + bytes[time + SECONDS_AT + 1]! - ZERO;
    this.#columns.times[this.lineCount] = this.#minuteSeconds + second;
    let code = status;
    if (sampleWeight(offset) > 0) code |= CODE.isInSample | CODE.isObserved;
    if (isObserved(status, offset)) code |= CODE.isObserved;
    if ((code & CODE.isObserved) !== 0 && this.#line.locateTail(end)) {
      this.#writeDetail();
      code |= CODE.hasDetail;
    }
    return code;
  }

  #isKnownMinute(time: number): boolean {
    const bytes = this.#bytes;
    const minute = this.#minute;
    for (let i = 0; i < SECONDS_AT; i++) if (bytes[time + i] !== minute[i]) return false;
    for (let i = SECONDS_AT + 2; i < TIME_LOCAL_LENGTH; i++) if (bytes[time + i] !== minute[i]) return false;
    return true;
  }

  // Writes the record of details of a line whose fields are found.
  #writeDetail(): void {
    const { fields } = this;
    const bytes = this.#bytes;
    const request = fields[FIELD.requestAt]!;
    const end = fields[FIELD.requestEnd]!;
    const record = this.#detailCount++ * DETAIL.size;
    const { details } = this.#columns;
    details[record + DETAIL.flags] = flagsOf(bytes.latin1Slice(request, end));
    details[record + DETAIL.bodyBytesSent] = fields[FIELD.bodyBytesSent]!;
    details[record + DETAIL.refererHash] = hashBytes32(bytes, fields[FIELD.refererAt]!, fields[FIELD.refererEnd]!);
    details[record + DETAIL.agentHash] = hashBytes32(bytes, fields[FIELD.agentAt]!, fields[FIELD.agentEnd]!);
    details[record + DETAIL.requestHash] = hashBytes32(bytes, request, end);
    const path = hashPath(bytes, request, end);
    details[record + DETAIL.addressHash] = this.#columns.hashes[this.lineCount]!;
    details[record + DETAIL.pathHashA] = Math.floor(path / 2 ** 21);
    details[record + DETAIL.pathHashB] = (path % 2 ** 21) * 2 ** 11;
  }
}
