// Whether a part of the site has lost far more of its requests than usual, for minutes or for an hour.
import type { PartRow, Span } from '../../tables/parts/part-row.ts';
import { partsOf } from '../../tables/parts/site-parts.ts';
import { lostShareOf, totalOf } from '../../tables/parts/time-counts.ts';
import type { Tables } from '../../tables/tables.ts';
import type { HitView } from '../view.ts';
import { MOMENT_SECONDS } from './moment.ts';

/** The shorter time for which the lost share is compared with the usual share, in minutes. */
export const FEW_MINUTES: number = 10;
/** The longer time, in minutes. */
export const MANY_MINUTES: number = 60;
/** At least this many of these minutes had a loss. */
export const LEAST_OF_MANY_MINUTES: number = 8;
/**
 * The losses are at least this many times those of the worst minute. People who leave a page when it ends leave within a minute or
 * two.
 */
export const LEAST_SPREAD: number = 4;
/** The same for a part that is new in the log. */
export const LEAST_SPREAD_OF_NEW: number = 3;
/** The losses go on: this many last minutes are compared with {@link FEW_MINUTES}, and those with {@link MANY_MINUTES}. */
export const LAST_MINUTES: number = 3;
/** The share at the end of the time is at least this much of the share of the whole time. */
export const LEAST_LATE_SHARE: number = 0.5;
/** At least this many different people aborted at the end of the time: one alone shows nothing. */
export const LEAST_LATE_PEOPLE: number = 2;
/** At least this many different people aborted. */
export const LEAST_PEOPLE: number = 6;
/** The same for a part that is new in the log. */
export const LEAST_PEOPLE_OF_NEW: number = 12;

/** At least this share of the requests (0 to 1) was lost. */
export const LEAST_SHARE: number = 0.1;
/** The usual share is at most this much of the lost share: then at least nineteen of twenty aborts are new. */
export const MOST_USUAL: number = 0.05;
/** If the lost share is at least this large, it need not be so unusual. */
export const LARGE_SHARE: number = 0.3;
/** The usual share beside a large share is at most this much of it. */
export const MOST_USUAL_OF_LARGE: number = 0.2;
/** The same for a part that is new in the log. */
export const MOST_USUAL_OF_NEW: number = 0.1;

/** A new part lost at most this share (0 to 1): a part that never answers is not slow, it waits for something. */
export const MOST_SHARE_OF_NEW: number = 0.8;

/** The usual share is known if the time before had this many losses at the share of now: fewer may be missing by chance. */
export const LEAST_EXPECTED: number = 8;
/** The usual share of the site counts as much as this many requests to the part. */
export const WEIGHT_OF_SITE: number = 20;

/** A part of the site that loses requests. */
export interface Surge {
  readonly part: string;
  /** The time that was compared with the time before: {@link FEW_MINUTES} or {@link MANY_MINUTES}. */
  readonly minutes: number;
  /** The requests in this time. */
  readonly span: Span;
  /** How many different people aborted in it, as far as the table knows. */
  readonly people: number;
  /** Share of them that was aborted or failed, 0 to 1. */
  readonly share: number;
  /** The same share before this time. */
  readonly usualShare: number;
  /** The part had too few requests before this time, so its usual share is that of the site. */
  readonly isNew: boolean;
  /** The usual share is at most {@link MOST_USUAL} of the lost share. */
  readonly isFarAboveUsual: boolean;
}

/** The surge around an abort, if there is one. A known part and the longer time come first: they say more. */
export function surgeAround(hit: HitView, { partShares }: Pick<Tables, 'partShares'>): Surge | undefined {
  const parts = partsOf(hit.request.path);
  const until = hit.entry.time + MOMENT_SECONDS;
  let fallback: Surge | undefined;
  for (const minutes of [MANY_MINUTES, FEW_MINUTES]) {
    for (const level of ['part', 'section'] as const) {
      const row = partShares.of(level, parts[level]);
      const found = row === undefined ? undefined : surgeIn(row, partShares.site, until, minutes);
      if (found === undefined) continue;
      if (!found.isNew) return { part: parts[level], ...found };
      fallback ??= { part: parts[level], ...found };
    }
  }
  return fallback;
}

function surgeIn(row: PartRow, site: PartRow, until: number, minutes: number): Omit<Surge, 'part'> | undefined {
  const span = row.lately(until, minutes);
  const { minutesWithLoss, mostInMinute } = span;
  if (minutes === MANY_MINUTES && minutesWithLoss < LEAST_OF_MANY_MINUTES) return undefined;
  const onSite = site.before(until, minutes);
  const before = row.before(until, minutes);
  const share = lostShareOf(span);
  if (share * totalOf(onSite) < LEAST_EXPECTED) return undefined;
  const isNew = share * totalOf(before) < LEAST_EXPECTED;
  if ((isNew ? LEAST_SPREAD_OF_NEW : LEAST_SPREAD) * mostInMinute > span.aborts + span.failures) return undefined;
  // A part with few requests has no share of its own yet.
  const usualShare =
    (before.aborts + before.failures + WEIGHT_OF_SITE * lostShareOf(onSite)) / (totalOf(before) + WEIGHT_OF_SITE);
  const isFarAboveUsual = share >= LEAST_SHARE && usualShare <= MOST_USUAL * share;
  const isLarge = share >= LARGE_SHARE && usualShare <= (isNew ? MOST_USUAL_OF_NEW : MOST_USUAL_OF_LARGE) * share;
  if (!isLarge && (!isFarAboveUsual || isNew)) return undefined;
  // Nearly all shares are usual ones, so the people are counted only now.
  const people = row.leaversLately(until, minutes);
  if (people < LEAST_PEOPLE) return undefined;
  if (isNew && (people < LEAST_PEOPLE_OF_NEW || share > MOST_SHARE_OF_NEW)) return undefined;
  const lastMinutes = minutes === MANY_MINUTES ? FEW_MINUTES : LAST_MINUTES;
  if (lostShareOf(row.lately(until, lastMinutes)) < LEAST_LATE_SHARE * share) return undefined;
  if (row.leaversLately(until, lastMinutes) < LEAST_LATE_PEOPLE) return undefined;
  return { minutes, span, people, share, usualShare, isNew, isFarAboveUsual };
}
