// Lines in, hits with their neighbours out, in line order; and every line is counted as an entry, blank or unparsed.
import { isHitStatus, isMarkStatus } from '../../formats/entry.ts';
import { parseLine } from '../../formats/line.ts';
import { type Block, BlockReader } from './block.ts';
import { CODE, DETAIL } from './columns.ts';
import { FoundHit } from './neighbour.ts';
import { ObservedLine } from './observed-line.ts';
import { hash32 } from '../../hits/hash.ts';
import { type GrowingCounts, noCounts } from '../../hits/counts.ts';
import { NEIGHBOURS, type TimeRange } from '../../hits/limits.ts';
import { isObserved, sampleWeight } from '../../hits/sample.ts';
import type { UnparsedLine } from '../../hits/source.ts';
import { layoutFor, ScanMemory } from './memory.ts';
import { type ClosedBy, type OpenHit, OpenHits } from './open-hits.ts';
import { type OtherReader, Slots } from './slots.ts';
import { type SavedLine, type Surroundings, Window } from './window.ts';

/** An unparsed line whose text lies at `[start..end)` of the memory. */
export interface UnparsedText extends UnparsedLine {
  readonly start: number;
  readonly end: number;
}

/** What the scanner tells, in line order: a `HitSink` that may look at how the lines lie in memory. */
export interface ScanSink {
  observe(line: ObservedLine): void;
  /** @param closedAt position of the line that closed the hit; Infinity at the end of all input */
  close(hit: FoundHit, closedAt: number): void;
  unparsed?(line: UnparsedText): void;
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

/** Text is copied into the memory in pieces of so many bytes. */
const PIECE_BYTES = 256 * 1024;
const LINE_FEED = 10;

/** Reads lines in order and tells its sink what matters of them. */
export class Scanner {
  readonly counts: GrowingCounts = noCounts();
  /** Where the text and the columns are; blocks that are handed in lie there. */
  readonly memory: ScanMemory;
  readonly #sink: ScanSink;
  readonly #blocks: BlockReader;
  readonly #slots: Slots;
  /** The last lines. */
  readonly window: Window;
  readonly #observed: ObservedLine;
  readonly #open = new OpenHits((hit, by) => this.#close(hit, by));
  #input: ScanInput = { file: '-', cuts: [], line: 0, counted: 0, offset: 0 };
  // Of the line under way.
  #position = 0;
  #lastTime = -Infinity;
  readonly #timeRange: TimeRange | undefined;
  #wanted: { readonly since: number; readonly until: number } | undefined;
  #isInTime: boolean;
  #isFinished = false;
  // Hits closed for want of memory, of which the next entry tells whether they were cut.
  #undecided = 0;

  /**
   * @param timeRange lines of other times only serve as neighbours and are not counted
   * @param memory with room for the blocks of all threads
   * @param others who looks at text later
   */
  constructor(
    sink: ScanSink,
    timeRange?: TimeRange,
    memory: ScanMemory = ScanMemory.take(layoutFor()),
    others?: OtherReader,
  ) {
    this.#sink = sink;
    this.#timeRange = timeRange;
    this.#isInTime = timeRange === undefined;
    this.memory = memory;
    this.#blocks = new BlockReader(memory);
    this.window = new Window(memory);
    this.#slots = new Slots(
      memory,
      {
        isFree: (from, to) => this.window.isFree(from, to),
        forgetText: (from, to) => this.window.forgetText(from, to),
        // What is open by now is more than its 8 MiB away: no entry to come is its neighbour.
        endWaits: () => this.#open.closeAll('memory'),
      },
      others,
    );
    this.#observed = new ObservedLine(this.window);
  }

  /** What a later run needs to go on from here: recent lines, and the hits that are still open. */
  save(): SavedScan {
    const open = this.#open.list();
    const oldest = open.reduce((oldestTime, { time }) => Math.min(oldestTime, time), this.#lastTime);
    const { first, lines } = this.window.save(oldest - SAVED_SECONDS);
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
    const sequences = saved.lines.map(({ text, position, time, clientHash }) => {
      const at = this.#slots.room(text.length + 1);
      this.memory.bytes.write(text, at, 'latin1');
      return this.window.add(at, at + text.length, position, time, clientHash, true);
    });
    for (const { index, ...open } of saved.open) {
      this.#open.add(open.place, open.time, sequences[index]!);
    }
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

  /** A fresh place in the memory for text whose block will be handed in, after all those asked for before. */
  nextSlot(): number {
    return this.#slots.next();
  }

  /** See {@link Slots.firstInUse}. */
  get firstSlotInUse(): number {
    return this.#slots.firstInUse;
  }

  /** Takes whole lines; only the last line of an input may lack its line feed. */
  takeBytes(bytes: Buffer): void {
    for (let at = 0; at < bytes.length;) {
      let end = Math.min(bytes.length, at + PIECE_BYTES);
      if (end < bytes.length) {
        end = bytes.lastIndexOf(LINE_FEED, end - 1) + 1;
        if (end <= at) end = bytes.indexOf(LINE_FEED, at) + 1 || bytes.length;
      }
      const from = this.#slots.room(end - at + 1);
      bytes.copy(this.memory.bytes, from, at, end);
      this.#takeText(from, from + end - at, bytes[end - 1] === LINE_FEED);
      at = end;
    }
  }

  // Takes the text `[from..to)` of the memory; where its last line feed is missing, there is room for it.
  #takeText(from: number, to: number, isWhole: boolean): void {
    if (!isWhole) this.memory.bytes[to] = LINE_FEED;
    const end = isWhole ? to : to + 1;
    const set = this.memory.sets[0]!;
    for (let at = from; at < end;) {
      const block = this.#blocks.read(set, at, end, this.#input.offset);
      at += block.bytes;
      const isTorn = at === end && !isWhole;
      this.takeBlock(isTorn ? { ...block, bytes: block.bytes - 1 } : block);
    }
  }

  /** Takes a block of the input under way. */
  takeBlock(block: Block): void {
    if (block.lines === 0) return;
    const { set, lines, zones } = block;
    const { starts, codes, times, hashes } = set;
    const input = this.#input;
    const origin = this.#position - starts[0]!;
    const offset = input.offset - starts[0]!;
    let zone = 0;
    let detail = 0;
    let time = NaN;
    let lastPosition = this.#open.lastPosition;
    let fetched = 0;
    let next = 0;
    while (next < lines) {
      if (next >= fetched) fetched += this.window.prefetch(hashes, next, lines);
      const i = this.window.addLines(set, next, fetched, time, origin, lastPosition - origin);
      if (i > next) this.#countEntries(i - next);
      next = i;
      if (i === fetched) continue;
      next++;
      const start = starts[i]!;
      const code = codes[i]!;
      const what = code & CODE.what;
      this.#position = origin + start;
      if (what >= CODE.blank) {
        input.line++;
        if (what === CODE.blank) this.#takeBlank();
        else this.#takeOdd(start, starts[i + 1]! - 1, offset + start);
        time = NaN;
        lastPosition = this.#open.lastPosition;
        continue;
      }
      if (times[i] !== time || this.#position > lastPosition) {
        time = times[i]!;
        while (zone + 1 < zones.length && zones[zone + 1]!.line <= i) zone++;
        this.#advance(time, zones[zone]!.utcOffsetMinutes);
        lastPosition = this.#open.lastPosition;
      }
      const sequence = this.window.add(start, starts[i + 1]! - 1, this.#position, time, hashes[i]!);
      this.#countEntries(1);
      if (code < CODE.isLookedAt) continue;
      if ((code & CODE.hasDetail) !== 0) {
        this.#observed.fromColumns(sequence, set, i, detail);
        detail += DETAIL.size;
      } else {
        this.#observed.fromEntry(sequence, this.window.entry(sequence).whole, hashes[i]!);
      }
      const weight = (code & CODE.isInSample) === 0 ? 0 : sampleWeight(offset + start);
      if (this.#observe(sequence, weight)) lastPosition = this.#open.lastPosition;
    }
    const cut = block.endsLong ? this.#cutBytes() : 0;
    this.#position = origin + starts[0]! + block.bytes + cut;
    input.offset += block.bytes + cut;
  }

  /** The hits that are still open, with the neighbours they have so far; each is good until the next. */
  *peekOpen(): Generator<FoundHit> {
    for (const open of this.#open.list()) yield hitOf(open, this.window.around(open.sequence));
  }

  /** Ends the last input: closes every hit that is still open. */
  finish(): void {
    this.#isFinished = true;
    this.#open.closeAll('time');
    this.memory.giveBack();
  }

  // Counts entries that were added to the window.
  #countEntries(entries: number): void {
    this.#input.line += entries;
    if (!this.#isInTime) return;
    this.counts.lines += entries;
    this.counts.entries += entries;
    this.#input.counted += entries;
  }

  #takeBlank(): void {
    if (!this.#isInTime) return;
    this.#countLine();
    this.counts.blank++;
  }

  // A line that the columns could not read: the parser says what it is.
  #takeOdd(start: number, end: number, offset: number): void {
    const text = this.memory.bytes.latin1Slice(start, end);
    const entry = parseLine(text);
    if (typeof entry === 'string') {
      if (!this.#isInTime) return;
      this.#countLine();
      this.counts.unparsed++;
      const { file, line } = this.#input;
      this.#sink.unparsed?.({ file, line, position: this.#position, text, reason: entry, start, end });
      return;
    }
    this.#advance(entry.time, entry.utcOffsetMinutes);
    const clientHash = hash32(entry.client);
    const sequence = this.window.add(start, end, this.#position, entry.time, clientHash, true);
    this.window.remember(sequence, entry);
    if (!this.#isInTime) return;
    this.#countLine();
    this.counts.entries++;
    if (!isObserved(entry.status, offset)) return;
    this.#observed.fromEntry(sequence, entry, clientHash);
    this.#observe(sequence, sampleWeight(offset));
  }

  // Tells of a hit, a mark or a line of the sample; returns whether a hit was opened.
  #observe(sequence: number, weight: number): boolean {
    if (!this.#isInTime) return false;
    const line = this.#observed;
    const isHit = isHitStatus(line.status);
    line.file = this.#input.file;
    line.line = this.#input.line;
    line.position = this.#position;
    line.isHit = isHit;
    line.isMark = isMarkStatus(line.status);
    line.sampleWeight = weight;
    this.#sink.observe(line);
    if (!isHit) return false;
    if (line.status === 400) this.counts.status400++;
    else this.counts.status499++;
    this.#open.add(line, line.time, sequence);
    return true;
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

  // Bytes cut off the line of the maximal length that was taken last.
  #cutBytes(): number {
    const bytes = this.#input.cuts.shift() ?? 0;
    if (bytes > 0) this.counts.cutLines++;
    return bytes;
  }

  // Closes what an entry of this time closes, before the entry itself counts.
  #advance(time: number, utcOffsetMinutes: number): void {
    const { counts } = this;
    if (time < this.#lastTime - NEIGHBOURS.stretchSeconds) {
      this.#open.closeAll('time');
      this.window.beginStretch();
    } else {
      counts.windowsCut += this.#undecided;
      this.#open.advance(this.#position, time);
    }
    this.#undecided = 0;
    this.#lastTime = time;
    this.#isInTime = this.#isWanted(time, utcOffsetMinutes);
    if (!this.#isInTime) return;
    if (!(time >= counts.oldest)) counts.oldest = time;
    if (!(time <= counts.newest)) {
      counts.newest = time;
      counts.utcOffsetMinutes = utcOffsetMinutes;
    }
  }

  #close(open: OpenHit, by: ClosedBy): void {
    const around = this.window.around(open.sequence);
    const isShort = around.after.length < NEIGHBOURS.linesAfter;
    if (around.isCut || (by === 'bytes' && isShort)) this.counts.windowsCut++;
    else if (by === 'memory' && isShort) this.#undecided++;
    this.#sink.close(hitOf(open, around), this.#isFinished ? Infinity : this.#position);
  }
}

function hitOf({ place: { file, line, position } }: OpenHit, around: Surroundings): FoundHit {
  return new FoundHit(file, line, position, around);
}
