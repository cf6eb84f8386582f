// Whether an abort is one of many: different clients that leave within seconds, against the usual rate of the log.
import { pathPrefix } from '../../formats/request.ts';
import type { Crowd } from '../tables/incidents.ts';
import type { Tables } from '../tables/tables.ts';
import type { HitView } from './view.ts';

/** The usual rate is known once this many buckets of time have gone into it: fewer give no mean. */
export const LEAST_HISTORY: number = 4;

/** Clients that make a crowd on one part of the site. */
export const LEAST_ON_PART: number = 4;
/** The same where a gateway error (502, 503, 504) stands beside them: it counts like a client. */
export const LEAST_ON_PART_BESIDE_FAILURES: number = 3;
/** How far above the usual rate the crowd on one part of the site must be, in standard deviations. */
export const DEVIATIONS_ON_PART: number = 3;
/** Until the usual rate is known, at least this share of the leaving clients must have wanted the same part of the site. */
export const LEAST_SHARE_ON_PART: number = 0.7;

/** Clients that make a crowd over the whole site. */
export const LEAST_ON_SITE: number = 6;
/** The same until the usual rate is known; a gateway error must then stand beside them. */
export const LEAST_ON_SITE_UNKNOWN: number = 12;
/** How far above the usual rate the crowd over the whole site must be, in standard deviations: chance has more scope there. */
export const DEVIATIONS_ON_SITE: number = 4;
/** Of a crowd over the whole site, this many clients must have wanted the part that the hit wanted: the hit is not alone there. */
export const LEAST_BESIDE_ON_PART: number = 2;

/** Added to the variance of the usual rate, so that a rate near zero does not turn every abort into a crowd. */
const LEAST_VARIANCE = 0.5;

/** A crowd, and how it shows. */
export interface Gathering {
  readonly crowd: Crowd;
  /** It gathered on the part of the site that the hit wanted. */
  readonly isOnPart: boolean;
  /** It was compared with the usual rate of the log. */
  readonly isRateKnown: boolean;
}

/**
 * The crowd that an abort belongs to, if it is one: enough clients on one part of the site, or more over the whole site, and
 * well above what chance makes of the usual rate (a Poisson count).
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

// More clients than chance brings: the mean and some standard deviations.
function above(usual: number, deviations: number): number {
  return usual + deviations * Math.sqrt(usual + LEAST_VARIANCE);
}
