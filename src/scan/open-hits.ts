// Hits that wait for what follows them, and when each has waited enough: by time, by bytes, or because the stretch is over.
import type { Entry, HitStatus } from '../parse/entry.ts';
import { NEIGHBOURS, type Place } from './hit.ts';

/** A hit whose later neighbours are still to come. */
export interface OpenHit {
  readonly place: Place;
  readonly entry: Entry & { readonly status: HitStatus };
  /** Its line's number in the window. */
  readonly sequence: number;
  readonly before: readonly Entry[];
  /** A byte bound hid neighbours before it. */
  readonly cut: boolean;
}

/** Closed places at the front of the list that are given back at once. */
const MOST_CLOSED = 1024;

/** The open hits in the order of their lines. */
export class OpenHits {
  readonly #close: (hit: OpenHit, byBytes: boolean) => void;
  #hits: OpenHit[] = [];
  #first = 0;
  #deadline = Infinity;

  /** @param close called for each hit that has waited enough; `byBytes` when a byte bound ended its wait */
  constructor(close: (hit: OpenHit, byBytes: boolean) => void) {
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
    this.#hits.push(hit);
    this.#deadline = Math.min(this.#deadline, hit.entry.time + NEIGHBOURS.secondsAfter);
  }

  /** Closes what a line at this position and time (seconds) closes. */
  advance(position: number, time: number): void {
    if (this.size === 0) return;
    this.#closeByBytes(position);
    if (time > this.#deadline) this.#closeByTime(time);
  }

  /** Closes all. */
  closeAll(): void {
    const hits = this.list();
    this.#hits = [];
    this.#first = 0;
    this.#deadline = Infinity;
    for (const hit of hits) this.#close(hit, false);
  }

  // Hits stand in the order of their positions, so only the first ones can be out of reach.
  #closeByBytes(position: number): void {
    for (let hit = this.#hits[this.#first]; hit !== undefined; hit = this.#hits[this.#first]) {
      if (position <= hit.place.position + NEIGHBOURS.bytesAfter) break;
      this.#close(hit, true);
      this.#first++;
    }
    if (this.#first > MOST_CLOSED) {
      this.#hits.splice(0, this.#first);
      this.#first = 0;
    }
  }

  #closeByTime(time: number): void {
    const still: OpenHit[] = [];
    this.#deadline = Infinity;
    for (let i = this.#first; i < this.#hits.length; i++) {
      const hit = this.#hits[i]!;
      const deadline = hit.entry.time + NEIGHBOURS.secondsAfter;
      if (time > deadline) {
        this.#close(hit, false);
      } else {
        still.push(hit);
        this.#deadline = Math.min(this.#deadline, deadline);
      }
    }
    this.#hits = still;
    this.#first = 0;
  }
}
