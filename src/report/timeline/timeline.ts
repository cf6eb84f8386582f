// Counts over time in bins whose width grows with the period, so that any order of the lines gives the same bins.

/** The most bins of a series. */
const BINS_KEPT = 512;

/** The sum of some counts: from one bin up to, but not including, another. */
export function sumOf(counts: readonly number[], begin = 0, end: number = counts.length): number {
  let sum = 0;
  for (let bin = begin; bin < end; bin++) sum += counts[bin] ?? 0;
  return sum;
}

/** A histogram over time with aligned bins. All series (numbers from 0) share one width. */
export class TimeBins {
  #width = 1;
  #series: (Map<number, number> | undefined)[] = [];
  #first = Infinity;
  #last = -Infinity;
  readonly #limit: number;

  /** @param limit the most bins of a series */
  constructor(limit: number = BINS_KEPT) {
    this.#limit = limit;
  }

  /** A copy that changes independently. */
  copy(): TimeBins {
    const copy = new TimeBins(this.#limit);
    copy.#width = this.#width;
    copy.#series = this.#series.map((bins) => (bins === undefined ? undefined : new Map(bins)));
    copy.#first = this.#first;
    copy.#last = this.#last;
    return copy;
  }

  /** Counts one event of a series at a time in seconds, or several of them. */
  add(time: number, series: number, events = 1): void {
    this.#first = Math.min(this.#first, time);
    this.#last = Math.max(this.#last, time);
    while (Math.floor(this.#last / this.#width) - Math.floor(this.#first / this.#width) >= this.#limit) this.#widen();
    const bin = Math.floor(time / this.#width);
    const bins = (this.#series[series] ??= new Map<number, number>());
    bins.set(bin, (bins.get(bin) ?? 0) + events);
  }

  /** The sum of some series, in `count` equal bins between two times in seconds. */
  cut(series: readonly number[], begin: number, end: number, count: number): number[] {
    const out = new Array<number>(count).fill(0);
    const span = Math.max(1, end - begin + 1);
    for (const one of series) {
      for (const [bin, hits] of this.#series[one] ?? []) {
        const middle = bin * this.#width + (this.#width - 1) / 2;
        const at = Math.min(count - 1, Math.max(0, Math.floor(((middle - begin) / span) * count)));
        out[at] = out[at]! + hits;
      }
    }
    return out;
  }

  /** The width of a bin, in seconds. */
  get width(): number {
    return this.#width;
  }

  /** The counts of a series in all bins of the period, in the order of time: those before time 0, and those from then on. */
  aroundZero(series: number): { readonly before: readonly number[]; readonly after: readonly number[] } {
    const [first, last] = [Math.floor(this.#first / this.#width), Math.floor(this.#last / this.#width)];
    const bins = this.#series[series];
    const counts = (from: number, to: number): number[] =>
      from > to ? [] : Array.from({ length: to - from + 1 }, (_, index) => bins?.get(from + index) ?? 0);
    return { before: counts(first, Math.min(last, -1)), after: counts(Math.max(first, 0), last) };
  }

  #widen(): void {
    this.#width *= 2;
    this.#series = this.#series.map((bins) => {
      if (bins === undefined) return undefined;
      const wider = new Map<number, number>();
      for (const [bin, hits] of bins) wider.set(Math.floor(bin / 2), (wider.get(Math.floor(bin / 2)) ?? 0) + hits);
      return wider;
    });
  }
}
