// Hits that wait for what follows them, and when each has waited enough: by time, by bytes, or because the stretch is over.
import { NEIGHBOURS, type Place } from './hit.ts';

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

/** Closed places at the front of the list that are given back at once. */
const MOST_CLOSED = 1024;

/** The open hits in the order of their lines. */
export class OpenHits {
  readonly #close: (hit: OpenHit, by: ClosedBy) => void;
  #hits: OpenHit[] = [];
  #first = 0;
  #deadline = Infinity;
  // Deadlines rise from the first open hit to the last.
  #isOrdered = true;

  /** @param close called for each hit that has waited enough */
  constructor(close: (hit: OpenHit, by: ClosedBy) => void) {
    this.#close = close;
  }

  /** How many are open. */
  get size(): number {
    return this.#hits.length - this.#first;
  }

  /** The open hits, oldest line first. */
  list(): OpenHit[] {
    return this.#hits.slice(this.#first);
  }

  /** Adds a hit; its line comes behind those of all others. */
  add(hit: OpenHit): void {
    const deadline = deadlineOf(hit);
    const last = this.#hits.at(-1);
    if (this.size > 0 && last !== undefined && deadline < deadlineOf(last)) this.#isOrdered = false;
    this.#hits.push(hit);
    this.#deadline = Math.min(this.#deadline, deadline);
  }

  /** Position beyond which a line closes a hit, whatever its time; Infinity when none is open. */
  get lastPosition(): number {
    const first = this.#hits[this.#first];
    return first === undefined ? Infinity : first.place.position + NEIGHBOURS.bytesAfter;
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
    this.#hits = [];
    this.#first = 0;
    this.#deadline = Infinity;
    this.#isOrdered = true;
    for (const hit of hits) this.#close(hit, by);
  }

  // Hits stand in the order of their positions, so only the first ones can be out of reach.
  #closeByBytes(position: number): void {
    for (let hit = this.#hits[this.#first]; hit !== undefined; hit = this.#hits[this.#first]) {
      if (position <= hit.place.position + NEIGHBOURS.bytesAfter) break;
      this.#close(hit, 'bytes');
      this.#first++;
    }
    this.#giveBack();
  }

  #closeByTime(time: number): void {
    // Times mostly stand in order, and then the first ones are over first.
    for (let hit = this.#hits[this.#first]; hit !== undefined; hit = this.#hits[this.#first]) {
      if (time <= deadlineOf(hit)) break;
      this.#close(hit, 'time');
      this.#first++;
    }
    if (this.#isOrdered) {
      const first = this.#hits[this.#first];
      this.#deadline = first === undefined ? Infinity : deadlineOf(first);
      this.#giveBack();
      return;
    }
    const still: OpenHit[] = [];
    this.#deadline = Infinity;
    this.#isOrdered = true;
    for (let i = this.#first; i < this.#hits.length; i++) {
      const hit = this.#hits[i]!;
      const deadline = deadlineOf(hit);
      if (time > deadline) {
        this.#close(hit, 'time');
        continue;
      }
      if (still.length > 0 && deadline < deadlineOf(still.at(-1)!)) this.#isOrdered = false;
      still.push(hit);
      this.#deadline = Math.min(this.#deadline, deadline);
    }
    this.#hits = still;
    this.#first = 0;
  }

  #giveBack(): void {
    if (this.#first <= MOST_CLOSED) return;
    this.#hits.splice(0, this.#first);
    this.#first = 0;
  }
}

function deadlineOf(hit: OpenHit): number {
  return hit.time + NEIGHBOURS.secondsAfter;
}
