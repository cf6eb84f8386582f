// Caches what was read from recent texts, because the same requests and user agents come again and again.
import { detached } from './detached.ts';

/** Longer texts are not cached: V8 hashes them by their length alone, so many of them would collide. */
const LONGEST_REMEMBERED = 16_000;
/** The most texts that are cached. A full cache is cleared, which is cheaper than finding the oldest text. */
const TEXTS_REMEMBERED = 4096;
/** The most characters that all cached texts may have together. */
const CHARACTERS_REMEMBERED = 2 ** 21;

/** A cache of what a pure function returns, for a few thousand texts. */
export class TextMemo<T> {
  readonly #read: (text: string) => T;
  readonly #known = new Map<string, T>();
  #characters = 0;
  // Several callers ask about the same text, one after the other.
  #lastText: string | undefined;
  #last!: T;

  /** @param read a pure function; what it returns must never be changed */
  constructor(read: (text: string) => T) {
    this.#read = read;
  }

  /** What the function returns for a text. */
  of(text: string): T {
    if (text === this.#lastText) return this.#last;
    this.#last = text.length > LONGEST_REMEMBERED ? this.#read(text) : this.#remembered(text);
    this.#lastText = text;
    return this.#last;
  }

  #remembered(text: string): T {
    let known = this.#known.get(text);
    if (known === undefined) {
      // A slice of a line would keep the whole line alive.
      const own = detached(text);
      known = this.#read(own);
      this.#characters += text.length;
      if (this.#known.size >= TEXTS_REMEMBERED || this.#characters > CHARACTERS_REMEMBERED) {
        this.#known.clear();
        this.#characters = text.length;
      }
      this.#known.set(own, known);
    }
    return known;
  }
}
