// Takes a sample that is the same each time: it orders the items by a hash of their names and takes the first ones.
import { createHash } from 'node:crypto';

/** Another seed gives another sample. */
const SEED = 'logscan 1';

/**
 * At most `most` of the items, in a random order that is the same each time.
 * @param nameOf the unique name of an item
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
