// Whether an abort was one of many: distinct people leaving within seconds, against the log's usual rate.
import { pathPrefix } from '../../formats/request.ts';
import type { Crowd } from '../tables/incidents.ts';
import type { Tables } from '../tables/tables.ts';
import type { HitView } from './view.ts';

/** With fewer times to draw the usual rate from, it is not known. */
const LEAST_HISTORY = 4;

/** A crowd, and whether it gathered on the very part of the site that the hit wanted. */
export interface Gathering {
  readonly crowd: Crowd;
  readonly isOnPrefix: boolean;
}

/**
 * The crowd an abort belongs to, if it is one. On one part of the site four people are a crowd, over the whole site six,
 * in each case well above what chance makes of the usual rate (a Poisson count); gateway errors beside them count as one.
 */
export function crowdAround(hit: HitView, tables: Tables): Gathering | undefined {
  const crowd = tables.incidents.around(hit.entry.time, pathPrefix(hit.request.path));
  const { clients, usualClients, clientsOnPrefix, usualOnPrefix, history, failures } = crowd;
  const isKnown = history >= LEAST_HISTORY;
  const least = failures > 0 ? 3 : 4;
  // Until the usual rate is known, one part of the site must stand out of the whole.
  const standsOut = isKnown ? clientsOnPrefix >= above(usualOnPrefix, 3) : clientsOnPrefix >= 0.7 * clients;
  if (clientsOnPrefix >= least && standsOut) return { crowd, isOnPrefix: true };
  const isMany = isKnown ? clients >= Math.max(6, above(usualClients, 4)) : clients >= 12 && failures > 0;
  return isMany && clientsOnPrefix >= 2 ? { crowd, isOnPrefix: false } : undefined;
}

// So many as chance does not bring: the mean and some standard deviations, with a floor for rates near nothing.
function above(usual: number, deviations: number): number {
  return usual + deviations * Math.sqrt(usual + 0.5);
}
