// Takes lines in order, and finds hits with their neighbours. Every line is counted as an entry, blank or unparsed.
import type { FormatLearner } from '../../formats/inference/format-learner.ts';
import { hash32 } from '../../hits/hash.ts';
import { isObserved, sampleWeight } from '../../hits/sample.ts';
import type { Block } from './block.ts';
import { Chains } from './chains.ts';
import { CODE, DETAIL } from './columns.ts';
import { HitCloser } from './hit-closer.ts';
import { LineCounter } from './line-counter.ts';
import { learnerOf } from './learner-of.ts';
import { LineObserver } from './line-observer.ts';
import type { ScanMemory } from './memory.ts';
import { layoutFor } from './memory-layout.ts';
import { memories } from './memory-pool.ts';
import type { FoundHit } from './neighbour.ts';
import { restoreScan, type SavedScan, saveScan } from './saved-scan.ts';
import { ScanClock } from './scan-clock.ts';
import { type GrowingCounts, noCounts } from '../../hits/counts.ts';
import type { ScanInput, ScannerOptions, ScanSink } from './scan-sink.ts';
import { TextCopier } from './text-copier.ts';
import { TextSlots } from './text-slots.ts';
import { Window } from './window.ts';
import type { WindowLine } from './window-records.ts';

/** Addresses have 32 bits. */
const MOST_ADDRESS = 0xffff_ffff;

/** Takes lines in order, and hands observed lines, closed hits and unparsed lines to its sink. */
export class Scanner {
  readonly counts: GrowingCounts = noCounts();
  /** Holds the text and the columns of the blocks that the scanner takes. */
  readonly memory: ScanMemory;
  readonly #sink: ScanSink;
  readonly #slots: TextSlots;
  readonly #copier: TextCopier;
  /** The recent lines. */
  readonly window: Window;
  readonly #observer: LineObserver;
  readonly #closer: HitCloser;
  readonly #clock: ScanClock;
  readonly #counter: LineCounter;
  readonly #learner: FormatLearner<ScanInput> | undefined;
  // Position of the current line.
  #position = 0;
  // The current line as the window gets it, and a run of lines; one object each for all lines.
  readonly #line: WindowLine = { start: 0, end: 0, position: 0, time: 0, clientHash: 0, needsParser: false };
  readonly #run = { line: 0, lines: 0, time: 0, origin: 0, lastStart: 0 };

  /** @param sink gets what matters of the lines */
  constructor(sink: ScanSink, options: ScannerOptions = {}) {
    const { timeRange, others, learns, learned, asked } = options;
    const memory = options.memory ?? memories.acquire(layoutFor(), options.parser);
    this.#sink = sink;
    this.memory = memory;
    if (learns !== undefined) this.#learner = learnerOf(memory.parser, learns, learned);
    this.window = new Window(memory);
    this.#closer = new HitCloser(new Chains(this.window), sink, this.counts);
    this.#clock = new ScanClock(this.counts, timeRange);
    this.#counter = new LineCounter(this.counts, this.#clock, asked);
    this.#slots = new TextSlots(
      memory,
      {
        isFree: (from, to) => this.window.isFree(from, to),
        forgetText: (from, to) => this.window.forgetText(from, to),
        // The open hits are more than 8 MiB back by then, so no later entry can be their neighbour.
        endWaits: () => this.#closer.closeEarly(this.#position),
      },
      others,
    );
    this.#copier = new TextCopier(memory, this.#slots, this, () => this.#counter.input.offset);
    this.#observer = new LineObserver(this.window, sink, this.#counter, this.counts, this.#closer.open);
  }

  /** What a later run needs to continue: recent lines, and the hits that are still open. */
  save(): SavedScan {
    return saveScan(this.window, this.#closer.open, this.#position, this.#clock.lastTime);
  }

  /** Continues where {@link save} was called; only before the first line. */
  restore(saved: SavedScan): void {
    this.#position = saved.position;
    this.#clock.lastTime = saved.lastTime;
    restoreScan(saved, this.memory, this.#slots, this.window, this.#closer.open);
  }

  /** Time of the last entry, in seconds since the epoch; -Infinity before the first. */
  get lastTime(): number {
    return this.#clock.lastTime;
  }

  /**
   * Starts a new input. Its hits may have neighbours in the input before it.
   * @param cuts bytes cut off each line of the maximal length; the caller adds each number before the line is taken
   * @param offset where in the input its first line starts, in bytes
   * @param line number of the line before its first line
   * @param shiftSeconds added to the times of its lines
   */
  beginInput(file: string, cuts: number[] = [], offset = 0, line = 0, shiftSeconds = 0): ScanInput {
    const input: ScanInput = { file, cuts, line, counted: 0, entries: 0, offset, shiftSeconds };
    this.use(input);
    return input;
  }

  /** Continues an input that was started before: lines of several files may come in turn. */
  use(input: ScanInput): void {
    this.#counter.input = input;
    this.memory.shiftSeconds = input.shiftSeconds;
  }

  /** Address of a fresh text slot. Blocks must be taken in the order in which their text slots were given out. */
  nextSlot(): number {
    return this.#slots.next();
  }

  /** See {@link TextSlots.firstInUse}. */
  get firstSlotInUse(): number {
    return this.#slots.firstInUse;
  }

  /** Takes the whole lines in `[from..to)` of some bytes; only the last line of an input may have no line feed. */
  takeBytes(bytes: Buffer, from?: number, to?: number): void {
    this.#copier.copy(bytes, from, to);
  }

  /** Takes a block of the current input. */
  takeBlock(block: Block): void {
    if (block.lines === 0) return;
    const { lines, zones } = block;
    const { starts, codes, times, hashes } = this.memory.columns;
    this.#counter.markAsked(codes, lines);
    const run = this.#run;
    const { line } = this.#observer;
    const { input } = this.#counter;
    const origin = this.#position - starts[0]!;
    run.origin = origin;
    const offset = input.offset - starts[0]!;
    let [zone, detail] = [0, 0];
    let time = NaN;
    let lastPosition = this.#closer.open.lastPosition;
    let fetched = 0;
    let next = 0;
    while (next < lines) {
      if (next >= fetched) fetched += this.window.prefetch(hashes, next, lines);
      if (codes[next]! < CODE.blank && times[next] === time) {
        run.line = next;
        run.lines = fetched;
        run.time = time;
        run.lastStart = Math.min(lastPosition - origin, MOST_ADDRESS);
        const added = this.window.addLines(run) - next;
        this.#counter.countEntries(added);
        next += added;
        if (next === fetched) continue;
      }
      const i = next++;
      const start = starts[i]!;
      const code = codes[i]!;
      const what = code & CODE.what;
      this.#position = origin + start;
      if (what >= CODE.blank) {
        if (what === CODE.blank) this.#counter.countBlank();
        else this.#parse(start, starts[i + 1]! - 1, offset + start);
        time = NaN;
        lastPosition = this.#closer.open.lastPosition;
        continue;
      }
      if (times[i] !== time || this.#position > lastPosition) {
        time = times[i]!;
        while (zone + 1 < zones.length && zones[zone + 1]!.line <= i) zone++;
        this.#advance(time, zones[zone]!.utcOffsetMinutes);
        lastPosition = this.#closer.open.lastPosition;
      }
      const sequence = this.#add(start, starts[i + 1]! - 1, time, hashes[i]!, false);
      this.#counter.countEntries(1);
      if (code >= CODE.isAsked) this.#observer.openAsked(this.#position, time, what, sequence);
      if ((code & CODE.isObserved) === 0) continue;
      if ((code & CODE.hasDetail) !== 0) {
        line.fromColumns(sequence, this.memory.columns, i, detail);
        detail += DETAIL.size;
      } else {
        line.fromEntry(sequence, this.window.entry(sequence).whole, hashes[i]!);
      }
      const weight = (code & CODE.isInSample) === 0 ? 0 : sampleWeight(offset + start);
      if (this.#clock.isInTime && this.#observer.observe(this.#position, weight))
        lastPosition = this.#closer.open.lastPosition;
    }
    const cut = block.endsLong ? this.#counter.takeCutBytes() : 0;
    this.#position = origin + starts[0]! + block.bytes + cut;
    input.offset += block.bytes + cut;
  }

  /** The open hits with the neighbours that have been added so far. Each is valid until the next one. */
  peekOpen(): Generator<FoundHit> {
    return this.#closer.peek();
  }

  /** Ends the last input: closes every hit that is still open. */
  finish(): void {
    this.#closer.closeAll(Infinity);
    memories.release(this.memory);
  }

  // Takes a line that needs parsing.
  #parse(start: number, end: number, offset: number): void {
    const text = this.memory.bytes.latin1Slice(start, end);
    const entry = this.memory.parse(text);
    const { input } = this.#counter;
    input.line++;
    if (typeof entry === 'string') {
      if (this.#clock.isInTime) {
        this.#counter.countUnparsed();
        const { file, line } = input;
        this.#sink.unparsed?.({ file, line, position: this.#position, text, reason: entry, start, end });
      }
      this.#learner?.failed(input, input.entries, text);
      return;
    }
    input.entries++;
    this.#advance(entry.time, entry.utcOffsetMinutes);
    const clientHash = hash32(entry.client);
    const sequence = this.#add(start, end, entry.time, clientHash, true);
    this.window.remember(sequence, entry, end - start);
    if (this.#counter.isAsked) this.#observer.openAsked(this.#position, entry.time, entry.status, sequence);
    if (!this.#clock.isInTime) return;
    this.#counter.countEntry();
    if (!isObserved(entry.status, offset)) return;
    this.#observer.line.fromEntry(sequence, entry, clientHash);
    this.#observer.observe(this.#position, sampleWeight(offset));
  }

  // Adds the line at `[start..end)` of the memory to the window and returns its sequence number.
  #add(start: number, end: number, time: number, clientHash: number, needsParser: boolean): number {
    const line = this.#line;
    line.start = start;
    line.end = end;
    line.position = this.#position;
    line.time = time;
    line.clientHash = clientHash;
    line.needsParser = needsParser;
    return this.window.add(line);
  }

  // Closes the hits that an entry with this time closes, and moves the clock. The entry is added afterwards.
  #advance(time: number, utcOffsetMinutes: number): void {
    if (this.#clock.startsStretch(time)) {
      this.#closer.closeAll(this.#position);
      this.window.beginStretch();
    } else this.#closer.advance(this.#position, time);
    this.#clock.advance(time, utcOffsetMinutes);
  }
}
