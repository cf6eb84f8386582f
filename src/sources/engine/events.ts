// Events: what a scanner hands over. The scanning thread writes them to shared memory, and the judging thread reads them.
//
// Everything is a number: text is passed as its address. An event buffer is written, handed over, read, and used again.
import type { LineParser } from '../../formats/line-parser.ts';
import { ObservedLine } from './observed-line.ts';
import type { Place } from '../../hits/hit.ts';
import { EntryMemory } from './entry-memory.ts';
import { LazyEntry } from './lazy-entry.ts';
import type { ScanMemory } from './memory.ts';
import { FoundHit, type Neighbour, NeighbourPool } from './neighbour.ts';
import type { ScanSink, UnparsedText } from './scan-sink.ts';
import type { Window } from './window.ts';

// Kinds of events.
const OBSERVE = 1;
const CLOSE = 2;
const UNPARSED = 3;
/** The next observed and unparsed lines are of another input. */
const INPUT = 4;
/** The longest event: a hit with the most neighbours on both sides. */
const MOST_NUMBERS = 256;
/** How many numbers identify a line: position, start, end and time. */
const TEXT_NUMBERS = 4;

/** Writes what a scanner hands over into event buffers. */
export class EventWriter implements ScanSink {
  readonly #window: () => Window;
  readonly #files: readonly string[];
  readonly #next: (length: number) => Float64Array;
  #buffer: Float64Array;
  #length = 0;
  #lastFile = 0;
  // The input of the observed and unparsed lines.
  #input = 0;

  /**
   * @param window the window of the scanner
   * @param files the names of all inputs, the same as the reader has
   * @param first the first event buffer
   * @param next hands over the first `length` numbers of the event buffer, and returns a free one
   */
  constructor(
    window: () => Window,
    files: readonly string[],
    first: Float64Array,
    next: (length: number) => Float64Array,
  ) {
    this.#window = window;
    this.#files = files;
    this.#buffer = first;
    this.#next = next;
  }

  /** Whether everything that was written is handed over. */
  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** Hands over everything that was written. */
  flush(): void {
    if (this.#length === 0) return;
    this.#buffer = this.#next(this.#length);
    this.#length = 0;
  }

  /** See {@link ScanSink.observe}. */
  observe(line: ObservedLine): void {
    this.#switchTo(line.file);
    this.#begin(OBSERVE, line);
    this.#put(line.time);
    this.#put(line.status);
    this.#put((line.isHit ? 1 : 0) + (line.isMark ? 2 : 0) + (line.hasExtra ? 4 : 0));
    this.#put(line.sampleWeight);
    this.#put(line.bodyBytesSent);
    this.#put(line.clientHash);
    this.#put(line.addressHash);
    this.#put(line.refererHash);
    this.#put(line.agentHash);
    this.#put(line.requestHash);
    this.#put(line.pathHash);
    this.#put(line.flags);
    this.#putText(this.#window().entry(line.sequence));
  }

  /** See {@link ScanSink.close}. */
  close(hit: FoundHit, closedAt: number): void {
    const { self, before, after } = hit;
    this.#begin(CLOSE, hit);
    this.#put(this.#numberOf(hit.file));
    this.#putText(self);
    this.#put(closedAt);
    this.#put(before.length);
    this.#put(after.length);
    for (const near of before) this.#putText(near);
    for (const near of after) this.#putText(near);
  }

  /** See {@link ScanSink.unparsed}. */
  unparsed(line: UnparsedText): void {
    this.#switchTo(line.file);
    this.#begin(UNPARSED, line);
    this.#put(line.start);
    this.#put(line.end);
  }

  #switchTo(file: string): void {
    if (this.#files[this.#input] === file) return;
    if (this.#length + MOST_NUMBERS > this.#buffer.length) this.flush();
    this.#input = this.#numberOf(file);
    this.#put(INPUT);
    this.#put(this.#input);
  }

  // A hit may close while another file is read.
  #numberOf(file: string): number {
    if (this.#files[this.#lastFile] !== file) this.#lastFile = this.#files.indexOf(file);
    if (this.#lastFile < 0) throw new Error('a hit has the name of no input');
    return this.#lastFile;
  }

  #begin(kind: number, { line, position }: Place): void {
    if (this.#length + MOST_NUMBERS > this.#buffer.length) this.flush();
    this.#put(kind);
    this.#put(line);
    this.#put(position);
  }

  #put(value: number): void {
    this.#buffer[this.#length++] = value;
  }

  #putText({ position, start, end, time }: LazyEntry): void {
    this.#put(position);
    this.#put(start);
    this.#put(end);
    this.#put(time);
  }
}

/** Reads events and hands them to a sink as the scanner would. */
export class EventReader {
  readonly #memory: EntryMemory;
  readonly #sink: ScanSink;
  readonly #parser: LineParser;
  readonly #neighbours: NeighbourPool;
  readonly #entry: LazyEntry;
  readonly #observed: ObservedLine;
  readonly #files: readonly string[];
  #file: string;
  #buffer: Float64Array = new Float64Array(0);
  #at = 0;
  // Where the numbers that identify the observed line begin in the buffer.
  #textAt = 0;

  /** @param files the names of all inputs, the same as the writer has */
  constructor(memory: Pick<ScanMemory, 'bytes' | 'reader' | 'parser'>, files: readonly string[], sink: ScanSink) {
    this.#files = files;
    this.#file = files[0] ?? '-';
    this.#memory = new EntryMemory(memory);
    this.#parser = memory.parser;
    this.#neighbours = new NeighbourPool(this.#memory);
    this.#entry = new LazyEntry(this.#memory);
    this.#sink = sink;
    this.#observed = new ObservedLine({ entry: () => this.#entryObserved() });
  }

  /** Reads the first `length` numbers of an event buffer and hands the events to the sink. Buffers are read in their order. */
  read(buffer: Float64Array, length: number): void {
    this.#buffer = buffer;
    this.#at = 0;
    while (this.#at < length) {
      const kind = this.#take();
      if (kind === OBSERVE) this.#observe(this.#file);
      else if (kind === CLOSE) this.#close();
      else if (kind === UNPARSED) this.#unparsed(this.#file);
      else this.#file = this.#files[this.#take()]!;
    }
  }

  #observe(file: string): void {
    const line = this.#observed;
    line.file = file;
    line.line = this.#take();
    line.position = this.#take();
    line.time = this.#take();
    line.status = this.#take();
    const bits = this.#take();
    line.isHit = (bits & 1) !== 0;
    line.isMark = (bits & 2) !== 0;
    line.hasExtra = (bits & 4) !== 0;
    line.sampleWeight = this.#take();
    line.bodyBytesSent = this.#take();
    line.clientHash = this.#take();
    line.addressHash = this.#take();
    line.refererHash = this.#take();
    line.agentHash = this.#take();
    line.requestHash = this.#take();
    line.pathHash = this.#take();
    line.flags = this.#take();
    line.forget();
    this.#textAt = this.#at;
    this.#at += TEXT_NUMBERS;
    this.#sink.observe(line);
  }

  #close(): void {
    const line = this.#take();
    const position = this.#take();
    const file = this.#files[this.#take()]!;
    this.#neighbours.releaseAll();
    const self = this.#takeNeighbour(undefined, false);
    const closedAt = this.#take();
    const before = new Array<Neighbour>(this.#take());
    const after = new Array<Neighbour>(this.#take());
    for (let i = 0; i < before.length; i++) before[i] = this.#takeNeighbour(self, false);
    for (let i = 0; i < after.length; i++) after[i] = this.#takeNeighbour(self, true);
    this.#sink.close(new FoundHit(file, line, position, { self, before, after }), closedAt);
  }

  #unparsed(file: string): void {
    const [line, position, start, end] = [this.#take(), this.#take(), this.#take(), this.#take()];
    const text = this.#memory.bytes.latin1Slice(start, end);
    const reason = this.#parser.parse(text);
    this.#sink.unparsed?.({ file, line, position, text, reason: typeof reason === 'string' ? reason : '', start, end });
  }

  #take(): number {
    return this.#buffer[this.#at++]!;
  }

  #takeNeighbour(hit: Neighbour | undefined, isLater: boolean): Neighbour {
    const buffer = this.#buffer;
    const at = this.#at;
    this.#at += TEXT_NUMBERS;
    const near = this.#neighbours.acquire(buffer[at]!, buffer[at + 1]!, buffer[at + 2]!, buffer[at + 3]!);
    near.hit = hit ?? near;
    near.secondsAfter = near.time - near.hit.time;
    near.isLater = isLater;
    return near;
  }

  // The entry of the observed line.
  #entryObserved(): LazyEntry {
    const buffer = this.#buffer;
    const at = this.#textAt;
    this.#entry.use(buffer[at]!, buffer[at + 1]!, buffer[at + 2]!, buffer[at + 3]!);
    return this.#entry;
  }
}
