// A hit's neighbour, and the few values that stand for all neighbours, one hit after the other.
import { type EntryMemory, LazyEntry } from './lazy-entry.ts';

/** A line of a hit's client, near it. */
export class Neighbour extends LazyEntry {
  /** Seconds from the hit to the neighbour's end: negative before it. */
  gap = 0;
  /** Its line stands behind the hit's. */
  isLater = false;
}

/** Neighbours to stand for lines: a hit has up to 40, and thousands of hits a second would leave as many of them behind. */
export class Neighbours {
  readonly #memory: EntryMemory;
  readonly #all: Neighbour[] = [];
  #used = 0;

  constructor(memory: EntryMemory) {
    this.#memory = memory;
  }

  /** Takes back all that were given out. */
  takeBack(): void {
    this.#used = 0;
  }

  /** Takes back the one that was given out last. */
  takeBackLast(): void {
    this.#used--;
  }

  /** One for the line at `[start..end)`. */
  give(position: number, start: number, end: number, time: number): Neighbour {
    const near = (this.#all[this.#used++] ??= new Neighbour(this.#memory));
    near.use(position, start, end, time);
    return near;
  }
}
