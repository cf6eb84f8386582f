// Columns without the kernel: only line feeds are found, and the parser reads every line.
import { MAX_LINE_BYTES } from '../../formats/line.ts';
import { CODE, type ColumnBuffers, type ColumnReader, STOP } from './columns.ts';
import type { ReaderMemory, TextBuffer } from './reader-memory.ts';
import { CHAIN_NEEDS_PARSER, type LineRun } from './window-memory.ts';

const LINE_FEED = 10;
const SPACE = 32;
const TAB = 9;
const CARRIAGE_RETURN = 13;

/** Marks every line that is not blank as one that needs parsing. */
export class LineFeedColumns implements ColumnReader {
  lineCount = 0;
  stoppedAt = 0;
  readonly unknownTime = 0;
  readonly unknownForm = 0;
  readonly clientAt = 0;
  readonly clientEnd = 0;
  readonly values: Int32Array = new Int32Array(0);
  readonly fields: Int32Array = new Int32Array(0);
  readonly #bytes: TextBuffer;
  readonly #columns: ColumnBuffers;

  constructor({ bytes, columns }: Pick<ReaderMemory, 'bytes' | 'columns'>) {
    this.#bytes = bytes;
    this.#columns = columns;
  }

  /** Does nothing: no time is read. */
  setMinute(): void {}

  /** See {@link ColumnReader.start}. */
  start(from: number, to: number): number {
    const bytes = this.#bytes;
    const { starts, codes } = this.#columns;
    let line = 0;
    let at = from;
    let stop = STOP.done;
    while (at < to && stop === STOP.done) {
      const end = bytes.indexOf(LINE_FEED, at);
      starts[line] = at;
      codes[line] = isBlank(bytes, at, end) ? CODE.blank : CODE.needsParser;
      line++;
      if (end - at >= MAX_LINE_BYTES) stop = STOP.longLine;
      at = end + 1;
      starts[line] = at;
    }
    this.lineCount = line;
    this.stoppedAt = at;
    return stop;
  }

  /** Is never called: {@link start} never stops at a minute. */
  resume(): number {
    return STOP.done;
  }

  /** Finds no fields. */
  findFields(): boolean {
    return false;
  }

  /** Leaves it to the parser. */
  findClient(): boolean {
    return false;
  }

  /** Finds no values. */
  findValues(): number {
    return -1;
  }

  /** See {@link ColumnReader.isSame}. */
  isSame(a: number, b: number, length: number): boolean {
    return this.#bytes.compare(this.#bytes, b, b + length, a, a + length) === 0;
  }

  /** Adds no lines: the scanner adds each line after parsing it. */
  addLines({ line }: LineRun): number {
    return line;
  }

  /** Follows no chain: every line needs parsing, so `Chains` does it. */
  followChain(): number {
    return CHAIN_NEEDS_PARSER;
  }
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte !== SPACE && !(byte >= TAB && byte <= CARRIAGE_RETURN)) return false;
  }
  return true;
}
