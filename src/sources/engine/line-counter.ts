// Counts lines: every line is an entry, blank or unparsed.
import type { AskedPlace } from '../../hits/hit.ts';
import { CODE } from './columns.ts';
import type { ScanClock } from './scan-clock.ts';
import type { GrowingCounts } from '../../hits/counts.ts';
import type { ScanInput } from './scan-sink.ts';

/** Counts the lines of the current input that are within the time range, and numbers all of them. */
export class LineCounter {
  /** The current input. */
  input: ScanInput = { file: '-', cuts: [], line: 0, counted: 0, entries: 0, offset: 0, shiftSeconds: 0 };
  readonly #counts: GrowingCounts;
  readonly #clock: ScanClock;

  readonly #asked: AskedPlace | undefined;

  constructor(counts: GrowingCounts, clock: ScanClock, asked?: AskedPlace) {
    this.#counts = counts;
    this.#clock = clock;
    this.#asked = asked;
  }

  /** Marks the line that somebody asks about, if it is one of the next `lines` lines, which have these codes. */
  markAsked(codes: Uint16Array, lines: number): void {
    if (this.#asked === undefined || this.#asked.file !== this.input.file) return;
    const index = this.#asked.line - this.input.line - 1;
    if (index >= 0 && index < lines) codes[index]! |= CODE.isAsked;
  }

  /** Whether somebody asks about the line that was numbered last. */
  get isAsked(): boolean {
    return this.#asked?.line === this.input.line && this.#asked.file === this.input.file;
  }

  /** Numbers and counts entries. */
  countEntries(entries: number): void {
    this.input.line += entries;
    this.input.entries += entries;
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
