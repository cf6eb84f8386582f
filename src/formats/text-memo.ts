// Remembers what was read out of the texts met last: the same requests and user agents come again and again.
import { detached } from './detached.ts';

/** Longer texts are read each time: V8 tells them apart by their length alone until it compares them. */
const LONGEST_REMEMBERED = 16_000;
/** Texts that are remembered. Then all are forgotten, which is cheaper than to find the oldest. */
const TEXTS_REMEMBERED = 4096;
/** Characters of all texts that are remembered. */
const CHARACTERS_REMEMBERED = 2 ** 21;

/** What a pure function gives for a text, remembered for a few thousand texts. */
export class TextMemo<T> {
  readonly #read: (text: string) => T;
  readonly #known = new Map<string, T>();
  #characters = 0;
  // Several ask about one line, one after the other.
  #lastText: string | undefined;
  #last!: T;

  /** @param read the function: pure, and what it gives is never changed */
  constructor(read: (text: string) => T) {
    this.#read = read;
  }

  /** What the function gives for a text. */
  of(text: string): T {
    if (text === this.#lastText) return this.#last;
    this.#last = text.length > LONGEST_REMEMBERED ? this.#read(text) : this.#remembered(text);
    this.#lastText = text;
    return this.#last;
  }

  #remembered(text: string): T {
    let known = this.#known.get(text);
    if (known === undefined) {
      // Parts of the text would keep its whole line alive.
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
