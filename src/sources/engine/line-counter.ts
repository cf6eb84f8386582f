// Counts lines: every line is an entry, blank or unparsed.
import type { ScanClock } from './scan-clock.ts';
import type { GrowingCounts } from '../../hits/counts.ts';
import type { ScanInput } from './scan-sink.ts';

/** Counts the lines of the current input that are within the time range, and numbers all of them. */
export class LineCounter {
  /** The current input. */
  input: ScanInput = { file: '-', cuts: [], line: 0, counted: 0, offset: 0 };
  readonly #counts: GrowingCounts;
  readonly #clock: ScanClock;

  constructor(counts: GrowingCounts, clock: ScanClock) {
    this.#counts = counts;
    this.#clock = clock;
  }

  /** Numbers and counts entries. */
  countEntries(entries: number): void {
    this.input.line += entries;
    if (!this.#clock.isInTime) return;
    this.#counts.lines += entries;
    this.#counts.entries += entries;
    this.input.counted += entries;
  }

  /** Numbers and counts a blank line. */
  countBlank(): void {
    this.input.line++;
    if (this.#clock.isInTime) this.#count('blank');
  }

  /** Counts an unparsed line that is within the time range and has its number already. */
  countUnparsed(): void {
    this.#count('unparsed');
  }

  /** Counts an entry that is within the time range and has its number already. */
  countEntry(): void {
    this.#count('entries');
  }

  /** Returns how many bytes were cut off the last line, which has the maximal length. Counts the line if it was cut. */
  takeCutBytes(): number {
    const bytes = this.input.cuts.shift() ?? 0;
    if (bytes > 0) this.#counts.cutLines++;
    return bytes;
  }

  #count(kind: 'entries' | 'blank' | 'unparsed'): void {
    this.#counts.lines++;
    this.#counts[kind]++;
    this.input.counted++;
  }
}
