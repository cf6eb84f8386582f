// The flyweights for a hit and its neighbours, which are re-pointed for each hit.
import type { Hit, HitEntry, NearbyLine } from '../../hits/hit.ts';
import type { EntryMemory } from './entry-memory.ts';
import { LazyEntry } from './lazy-entry.ts';

/** A line near a hit, of the same client; or the line of the hit. */
export class Neighbour extends LazyEntry implements NearbyLine {
  secondsAfter = 0;
  isLater = false;
  /** The line of the hit. */
  hit: Neighbour = this;

  get hasUserAgentOfHit(): boolean {
    return this.hasAgentOf(this.hit);
  }

  get hasRequestOfHit(): boolean {
    return this.hasRequestOf(this.hit);
  }
}

/** A hit whose line lies in memory. */
export class FoundHit implements Hit {
  readonly file: string;
  readonly line: number;
  readonly position: number;
  /** The line of the hit. */
  readonly self: Neighbour;
  readonly before: readonly Neighbour[];
  readonly after: readonly Neighbour[];

  constructor(
    file: string,
    line: number,
    position: number,
    { self, before, after }: Pick<FoundHit, 'self' | 'before' | 'after'>,
  ) {
    this.file = file;
    this.line = line;
    this.position = position;
    this.self = self;
    this.before = before;
    this.after = after;
  }

  get entry(): HitEntry {
    return this.self.whole as HitEntry;
  }

  get text(): string {
    return this.self.text;
  }
}

/**
 * A pool of flyweights. A hit has up to 40 neighbours, so new objects for thousands of hits a second would keep the garbage
 * collector busy.
 */
export class NeighbourPool {
  readonly #memory: EntryMemory;
  readonly #all: Neighbour[] = [];
  #used = 0;

  constructor(memory: EntryMemory) {
    this.#memory = memory;
  }

  /** Releases all flyweights. */
  releaseAll(): void {
    this.#used = 0;
  }

  /** Releases the flyweight that was acquired last. */
  releaseLast(): void {
    this.#used--;
  }

  /** Acquires a flyweight for the line at `[start..end)`. */
  acquire(position: number, start: number, end: number, time: number): Neighbour {
    const near = (this.#all[this.#used++] ??= new Neighbour(this.#memory));
    near.use(position, start, end, time);
    return near;
  }
}
