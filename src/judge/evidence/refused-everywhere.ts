// Whether a browser is refused on all its paths: with a cookie that does not fit the buffers, every request fails.
import { partsOf } from '../tables/parts/site-parts.ts';
import type { Tables } from '../tables/tables.ts';
import { carriesAttack } from './attack.ts';
import { NEAR_BY } from './near-by.ts';
import { isBrowsing } from './near-lines.ts';
import { askedUpstream, isUpstreamAnswer } from './upstream.ts';
import type { HitView } from './view.ts';

/** The same page on this many different paths shows that the client is refused on all paths. */
const LEAST_PATHS = 3;
/** This many of these paths belong to parts of the site on which somebody was answered. */
const LEAST_PATHS_OF_SITE = 2;

/** When {@link refusedEverywhere} finds something: a clause for the texts of causes. */
export const REFUSED_EVERYWHERE_CLAUSE: string = `a browser that was answered before got pages of one size on ${LEAST_PATHS} or more different paths ${NEAR_BY}, and since then no answer. ${LEAST_PATHS_OF_SITE} or more of these paths belong to parts of the site on which somebody was answered. The size is no page of nginx. The method is GET, the request carries no attack text, and no field shows that an upstream answered`;

/**
 * How many requests of a browser got the same page, on how many paths; undefined unless it is refused everywhere. An application
 * refuses some requests of a person whom it answered before, but not all.
 */
export function refusedEverywhere(
  hit: HitView,
  { partShares }: Tables,
): { others_refused: number; refused_paths: number } | undefined {
  const { entry, request } = hit;
  const { body_bytes_sent = 0 } = entry;
  if (hit.page !== undefined || hit.agent.kind !== 'browser' || request.method !== 'GET') return undefined;
  if (isUpstreamAnswer(entry, '400') || askedUpstream(entry)) return undefined;
  if (body_bytes_sent === 0 || carriesAttack(entry.request)) return undefined;
  if (hit.history.answered === 0 || hit.afterOfAgent.some(isBrowsing)) return undefined;
  const refused = hit.aroundOfAgent.filter(
    (near) =>
      near.status === 400 && near.body_bytes_sent === body_bytes_sent && near.requestLine.method === request.method,
  );
  const paths = new Set([request.path, ...refused.map((near) => near.requestLine.path)]);
  if (paths.size < LEAST_PATHS) return undefined;
  // A scanner asks for what nobody gets.
  const ofSite = [...paths].filter((path) => partShares.of('part', partsOf(path).part)?.hasAnswers === true);
  if (ofSite.length < LEAST_PATHS_OF_SITE) return undefined;
  return { others_refused: refused.length, refused_paths: paths.size };
}
