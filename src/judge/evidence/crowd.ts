// Whether an abort is one of many: different clients that leave within seconds, compared with the usual rate of the log.
import { pathPrefix } from '../../formats/request.ts';
import type { Crowd } from '../tables/incidents.ts';
import type { Tables } from '../tables/tables.ts';
import type { HitView } from './view.ts';

/** The usual rate is known once it is a mean of at least this many buckets of time. */
export const LEAST_HISTORY: number = 4;

/** At least this many clients make a crowd on one part of the site. */
export const LEAST_ON_PART: number = 4;
/** The same bound if there is a gateway error (502, 503, 504) at that time: the error counts like a client. */
export const LEAST_ON_PART_BESIDE_FAILURES: number = 3;
/** How far above the usual rate the crowd on one part of the site must be, in standard deviations. */
export const DEVIATIONS_ON_PART: number = 3;
/** Until the usual rate is known, at least this share of the leaving clients must have left the same part of the site. */
export const LEAST_SHARE_ON_PART: number = 0.7;

/** At least this many clients make a crowd over the whole site. */
export const LEAST_ON_SITE: number = 6;
/** The same bound until the usual rate is known. There must also be a gateway error at that time. */
export const LEAST_ON_SITE_UNKNOWN: number = 12;
/** How far above the usual rate the crowd over the whole site must be, in standard deviations. */
export const DEVIATIONS_ON_SITE: number = 4;
/** At least this many clients of a crowd over the whole site must have left the hit's part of the site. */
export const LEAST_BESIDE_ON_PART: number = 2;

/** Added to the variance of the usual rate, so that a rate near zero does not turn every abort into a crowd. */
const LEAST_VARIANCE = 0.5;

/** A crowd, and how it shows. */
export interface Gathering {
  readonly crowd: Crowd;
  /** The crowd is on the hit's part of the site; false if it is one only over the whole site. */
  readonly isOnPart: boolean;
  /** The crowd was compared with the usual rate of the log. */
  readonly isRateKnown: boolean;
}

/**
 * The crowd that an abort belongs to, if there is one. Enough clients left one part of the site, or more clients left the whole
 * site. They are also more than chance explains at the usual rate (a Poisson count).
 */
export function crowdAround(hit: HitView, tables: Tables): Gathering | undefined {
  const crowd = tables.incidents.around(hit.entry.time, pathPrefix(hit.request.path));
  const { clients, usualClients, clientsOnPrefix, usualOnPrefix, history, failures } = crowd;
  const isRateKnown = history >= LEAST_HISTORY;
  const least = failures > 0 ? LEAST_ON_PART_BESIDE_FAILURES : LEAST_ON_PART;
  // Until the usual rate is known, one part of the site must stand out from the whole.
  const standsOut = isRateKnown
    ? clientsOnPrefix >= above(usualOnPrefix, DEVIATIONS_ON_PART)
    : clientsOnPrefix >= LEAST_SHARE_ON_PART * clients;
  if (clientsOnPrefix >= least && standsOut) return { crowd, isOnPart: true, isRateKnown };
  const isMany = isRateKnown
    ? clients >= Math.max(LEAST_ON_SITE, above(usualClients, DEVIATIONS_ON_SITE))
    : clients >= LEAST_ON_SITE_UNKNOWN && failures > 0;
  return isMany && clientsOnPrefix >= LEAST_BESIDE_ON_PART ? { crowd, isOnPart: false, isRateKnown } : undefined;
}

// The number of clients that chance still explains: the mean plus some standard deviations.
function above(usual: number, deviations: number): number {
  return usual + deviations * Math.sqrt(usual + LEAST_VARIANCE);
}
