// A sample that is the same each time: items are ordered by a hash of their names, and the first are taken.
import { createHash } from 'node:crypto';

/** Changing it takes other samples. */
const SEED = 'logscan 1';

/**
 * At most so many of some items, in random order that is the same each time.
 * @param nameOf a name that no other item has
 */
export function sampleOf<Item>(items: readonly Item[], most: number, nameOf: (item: Item) => string): Item[] {
  return items
    .map((item) => ({
      item,
      order: createHash('sha256')
        .update(`${SEED} ${nameOf(item)}`)
        .digest('hex'),
    }))
    .toSorted((a, b) => (a.order < b.order ? -1 : 1))
    .slice(0, most)
    .map(({ item }) => item);
}
