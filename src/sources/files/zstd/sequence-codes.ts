// The codes of lengths and offsets in zstd's sequences, and the tables that a block has if it brings none (RFC 8878, 3.1.1.3.2).
import { type StateTable, tableOf } from './fse.ts';

/** A code stands for a least value, to which a number of more bits is added. */
export interface Codes {
  /** The largest table of a block, and the greatest code. */
  readonly most: { readonly log: number; readonly symbol: number };
  readonly usual: StateTable;
  /** For each code, how many bits are added. */
  readonly bits: Uint8Array;
  /** For each code, its least value. */
  readonly least: Uint32Array;
}

const twos = (count: number): number[] => Array.from({ length: count }, () => 2);
const ones = (count: number): number[] => Array.from({ length: count }, () => 1);
const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);
const rare = (count: number): number[] => Array.from({ length: count }, () => -1);

/** How many literals a sequence copies. */
export const LITERAL_LENGTHS: Codes = codes({
  mostLog: 9,
  usualLog: 6,
  shares: [4, 3, ...twos(11), ...ones(3), ...twos(9), 3, 2, ...ones(5), ...rare(4)],
  bits: [...zeros(16), 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
  first: 0,
});

/** How many bytes of the text before a sequence copies. */
export const MATCH_LENGTHS: Codes = codes({
  mostLog: 9,
  usualLog: 6,
  shares: [1, 4, 3, ...twos(6), ...ones(37), ...rare(7)],
  bits: [...zeros(32), 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
  first: 3,
});

/** Greater codes stand for offsets from 32 MiB on, which are beyond the largest window. */
export const MOST_OFFSET_CODE = 24;

/** How far before the end of the text these bytes begin. */
export const OFFSETS: Codes = codes({
  mostLog: 8,
  usualLog: 5,
  shares: [...ones(6), ...twos(3), ...ones(15), ...rare(5)],
  bits: Array.from({ length: 32 }, (_, code) => code),
  first: 1,
});

function codes({
  mostLog,
  usualLog,
  shares,
  bits,
  first,
}: {
  readonly mostLog: number;
  readonly usualLog: number;
  readonly shares: readonly number[];
  readonly bits: readonly number[];
  readonly first: number;
}): Codes {
  const least = new Uint32Array(bits.length);
  let next = first;
  for (const [code, count] of bits.entries()) {
    least[code] = next;
    next += 2 ** count;
  }
  const most = { log: mostLog, symbol: bits.length - 1 };
  return { most, usual: tableOf(shares, usualLog), bits: Uint8Array.from(bits), least };
}
