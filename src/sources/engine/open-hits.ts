// Keeps hits that wait for later neighbours, and closes each one: by time, by bytes, or because the stretch is over.
import type { Place } from '../../hits/hit.ts';
import { NEIGHBOURS } from '../../hits/limits.ts';
import { TimeHeap } from './time-heap.ts';

/** A hit that waits for later neighbours. Its entry is not kept: it is parsed again when the hit closes. */
export interface OpenHit {
  readonly place: Place;
  /** Seconds since the epoch. */
  readonly time: number;
  /** Sequence number of its line in the window. */
  readonly sequence: number;
}

/**
 * Why a hit closed. `time`: its 30 s, its stretch or all input was over. `bytes`: 8 MiB followed it. `memory`: bytes without an
 * entry needed the memory. In this case it is not known yet which of the other two it would have been.
 */
export type ClosedBy = 'time' | 'bytes' | 'memory';

/** How many numbers a hit has: line, position, time and sequence number. The time of a closed hit is NaN. */
const NUMBERS = 4;
const LINE = 0;
const POSITION = 1;
const TIME = 2;
const SEQUENCE = 3;
const FIRST_CAPACITY = 256;

/** The open hits in line order, as numbers. Objects that wait for 30 s of log would outlive V8's young generation. */
export class OpenHits {
  readonly #close: (hit: OpenHit, by: ClosedBy) => void;
  // A ring buffer: hits are numbered, and the number of a hit modulo the capacity is its place.
  #numbers = new Float64Array(NUMBERS * FIRST_CAPACITY);
  readonly #files: string[] = [];
  // The hits from #first to #end - 1 are open, except those whose time is NaN. The hit #first is open.
  #first = 0;
  #end = 0;
  #size = 0;
  #deadline = Infinity;
  // The numbers of the open hits, ordered by time. This heap exists from the first time that is out of order until no hit is
  // open. While times are in order, the first hit closes first.
  #byTime: TimeHeap | undefined;

  /** @param close called for each hit that closes; it must not use this object */
  constructor(close: (hit: OpenHit, by: ClosedBy) => void) {
    this.#close = close;
  }

  /** How many hits are open. */
  get size(): number {
    return this.#size;
  }

  /** The open hits, oldest line first. */
  list(): OpenHit[] {
    const list: OpenHit[] = [];
    for (let i = this.#first; i < this.#end; i++) if (this.#isOpen(i)) list.push(this.#hit(i));
    return list;
  }

  /** Adds a hit at a time in seconds since the epoch. Its line comes after the lines of all other hits. */
  add({ file, line, position }: Place, time: number, sequence: number): void {
    if (NUMBERS * (this.#end - this.#first) === this.#numbers.length) this.#grow();
    const i = this.#end++;
    const at = this.#placeOf(i);
    this.#numbers[at + LINE] = line;
    this.#numbers[at + POSITION] = position;
    this.#numbers[at + TIME] = time;
    this.#numbers[at + SEQUENCE] = sequence;
    this.#files[at / NUMBERS] = file;
    this.#size++;
    if (this.#byTime !== undefined) this.#byTime.add(time, i);
    else if (this.#size > 1 && time < this.#timeOf(i - 1)) this.#orderByTime();
    this.#deadline = Math.min(this.#deadline, time + NEIGHBOURS.secondsAfter);
  }

  /** A line after this position closes a hit, whatever its time; Infinity when no hit is open. */
  get lastPosition(): number {
    return this.#size === 0 ? Infinity : this.#numbers[this.#placeOf(this.#first) + POSITION]! + NEIGHBOURS.bytesAfter;
  }

  /** Closes the hits that a line at this position and time (seconds since the epoch) closes. */
  advance(position: number, time: number): void {
    if (this.#size === 0) return;
    // Hits are in the order of their positions, so only the first ones can be too far back.
    while (this.#size > 0 && position > this.lastPosition) this.#closeFirst('bytes');
    if (time <= this.#deadline) return;
    if (this.#byTime === undefined) this.#closeInOrder(time);
    else this.#closeByTime(this.#byTime, time);
  }

  /** Closes all hits. */
  closeAll(by: ClosedBy): void {
    while (this.#size > 0) this.#closeFirst(by);
  }

  #closeInOrder(time: number): void {
    while (this.#size > 0 && time > this.#timeOf(this.#first) + NEIGHBOURS.secondsAfter) this.#closeFirst('time');
    this.#deadline = this.#size === 0 ? Infinity : this.#timeOf(this.#first) + NEIGHBOURS.secondsAfter;
  }

  // Closes the hits that have waited long enough, in line order.
  #closeByTime(byTime: TimeHeap, time: number): void {
    const over: number[] = [];
    while (time > byTime.least + NEIGHBOURS.secondsAfter) {
      const i = byTime.takeLeast();
      if (i >= this.#first && this.#isOpen(i)) over.push(i);
    }
    this.#deadline = byTime.least + NEIGHBOURS.secondsAfter;
    for (const i of over.sort((a, b) => a - b)) this.#closeOne(i, 'time');
  }

  #closeFirst(by: ClosedBy): void {
    this.#closeOne(this.#first, by);
  }

  #closeOne(i: number, by: ClosedBy): void {
    const hit = this.#hit(i);
    this.#numbers[this.#placeOf(i) + TIME] = NaN;
    this.#size--;
    while (this.#first < this.#end && !this.#isOpen(this.#first)) this.#first++;
    if (this.#size === 0) {
      this.#deadline = Infinity;
      this.#byTime = undefined;
    }
    this.#close(hit, by);
  }

  #orderByTime(): void {
    this.#byTime = new TimeHeap();
    for (let i = this.#first; i < this.#end; i++) if (this.#isOpen(i)) this.#byTime.add(this.#timeOf(i), i);
  }

  #hit(i: number): OpenHit {
    const at = this.#placeOf(i);
    const [line, position] = [this.#numbers[at + LINE]!, this.#numbers[at + POSITION]!];
    return {
      place: { file: this.#files[at / NUMBERS]!, line, position },
      time: this.#numbers[at + TIME]!,
      sequence: this.#numbers[at + SEQUENCE]!,
    };
  }

  #isOpen(i: number): boolean {
    return !Number.isNaN(this.#timeOf(i));
  }

  #timeOf(i: number): number {
    return this.#numbers[this.#placeOf(i) + TIME]!;
  }

  #placeOf(i: number): number {
    return (NUMBERS * i) % this.#numbers.length;
  }

  // Doubles the capacity, which moves hits to other places.
  #grow(): void {
    const [numbers, files] = [this.#numbers, [...this.#files]];
    this.#numbers = new Float64Array(2 * numbers.length);
    for (let i = this.#first; i < this.#end; i++) {
      const from = (NUMBERS * i) % numbers.length;
      const to = this.#placeOf(i);
      this.#numbers.set(numbers.subarray(from, from + NUMBERS), to);
      this.#files[to / NUMBERS] = files[from / NUMBERS]!;
    }
  }
}
