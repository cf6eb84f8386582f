// Literals of zstd that are packed with a Huffman code (RFC 8878, 4.2).
import { BackwardBits, highestBit } from './bits.ts';
import { damaged } from './frame-decoder.ts';
import { readTable } from './fse.ts';

const MOST_BITS = 11;
const WEIGHTS = { log: 6, symbol: MOST_BITS + 1 };
const MOST_WEIGHTS = 255;

/** For each value of the next `log` bits: the byte, and how many of the bits stand for it. */
export interface HuffmanTable {
  readonly log: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
}

/**
 * Reads the description of a code.
 * @returns the table and the position after the description
 * @throws Error with code ZSTD_DATA_ERROR for a description that no coder writes
 */
export function readCode(bytes: Uint8Array, start: number, end: number): { table: HuffmanTable; end: number } {
  if (start >= end) throw damaged();
  const header = bytes[start]!;
  const isPacked = header < 128;
  const after = start + 1 + (isPacked ? header : (header - 127 + 1) >> 1);
  if (after > end) throw damaged();
  const weights = isPacked
    ? unpackWeights(bytes, start + 1, after)
    : Array.from({ length: header - 127 }, (_, i) => (bytes[start + 1 + (i >> 1)]! >> (i % 2 === 0 ? 4 : 0)) & 15);
  return { table: tableOf(weights), end: after };
}

// Two states take turns until the bits are used up.
function unpackWeights(bytes: Uint8Array, start: number, end: number): number[] {
  const { table, end: after } = readTable(bytes, start, end, WEIGHTS);
  const bits = new BackwardBits(bytes, after, end);
  let state = bits.read(table.log);
  let other = bits.read(table.log);
  if (bits.left < 0) throw damaged();
  const weights: number[] = [];
  while (weights.length < MOST_WEIGHTS) {
    weights.push(table.symbols[state]!);
    const next = table.base[state]! + bits.read(table.bits[state]!);
    if (bits.left < 0) {
      weights.push(table.symbols[other]!);
      return weights;
    }
    state = other;
    other = next;
  }
  throw damaged();
}

// The weight of the last byte is not written: it fills the table up to a power of two.
function tableOf(given: readonly number[]): HuffmanTable {
  let sum = 0;
  for (const weight of given) {
    if (weight > MOST_BITS) throw damaged();
    sum += weight > 0 ? 1 << (weight - 1) : 0;
  }
  const log = highestBit(sum) + 1;
  const rest = (1 << log) - sum;
  if (sum === 0 || log > MOST_BITS || (rest & (rest - 1)) !== 0 || given.length > MOST_WEIGHTS) throw damaged();
  const weights = [...given, highestBit(rest) + 1];
  const symbols = new Uint8Array(1 << log);
  const bits = new Uint8Array(1 << log);
  let at = 0;
  for (let weight = 1; weight <= log; weight++) {
    for (const [symbol, own] of weights.entries()) {
      if (own !== weight) continue;
      const next = at + (1 << (weight - 1));
      symbols.fill(symbol, at, next);
      bits.fill(log + 1 - weight, at, next);
      at = next;
    }
  }
  return { log, symbols, bits };
}

/**
 * Unpacks `bytes[start..end)` to `into[at..to)`.
 * @throws Error with code ZSTD_DATA_ERROR if they hold more or fewer bytes
 */
export function unpackLiterals(
  { log, symbols, bits: lengths }: HuffmanTable,
  { bytes, start, end }: { readonly bytes: Uint8Array; readonly start: number; readonly end: number },
  into: Uint8Array,
  at: number,
  to: number,
): void {
  const bits = new BackwardBits(bytes, start, end);
  for (let i = at; i < to; i++) {
    const code = bits.peek(log);
    into[i] = symbols[code]!;
    bits.left -= lengths[code]!;
  }
  if (bits.left !== 0) throw damaged();
}
