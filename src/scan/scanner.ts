// Lines in, hits with their neighbours out, in line order; and every line is counted as an entry, blank or unparsed.
import type { Entry } from '../parse/entry.ts';
import { isHitStatus, isMarkStatus } from '../parse/entry.ts';
import { MAX_LINE_BYTES, parseLine } from '../parse/line.ts';
import { ColumnReader, hashAddress } from './columns.ts';
import { type Hit, NEIGHBOURS, type Place } from './hit.ts';
import { type OpenHit, OpenHits } from './open-hits.ts';
import { type SavedLine, Window } from './window.ts';

/** A line that goes into the hit tables, at its place in line order. */
export interface FoldedLine extends Place {
  readonly entry: Entry;
  readonly isHit: boolean;
  /** Status 000, 403-405, 408, 494-497, 5xx: tells about other lines. */
  readonly isMark: boolean;
  /** How many lines of traffic it stands for in the sample of all traffic; 0 when it is not in the sample. */
  readonly sampleWeight: number;
}

/** What the scanner tells, in line order. Before a line is folded, all hits that it closes are closed. */
export interface ScanSink {
  fold(line: FoldedLine): void;
  /** @param closedAt position of the line that closed the hit; Infinity at the end of all input */
  close(hit: Hit, closedAt: number): void;
  unparsed(place: Place, text: string, reason: string): void;
}

/** Counts of what was read. lines = entries + blank + unparsed, always. */
export interface ScanCounts {
  lines: number;
  entries: number;
  blank: number;
  unparsed: number;
  status400: number;
  status499: number;
  /** Hits whose window a byte bound cut before its time bound did. */
  windowsCut: number;
  /** Lines longer than the maximum, of which only the beginning was read. */
  cutLines: number;
  /** Oldest and newest time of all entries, in seconds; NaN before the first. */
  oldest: number;
  newest: number;
  /** Offset of the log's clock from UTC at the newest entry, in minutes. */
  utcOffsetMinutes: number;
}

/** A scan as it is kept between runs. */
export interface SavedScan {
  readonly position: number;
  readonly lastTime: number;
  /** Recent lines that may be neighbours of hits to come. */
  readonly lines: readonly SavedLine[];
  /** Hits that wait for what follows them; `index` is their place among the lines. */
  readonly open: readonly (Omit<OpenHit, 'sequence'> & { readonly index: number })[];
}

// Lines as old as this are kept for a later run: twice the reach of a neighbour and more, for logs that are a little out of order.
const SAVED_SECONDS = 600;

// All lines in the first MiB of an input stand for themselves; behind it, one in 16 by a hash of its byte offset.
const WHOLE_SAMPLE_BYTES = 1024 * 1024;
const SAMPLE_ONE_IN = 16;

/**
 * How many lines the line at this byte offset of its input stands for in the traffic sample, 0 for none. Depends on the
 * offset alone, so that any way to cut the input gives the same sample.
 */
export function sampleWeight(offset: number): number {
  if (offset < WHOLE_SAMPLE_BYTES) return 1;
  return Math.imul(offset | 0, 0x9e3779b1) >>> 28 === 0 ? SAMPLE_ONE_IN : 0;
}

/** The bytes of its inputs that a scanner speaks for; lines outside are only looked at as neighbours. */
export interface OwnRange {
  /** Position of the first byte. */
  readonly start: number;
  /** Position behind the last byte. */
  readonly end: number;
}

/** An input as a scanner goes through it. */
export interface ScanInput {
  /** Name of the input as the user gave it. */
  readonly file: string;
  readonly cuts: number[];
  /** Number of the line taken last; 1-based, 0 before the first. */
  line: number;
  /** Its lines that were counted. */
  counted: number;
  /** Byte of the input at which the next line starts. */
  offset: number;
}

/** First and last wanted second, once the log's own offset from UTC (in minutes) is known. */
export type TimeRange = (utcOffsetMinutes: number) => { readonly since: number; readonly until: number };

const EVERYTHING: OwnRange = { start: 0, end: Infinity };

/** Reads lines in order and tells its sink what matters of them. */
export class Scanner {
  readonly counts: ScanCounts = {
    lines: 0,
    entries: 0,
    blank: 0,
    unparsed: 0,
    status400: 0,
    status499: 0,
    windowsCut: 0,
    cutLines: 0,
    oldest: NaN,
    newest: NaN,
    utcOffsetMinutes: 0,
  };
  readonly #sink: ScanSink;
  readonly #own: OwnRange;
  readonly #reader = new ColumnReader();
  readonly #window = new Window();
  readonly #open = new OpenHits((hit, byBytes) => this.#close(hit, byBytes));
  #input: ScanInput = { file: '-', cuts: [], line: 0, counted: 0, offset: 0 };
  #position = 0;
  #lastTime = -Infinity;
  readonly #timeRange: TimeRange | undefined;
  #wanted: { readonly since: number; readonly until: number } | undefined;
  #isInTime: boolean;
  #isFinished = false;

  /**
   * @param own lines that start in this range are told of; those before and behind it only serve as neighbours
   * @param position where the first line handed in starts
   * @param timeRange lines of other times only serve as neighbours and are not counted
   */
  constructor(sink: ScanSink, own: OwnRange = EVERYTHING, position = 0, timeRange?: TimeRange) {
    this.#timeRange = timeRange;
    this.#isInTime = timeRange === undefined;
    this.#sink = sink;
    this.#own = own;
    this.#position = position;
  }

  /** What a later run needs to go on from here: recent lines, and the hits that are still open. */
  save(): SavedScan {
    const open = this.#open.list();
    const oldest = open.reduce((time, { entry }) => Math.min(time, entry.time), this.#lastTime);
    const { first, lines } = this.#window.save(oldest - SAVED_SECONDS);
    return {
      position: this.#position,
      lastTime: this.#lastTime,
      lines,
      open: open.map(({ sequence, ...rest }) => ({ ...rest, index: sequence - first })),
    };
  }

  /** Goes on from where {@link save} was called; only before the first line. */
  restore(saved: SavedScan): void {
    this.#position = saved.position;
    this.#lastTime = saved.lastTime;
    const sequences = saved.lines.map(({ text, position, time, addressHash }) =>
      this.#window.add(text, 0, text.length, position, time, addressHash),
    );
    for (const { index, ...open } of saved.open) {
      this.#open.add({ ...open, sequence: sequences[index]! });
    }
  }

  /** No further line can change what this scanner tells: its range is read and all its hits are closed. */
  get isDone(): boolean {
    return this.#position >= this.#own.end && this.openHits === 0;
  }

  /** Time of the entry taken last, in seconds; -Infinity before the first. */
  get lastTime(): number {
    return this.#lastTime;
  }

  /** Hits that wait for what follows them. */
  get openHits(): number {
    return this.#open.size;
  }

  /**
   * Starts a new input; neighbours may still be found in the one before it.
   * @param offset byte of the input at which the first line handed in starts
   * @param line number of the line before that one
   * @param cuts grows by the bytes that were cut off each line of the maximal length, before that line is handed in
   */
  beginInput(file: string, cuts: number[] = [], offset = 0, line = 0): ScanInput {
    const input: ScanInput = { file, cuts, line, counted: 0, offset };
    this.use(input);
    return input;
  }

  /** Goes on with an input begun before: lines of several files may come in turn. */
  use(input: ScanInput): void {
    this.#input = input;
  }

  /** Takes a text (latin1) of whole lines; only the last line of an input may lack its line feed. */
  takeBlock(text: string): void {
    this.#reader.begin(text);
    let start = 0;
    while (start < text.length) {
      const feed = text.indexOf('\n', start);
      const end = feed < 0 ? text.length : feed;
      this.#takeRange(text, start, end);
      this.#step((feed < 0 ? end : end + 1) - start + this.#cutBytes(end - start));
      start = end + 1;
    }
  }

  /** Takes one line (latin1) without its line feed. */
  takeLine(text: string): void {
    this.#reader.begin(text);
    this.#takeRange(text, 0, text.length);
    this.#step(text.length + 1 + this.#cutBytes(text.length));
  }

  /** The hits that are still open, with the neighbours they have so far. */
  peekOpen(): Hit[] {
    return this.#open
      .list()
      .map(({ place, entry, sequence, before }) => ({ ...place, entry, before, after: this.#window.after(sequence) }));
  }

  /** Ends the last input: closes every hit that is still open. */
  finish(): void {
    this.#isFinished = true;
    this.#open.closeAll();
  }

  #step(bytes: number): void {
    this.#position += bytes;
    this.#input.offset += bytes;
  }

  #takeRange(text: string, start: number, end: number): void {
    this.#reader.read(start, end);
    if (this.#position >= this.#own.start && this.#position < this.#own.end) this.#takeOwn(text, start, end);
    else this.#takeNeighbour(text, start, end);
  }

  // A line of another range: it closes hits and may be a neighbour, and is not told of.
  #takeNeighbour(text: string, start: number, end: number): void {
    const { columns } = this.#reader;
    if (columns.kind === 'blank') return;
    let { addressHash, time } = columns;
    const { status } = columns;
    let entry: Entry | undefined;
    if (columns.kind === 'odd' || this.#mustParse(status)) {
      const parsed = parseLine(detach(text, start, end));
      if (typeof parsed === 'string') return;
      entry = parsed;
      addressHash = hashAddress(entry.client);
      ({ time } = entry);
    }
    this.#advance(time);
    const sequence = this.#window.add(text, start, end, this.#position, time, addressHash);
    if (entry !== undefined) this.#window.remember(sequence, entry);
  }

  // Whether a line in plain form is parsed whole: those that are not are entries without a further look.
  #mustParse(status: number): boolean {
    return isHitStatus(status) || isMarkStatus(status) || sampleWeight(this.#input.offset) > 0;
  }

  #takeOwn(text: string, start: number, end: number): void {
    const { counts } = this;
    this.#input.line++;
    const { columns } = this.#reader;
    if (columns.kind === 'blank') {
      if (this.#isInTime) {
        this.#countLine();
        counts.blank++;
      }
      return;
    }
    let { addressHash, time, status, utcOffsetMinutes } = columns;
    let entry: Entry | undefined;
    const weight = sampleWeight(this.#input.offset);
    if (columns.kind === 'odd' || this.#mustParse(status)) {
      const line = detach(text, start, end);
      const parsed = parseLine(line);
      if (typeof parsed === 'string') {
        if (this.#isInTime) {
          this.#countLine();
          counts.unparsed++;
          this.#sink.unparsed(this.#place(), line, parsed);
        }
        return;
      }
      entry = parsed;
      if (columns.kind === 'odd') {
        addressHash = hashAddress(entry.client);
        ({ time, status, utcOffsetMinutes } = entry);
      }
    }
    this.#advance(time);
    this.#isInTime = this.#isWanted(time, utcOffsetMinutes);
    if (!this.#isInTime) {
      const neighbour = this.#window.add(text, start, end, this.#position, time, addressHash);
      if (entry !== undefined) this.#window.remember(neighbour, entry);
      return;
    }
    this.#countLine();
    counts.entries++;
    if (!(time >= counts.oldest)) counts.oldest = time;
    if (!(time <= counts.newest)) {
      counts.newest = time;
      counts.utcOffsetMinutes = utcOffsetMinutes;
    }
    const sequence = this.#window.add(text, start, end, this.#position, time, addressHash);
    if (entry === undefined) return;
    this.#window.remember(sequence, entry);
    const isHit = isHitStatus(status);
    const isMark = isMarkStatus(status);
    if (isHit || isMark || weight > 0)
      this.#sink.fold({ ...this.#place(), entry, isHit, isMark, sampleWeight: weight });
    if (isHit) this.#openHit(entry as OpenHit['entry'], sequence);
  }

  #countLine(): void {
    this.counts.lines++;
    this.#input.counted++;
  }

  #isWanted(time: number, utcOffsetMinutes: number): boolean {
    if (this.#timeRange === undefined) return true;
    this.#wanted ??= this.#timeRange(utcOffsetMinutes);
    return time >= this.#wanted.since && time <= this.#wanted.until;
  }

  #cutBytes(length: number): number {
    if (length < MAX_LINE_BYTES) return 0;
    const bytes = this.#input.cuts.shift() ?? 0;
    if (bytes > 0) this.counts.cutLines++;
    return bytes;
  }

  #place(): Place {
    return { file: this.#input.file, line: this.#input.line, position: this.#position };
  }

  // Closes what a line of this time closes, before the line itself counts.
  #advance(time: number): void {
    if (time < this.#lastTime - NEIGHBOURS.stretchSeconds) {
      this.#open.closeAll();
      this.#window.beginStretch();
    } else {
      this.#open.advance(this.#position, time);
    }
    this.#lastTime = time;
  }

  #openHit(entry: OpenHit['entry'], sequence: number): void {
    if (entry.status === 400) this.counts.status400++;
    else this.counts.status499++;
    const { entries, cut } = this.#window.before(sequence);
    this.#open.add({ place: this.#place(), entry, sequence, before: entries, cut });
  }

  #close({ place, entry, sequence, before, cut }: OpenHit, byBytes: boolean): void {
    const after = this.#window.after(sequence);
    if (cut || (byBytes && after.length < NEIGHBOURS.linesAfter)) this.counts.windowsCut++;
    this.#sink.close({ ...place, entry, before, after }, this.#isFinished ? Infinity : this.#position);
  }
}

// A slice keeps the whole block it was cut from alive; what outlives the block must be a copy.
function detach(text: string, start: number, end: number): string {
  return ` ${text.slice(start, end)}`.slice(1);
}
