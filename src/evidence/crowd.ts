// Whether an abort was one of many: distinct clients leaving within seconds, against the log's usual rate.
import type { Crowd } from '../tables/incidents.ts';
import type { Tables } from '../tables/tables.ts';
import type { HitView } from './view.ts';

/** The crowd an abort belongs to, if it is one. */
export function crowdAround(hit: HitView, tables: Tables): Crowd | undefined {
  const crowd = tables.incidents.around(hit.entry.time);
  const least = crowd.failures > 0 ? 4 : 5;
  return crowd.clients >= least && crowd.clients >= 3 * crowd.usualClients ? crowd : undefined;
}
