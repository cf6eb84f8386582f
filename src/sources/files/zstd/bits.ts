// Reads the bit streams of zstd: from the last bit to the first, as its entropy coders write them (RFC 8878, 4.1 and 4.2).
import { damaged } from './frame-decoder.ts';

/** Bytes that follow the bytes of a block in its buffer, so that four bytes can be read at each of its bytes. */
export const SPARE_BYTES = 8;

/** A bit stream that is read backwards. Bits before its begin read as 0, and {@link left} is then negative. */
export class BackwardBits {
  /** How many bits are left. */
  left: number;
  readonly #bytes: Uint8Array;
  readonly #start: number;

  /**
   * The bits of `bytes[start..end)`. The highest 1 of the last byte only marks the end.
   * @throws Error with code ZSTD_DATA_ERROR if there is no such mark
   */
  constructor(bytes: Uint8Array, start: number, end: number) {
    const last = end > start ? bytes[end - 1]! : 0;
    if (last === 0) throw damaged();
    this.#bytes = bytes;
    this.#start = start;
    this.left = (end - start) * 8 - 8 + highestBit(last);
  }

  /** The next bits as a number, without taking them; at most 24. */
  peek(count: number): number {
    const from = this.left - count;
    if (from >= 0) return this.#at(from) & ((1 << count) - 1);
    return this.left <= 0 ? 0 : (this.#at(0) & ((1 << this.left) - 1)) << -from;
  }

  /** Takes the next bits as a number; at most 24. */
  read(count: number): number {
    const value = this.peek(count);
    this.left -= count;
    return value;
  }

  // At least 24 bits from a bit on.
  #at(bit: number): number {
    const at = this.#start + (bit >>> 3);
    const bytes = this.#bytes;
    return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> (bit & 7);
  }
}

/** The position of the highest 1 of a number, counted from 0; -1 for 0. */
export function highestBit(value: number): number {
  return 31 - Math.clz32(value);
}
