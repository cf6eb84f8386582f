// How often each of many texts was seen, and the texts seen most often.
import { detached } from '../formats/detached.ts';
import type { Top } from './report.ts';

/** Different texts that are counted. Later texts are not. */
const TEXTS_KEPT = 1000;

/** Counts of texts (paths, addresses, user agents). */
export class Tops {
  #counts = new Map<string, number>();

  /** Counts a text once more. */
  add(text: string): void {
    const count = this.#counts.get(text);
    if (count !== undefined) this.#counts.set(text, count + 1);
    // A text that was cut from a line keeps the whole line alive, so a key that stays is a copy.
    else if (this.#counts.size < TEXTS_KEPT) this.#counts.set(detached(text), 1);
  }

  /** The texts seen most often, in the order of their first occurrence where equal. */
  most(count: number): Top[] {
    return mostHitsFirst([...this.#counts].map(([value, hits]) => ({ value, hits }))).slice(0, count);
  }

  /** The same counts. */
  copy(): Tops {
    const copy = new Tops();
    copy.#counts = new Map(this.#counts);
    return copy;
  }
}

/** Sorts a list in place by hits, and keeps the order of equal ones. */
export function mostHitsFirst<T extends { readonly hits: number }>(list: T[]): T[] {
  return list.sort((a, b) => b.hits - a.hits);
}
