// The last 42 MiB of lines, chained by client, so that a hit finds its neighbours in a few steps.
import type { Entry } from '../../formats/entry.ts';
import { EntryMemory } from './entry-memory.ts';
import { LazyEntry } from './lazy-entry.ts';
import type { ScanMemory } from './memory.ts';
import { CHAINS, KEPT_BYTES, MOST_LINES } from './memory-layout.ts';
import { type LineRun, RING } from './window-memory.ts';
import { type WindowLine, WindowRecords } from './window-records.ts';

/** Lines of the window as they are saved between runs, oldest first. Each list has one number for each line. */
export interface SavedLines {
  /** The text of all lines, without line feeds. */
  readonly text: Uint8Array;
  /** Length of each line in bytes. */
  readonly lengths: Uint32Array;
  /** In bytes over all inputs. */
  readonly positions: Float64Array;
  /** In seconds since the epoch. */
  readonly times: Float64Array;
  /** 32 bits of the hash of the client. */
  readonly clientHashes: Int32Array;
}

/** How many chains {@link Window.prefetch} fetches together. */
const BATCH = 256;

/**
 * A ring buffer of lines that refers to text in memory. Lines have ascending sequence numbers. Each line knows the lines
 * before and after it in its chain; lines of one client are in one chain.
 */
export class Window {
  /** The text of its lines. */
  readonly entries: EntryMemory;
  readonly records: WindowRecords;
  readonly #newest: Uint32Array;
  readonly #ring: Float64Array;
  #stretchStart = 0;
  // The newest time of the stretch so far.
  #newestTime = -Infinity;
  #disorder = 0;
  #droppedTime = -Infinity;
  /** What {@link prefetch} read; no code uses it. */
  fetched = 0;
  readonly #entry: LazyEntry;

  /**
   * Starts with no line.
   * @param memory holds the text of the lines and the window itself; a memory has room for one window
   */
  constructor(memory: ScanMemory) {
    const { window } = memory;
    this.#newest = window.newest;
    this.#ring = window.ring;
    this.#newest.fill(0);
    this.#ring.fill(0);
    this.records = new WindowRecords(window);
    this.entries = new EntryMemory(memory);
    this.#entry = new LazyEntry(this.entries);
  }

  /** Sequence number of the next line. */
  get head(): number {
    return this.#ring[RING.head]!;
  }

  /** Sequence number of the first line of this stretch whose text is kept. */
  get first(): number {
    return Math.max(this.#ring[RING.tail]!, this.#stretchStart);
  }

  /** How far lines of this stretch are out of order: at most this many seconds older than an earlier line. */
  get disorder(): number {
    return this.#disorder;
  }

  /** Time of the last line of this stretch that was dropped because there were too many lines; -Infinity when none was. */
  get droppedTime(): number {
    return this.#droppedTime;
  }

  /**
   * Reads the newest sequence number of each chain that the next lines will join. Then it is in the processor's cache when the
   * line is added. These numbers are scattered in memory. The processor fetches them in parallel if they are read together.
   * @returns how many lines it has fetched chains for
   */
  prefetch(clientHashes: Int32Array, from: number, to: number): number {
    const newest = this.#newest;
    const end = Math.min(to, from + BATCH);
    let sum = 0;
    for (let i = from; i < end; i++) sum |= newest[clientHashes[i]! & (CHAINS - 1)]!;
    // If the sum had no use, a compiler might remove the loop.
    this.fetched = sum;
    return end - from;
  }

  /** Adds a line and returns its sequence number. */
  add(line: WindowLine): number {
    const { position, time, clientHash } = line;
    const { records } = this;
    const ring = this.#ring;
    let tail = ring[RING.tail]!;
    const sequence = ring[RING.head]!;
    const oldest = position - KEPT_BYTES;
    while (tail < sequence && records.positionOf(tail & records.mask) < oldest) tail++;
    if (sequence - tail === records.capacity) {
      if (sequence - tail < MOST_LINES) records.grow(tail);
      else this.#drop(tail++);
    }
    ring[RING.tail] = tail;
    ring[RING.head] = sequence + 1;
    const { mask } = records;
    const index = sequence & mask;
    records.write(index, line);
    const chain = clientHash & (CHAINS - 1);
    const distance = (sequence + 1 - this.#newest[chain]!) >>> 0;
    // Otherwise the newest line of the chain is no longer kept.
    if (distance <= sequence - tail) records.join(index, (sequence - distance) & mask, distance);
    this.#newest[chain] = sequence + 1;
    if (time >= this.#newestTime) this.#newestTime = time;
    else this.#disorder = Math.max(this.#disorder, this.#newestTime - time);
    return sequence;
  }

  #drop(sequence: number): void {
    if (sequence >= this.#stretchStart) this.#droppedTime = this.records.timeOf(sequence & this.records.mask);
  }

  /**
   * Adds lines of the columns. It stops at a line that is observed or blank, needs parsing, has another time, or starts after
   * `run.lastStart`.
   * @returns the number of the first line that was not added
   */
  addLines(run: LineRun): number {
    return this.entries.reader.addLines(run);
  }

  /** Whether no line has its text in `[from..to)`, which must be the oldest text in memory. */
  isFree(from: number, to: number): boolean {
    const tail = this.#ring[RING.tail]!;
    if (tail === this.head) return true;
    const start = this.records.startOf(tail & this.records.mask);
    return start < from || start >= to;
  }

  /** Forgets the lines whose text lies in `[from..to)`, before it is overwritten. This must be the oldest text in memory. */
  forgetText(from: number, to: number): void {
    const { head, records } = this;
    let tail = this.#ring[RING.tail]!;
    for (; tail < head; tail++) {
      const start = records.startOf(tail & records.mask);
      if (start < from || start >= to) break;
    }
    this.#ring[RING.tail] = tail;
  }

  /**
   * The lines of this stretch from a time on, and the sequence number of the first one.
   * @param notBefore in seconds since the epoch
   */
  save(notBefore: number): { readonly first: number; readonly lines: SavedLines } {
    const { head, records } = this;
    const { mask } = records;
    let { first } = this;
    while (first < head && records.timeOf(first & mask) < notBefore) first++;
    const count = head - first;
    const lengths = Uint32Array.from({ length: count }, (_, i) => {
      const index = (first + i) & mask;
      return records.endOf(index) - records.startOf(index);
    });
    const text = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
    const positions = new Float64Array(count);
    const times = new Float64Array(count);
    const clientHashes = new Int32Array(count);
    let at = 0;
    for (let i = 0; i < count; i++) {
      const index = (first + i) & mask;
      text.set(this.entries.bytes.subarray(records.startOf(index), records.endOf(index)), at);
      at += lengths[i]!;
      positions[i] = records.positionOf(index);
      times[i] = records.timeOf(index);
      clientHashes[i] = records.hashOf(index);
    }
    return { first, lines: { text, lengths, positions, times, clientHashes } };
  }

  /** Begins a new stretch: only lines that are added from now on can be neighbours of later hits. */
  beginStretch(): void {
    this.#stretchStart = this.head;
    this.#newestTime = -Infinity;
    this.#disorder = 0;
    this.#droppedTime = -Infinity;
  }

  /** The text of a line, without its line feed. */
  textOf(sequence: number): string {
    const index = sequence & this.records.mask;
    return this.entries.bytes.latin1Slice(this.records.startOf(index), this.records.endOf(index));
  }

  /** The entry on a line: a flyweight that is re-pointed when this is called again. */
  entry(sequence: number): LazyEntry {
    const { records } = this;
    const index = sequence & records.mask;
    this.#entry.use(records.positionOf(index), records.startOf(index), records.endOf(index), records.timeOf(index));
    return this.#entry;
  }

  /** Caches the entry of a line that the caller has already parsed. */
  remember(sequence: number, entry: Entry, bytes: number): void {
    this.entries.remember(this.records.positionOf(sequence & this.records.mask), entry, bytes);
  }
}
