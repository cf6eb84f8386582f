// Whose empty connection it was: the visit it belongs to, found among the neighbours.
import type { Facts } from '../catalogue.ts';
import { parseUserAgent } from '../../formats/user-agent.ts';
import type { Tables } from '../tables/tables.ts';
import type { NearbyLine } from '../../hits/hit.ts';
import { type HitView, isBrowsing } from './view.ts';

/** nginx 1.3.15 and newer log no line for a connection without a request (change log, 26 March 2013). */
export function canBeLogged(hit: HitView, tables: Tables): boolean {
  return hit.entry.http_user_agent === '-' && !tables.era.hidesEmptyConnections;
}

/** The browser request nearest to an empty connection: before it, else within ten seconds behind it. */
export function nearestVisit(hit: HitView): NearbyLine | undefined {
  // A browser's name and nothing but misses make no visitor.
  const got = hit.around.some((near) => isBrowsing(near) && near.status < 400);
  if (!got && !hit.before.some((near) => isBrowsing(near) && near.status !== 404)) return undefined;
  return hit.before.find(isBrowsing) ?? hit.after.find((near) => near.secondsAfter <= 10 && isBrowsing(near));
}

/** Facts of the visit: the user agent lends its name to the nameless line. */
export function visitFacts(hit: HitView, visit: NearbyLine): Facts {
  const burst = hit.around.filter((near) => near.isRequestNone && Math.abs(near.secondsAfter) <= 1);
  return {
    neighbour_user_agent: visit.http_user_agent,
    neighbour_family: parseUserAgent(visit.http_user_agent).family,
    seconds_from_request: -visit.secondsAfter,
    burst: burst.length + 1,
  };
}

/** Tells whether a line is a refused cookie or header, by its page; before nginx 0.9.4 that page was the plain one. */
export function isHeaderError(near: NearbyLine, tables: Tables): boolean {
  const { requestLine: request } = near;
  if (near.status === 494) return true;
  if (near.status !== 400 || request.shape !== 'whole') return false;
  const kind = tables.pageSizes.match(near, request)?.kind;
  if (kind === 'header-too-large') return true;
  if (kind !== 'plain' || parseUserAgent(near.http_user_agent).kind !== 'browser') return false;
  const isOld = tables.era.mayLackHeaderPage && !tables.pageSizes.hasSeen('header-too-large');
  return isOld || tables.pageSizes.hasOnePage(near);
}
