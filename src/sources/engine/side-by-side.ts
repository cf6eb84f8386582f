// Finds out which merged inputs were written at the same time, as by several servers, and not one after the other.

/**
 * Two inputs ran side by side if each has lines within the period of the other, over more than this many seconds. nginx writes on
 * to a renamed log until it reopens its logs, so parts of one log overlap by a few seconds.
 */
const OVERLAP_SECONDS = 60;

/** What is known of an input. */
interface Known<Input> {
  readonly input: Input;
  /** Second of its last entry so far; NaN before the first. */
  last: number;
  /** Inputs that began after its last entry. */
  began: Known<Input>[];
  /** For each input within whose period it has an entry: the second of the first such entry. */
  readonly within: Map<Known<Input>, number>;
  /** Inputs that have entries within the period of this one, over more than {@link OVERLAP_SECONDS}. */
  readonly beside: Set<Known<Input>>;
  hasEnded: boolean;
}

/** Follows merged inputs. */
export class SideBySide<Input> {
  readonly #known: ReadonlyMap<Input, Known<Input>>;

  constructor(inputs: readonly Input[]) {
    this.#known = new Map(
      inputs.map((input) => {
        return [input, { input, last: NaN, began: [], within: new Map(), beside: new Set(), hasEnded: false }];
      }),
    );
  }

  /** Takes the second (since the epoch) of the next lines in merged order; -Infinity for lines before the first entry. */
  take(input: Input, second: number): void {
    const known = this.#known.get(input)!;
    if (second === known.last || second === -Infinity) return;
    if (Number.isNaN(known.last)) this.#begin(known, second);
    known.last = second;
    if (known.began.length === 0) return;
    for (const other of known.began) if (!other.hasEnded) known.within.set(other, second);
    known.began = [];
  }

  /** Says that an input has no more lines. */
  end(input: Input): void {
    const known = this.#known.get(input)!;
    known.hasEnded = true;
    for (const other of this.#known.values()) {
      const first = other.within.get(known);
      if (first !== undefined && other.last - first > OVERLAP_SECONDS) known.beside.add(other);
    }
  }

  /** The inputs that ran side by side, each group in the order of the inputs; an input that ran alone is in none. */
  groups(): Input[][] {
    const left = new Set(this.#known.values());
    const groups: Input[][] = [];
    for (const known of left) {
      const group = new Set([known]);
      for (const one of group) for (const other of one.beside) if (other.beside.has(one)) group.add(other);
      for (const one of group) left.delete(one);
      if (group.size > 1)
        groups.push([...this.#known.values()].filter((one) => group.has(one)).map(({ input }) => input));
    }
    return groups;
  }

  #begin(known: Known<Input>, second: number): void {
    for (const other of this.#known.values()) {
      if (other === known || other.hasEnded) continue;
      if (other.last === second) other.within.set(known, second);
      else other.began.push(known);
    }
  }
}
