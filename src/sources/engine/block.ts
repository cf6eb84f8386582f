// Blocks: whole lines in memory with their columns, as the scanner takes them.
import { parseMinute, TIME_LOCAL_LENGTH } from '../../formats/time-local.ts';
import { STOP } from './columns.ts';
import type { ScanMemory } from './memory.ts';

/** Whole lines of one input, in order. Their columns are those of the memory, until the next block is read. */
export interface Block {
  readonly lines: number;
  /** Bytes of the input in this block, without the bytes that were cut off its last line. */
  readonly bytes: number;
  /** Offsets of the log's clock from UTC, in the order of the lines from which they hold. */
  readonly zones: readonly Zone[];
  /** The last line has the maximal length and may have been cut. */
  readonly endsLong: boolean;
}

/** The offset of the log's clock from UTC, in minutes, from a line of the block on. */
export interface Zone {
  readonly line: number;
  readonly utcOffsetMinutes: number;
}

/** Makes blocks of text in a memory. */
export class BlockReader {
  readonly #memory: ScanMemory;

  constructor(memory: ScanMemory) {
    this.#memory = memory;
  }

  /**
   * Reads the columns of the text `[from..to)`, which ends with a line feed. It stops at the end or after a line of the maximal
   * length: bytes may have been cut off that line, and then the next line has another offset.
   * @param offset byte of the input at `from`
   */
  read(from: number, to: number, offset: number): Block {
    const memory = this.#memory;
    const { reader } = memory;
    const zones: Zone[] = [{ line: 0, utcOffsetMinutes: memory.utcOffsetMinutes }];
    let stop = reader.start(from, to, offset);
    while (stop === STOP.minute) {
      this.#learnMinute(reader.unknownTime);
      if (zones.at(-1)?.utcOffsetMinutes !== memory.utcOffsetMinutes)
        zones.push({ line: reader.lineCount, utcOffsetMinutes: memory.utcOffsetMinutes });
      stop = reader.resume();
    }
    return {
      lines: reader.lineCount,
      bytes: reader.stoppedAt - from,
      zones,
      endsLong: stop === STOP.longLine,
    };
  }

  // Says to the reader with which second a minute begins.
  #learnMinute(at: number): void {
    const memory = this.#memory;
    const minute = parseMinute(memory.bytes.latin1Slice(at, at + TIME_LOCAL_LENGTH));
    memory.reader.setMinute(at, minute?.seconds ?? NaN);
    if (minute !== undefined) memory.utcOffsetMinutes = minute.utcOffsetMinutes;
  }
}
