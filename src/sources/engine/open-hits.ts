// Hits that wait for later neighbours, and when each one closes: by time, by bytes, or because the stretch is over.
import type { Place } from '../../hits/hit.ts';
import { NEIGHBOURS } from '../../hits/limits.ts';

/** A hit that waits for later neighbours. Its entry is not kept: it is parsed again when the hit closes. */
export interface OpenHit {
  readonly place: Place;
  /** Seconds since the epoch. */
  readonly time: number;
  /** Sequence number of its line in the window. */
  readonly sequence: number;
}

/**
 * Why a hit closed: its time, its stretch or all input was over; 8 MiB followed; or memory was needed for bytes that hold no
 * entry. In the last case it is not known yet which of the first two it would have been.
 */
export type ClosedBy = 'time' | 'bytes' | 'memory';

/** Numbers of a hit: line, position, time and sequence number. */
const NUMBERS = 4;
const LINE = 0;
const POSITION = 1;
const TIME = 2;
const SEQUENCE = 3;
const FIRST_CAPACITY = 256;

/** The open hits in the order of their lines, as numbers: objects that wait for 30 s of log would outlive the young generation. */
export class OpenHits {
  readonly #close: (hit: OpenHit, by: ClosedBy) => void;
  #numbers = new Float64Array(NUMBERS * FIRST_CAPACITY);
  readonly #files: string[] = [];
  // Hits from #first up to #end are open.
  #first = 0;
  #end = 0;
  #deadline = Infinity;
  // Deadlines rise from the first open hit to the last.
  #isOrdered = true;

  /** @param close called for each hit that closes; it must not use this object */
  constructor(close: (hit: OpenHit, by: ClosedBy) => void) {
    this.#close = close;
  }

  /** How many hits are open. */
  get size(): number {
    return this.#end - this.#first;
  }

  /** The open hits, oldest line first. */
  list(): OpenHit[] {
    return Array.from({ length: this.size }, (_, i) => this.#hit(this.#first + i));
  }

  /** Adds a hit at a time in seconds since the epoch. Its line comes after the lines of all other hits. */
  add({ file, line, position }: Place, time: number, sequence: number): void {
    if (NUMBERS * this.#end === this.#numbers.length) this.#makeRoom();
    const deadline = time + NEIGHBOURS.secondsAfter;
    if (this.size > 0 && deadline < this.#deadlineOf(this.#end - 1)) this.#isOrdered = false;
    const at = NUMBERS * this.#end;
    this.#numbers[at + LINE] = line;
    this.#numbers[at + POSITION] = position;
    this.#numbers[at + TIME] = time;
    this.#numbers[at + SEQUENCE] = sequence;
    this.#files[this.#end++] = file;
    this.#deadline = Math.min(this.#deadline, deadline);
  }

  /** A line after this position closes a hit, whatever its time; Infinity when no hit is open. */
  get lastPosition(): number {
    return this.size === 0 ? Infinity : this.#positionOf(this.#first) + NEIGHBOURS.bytesAfter;
  }

  /** Closes the hits that a line at this position and time (seconds since the epoch) closes. */
  advance(position: number, time: number): void {
    if (this.size === 0) return;
    this.#closeByBytes(position);
    if (time > this.#deadline) this.#closeByTime(time);
  }

  /** Closes all hits. */
  closeAll(by: ClosedBy): void {
    const hits = this.list();
    this.#first = 0;
    this.#end = 0;
    this.#deadline = Infinity;
    this.#isOrdered = true;
    for (const hit of hits) this.#close(hit, by);
  }

  // Hits are in the order of their positions, so only the first ones can be too far back.
  #closeByBytes(position: number): void {
    while (this.size > 0 && position > this.lastPosition) this.#close(this.#hit(this.#first++), 'bytes');
  }

  #closeByTime(time: number): void {
    // Times are mostly in order, and then the first hits close first.
    while (this.size > 0 && time > this.#deadlineOf(this.#first)) this.#close(this.#hit(this.#first++), 'time');
    this.#deadline = this.size === 0 ? Infinity : this.#deadlineOf(this.#first);
    if (!this.#isOrdered) this.#closeAmong(time);
  }

  // Closes later hits whose time is over, and moves the other ones together.
  #closeAmong(time: number): void {
    const list = this.list();
    this.#end = this.#first;
    this.#deadline = Infinity;
    this.#isOrdered = true;
    for (const hit of list) {
      if (time > hit.time + NEIGHBOURS.secondsAfter) this.#close(hit, 'time');
      else this.add(hit.place, hit.time, hit.sequence);
    }
  }

  #hit(i: number): OpenHit {
    const at = NUMBERS * i;
    const [line, position] = [this.#numbers[at + LINE]!, this.#numbers[at + POSITION]!];
    return {
      place: { file: this.#files[i]!, line, position },
      time: this.#numbers[at + TIME]!,
      sequence: this.#numbers[at + SEQUENCE]!,
    };
  }

  #positionOf(i: number): number {
    return this.#numbers[NUMBERS * i + POSITION]!;
  }

  #deadlineOf(i: number): number {
    return this.#numbers[NUMBERS * i + TIME]! + NEIGHBOURS.secondsAfter;
  }

  // Moves the open hits to the front. Where they fill more than half of the room, the room is doubled first.
  #makeRoom(): void {
    const open = this.#numbers.subarray(NUMBERS * this.#first, NUMBERS * this.#end);
    if (2 * this.size > this.#end) this.#numbers = new Float64Array(2 * this.#numbers.length);
    this.#numbers.set(open);
    this.#files.copyWithin(0, this.#first, this.#end);
    this.#end -= this.#first;
    this.#first = 0;
  }
}
