// Random numbers with a seed, and the distributions that the times and sizes of a drawn world come from.
import { randomFrom } from '../../bench/generate.ts';

const LETTERS: readonly string[] = '0123456789abcdefghijklmnopqrstuvwxyz'.split('');

/** Draws values; the same seed gives the same values. */
export class Random {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = randomFrom(seed);
  }

  /** True with a probability from 0 to 1. */
  chance(probability: number): boolean {
    return this.#next() < probability;
  }

  /** Evenly from `least` to `most`. */
  between(least: number, most: number): number {
    return least + (most - least) * this.#next();
  }

  /** A whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number {
    return least + Math.floor((most - least + 1) * this.#next());
  }

  /** Evenly on a logarithmic scale: as often from 1 to 10 as from 10 to 100. */
  magnitude(least: number, most: number): number {
    return least * (most / least) ** this.#next();
  }

  /** @throws RangeError for an empty list */
  pick<Item>(list: readonly Item[]): Item {
    const item = list[Math.floor(this.#next() * list.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }

  /** An item by its weight. @throws RangeError for an empty list */
  weighted<Item>(list: readonly (readonly [Item, number])[]): Item {
    const sum = list.reduce((total, [, weight]) => total + weight, 0);
    let at = this.#next() * sum;
    for (const [item, weight] of list) if ((at -= weight) < 0) return item;
    return this.pick(list)[0];
  }

  /** At most `most` different items, in a random order. */
  some<Item>(list: readonly Item[], most: number): Item[] {
    const rest = [...list];
    const taken: Item[] = [];
    while (taken.length < most && rest.length > 0) taken.push(...rest.splice(this.integer(0, rest.length - 1), 1));
    return taken;
  }

  /** The time to the next event, where events come at random with this mean time between them. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.#next());
  }

  /**
   * A positive value with a heavy tail: half are below the median.
   * @param sigma 0.5 for a narrow distribution, 1.5 for a wide one
   */
  lognormal(median: number, sigma: number): number {
    const gauss = Math.sqrt(-2 * Math.log(1 - this.#next())) * Math.cos(2 * Math.PI * this.#next());
    return median * Math.exp(sigma * gauss);
  }

  /** A text of digits and small letters. */
  id(length: number): string {
    return Array.from({ length }, () => this.pick(LETTERS)).join('');
  }
}
