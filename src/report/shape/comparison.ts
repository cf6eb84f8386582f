// The part of the report's type that compares two times, or two logs: what fails more often, what is new, and what is gone.
import type { CauseId } from '../../judge/catalogue.ts';

/** What is compared: all hits, those with one status, or those with one cause. */
export type Compared = 'all' | '400' | '499' | CauseId;

/**
 * How it changed. `new` and `gone`: there was none before, or there is none since. `same`: chance explains the difference, or it is
 * small. `unsure`: too few to say. All others are more than chance explains.
 */
export type ChangeWord = 'new' | 'gone' | 'more' | 'fewer' | 'same' | 'unsure';

/** Two times of one log, or two logs, in the shape of its JSON. */
export interface Comparison {
  /** The time between both sides; null if they are two logs. */
  readonly at: string | null;
  readonly before: ComparedSide;
  readonly after: ComparedSide;
  /** The side that has too few requests or is too short to compare; `no-times` if the log has no times; null if there is enough. */
  readonly too_little: 'before' | 'after' | 'no-times' | null;
  /** `all`, `400`, `499`, then the causes: those that changed first, and of these those with the largest difference. */
  readonly changes: readonly Change[];
  /** Rows of FIX FIRST that only one side has. */
  readonly new_fixes: readonly FixChange[];
  readonly solved_fixes: readonly FixChange[];
}

/** One side of a comparison. */
export interface ComparedSide {
  /** The first and the last time of its lines; null without lines or times. */
  readonly begin: string | null;
  readonly end: string | null;
  /** Requests of any status. In a log of more than 1 MiB that has both sides, the sample of all traffic divides them. */
  readonly requests: number;
}

/** The hits of one side. */
export interface ComparedCount {
  readonly hits: number;
  /** Distinct clients; null if they were not counted. */
  readonly clients: number | null;
  /** Hits of 1,000 requests. */
  readonly per_1000: number;
}

/** How something changed. */
export interface Change {
  readonly what: Compared;
  readonly word: ChangeWord;
  readonly before: ComparedCount;
  readonly after: ComparedCount;
  /**
   * How often chance alone makes such a difference, 0 to 1, corrected for the number of things that are compared; null if there are
   * too few to say. A chance above 0.05 is not exact.
   */
  readonly chance: number | null;
  /** When it really began; null if that is at the time between both sides or with the second log, or unknown. */
  readonly began: string | null;
  /** The part of the site that more than half of it is on: since, or before if it is gone or fewer; null if there is none. */
  readonly part: string | null;
}

/** A row of FIX FIRST that only one side has. */
export interface FixChange {
  readonly cause: CauseId;
  readonly headline: string;
  /** The part of the site with the most of its hits; null if its lines have no path. */
  readonly part: string | null;
}
