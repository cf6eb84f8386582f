// Short texts by row, as bytes in one block. As strings, the texts of a flood of clients would all survive V8's young generation.
import { detached } from '../../formats/detached.ts';

/** Bytes of a row. An IPv6 address has 39 at most. */
const BYTES_KEPT = 48;
/** Sentinel in place of the length of a text that does not fit into its row: the highest value of a byte. */
const LONG = 0xff;

/** One text of latin1 characters for each row. Texts are copied. */
export class TextRows {
  readonly #bytes: Buffer;
  readonly #lengths: Uint8Array;
  readonly #long = new Map<number, string>();

  /** @param rows number of rows; their texts are empty at first */
  constructor(rows: number) {
    this.#bytes = Buffer.alloc(BYTES_KEPT * rows);
    this.#lengths = new Uint8Array(rows);
  }

  /** Puts a text into a row. */
  set(row: number, text: string): void {
    if (this.#lengths[row] === LONG) this.#long.delete(row);
    if (text.length > BYTES_KEPT) {
      this.#lengths[row] = LONG;
      this.#long.set(row, detached(text));
    } else {
      this.#lengths[row] = text.length;
      this.#bytes.write(text, BYTES_KEPT * row, 'latin1');
    }
  }

  /** The text of a row. */
  get(row: number): string {
    const length = this.#lengths[row]!;
    if (length === LONG) return this.#long.get(row) ?? '';
    return this.#bytes.toString('latin1', BYTES_KEPT * row, BYTES_KEPT * row + length);
  }

  /** A copy that changes independently. */
  copy(): TextRows {
    const copy = new TextRows(this.#lengths.length);
    copy.#bytes.set(this.#bytes);
    copy.#lengths.set(this.#lengths);
    for (const [row, text] of this.#long) copy.#long.set(row, text);
    return copy;
  }
}
