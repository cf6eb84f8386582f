// Counts distinct clients: exactly up to a bound, and by a HyperLogLog estimate beyond it, so that memory stays flat.
//
// HyperLogLog by Flajolet, Fusy, Gandouet and Meunier (2007), with linear counting while many registers are empty.
import { HashIndex, NO_ROW } from '../../hits/hash-index.ts';
import type { Room } from './room.ts';

/** Distinct clients that are counted exactly for the whole log. */
export const EXACT_CLIENTS_KEPT = 500_000;
/** Distinct clients that are counted exactly for one group of findings to fix. */
const EXACT_IN_GROUP_KEPT = 2048;
/** A group counts its first clients exactly even without room in the memory budget, because a sketch would take more memory. */
const FIRST_IN_GROUP_KEPT = 64;
/** log2 of the number of registers. It decides the memory and the error of a sketch. No finding depends on it. */
const PRECISION = { ledger: 14, group: 12 } as const;
/** The standard error of counts beyond the bound, 1.04 / sqrt(registers) from the paper, rounded: 0.008. */
export const SKETCH_ERROR: number = Math.round(1040 / Math.sqrt(2 ** PRECISION.ledger)) / 1000;
/** Hashes are whole numbers that a double holds exactly: 53 bits. */
const HASH_BITS = Math.log2(Number.MAX_SAFE_INTEGER + 1);

/** Estimates how many distinct hashes of 53 bits were added. */
export class HyperLogLog {
  readonly #precision: number;
  readonly #size: number;
  readonly #registers: Uint8Array;

  constructor(precision: number) {
    this.#precision = precision;
    this.#size = 1 << precision;
    this.#registers = new Uint8Array(this.#size);
  }

  /** Adds a hash of 53 bits. */
  add(hash: number): void {
    const register = (hash >>> 0) & (this.#size - 1);
    const rest = Math.floor(hash / this.#size);
    // Leading zeros of the remaining bits, in two steps because Math.clz32 takes 32 bits.
    const high = Math.floor(rest / 2 ** 20);
    const bits = HASH_BITS - this.#precision;
    const zeros = high > 0 ? Math.clz32(high) - (32 - (bits - 20)) : bits - 20 + Math.clz32(rest) - 12;
    if (zeros + 1 > this.#registers[register]!) this.#registers[register] = zeros + 1;
  }

  /** Adds all hashes of another sketch of the same precision. */
  merge(other: HyperLogLog | undefined): void {
    if (other === undefined) return;
    for (const [i, register] of other.#registers.entries())
      if (register > this.#registers[i]!) this.#registers[i] = register;
  }

  /** The estimate, rounded. */
  get count(): number {
    const size = this.#registers.length;
    let sum = 0;
    let empty = 0;
    for (const register of this.#registers) {
      sum += 2 ** -register;
      if (register === 0) empty++;
    }
    const estimate = ((0.7213 / (1 + 1.079 / size)) * size * size) / sum;
    return Math.round(estimate <= 2.5 * size && empty > 0 ? size * Math.log(size / empty) : estimate);
  }

  /** A sketch of the same hashes. */
  copy(): HyperLogLog {
    const copy = new HyperLogLog(this.#precision);
    copy.#registers.set(this.#registers);
    return copy;
  }
}

/** Counts a few distinct hashes exactly, and many by estimate. */
export class DistinctCount {
  readonly #room: Room;
  #exact: Set<number> | undefined = new Set();
  #sketch: HyperLogLog | undefined;

  /** @param room the memory budget that all lists of the report share */
  constructor(room: Room) {
    this.#room = room;
  }

  /** Adds a hash of 53 bits. */
  add(hash: number): void {
    if (this.#exact === undefined) {
      this.#sketch!.add(hash);
      return;
    }
    if (this.#exact.has(hash)) return;
    this.#exact.add(hash);
    const { size } = this.#exact;
    if (size <= FIRST_IN_GROUP_KEPT || (size <= EXACT_IN_GROUP_KEPT && this.#room.take())) return;
    this.#room.give(Math.min(size - 1, EXACT_IN_GROUP_KEPT) - FIRST_IN_GROUP_KEPT);
    this.#sketch = new HyperLogLog(PRECISION.group);
    for (const one of this.#exact) this.#sketch.add(one);
    this.#exact = undefined;
  }

  /** How many distinct hashes were added. */
  get size(): number {
    return this.#exact?.size ?? this.#sketch!.count;
  }

  /**
   * A count of the same hashes.
   * @param room the memory budget of the copies
   */
  copy(room: Room): DistinctCount {
    const copy = new DistinctCount(room);
    copy.#exact = this.#exact === undefined ? undefined : new Set(this.#exact);
    copy.#sketch = this.#sketch?.copy();
    return copy;
  }
}

const FIRST_CAPACITY = 1 << 10;

/**
 * Counts the distinct clients of many sums. It keeps one bitmask of sums for each client, instead of one set of clients for each
 * sum.
 */
export class ClientLedger {
  readonly #words: number;
  // Rows by the hash of a client, and the bitmask of sums of each row.
  #index = new HashIndex(FIRST_CAPACITY);
  #bits: Uint32Array;
  #size = 0;
  readonly #counts: Float64Array;
  // Sketches by sum, from the moment there are too many clients.
  #sketches: (HyperLogLog | undefined)[] | undefined;

  /** @param sums how many sums there are */
  constructor(sums: number) {
    this.#words = Math.ceil(sums / 32);
    this.#bits = new Uint32Array(FIRST_CAPACITY * this.#words);
    this.#counts = new Float64Array(this.#words * 32);
  }

  /** True if there were too many clients for exact counts, so that all counts are estimates. */
  get isEstimate(): boolean {
    return this.#sketches !== undefined;
  }

  /** Notes that a client (a hash of 53 bits) occurs in some sums. */
  add(hash: number, sums: readonly number[]): void {
    if (this.#sketches !== undefined) {
      for (const sum of sums) this.#sketchOf(this.#sketches, sum).add(hash);
      return;
    }
    const first = this.#rowOf(hash) * this.#words;
    for (const sum of sums) {
      const at = first + (sum >>> 5);
      const bit = 1 << (sum & 31);
      if ((this.#bits[at]! & bit) !== 0) continue;
      this.#bits[at]! |= bit;
      this.#counts[sum]!++;
    }
    if (this.#size > EXACT_CLIENTS_KEPT) this.#estimate();
  }

  /** How many distinct clients occur in at least one of these sums. */
  count(sums: readonly number[]): number {
    if (this.#sketches !== undefined) {
      const union = new HyperLogLog(PRECISION.ledger);
      for (const sum of sums) union.merge(this.#sketches[sum]);
      return union.count;
    }
    const some = sums.filter((sum) => this.#counts[sum]! > 0);
    if (some.length <= 1) return this.#counts[some[0]!] ?? 0;
    const wanted = new Uint32Array(this.#words);
    for (const sum of some) wanted[sum >>> 5]! |= 1 << (sum & 31);
    let count = 0;
    for (let at = 0; at < this.#bits.length; at += this.#words) {
      let isThere = 0;
      for (let word = 0; word < this.#words; word++) isThere |= this.#bits[at + word]! & wanted[word]!;
      if (isThere !== 0) count++;
    }
    return count;
  }

  /** A copy of this ledger that changes independently. */
  copy(): ClientLedger {
    const copy = new ClientLedger(this.#words * 32);
    copy.#index = this.#index.copy();
    copy.#bits = this.#bits.slice();
    copy.#size = this.#size;
    copy.#counts.set(this.#counts);
    copy.#sketches = this.#sketches?.map((sketch) => sketch?.copy());
    return copy;
  }

  // The row of a client, which is added if it is new.
  #rowOf(hash: number): number {
    const slot = this.#index.slotOf(hash);
    const known = this.#index.rowIn(slot);
    if (known !== NO_ROW) return known;
    const capacity = this.#bits.length / this.#words;
    if (this.#size === capacity) {
      this.#index = this.#index.copy(2 * capacity);
      const bits = this.#bits;
      this.#bits = new Uint32Array(2 * bits.length);
      this.#bits.set(bits);
      return this.#rowOf(hash);
    }
    this.#index.put(slot, hash, this.#size);
    return this.#size++;
  }

  #estimate(): void {
    const sketches: (HyperLogLog | undefined)[] = [];
    for (let row = 0; row < this.#size; row++) {
      for (let word = 0; word < this.#words; word++) {
        for (let bits = this.#bits[row * this.#words + word]!; bits !== 0; bits &= bits - 1) {
          const lowest = 31 - Math.clz32(bits & -bits);
          this.#sketchOf(sketches, 32 * word + lowest).add(this.#index.hashOf(row));
        }
      }
    }
    this.#sketches = sketches;
    this.#index = new HashIndex(FIRST_CAPACITY);
    this.#bits = new Uint32Array(0);
  }

  #sketchOf(sketches: (HyperLogLog | undefined)[], sum: number): HyperLogLog {
    return (sketches[sum] ??= new HyperLogLog(PRECISION.ledger));
  }
}
