// Small counters by row. Most rows only ever see one or two values, and these rows need no map.
import type { Room } from './room.ts';

/** The most values that are counted for a row. If a row has more values, none of them is frequent. */
const VALUES_KEPT = 65;

/** Counts of values (causes, user agents) by row. */
export class FewCounts<T extends string> {
  readonly #room: Room;
  readonly #first: (T | undefined)[] = [];
  readonly #firstCounts: number[] = [];
  readonly #second: (T | undefined)[] = [];
  readonly #secondCounts: number[] = [];
  readonly #others: (Map<T, number> | undefined)[] = [];

  /** @param room the memory budget that all lists of the report share */
  constructor(room: Room) {
    this.#room = room;
  }

  /** Forgets the counts of a row. */
  reset(row: number): void {
    this.#room.give(this.#others[row]?.size ?? 0);
    this.#first[row] = undefined;
    this.#firstCounts[row] = 0;
    this.#second[row] = undefined;
    this.#secondCounts[row] = 0;
    this.#others[row] = undefined;
  }

  /** Counts a value in a row. The row must have been reset once. */
  add(row: number, value: T): void {
    if (this.#firstCounts[row] === 0) this.#first[row] = value;
    if (this.#first[row] === value) {
      this.#firstCounts[row]!++;
      return;
    }
    if (this.#secondCounts[row] === 0) this.#second[row] = value;
    if (this.#second[row] === value) {
      this.#secondCounts[row]!++;
      return;
    }
    const others = (this.#others[row] ??= new Map<T, number>());
    const count = others.get(value);
    if (count !== undefined) others.set(value, count + 1);
    else if (others.size + 2 < VALUES_KEPT && this.#room.take()) others.set(value, 1);
  }

  /** The most frequent value of a row and its count. Of values with equal counts, the first value wins. */
  most(row: number, isWanted: (value: T) => boolean = () => true): readonly [T, number] | undefined {
    let best: readonly [T, number] | undefined;
    for (const pair of this.#all(row)) if (isWanted(pair[0]) && (best === undefined || pair[1] > best[1])) best = pair;
    return best;
  }

  /**
   * A copy that changes independently.
   * @param room the memory budget of the copies
   */
  copy(room: Room): FewCounts<T> {
    const copy = new FewCounts<T>(room);
    copy.#first.push(...this.#first);
    copy.#firstCounts.push(...this.#firstCounts);
    copy.#second.push(...this.#second);
    copy.#secondCounts.push(...this.#secondCounts);
    copy.#others.push(...this.#others.map((others) => others && new Map(others)));
    return copy;
  }

  *#all(row: number): Generator<readonly [T, number]> {
    if ((this.#firstCounts[row] ?? 0) > 0) yield [this.#first[row] as T, this.#firstCounts[row]!];
    if ((this.#secondCounts[row] ?? 0) > 0) yield [this.#second[row] as T, this.#secondCounts[row]!];
    yield* this.#others[row] ?? [];
  }
}
