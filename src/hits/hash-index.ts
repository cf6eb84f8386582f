// Finds the row of a hash by open addressing, for tables that keep their numbers in rows.
import { spread } from './spread.ts';

/** The row of a slot that is free. */
export const NO_ROW = -1 as const;

/** Maps hashes of up to 53 bits to rows. The table that owns the rows allocates and frees them. */
export class HashIndex {
  readonly #mask: number;
  readonly #slots: Int32Array;
  readonly #hashes: Float64Array;

  /** @param rows how many rows there are; at most half of the slots are in use */
  constructor(rows: number) {
    const slots = 2 ** Math.ceil(Math.log2(2 * rows));
    this.#mask = slots - 1;
    this.#slots = new Int32Array(slots).fill(NO_ROW);
    this.#hashes = new Float64Array(rows);
  }

  /** The slot of a hash, or the free slot where it belongs. Valid until the next change. */
  slotOf(hash: number): number {
    const slots = this.#slots;
    const hashes = this.#hashes;
    let slot = spread(hash) & this.#mask;
    for (let row = slots[slot]!; row !== NO_ROW && hashes[row] !== hash; row = slots[slot]!)
      slot = (slot + 1) & this.#mask;
    return slot;
  }

  /** The row in a slot, or {@link NO_ROW}. */
  rowIn(slot: number): number {
    return this.#slots[slot]!;
  }

  /** Puts a row into the slot of its hash, which {@link slotOf} found. */
  put(slot: number, hash: number, row: number): void {
    this.#slots[slot] = row;
    this.#hashes[row] = hash;
  }

  /** The hash of a row that was put. */
  hashOf(row: number): number {
    return this.#hashes[row]!;
  }

  /** Puts back a row that {@link clear} removed, with the hash that it had. */
  restore(row: number): void {
    this.#slots[this.slotOf(this.#hashes[row]!)] = row;
  }

  /** Removes all rows. */
  clear(): void {
    this.#slots.fill(NO_ROW);
  }

  /** A copy that changes independently. It has room for `rows` rows, but never for fewer than this index. */
  copy(rows: number = this.#hashes.length): HashIndex {
    const copy = new HashIndex(rows);
    copy.#hashes.set(this.#hashes);
    if (copy.#mask === this.#mask) copy.#slots.set(this.#slots);
    else for (const row of this.#slots) if (row !== NO_ROW) copy.restore(row);
    return copy;
  }
}
