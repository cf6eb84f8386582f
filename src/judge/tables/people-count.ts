// Counts the distinct people around a hit. All hits share one hash set, so counting allocates nothing.
import { spread } from '../../hits/spread.ts';

/** A hash set that counts distinct numbers. */
export class PeopleCount {
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
  readonly byPrefix: ReadonlyMap<string, readonly number[]>;
}

/**
 * Lists the people of one second.
 * @param people each person with the path prefix that it left
 */
export function listPeople(people: ReadonlyMap<number, string>): Listed {
  const all: number[] = [];
  const byPrefix = new Map<string, number[]>();
  people.forEach((prefix, person) => {
    const place = spread(person);
    all.push(person, place);
    const there = byPrefix.get(prefix);
    if (there === undefined) byPrefix.set(prefix, [person, place]);
    else there.push(person, place);
  });
  return { people: all, byPrefix };
}
