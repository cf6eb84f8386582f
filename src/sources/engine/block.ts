// Blocks: stretches of whole lines with their columns, as the scanner takes them, whoever read them.
import { parseTimeLocal } from '../../formats/time-local.ts';
import { type ColumnSet, STOP } from './columns.ts';
import type { ScanMemory } from './memory.ts';

/** A stretch of whole lines of one input, in order. */
export interface Block {
  readonly set: ColumnSet;
  readonly lines: number;
  /** Bytes of the input that it stands for, those cut off its last line left out. */
  readonly bytes: number;
  /** From which of its lines on the log's clock has which offset from UTC. */
  readonly zones: readonly Zone[];
  /** Its last line has the maximal length, and may have been cut. */
  readonly endsLong: boolean;
}

/** The log's offset from UTC, in minutes, from a line on. */
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
   * Reads the columns of the text `[from..to)`, which ends with a line feed, up to the end or behind a line of the maximal
   * length: bytes may have been cut off there, so that what follows has another offset.
   * @param offset byte of the input at `from`
   */
  read(set: ColumnSet, from: number, to: number, offset: number): Block {
    const memory = this.#memory;
    const { reader } = memory;
    const zones: Zone[] = [{ line: 0, utcOffsetMinutes: memory.utcOffsetMinutes }];
    reader.use(set);
    let stop = reader.read(from, to, offset, 0, 0);
    while (stop === STOP.minute) {
      this.#learnMinute(reader.unknownTime);
      if (zones.at(-1)?.utcOffsetMinutes !== memory.utcOffsetMinutes)
        zones.push({ line: reader.lineCount, utcOffsetMinutes: memory.utcOffsetMinutes });
      const at = reader.stoppedAt;
      stop = reader.read(at, to, offset + at - from, reader.lineCount, reader.detailCount);
    }
    return {
      set,
      lines: reader.lineCount,
      bytes: reader.stoppedAt - from,
      zones,
      endsLong: stop === STOP.longLine,
    };
  }

  // Tells the reader what second a minute begins with; its text is taken with no seconds.
  #learnMinute(at: number): void {
    const memory = this.#memory;
    const text = memory.bytes.toString('latin1', at, at + 26);
    const time = parseTimeLocal(`${text.slice(0, 18)}00${text.slice(20)}`);
    memory.reader.setMinute(at, time?.seconds ?? NaN);
    if (time !== undefined) memory.utcOffsetMinutes = time.utcOffsetMinutes;
  }
}
