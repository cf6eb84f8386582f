// Requests to a part of the site, counted by second or by minute.

/** Requests to a part of the site in some time. */
export interface Requests {
  /** Answers with any status but 499, 502, 503 and 504, as the sample of all traffic estimates them. */
  readonly answers: number;
  /** Lines with 499; those of monitors and crawlers do not count. */
  readonly aborts: number;
  /** Lines with 502, 503 or 504. */
  readonly failures: number;
}

/** What may happen to a request. */
export type RequestKind = keyof Requests;

/** No requests. */
export const NO_REQUESTS: Requests = { answers: 0, aborts: 0, failures: 0 };

/** The share of requests that were aborted or failed, 0 to 1; 0 without requests. */
export function lostShareOf(requests: Requests): number {
  const all = totalOf(requests);
  return all === 0 ? 0 : (requests.aborts + requests.failures) / all;
}

/** How many requests these are. */
export function totalOf({ answers, aborts, failures }: Requests): number {
  return answers + aborts + failures;
}

/** The sum of both. */
export function sumOf(a: Requests, b: Requests): Requests {
  return { answers: a.answers + b.answers, aborts: a.aborts + b.aborts, failures: a.failures + b.failures };
}

/** Counts by a whole number of seconds or minutes, for the latest of them. A number with the same remainder takes the place of an older one. */
export class TimeCounts {
  readonly #stamps: Float64Array;
  readonly #counts: Readonly<Record<RequestKind, Float64Array>>;

  /**
   * @param places how many seconds or minutes are kept
   * @param saved what {@link columns} gave in an earlier run
   */
  constructor(places: number, saved?: readonly Float64Array[]) {
    const column = (i: number, empty: number): Float64Array =>
      saved?.[i] === undefined ? new Float64Array(places).fill(empty) : Float64Array.from(saved[i]);
    this.#stamps = column(0, NaN);
    this.#counts = { answers: column(1, 0), aborts: column(2, 0), failures: column(3, 0) };
  }

  /** Everything it knows, for a later run: times, answers, aborts and failures. */
  get columns(): readonly Float64Array[] {
    const { answers, aborts, failures } = this.#counts;
    return [this.#stamps, answers, aborts, failures].map((column) => column.slice());
  }

  /** Adds to a count. Returns the counts whose place it took. */
  add(at: number, kind: RequestKind, weight: number): Requests | undefined {
    const place = this.#placeOf(at);
    const counts = this.#counts;
    let dropped: Requests | undefined;
    if (this.#stamps[place] !== at) {
      if (!Number.isNaN(this.#stamps[place])) dropped = this.#at(place);
      this.#stamps[place] = at;
      counts.answers[place] = counts.aborts[place] = counts.failures[place] = 0;
    }
    counts[kind][place]! += weight;
    return dropped;
  }

  /** The requests from the first to the last second or minute. */
  sum(first: number, last: number): Requests {
    const counts = this.#counts;
    let [answers, aborts, failures] = [0, 0, 0];
    for (let at = first; at <= last; at++) {
      const place = this.#placeOf(at);
      if (this.#stamps[place] !== at) continue;
      answers += counts.answers[place]!;
      aborts += counts.aborts[place]!;
      failures += counts.failures[place]!;
    }
    return { answers, aborts, failures };
  }

  /** The second or minute whose counts {@link add} would forget at this one; undefined if none. */
  inPlaceOf(at: number): number | undefined {
    const kept = this.#stamps[this.#placeOf(at)]!;
    return Number.isNaN(kept) || kept === at ? undefined : kept;
  }

  /** Everything that is kept up to a second or minute, however long ago. */
  sumUntil(last: number): Requests {
    const counts = this.#counts;
    let [answers, aborts, failures] = [0, 0, 0];
    for (let place = 0; place < this.#stamps.length; place++) {
      if (!(this.#stamps[place]! <= last)) continue;
      answers += counts.answers[place]!;
      aborts += counts.aborts[place]!;
      failures += counts.failures[place]!;
    }
    return { answers, aborts, failures };
  }

  /** How many of these seconds or minutes had an abort or a failure, and the most that one of them had. */
  lossesIn(first: number, last: number): { readonly minutesWithLoss: number; readonly mostInMinute: number } {
    const { aborts, failures } = this.#counts;
    let [minutesWithLoss, mostInMinute] = [0, 0];
    for (let at = first; at <= last; at++) {
      const place = this.#placeOf(at);
      if (this.#stamps[place] !== at) continue;
      const lost = aborts[place]! + failures[place]!;
      if (lost > 0) minutesWithLoss++;
      mostInMinute = Math.max(mostInMinute, lost);
    }
    return { minutesWithLoss, mostInMinute };
  }

  #placeOf(at: number): number {
    const { length } = this.#stamps;
    return ((at % length) + length) % length;
  }

  #at(place: number): Requests {
    const { answers, aborts, failures } = this.#counts;
    return { answers: answers[place]!, aborts: aborts[place]!, failures: failures[place]! };
  }
}
