// Counts how often each text was seen, and lists the most frequent texts.
import { detached } from '../../formats/detached.ts';
import type { Top } from '../shape/fix.ts';
import type { Room } from './room.ts';

/** The most different texts that are counted. Further texts are ignored. */
const TEXTS_KEPT = 1000;
/** The first texts are counted even when the memory budget is used up. */
const FIRST_TEXTS_KEPT = 8;

/** Counts of texts (paths, addresses, user agents). */
export class Tops {
  readonly #room: Room;
  #counts = new Map<string, number>();

  /** @param room the memory budget that all lists of the report share */
  constructor(room: Room) {
    this.#room = room;
  }

  /** Counts a text once more. */
  add(text: string): void {
    const count = this.#counts.get(text);
    if (count !== undefined) this.#counts.set(text, count + 1);
    // A text that was cut from a line keeps the whole line in memory, so the key is a copy.
    else if (this.#hasRoom(text)) this.#counts.set(detached(text), 1);
  }

  /** The most frequent texts. Equally frequent texts stay in the order of their first occurrence. */
  most(count: number): Top[] {
    return mostHitsFirst([...this.#counts].map(([value, hits]) => ({ value, hits }))).slice(0, count);
  }

  /**
   * A copy that changes independently.
   * @param room the memory budget of the copies
   */
  copy(room: Room): Tops {
    const copy = new Tops(room);
    copy.#counts = new Map(this.#counts);
    return copy;
  }

  #hasRoom(text: string): boolean {
    if (this.#counts.size < FIRST_TEXTS_KEPT) return true;
    return this.#counts.size < TEXTS_KEPT && this.#room.take(text.length);
  }
}

/** Sorts a list in place by hits, and keeps the order of entries with equal hits. */
export function mostHitsFirst<T extends { readonly hits: number }>(list: T[]): T[] {
  return list.sort((a, b) => b.hits - a.hits);
}
