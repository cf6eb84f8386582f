// Whether an abort was one of many: distinct clients leaving within seconds, against the log's usual rate.
import { pathPrefix } from '../parse/request.ts';
import type { Crowd } from '../tables/incidents.ts';
import type { Tables } from '../tables/tables.ts';
import type { HitView } from './view.ts';

/** So many times the usual number of clients make a crowd. */
const TIMES_USUAL = 3;

/**
 * The crowd an abort belongs to, if it is one: six clients within eight seconds before and behind, or four where a
 * gateway error stands beside them or nearly all of them wanted the same part of the site.
 */
export function crowdAround(hit: HitView, tables: Tables): Crowd | undefined {
  const crowd = tables.incidents.around(hit.entry.time, pathPrefix(hit.request.path));
  const isOnePlace = crowd.clientsOnPrefix >= 0.8 * crowd.clients;
  const least = crowd.failures > 0 || isOnePlace ? 4 : 6;
  return crowd.clients >= least && crowd.clients >= TIMES_USUAL * crowd.usualClients ? crowd : undefined;
}
