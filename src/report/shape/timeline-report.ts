// The part of the report's type that has the hits over time.

/** Hits per bin of {@link Timeline}. */
export type Bins = readonly number[];

/**
 * How the hits went on. `unknown`: there are too few hits or other requests, or the bins are shorter than a second. The times of a log are
 * whole seconds, so some of these bins are always empty.
 */
export type TrendWord = 'rising' | 'falling' | 'over' | 'steady' | 'unknown';

/** The log's period cut into equal bins; every `bins` array has one number for each. */
export interface Timeline {
  /** Start of the first bin; null without hits. */
  readonly begin: string | null;
  readonly bin_seconds: number;
  readonly bins: Bins;
  /** Requests of each bin that are no hits, estimated from a sample. Filters do not change them. */
  readonly other_requests: Bins;
  readonly trend: Trend;
}

/** How the hits went on over time. */
export interface Trend {
  readonly word: TrendWord;
  /** Begin of the bin in which the present level begins; null if it is as old as the log, or unknown. */
  readonly since: string | null;
  /**
   * How many times as many hits come now as before, over time or in relation to the other requests, whichever changed less; null if there
   * were none before, or for one level.
   */
  readonly factor: number | null;
  /** The word is `steady`, but hits became more or fewer over time because all requests did; missing otherwise. */
  readonly with_traffic?: 'rising' | 'falling';
}
