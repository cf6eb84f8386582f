// Divides the lines of one input into runs that can be merged with the runs of other inputs by time.
import { SAMPLE } from '../../hits/sample.ts';
import type { Block } from './block.ts';
import { CODE, DETAIL, DETAIL_FLAG } from './columns.ts';
import type { ScanMemory } from './memory.ts';
import { stagingAddress } from './memory-layout.ts';
import { TextCopier } from './text-copier.ts';

/**
 * The groups of lines within a second that several inputs share, in the order in which they are handed over. nginx writes a line
 * when its request ends. So an abort comes before the retry that follows it on another server, and a spare connection, which sent
 * nothing, closes after the error on another connection.
 */
export const GROUP: { readonly aborts: number; readonly others: number; readonly empty: number } = {
  aborts: 0,
  others: 1,
  empty: 2,
};

const SPARE_KEPT = 4;

/** Lines of one input that stay together in the merged order. */
export interface InputRun {
  /** Newest time of the input up to these lines, rounded down, in seconds since the epoch; -Infinity before its first entry. */
  readonly second: number;
  /** Number of the portion within a long second. Only lines of the same portion are grouped. */
  readonly portion: number;
  /** One of {@link GROUP}. */
  readonly group: number;
  /** The text of the lines is `[from..to)` of these bytes. */
  readonly bytes: Buffer;
  readonly from: number;
  to: number;
  /** Number of the line before the first one. */
  readonly line: number;
  /** Byte of the input at which the first line starts. */
  readonly offset: number;
  /** Bytes that were cut off each line of the maximal length, in order; undefined if there is no such line. */
  cuts: number[] | undefined;
}

/** How the lines of an input are divided. */
export interface RunSettings {
  /** Byte of the input at which the first line starts. */
  readonly offset: number;
  /** A portion ends at the first line that starts at least this many bytes after it. */
  readonly portionBytes: number;
  /** Bytes cut off each line of the maximal length, in order; each number is added before its line is taken. */
  readonly cuts: number[];
  /** Number of the line before the first one. */
  readonly line: number;
  /** Added to the times of the lines. */
  readonly shiftSeconds: number;
}

/** Text of runs, and whether its buffer holds nothing else. */
interface RunText {
  readonly bytes: Buffer;
  readonly isOwn: boolean;
}

/** The runs of one input that are not merged yet, oldest first. */
export class InputRuns {
  readonly #memory: ScanMemory;
  readonly #copier: TextCopier;
  readonly #portionBytes: number;
  readonly #cuts: number[];
  readonly #shiftSeconds: number;
  /** Buffers whose text no run needs. The caller may take them out and use them again. */
  readonly spare: Buffer[] = [];
  // The text of the runs, oldest first.
  readonly #texts: RunText[] = [];
  // The text that is being added, and where in it the next block begins.
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #queue: InputRun[] = [];
  #first = 0;
  #clock = -Infinity;
  #portion = 0;
  // Byte of the input at which the portion ends.
  #portionEnd: number;
  #group = GROUP.others;
  #line = 0;
  #offset: number;

  /** @param memory its staging area gets the text whose columns are read */
  constructor(memory: ScanMemory, { offset, portionBytes, cuts, line, shiftSeconds }: RunSettings) {
    this.#memory = memory;
    const taker = { takeBlock: (block: Block): void => this.#addBlock(block) };
    // Here the offset only decides which lines get details. Late in an input these are few.
    this.#copier = new TextCopier(
      memory,
      { room: () => stagingAddress(memory.layout) },
      taker,
      () => SAMPLE.earlyBytes,
    );
    this.#portionBytes = portionBytes;
    this.#cuts = cuts;
    this.#line = line;
    this.#shiftSeconds = shiftSeconds;
    this.#offset = offset;
    this.#portionEnd = offset + portionBytes;
  }

  /** The oldest run; undefined if there is none. */
  get head(): InputRun | undefined {
    return this.#queue[this.#first];
  }

  /** The newest run; undefined if there is none. */
  get last(): InputRun | undefined {
    return this.#queue.length > this.#first ? this.#queue.at(-1) : undefined;
  }

  /** Newest time so far, rounded down, in seconds since the epoch; -Infinity before the first entry. */
  get clock(): number {
    return this.#clock;
  }

  /** Removes the oldest run. */
  shift(): void {
    this.#first++;
    if (this.#first < this.#queue.length) return;
    this.#queue = [];
    this.#first = 0;
  }

  /**
   * Adds whole lines; only the last line of the input may have no line feed. Runs that were removed lose their text.
   * @param isOwn the lines are in a buffer of their own, which becomes one of {@link spare} later. Other lines are copied
   */
  add(lines: Buffer, isOwn = false): void {
    const oldest = this.head?.bytes.buffer;
    while (this.#texts.length > 0 && this.#texts[0]!.bytes.buffer !== oldest) this.#release(this.#texts.shift()!);
    this.#bytes = isOwn ? lines : Buffer.from(lines);
    this.#texts.push({ bytes: this.#bytes, isOwn });
    this.#at = 0;
    this.#memory.shiftSeconds = this.#shiftSeconds;
    this.#copier.copy(this.#bytes);
  }

  #release({ bytes, isOwn }: RunText): void {
    if (isOwn && this.spare.length < SPARE_KEPT) this.spare.push(Buffer.from(bytes.buffer));
  }

  // Adds the lines of a block.
  #addBlock(block: Block): void {
    const at = this.#at;
    this.#at += block.bytes;
    const { starts, codes, times, details } = this.#memory.columns;
    const origin = starts[0]!;
    const shift = this.#offset - origin;
    let detail = 0;
    let run: InputRun | undefined;
    for (let i = 0; i < block.lines; i++) {
      const start = starts[i]!;
      const code = codes[i]!;
      const what = code & CODE.what;
      let group = this.#group;
      let second = this.#clock;
      if (what < CODE.blank) {
        second = times[i]!;
        group = what === 499 ? GROUP.aborts : GROUP.others;
        if ((code & CODE.hasDetail) !== 0) {
          if (mayBeEmpty(what) && (details[detail + DETAIL.flags]! & DETAIL_FLAG.isNone) !== 0) group = GROUP.empty;
          detail += DETAIL.size;
        } else if (mayBeEmpty(what)) {
          group = this.#parse(start, starts[i + 1]! - 1)?.group ?? group;
        }
      } else if (what !== CODE.blank) {
        const read = this.#parse(start, starts[i + 1]! - 1);
        if (read !== undefined) ({ second, group } = read);
      }
      const isLater = second > this.#clock;
      const isOverLong = shift + start >= this.#portionEnd;
      if (run !== undefined && !isLater && !isOverLong && group === this.#group) continue;
      const from = at + start - origin;
      if (run !== undefined) run.to = from;
      this.#group = group;
      if (isLater || isOverLong) {
        this.#portion = isLater ? 0 : this.#portion + 1;
        this.#portionEnd = shift + start + this.#portionBytes;
        this.#clock = Math.max(this.#clock, second);
      }
      run = this.#begin(from, this.#line + i, shift + start);
    }
    this.#line += block.lines;
    this.#offset += block.bytes;
    if (run === undefined) return;
    run.to = at + block.bytes;
    if (!block.endsLong) return;
    const cut = this.#cuts.shift() ?? 0;
    run.cuts = [...(run.cuts ?? []), cut];
    this.#offset += cut;
  }

  #begin(from: number, line: number, offset: number): InputRun {
    const run: InputRun = {
      second: this.#clock,
      portion: this.#portion,
      group: this.#group,
      bytes: this.#bytes,
      from,
      to: from,
      line,
      offset,
      cuts: undefined,
    };
    this.#queue.push(run);
    return run;
  }

  // The second and the group of a line that only the parser can read; undefined if it is no entry.
  #parse(start: number, end: number): { second: number; group: number } | undefined {
    const entry = this.#memory.parse(this.#memory.bytes.latin1Slice(start, end));
    if (typeof entry === 'string') return undefined;
    const { status, request, time } = entry;
    const isEmpty = mayBeEmpty(status) && request === '-';
    return {
      second: Math.floor(time),
      group: isEmpty ? GROUP.empty : status === 499 ? GROUP.aborts : GROUP.others,
    };
  }
}

// The statuses that nginx logs for a connection that sent nothing: 400, and 000 in some old versions.
function mayBeEmpty(status: number): boolean {
  return status === 400 || status === 0;
}
