// Blocks: whole lines in memory, with their columns. The scanner takes one block at a time.
import { type LogTime, parseIsoMinute, parseMinute, TIME_LOCAL_LENGTH } from '../../formats/time-local.ts';
import { STOP, TIME } from './columns.ts';
import type { ScanMemory } from './memory.ts';

/** Whole lines of one input, in order. The memory holds their columns until the next block is read. */
export interface Block {
  readonly lines: number;
  /** Bytes of the input in this block, without the bytes that were cut off its last line. */
  readonly bytes: number;
  /** The log's offsets from UTC, in line order. */
  readonly zones: readonly Zone[];
  /** The last line has the maximal length and may have been cut. */
  readonly endsLong: boolean;
}

/** The log's offset from UTC in minutes. It is valid from `line` of the block on. */
export interface Zone {
  readonly line: number;
  readonly utcOffsetMinutes: number;
}

/** Turns text in a memory into blocks. */
export class BlockReader {
  readonly #memory: ScanMemory;

  constructor(memory: ScanMemory) {
    this.#memory = memory;
  }

  /**
   * Reads the columns of the text `[from..to)`, which ends with a line feed. It stops at the end or after a line of the maximal
   * length. Bytes may have been cut off that line, which shifts the offset of the next line.
   * @param offset where in the input the text begins, in bytes
   */
  read(from: number, to: number, offset: number): Block {
    const memory = this.#memory;
    const { reader } = memory;
    const zones: Zone[] = [{ line: 0, utcOffsetMinutes: memory.utcOffsetMinutes }];
    let stop = reader.start(from, to, offset);
    while (stop === STOP.minute) {
      this.#learnMinute(reader.unknownTime, reader.unknownForm);
      if (zones.at(-1)?.utcOffsetMinutes !== memory.utcOffsetMinutes)
        zones.push({ line: reader.lineCount, utcOffsetMinutes: memory.utcOffsetMinutes });
      stop = reader.resume();
    }
    if (memory.shiftSeconds !== 0) this.#shiftTimes(reader.lineCount);
    return {
      lines: reader.lineCount,
      bytes: reader.stoppedAt - from,
      zones,
      endsLong: stop === STOP.longLine,
    };
  }

  // The reader knows no shift, because it remembers minutes longer than one input.
  #shiftTimes(lines: number): void {
    const { columns, shiftSeconds } = this.#memory;
    for (let i = 0; i < lines; i++) columns.times[i]! += shiftSeconds;
  }

  // Parses a minute that the reader does not know, and sets the second at which it begins.
  #learnMinute(at: number, form: number): void {
    const memory = this.#memory;
    const minute = minuteOf(memory.bytes.latin1Slice(at, at + TIME_LOCAL_LENGTH), form);
    memory.reader.setMinute(at, minute?.seconds ?? NaN, form);
    if (minute !== undefined) memory.utcOffsetMinutes = minute.utcOffsetMinutes;
  }
}

// The second at which the minute of a time begins.
function minuteOf(text: string, form: number): LogTime | undefined {
  if (form === TIME.local) return parseMinute(text);
  // Times in UTC need no minute.
  return form === TIME.iso ? parseIsoMinute(text) : { seconds: 0, utcOffsetMinutes: 0 };
}
