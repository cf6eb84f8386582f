// Counts the distinct people around a hit. All hits share one hash set, so counting allocates nothing.
import { spread } from '../../../hits/spread.ts';
import type { Level, SiteParts } from './site-parts.ts';

/** A hash set that counts distinct people, who are numbers: hashes. */
export class DistinctPeople {
  /** Distinct numbers added since {@link clear}. */
  size = 0;
  readonly #mask: number;
  // Open addressing; a slot is in use if it has the stamp of the current count.
  readonly #people: Float64Array;
  readonly #stamps: Float64Array;
  #stamp = 0;

  /** @param limit at most this many numbers are added before the next {@link clear} */
  constructor(limit: number) {
    const slots = 2 ** Math.ceil(Math.log2(2 * limit));
    this.#mask = slots - 1;
    this.#people = new Float64Array(slots);
    this.#stamps = new Float64Array(slots);
  }

  /** Begins a new count. */
  clear(): void {
    this.#stamp++;
    this.size = 0;
  }

  /** Adds people as {@link listPeople} lists them. */
  add(list: readonly number[]): void {
    const [people, stamps, stamp, mask] = [this.#people, this.#stamps, this.#stamp, this.#mask];
    let { size } = this;
    next: for (let i = 0; i < list.length; i += 2) {
      const person = list[i]!;
      let slot = list[i + 1]! & mask;
      for (; stamps[slot] === stamp; slot = (slot + 1) & mask) if (people[slot] === person) continue next;
      people[slot] = person;
      stamps[slot] = stamp;
      size++;
    }
    this.size = size;
  }
}

/** The people of one second as lists, which are faster to walk than a map. Each person is followed by its {@link spread}. */
export interface Listed {
  readonly people: readonly number[];
  /** Where each of them aborted. */
  readonly places: readonly SiteParts[];
  /** The people on each part, listed when the level is first asked for. */
  readonly byPart: Partial<Record<Level, Map<string, number[]>>>;
}

/**
 * Lists the people of one second.
 * @param people each person with the parts of the site that it left
 */
export function listPeople(people: ReadonlyMap<number, SiteParts>): Listed {
  const all: number[] = [];
  const places: SiteParts[] = [];
  people.forEach((parts, person) => {
    all.push(person, spread(person));
    places.push(parts);
  });
  return { people: all, places, byPart: {} };
}

/** The people of a list who left one part of the site, by its name; undefined if there are none. */
export function listOn({ people, places, byPart }: Listed, level: Level, name: string): readonly number[] | undefined {
  let lists = byPart[level];
  if (lists === undefined) {
    byPart[level] = lists = new Map();
    for (const [i, parts] of places.entries()) {
      const [person, place] = [people[2 * i]!, people[2 * i + 1]!];
      const there = lists.get(parts[level]);
      if (there === undefined) lists.set(parts[level], [person, place]);
      else there.push(person, place);
    }
  }
  return lists.get(name);
}
