// What happened to the requests of others around an abort: answers, aborts and failures on the same part of the site.
import { partsOf, type WideLevel } from '../../tables/parts/site-parts.ts';
import type { Requests } from '../../tables/parts/time-counts.ts';
import type { Tables } from '../../tables/tables.ts';
import type { HitView } from '../view.ts';

/** Answers and failures at most this many seconds before or after an abort belong to its moment. */
export const MOMENT_SECONDS: number = 30;

/** The requests to a part of the site around an abort, without those of its client that were answered or limited. */
export interface Moment extends Requests {
  /** Name of the part of the site. */
  readonly part: string;
  /** Share of these requests that were aborted or failed, 0 to 1. */
  readonly lostShare: number;
  /** Share of the failures among the requests that were not aborted, 0 to 1. */
  readonly failedShare: number;
}

/**
 * The requests to the hit's part of the site around the hit. The client's own answers say nothing of others, and a 503 of its own
 * may come from limit_req.
 * @param level how wide the part is
 * @param seconds how far the moment reaches to both sides
 */
export function momentOf(
  hit: HitView,
  { partShares }: Pick<Tables, 'partShares'>,
  level: WideLevel,
  seconds: number = MOMENT_SECONDS,
): Moment {
  const part = partsOf(hit.request.path)[level];
  const all = partShares.of(level, part)?.near(hit.entry.time, seconds) ?? { answers: 0, aborts: 0, failures: 0 };
  const own = hit.around.filter(
    ({ secondsAfter, requestLine }) => Math.abs(secondsAfter) <= seconds && partsOf(requestLine.path)[level] === part,
  );
  const answers = Math.max(0, all.answers - own.filter(({ status }) => status < 400).length);
  const failures = Math.max(0, all.failures - own.filter(({ status }) => status === 503).length);
  const lost = all.aborts + failures;
  return {
    part,
    answers,
    aborts: all.aborts,
    failures,
    lostShare: lost === 0 ? 0 : lost / (lost + answers),
    failedShare: failures === 0 ? 0 : failures / (failures + answers),
  };
}

/** How many requests to the whole site failed at most this many seconds before or after the hit; a 503 of its client does not count. */
export function failuresOnSite(hit: HitView, { partShares }: Pick<Tables, 'partShares'>, seconds: number): number {
  const { failures } = partShares.site.near(hit.entry.time, seconds);
  const own = hit.around.filter((near) => near.status === 503 && Math.abs(near.secondsAfter) <= seconds).length;
  return Math.max(0, failures - own);
}
