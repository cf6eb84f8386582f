// What a scanner tells, written down in shared memory by the thread that scans and read by the one that judges.
//
// Everything is a number: text is named by where it lies. An area of events is written, handed over, read, and used again.
import type { Entry } from '../parse/entry.ts';
import { parseLine } from '../parse/line.ts';
import { FoldedLine } from './folded-line.ts';
import type { Hit, Place } from './hit.ts';
import type { TextBuffer } from './memory.ts';
import type { ScanSink } from './scanner.ts';
import type { LineText, Window } from './window.ts';

// Kinds of events.
const FOLD = 1;
const CLOSE = 2;
const UNPARSED = 3;
/** The longest event: a hit with the most neighbours on both sides. */
const MOST_NUMBERS = 256;
const ENTRIES_KEPT = 256;

/** Writes what a scanner tells into areas. */
export class EventWriter implements ScanSink {
  readonly #window: () => Window;
  readonly #next: (length: number) => Float64Array;
  #area: Float64Array;
  #length = 0;

  /**
   * @param window where the scanner keeps its lines
   * @param next hands the area over with so many numbers in it, and gives a free one
   */
  constructor(window: () => Window, first: Float64Array, next: (length: number) => Float64Array) {
    this.#window = window;
    this.#area = first;
    this.#next = next;
  }

  /** Hands over what is written. */
  flush(): void {
    if (this.#length === 0) return;
    this.#area = this.#next(this.#length);
    this.#length = 0;
  }

  /** See {@link ScanSink.fold}. */
  fold(line: FoldedLine): void {
    this.#begin(FOLD, line);
    this.#put(line.time);
    this.#put(line.status);
    this.#put((line.isHit ? 1 : 0) + (line.isMark ? 2 : 0) + (line.hasExtra ? 4 : 0));
    this.#put(line.sampleWeight);
    this.#put(line.bodyBytesSent);
    this.#put(line.clientHash);
    this.#put(line.addressHash);
    this.#put(line.agentHash);
    this.#put(line.requestHash);
    this.#put(line.pathHash);
    this.#put(line.flags);
    this.#putText(line.sequence);
  }

  /** See {@link ScanSink.closeLines}. */
  closeLines(
    place: Place,
    closedAt: number,
    sequence: number,
    before: readonly number[],
    after: readonly number[],
  ): void {
    this.#begin(CLOSE, place);
    this.#putText(sequence);
    this.#put(closedAt);
    this.#put(before.length);
    this.#put(after.length);
    for (const neighbour of before) this.#putText(neighbour);
    for (const neighbour of after) this.#putText(neighbour);
  }

  /** See {@link ScanSink.close}; {@link closeLines} is called instead. */
  close(): void {}

  /** See {@link ScanSink.unparsed}. */
  unparsed(place: Place, _text: string, _reason: string, start: number, end: number): void {
    this.#begin(UNPARSED, place);
    this.#put(start);
    this.#put(end);
  }

  #begin(kind: number, { line, position }: Place): void {
    if (this.#length + MOST_NUMBERS > this.#area.length) this.flush();
    this.#put(kind);
    this.#put(line);
    this.#put(position);
  }

  #put(value: number): void {
    this.#area[this.#length++] = value;
  }

  #putText(sequence: number): void {
    const { position, start, end } = this.#window().locate(sequence);
    this.#put(position);
    this.#put(start);
    this.#put(end);
  }
}

/** Reads events and tells them to a sink, as the scanner would have. */
export class EventReader {
  readonly #text: TextBuffer;
  readonly #sink: ScanSink;
  readonly #folded: FoldedLine;
  // Files of the hits that are open, by position: a hit may close in a later file.
  readonly #files = new Map<number, string>();
  readonly #known: { position: number; entry: Entry | undefined }[] = Array.from({ length: ENTRIES_KEPT }, () => ({
    position: -1,
    entry: undefined,
  }));
  #area: Float64Array = new Float64Array(0);
  #at = 0;
  #line: LineText = { position: 0, start: 0, end: 0 };

  constructor(text: TextBuffer, sink: ScanSink) {
    this.#text = text;
    this.#sink = sink;
    this.#folded = new FoldedLine({ entry: () => this.#entryOf(this.#line) });
  }

  /** Tells the first `length` numbers of an area, of the input called `file`. */
  read(area: Float64Array, length: number, file: string): void {
    this.#area = area;
    this.#at = 0;
    while (this.#at < length) {
      const kind = this.#take();
      const place = { file, line: this.#take(), position: this.#take() };
      if (kind === FOLD) this.#fold(place);
      else if (kind === CLOSE) this.#close(place);
      else this.#unparsed(place);
    }
  }

  #fold(place: Place): void {
    const line = this.#folded;
    line.file = place.file;
    line.line = place.line;
    line.position = place.position;
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
    line.agentHash = this.#take();
    line.requestHash = this.#take();
    line.pathHash = this.#take();
    line.flags = this.#take();
    line.forget();
    this.#line = this.#takeText();
    this.#sink.fold(line);
    if (line.isHit) this.#files.set(place.position, place.file);
  }

  #close({ line, position }: Place): void {
    const entry = this.#takeEntry() as Hit['entry'];
    const closedAt = this.#take();
    const before = new Array<Entry>(this.#take());
    const after = new Array<Entry>(this.#take());
    for (let i = 0; i < before.length; i++) before[i] = this.#takeEntry();
    for (let i = 0; i < after.length; i++) after[i] = this.#takeEntry();
    const file = this.#files.get(position);
    if (file === undefined) throw new Error(`hit at byte ${position} was closed before it was opened`);
    this.#files.delete(position);
    this.#sink.close({ file, line, position, entry, before, after }, closedAt);
  }

  #unparsed(place: Place): void {
    const text = this.#text.latin1Slice(this.#take(), this.#take());
    const reason = parseLine(text);
    this.#sink.unparsed(place, text, typeof reason === 'string' ? reason : '', 0, 0);
  }

  #take(): number {
    return this.#area[this.#at++]!;
  }

  #takeText(): LineText {
    return { position: this.#take(), start: this.#take(), end: this.#take() };
  }

  #takeEntry(): Entry {
    const line = this.#takeText();
    const entry = this.#entryOf(line);
    if (entry === undefined) throw new Error(`the line at byte ${line.position} was read, and cannot be parsed`);
    return entry;
  }

  #entryOf({ position, start, end }: LineText): Entry | undefined {
    const known = this.#known[position % ENTRIES_KEPT]!;
    if (known.position === position) return known.entry;
    const entry = parseLine(this.#text.latin1Slice(start, end));
    if (typeof entry === 'string') return undefined;
    known.position = position;
    known.entry = entry;
    return entry;
  }
}
