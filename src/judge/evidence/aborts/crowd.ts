// Whether an abort is one of many: different clients that leave within seconds, compared with the usual rate of the log.
import type { Crowd } from '../../tables/parts/incidents.ts';
import { partsOf, type WideLevel } from '../../tables/parts/site-parts.ts';
import type { Tables } from '../../tables/tables.ts';
import type { HitView } from '../view.ts';

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

/** A crowd on one part of the site left one page if at least this share of it (0 to 1) left the page. */
export const LEAST_SHARE_ON_PAGE: number = 0.8;

/** At least this share (0 to 1) of all clients that left must have left the page: a stalled backend empties other pages, too. */
export const LEAST_SHARE_OF_SITE: number = 0.35;

/** A crowd, and where it shows. */
export interface Gathering {
  readonly crowd: Crowd;
  /** The part of the site that the crowd left; undefined if it is a crowd only over the whole site. */
  readonly part: string | undefined;
  /** How wide {@link part} is. A crowd over the whole site is asked for the hit's own part. */
  readonly level: WideLevel;
  /** Nearly all clients that left {@link part} left the hit's page. */
  readonly isOnePage: boolean;
  /** The crowd was compared with the usual rate of the log. */
  readonly isRateKnown: boolean;
}

/**
 * The crowd that an abort belongs to, if there is one. Enough clients left the hit's part of the site or its section, or more
 * clients left the whole site. They are also more than chance explains at the usual rate (a Poisson count).
 */
export function crowdAround(hit: HitView, { incidents }: Pick<Tables, 'incidents'>): Gathering | undefined {
  const { time } = hit.entry;
  const parts = partsOf(hit.request.path);
  const gatheredOn = (level: WideLevel, crowd: Crowd): Gathering => {
    const onPage = incidents.clientsOn(time, 'page', parts.page);
    return { crowd, part: parts[level], level, isOnePage: isOfOnePage(crowd, onPage), isRateKnown: isRateKnown(crowd) };
  };
  const ofPart = incidents.around(time, 'part', parts.part);
  if (isOnPart(ofPart)) return gatheredOn('part', ofPart);
  const ofSection = incidents.around(time, 'section', parts.section);
  if (isOnPart(ofSection)) return gatheredOn('section', ofSection);
  if (!isOverSite(ofPart)) return undefined;
  return { crowd: ofPart, part: undefined, level: 'part', isOnePage: false, isRateKnown: isRateKnown(ofPart) };
}

function isOfOnePage({ clients, clientsOnPart }: Crowd, clientsOnPage: number): boolean {
  return clientsOnPage >= LEAST_SHARE_ON_PAGE * clientsOnPart && clientsOnPage >= LEAST_SHARE_OF_SITE * clients;
}

function isRateKnown({ history }: Crowd): boolean {
  return history >= LEAST_HISTORY;
}

function isOnPart(crowd: Crowd): boolean {
  const { clients, clientsOnPart, usualOnPart, failures } = crowd;
  const least = failures > 0 ? LEAST_ON_PART_BESIDE_FAILURES : LEAST_ON_PART;
  if (clientsOnPart < least) return false;
  // Until the usual rate is known, one part of the site must stand out from the whole.
  return isRateKnown(crowd)
    ? clientsOnPart >= above(usualOnPart, DEVIATIONS_ON_PART)
    : clientsOnPart >= LEAST_SHARE_ON_PART * clients;
}

function isOverSite(crowd: Crowd): boolean {
  const { clients, usualClients, clientsOnPart, failures } = crowd;
  if (clientsOnPart < LEAST_BESIDE_ON_PART) return false;
  return isRateKnown(crowd)
    ? clients >= Math.max(LEAST_ON_SITE, above(usualClients, DEVIATIONS_ON_SITE))
    : clients >= LEAST_ON_SITE_UNKNOWN && failures > 0;
}

// The number of clients that chance still explains: the mean plus some standard deviations.
function above(usual: number, deviations: number): number {
  return usual + deviations * Math.sqrt(usual + LEAST_VARIANCE);
}
