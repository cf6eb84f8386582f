// How often each of a few things was seen, for many who count; most of them see one thing only, which needs no map.

/** Beyond so many things a row counts no new ones: who sees so many sees none of them often. */
const THINGS_KEPT = 64;

/** Counts of things (causes, user agents) by row: a row is somebody who sees things. */
export class FewCounts<T> {
  readonly #first: (T | undefined)[] = [];
  readonly #firstCounts: number[] = [];
  readonly #others: (Map<T, number> | undefined)[] = [];

  /** Forgets what was counted in a row. */
  reset(row: number): void {
    this.#first[row] = undefined;
    this.#firstCounts[row] = 0;
    this.#others[row] = undefined;
  }

  /** Counts a thing in a row that was reset once. */
  add(row: number, thing: T): void {
    if (this.#firstCounts[row] === 0) this.#first[row] = thing;
    if (this.#first[row] === thing) {
      this.#firstCounts[row]!++;
      return;
    }
    const others = (this.#others[row] ??= new Map<T, number>());
    const count = others.get(thing);
    if (count !== undefined) others.set(thing, count + 1);
    else if (others.size < THINGS_KEPT) others.set(thing, 1);
  }

  /** The thing seen most often in a row, the first of them where equal, and how often. */
  most(row: number, isWanted: (thing: T) => boolean = () => true): readonly [T, number] | undefined {
    let best: readonly [T, number] | undefined;
    for (const pair of this.#all(row)) if (isWanted(pair[0]) && (best === undefined || pair[1] > best[1])) best = pair;
    return best;
  }

  /** The same counts. */
  copy(): FewCounts<T> {
    const copy = new FewCounts<T>();
    copy.#first.push(...this.#first);
    copy.#firstCounts.push(...this.#firstCounts);
    copy.#others.push(...this.#others.map((others) => others && new Map(others)));
    return copy;
  }

  *#all(row: number): Generator<readonly [T, number]> {
    if ((this.#firstCounts[row] ?? 0) > 0) yield [this.#first[row] as T, this.#firstCounts[row]!];
    yield* this.#others[row] ?? [];
  }
}
