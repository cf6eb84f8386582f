// Which visit a connection without a request belongs to, found among the neighbours.
import { parseUserAgent } from '../../formats/user-agent.ts';
import type { NearbyLine } from '../../hits/hit.ts';
import type { Facts } from '../catalogue.ts';
import { isBrowsing, isProbe } from './near-lines.ts';
import type { HitView } from './view.ts';

/** nginx logs a page after it sent the page, so the line of a spare connection may come some seconds earlier. */
export const VISIT_AFTER_SECONDS: number = 10;
/** Spare connections of one page close together; the log has whole seconds. */
const BURST_SECONDS = 1;

/** {@link canBeLogged} in words: what every cause of a connection without a request needs. */
export const LOGGED_EMPTY_CONNECTION: string =
  'The line has no request, 0 bytes and no user agent, and neither the log nor --nginx-version shows nginx 1.3.15 or newer.';

/** Whether this nginx may log a connection without a request. 1.3.15 and newer do not (change log, 26 March 2013). */
export function canBeLogged(hit: HitView): boolean {
  return hit.entry.http_user_agent === '-' && !hit.era.hidesEmptyConnections;
}

/** Whether all neighbours of a hit are connections without a request or probes. */
export function didNothingElse(hit: HitView): boolean {
  return hit.around.every((near) => near.isRequestNone || isProbe(near));
}

/** The browser request nearest to an empty connection: before it, otherwise at most {@link VISIT_AFTER_SECONDS} after it. */
export function nearestVisit(hit: HitView): NearbyLine | undefined {
  // A client with a browser's user agent that gets only 404 is a scanner and not a visitor.
  const got = hit.around.some((near) => isBrowsing(near) && near.status < 400);
  if (!got && !hit.before.some((near) => isBrowsing(near) && near.status !== 404)) return undefined;
  return (
    hit.before.find(isBrowsing) ??
    hit.after.find((near) => near.secondsAfter <= VISIT_AFTER_SECONDS && isBrowsing(near))
  );
}

/** Facts about the visit. The hit itself has no user agent, so the facts name the user agent of the visit. */
export function visitFacts(hit: HitView, visit: NearbyLine): Facts {
  const burst = hit.around.filter((near) => near.isRequestNone && Math.abs(near.secondsAfter) <= BURST_SECONDS);
  return {
    neighbour_user_agent: visit.http_user_agent,
    neighbour_family: parseUserAgent(visit.http_user_agent).family,
    seconds_from_request: -visit.secondsAfter,
    burst: burst.length + 1,
  };
}

/** Whether nginx refused a neighbour of a hit for its cookie or header, by the size of its page. Before 0.9.4 that was the plain page. */
export function isHeaderError(near: NearbyLine, { era, pages, pagesOfAllLogs }: HitView): boolean {
  const { requestLine: request } = near;
  if (near.status === 494) return true;
  if (near.status !== 400 || request.shape !== 'whole') return false;
  const isOld = era.logsEmptyConnections;
  const page = pages.match(near, request, undefined, isOld) ?? pagesOfAllLogs.match(near, request, undefined, isOld);
  const kind = page?.kind;
  if (kind === 'header-too-large') return true;
  if (kind !== 'plain' || parseUserAgent(near.http_user_agent).kind !== 'browser') return false;
  const lacksPage = era.mayLackHeaderPage && !pages.hasSeen('header-too-large');
  return lacksPage || pages.hasOnePage(near);
}
