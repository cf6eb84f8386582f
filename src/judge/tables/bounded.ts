// Bounded lists and maps for the hit tables. They keep the most recent values, in line order.
import { HashIndex, NO_ROW } from '../../hits/hash-index.ts';

/** Adds a value to a list; drops the oldest one when the list holds more than `limit`. */
export function pushBounded<T>(list: T[], value: T, limit: number): void {
  list.push(value);
  if (list.length > limit) list.shift();
}

/**
 * Returns the value of a key in a small map that is kept in order of use (an LRU cache). A missing value is made. If
 * the map then has more than `limit` keys, the least recently used key is dropped. For large maps {@link Recent} is cheaper.
 */
export function touch<K, V>(map: Map<K, V>, key: K, limit: number, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    if (map.size >= limit) {
      const oldest = map.keys().next();
      if (!oldest.done) map.delete(oldest.value);
    }
  } else {
    map.delete(key);
  }
  map.set(key, value);
  return value;
}

/** {@link RecentRows} as they are kept between runs: the keys of both generations, each with its row. */
export interface SavedRows {
  readonly young: readonly (readonly [key: number, row: number])[];
  readonly old: readonly (readonly [key: number, row: number])[];
}

// A sentinel, not a bound.
const FREE = 0 as const;

/**
 * Row numbers for the most recent keys (hashes), in two generations. When the young generation holds half the limit, it
 * becomes the old one, and the keys of the old one are dropped. Which keys stay depends only on the log. The owner keeps
 * columns by row, which cost less than an object for each key.
 */
export class RecentRows {
  /** The last {@link touch} gave out a new row, which may still hold the values of another key. */
  isNew = false;
  readonly #half: number;
  readonly #index: HashIndex;
  // The generation in which each row was touched last; FREE when no key has the row.
  readonly #generations: Float64Array;
  // Rows that were given back, and the first row that no key had yet.
  readonly #free: number[] = [];
  #unused = 0;
  #generation = 2;
  #young = 0;

  /**
   * @param limit how many keys are kept at most
   * @param saved what {@link save} gave in an earlier run
   */
  constructor(limit: number, saved?: SavedRows) {
    this.#half = limit / 2;
    const rows = limit + 1;
    this.#index = new HashIndex(rows);
    this.#generations = new Float64Array(rows);
    for (const [generation, pairs] of [[2, saved?.young ?? []] as const, [1, saved?.old ?? []] as const]) {
      for (const [key, row] of pairs) {
        this.#generations[row] = generation;
        this.#index.put(this.#index.slotOf(key), key, row);
        this.#unused = Math.max(this.#unused, row + 1);
      }
    }
    this.#young = saved?.young.length ?? 0;
    for (let row = this.#unused - 1; row >= 0; row--) if (this.#generations[row] === FREE) this.#free.push(row);
  }

  /** Everything it knows, for a later run. */
  save(): SavedRows {
    return { young: this.#pairs(this.#generation), old: this.#pairs(this.#generation - 1) };
  }

  /** The row of a key, or -1. This does not count as use. */
  find(key: number): number {
    return this.#index.rowIn(this.#index.slotOf(key));
  }

  /** The row of a key; a key without a row gets a new one. This counts as use. */
  touch(key: number): number {
    const index = this.#index;
    let slot = index.slotOf(key);
    let row = index.rowIn(slot);
    this.isNew = row === NO_ROW;
    if (row !== NO_ROW && this.#generations[row] === this.#generation) return row;
    if (this.#young >= this.#half) {
      // This row becomes young first, so that it is not forgotten with the old ones.
      if (row !== NO_ROW) this.#generations[row] = this.#generation + 1;
      this.#forgetOld();
      slot = index.slotOf(key);
    }
    if (row === NO_ROW) {
      row = this.#free.pop() ?? this.#unused++;
      index.put(slot, key, row);
    }
    this.#generations[row] = this.#generation;
    this.#young++;
    return row;
  }

  /** All keys and their rows. */
  *all(): Generator<readonly [key: number, row: number]> {
    for (let row = 0; row < this.#unused; row++)
      if (this.#generations[row] !== FREE) yield [this.#index.hashOf(row), row];
  }

  // The young generation becomes the old one.
  #forgetOld(): void {
    this.#index.clear();
    for (let row = 0; row < this.#unused; row++) {
      const generation = this.#generations[row]!;
      if (generation === FREE) continue;
      if (generation < this.#generation) {
        this.#generations[row] = FREE;
        this.#free.push(row);
      } else {
        this.#index.restore(row);
      }
    }
    this.#generation++;
    this.#young = 0;
  }

  #pairs(generation: number): (readonly [number, number])[] {
    return [...this.all()].filter(([, row]) => this.#generations[row] === generation);
  }
}

/** A {@link Recent} as it is kept between runs. */
export interface SavedRecent<V> {
  readonly rows: SavedRows;
  readonly values: readonly (V | undefined)[];
}

/** A value for each of the most recent keys; see {@link RecentRows}. */
export class Recent<V> {
  readonly #rows: RecentRows;
  readonly #values: (V | undefined)[];

  /**
   * @param limit how many keys are kept at most
   * @param saved what {@link save} gave in an earlier run
   */
  constructor(limit: number, saved?: SavedRecent<V>) {
    this.#rows = new RecentRows(limit, saved?.rows);
    this.#values = [...(saved?.values ?? [])];
  }

  /** Everything it knows, for a later run. */
  save(): SavedRecent<V> {
    const values: (V | undefined)[] = [];
    for (const [, row] of this.#rows.all()) values[row] = this.#values[row];
    return { rows: this.#rows.save(), values };
  }

  /** The value of a key, if it is still there. This does not count as use. */
  get(key: number): V | undefined {
    const row = this.#rows.find(key);
    return row === NO_ROW ? undefined : this.#values[row];
  }

  /** The value of a key; a missing value is made from `from`. This counts as use. */
  touch<T>(key: number, make: (from: T) => V, from: T): V {
    const row = this.#rows.touch(key);
    if (this.#rows.isNew) this.#values[row] = make(from);
    return this.#values[row]!;
  }

  /** All keys and values. */
  *entries(): Generator<readonly [number, V]> {
    for (const [key, row] of this.#rows.all()) yield [key, this.#values[row]!];
  }
}
