// Short texts by row, as bytes in one block: as strings, those of a flood of clients would each outlive the young generation.
import { detached } from '../formats/detached.ts';

/** Bytes a row; an IPv6 address has 39 at most. */
const ROW_BYTES = 48;
/** In place of the length of a text that has no room in its row. */
const LONG = 255;

/** A text (of Latin-1 characters, as logs are read) in each row. What is set is copied. */
export class TextRows {
  readonly #bytes: Buffer;
  readonly #lengths: Uint8Array;
  readonly #long = new Map<number, string>();

  /** @param rows how many there are; their texts are empty */
  constructor(rows: number) {
    this.#bytes = Buffer.alloc(ROW_BYTES * rows);
    this.#lengths = new Uint8Array(rows);
  }

  /** Puts a text into a row. */
  set(row: number, text: string): void {
    if (this.#lengths[row] === LONG) this.#long.delete(row);
    if (text.length > ROW_BYTES) {
      this.#lengths[row] = LONG;
      this.#long.set(row, detached(text));
    } else {
      this.#lengths[row] = text.length;
      this.#bytes.write(text, ROW_BYTES * row, 'latin1');
    }
  }

  /** The text of a row. */
  get(row: number): string {
    const length = this.#lengths[row]!;
    if (length === LONG) return this.#long.get(row) ?? '';
    return this.#bytes.toString('latin1', ROW_BYTES * row, ROW_BYTES * row + length);
  }

  /** The same texts. */
  copy(): TextRows {
    const copy = new TextRows(this.#lengths.length);
    copy.#bytes.set(this.#bytes);
    copy.#lengths.set(this.#lengths);
    for (const [row, text] of this.#long) copy.#long.set(row, text);
    return copy;
  }
}
