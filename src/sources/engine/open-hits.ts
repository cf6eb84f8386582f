// Hits that wait for what follows them, and when each has waited enough: by time, by bytes, or because the stretch is over.
import type { Place } from '../../hits/hit.ts';
import { NEIGHBOURS } from '../../hits/limits.ts';

/** A hit whose later neighbours are still to come. Its entry is parsed anew when it closes: kept meanwhile, it would outlive the young. */
export interface OpenHit {
  readonly place: Place;
  /** Seconds since the epoch. */
  readonly time: number;
  /** Its line's number in the window. */
  readonly sequence: number;
}

/**
 * What ended a hit's wait: its time, stretch or input was over; so many bytes followed; or memory was wanted for bytes without
 * entries, and then it is not known yet which of the two it would have been.
 */
export type ClosedBy = 'time' | 'bytes' | 'memory';

/** Numbers of a hit: its place (without the file), time and sequence number. */
const NUMBERS = 4;
const LINE = 0;
const POSITION = 1;
const TIME = 2;
const SEQUENCE = 3;
const FIRST_CAPACITY = 256;

/** The open hits in the order of their lines: columns, because objects that wait for 30 s of log would outlive the young generation. */
export class OpenHits {
  readonly #close: (hit: OpenHit, by: ClosedBy) => void;
  #numbers = new Float64Array(NUMBERS * FIRST_CAPACITY);
  readonly #files: string[] = [];
  // Those from #first up to #end are open.
  #first = 0;
  #end = 0;
  #deadline = Infinity;
  // Deadlines rise from the first open hit to the last.
  #isOrdered = true;

  /** @param close called for each hit that has waited enough; may not ask for those that still wait, nor add one */
  constructor(close: (hit: OpenHit, by: ClosedBy) => void) {
    this.#close = close;
  }

  /** How many are open. */
  get size(): number {
    return this.#end - this.#first;
  }

  /** The open hits, oldest line first. */
  list(): OpenHit[] {
    return Array.from({ length: this.size }, (_, i) => this.#hit(this.#first + i));
  }

  /** Adds a hit at a time in seconds; its line comes behind those of all others. */
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

  /** Position beyond which a line closes a hit, whatever its time; Infinity when none is open. */
  get lastPosition(): number {
    return this.size === 0 ? Infinity : this.#positionOf(this.#first) + NEIGHBOURS.bytesAfter;
  }

  /** Closes what a line at this position and time (seconds) closes. */
  advance(position: number, time: number): void {
    if (this.size === 0) return;
    this.#closeByBytes(position);
    if (time > this.#deadline) this.#closeByTime(time);
  }

  /** Closes all. */
  closeAll(by: ClosedBy): void {
    const hits = this.list();
    this.#first = 0;
    this.#end = 0;
    this.#deadline = Infinity;
    this.#isOrdered = true;
    for (const hit of hits) this.#close(hit, by);
  }

  // Hits stand in the order of their positions, so only the first ones can be out of reach.
  #closeByBytes(position: number): void {
    while (this.size > 0 && position > this.lastPosition) this.#close(this.#hit(this.#first++), 'bytes');
  }

  #closeByTime(time: number): void {
    // Times mostly stand in order, and then the first ones are over first.
    while (this.size > 0 && time > this.#deadlineOf(this.#first)) this.#close(this.#hit(this.#first++), 'time');
    this.#deadline = this.size === 0 ? Infinity : this.#deadlineOf(this.#first);
    if (!this.#isOrdered) this.#closeAmong(time);
  }

  // Closes those behind the first one whose time is over, and moves the others together.
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

  // Moves the open ones to the front where half of the room is theirs no more; else there is twice as much.
  #makeRoom(): void {
    const open = this.#numbers.subarray(NUMBERS * this.#first, NUMBERS * this.#end);
    if (2 * this.size > this.#end) this.#numbers = new Float64Array(2 * this.#numbers.length);
    this.#numbers.set(open);
    this.#files.copyWithin(0, this.#first, this.#end);
    this.#end -= this.#first;
    this.#first = 0;
  }
}
