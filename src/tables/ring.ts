// A list that keeps its newest values: the bound under every hit table.

/** Adds a value to a list and lets the oldest go once it holds more than `limit`. */
export function pushBounded<T>(list: T[], value: T, limit: number): void {
  list.push(value);
  if (list.length > limit) list.shift();
}

/**
 * Looks a key up in a map that is kept in order of use, making a new value where there is none; beyond `limit` keys the
 * one unused for longest goes. The order follows the log alone, so every reader of the same lines keeps the same keys.
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
