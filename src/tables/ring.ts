// The bounds under every hit table: lists and maps that keep what was used last, in line order.

/** Adds a value to a list and lets the oldest go once it holds more than `limit`. */
export function pushBounded<T>(list: T[], value: T, limit: number): void {
  list.push(value);
  if (list.length > limit) list.shift();
}

/**
 * Looks a key up in a small map that is kept in order of use, making a new value where there is none; beyond `limit` keys
 * the one unused for longest goes. For large maps {@link Recent} is cheaper.
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

/** A {@link Recent} as it is kept between runs. */
export interface SavedRecent<V> {
  readonly young: Map<number, V>;
  readonly old: Map<number, V>;
}

/**
 * A map of the keys (hashes) used last, in two generations: when the young one is half the limit, it becomes the old one, and what
 * was still in that is forgotten. Which keys stay follows from the log alone.
 */
export class Recent<V> {
  readonly #limit: number;
  #young: Map<number, V>;
  #old: Map<number, V>;
  /** The key touched last had no value before. */
  isNew = false;

  /**
   * @param limit how many keys are kept at most
   * @param saved what {@link save} gave in an earlier run
   */
  constructor(limit: number, saved: SavedRecent<V> = { young: new Map(), old: new Map() }) {
    this.#limit = limit;
    this.#young = saved.young;
    this.#old = saved.old;
  }

  /** Everything it knows, for a later run. */
  save(): SavedRecent<V> {
    return { young: this.#young, old: this.#old };
  }

  /** The value of a key, if it is still there; looking does not keep it. */
  get(key: number): V | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  /** The value of a key, made anew where there is none, and kept for a while. */
  touch(key: number, make: () => V): V {
    const young = this.#young.get(key);
    this.isNew = false;
    if (young !== undefined) return young;
    let value = this.#old.get(key);
    if (value === undefined) {
      value = make();
      this.isNew = true;
    }
    if (this.#young.size >= this.#limit / 2) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
    return value;
  }

  /** Puts another value in the place of one that was just touched. */
  replace(key: number, value: V): void {
    this.#young.set(key, value);
  }

  /** All keys and values, those used last once. */
  *entries(): Generator<[number, V]> {
    yield* this.#young;
    for (const pair of this.#old) if (!this.#young.has(pair[0])) yield pair;
  }
}

/** A copy of a text that was cut from a line: a slice would keep the whole line alive. */
export function detached(text: string): string {
  return ` ${text}`.slice(1);
}
