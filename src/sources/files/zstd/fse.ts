// Tables of zstd's finite state entropy coder (RFC 8878, 4.1).
import { highestBit } from './bits.ts';
import { damaged } from './frame-decoder.ts';

/** What each state stands for, and which state follows it: `base` plus the next `bits` bits. */
export interface StateTable {
  /** The number of states is 2 to this power. */
  readonly log: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
  readonly base: Uint16Array;
}

/** The table with a single state. */
export function tableOfOne(symbol: number): StateTable {
  return { log: 0, symbols: Uint8Array.of(symbol), bits: Uint8Array.of(0), base: Uint16Array.of(0) };
}

/**
 * Makes a table from the share of each symbol; the shares add up to 2 to the power of `log`. -1 stands for a share below 1.
 * @throws Error with code ZSTD_DATA_ERROR if the shares fill no table
 */
export function tableOf(shares: readonly number[], log: number): StateTable {
  const size = 1 << log;
  const symbols = new Uint8Array(size);
  const next = new Uint16Array(shares.length);
  let high = size;
  for (const [symbol, share] of shares.entries()) {
    next[symbol] = Math.abs(share);
    if (share === -1) symbols[--high] = symbol;
  }
  const step = (size >> 1) + (size >> 3) + 3;
  let at = 0;
  for (const [symbol, share] of shares.entries()) {
    for (let i = 0; i < share; i++) {
      symbols[at] = symbol;
      do at = (at + step) & (size - 1);
      while (at >= high);
    }
  }
  if (at !== 0) throw damaged();
  const bits = new Uint8Array(size);
  const base = new Uint16Array(size);
  for (let state = 0; state < size; state++) {
    const number = next[symbols[state]!]!++;
    bits[state] = log - highestBit(number);
    base[state] = (number << bits[state]!) - size;
  }
  return { log, symbols, bits, base };
}

/**
 * Reads the description of a table.
 * @param most the greatest `log`, and the greatest symbol
 * @returns the table and the position after the description
 * @throws Error with code ZSTD_DATA_ERROR for a description that no coder writes
 */
export function readTable(
  bytes: Uint8Array,
  start: number,
  end: number,
  most: { readonly log: number; readonly symbol: number },
): { table: StateTable; end: number } {
  let bit = start * 8;
  const take = (count: number): number => {
    const at = bit >>> 3;
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
    const value = (word >>> (bit & 7)) & ((1 << count) - 1);
    bit += count;
    return value;
  };
  const log = 5 + take(4);
  const shares: number[] = [];
  const check = (): void => {
    if (bit > end * 8 || log > most.log || shares.length > most.symbol + 1) throw damaged();
  };
  check();
  for (let left = 1 << log; left > 0; check()) {
    const count = highestBit(left + 1) + 1;
    const threshold = (1 << count) - 2 - left;
    // Small values take one bit less than the others.
    const short = take(count - 1);
    const value = short < threshold ? short : short + (take(1) << (count - 1));
    const share = (value >= 1 << (count - 1) ? value - threshold : value) - 1;
    left -= Math.abs(share);
    shares.push(share);
    if (share !== 0) continue;
    for (let repeat = 3; repeat === 3; check()) {
      repeat = take(2);
      for (let i = 0; i < repeat; i++) shares.push(0);
    }
  }
  return { table: tableOf(shares, log), end: (bit + 7) >>> 3 };
}
