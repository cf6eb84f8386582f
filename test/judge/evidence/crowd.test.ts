// The bounds of a crowd. It is judged from the counts of the incident table, which are literals here.
import { expect } from 'vitest';
import { crowdAround, type Gathering } from '../../../src/judge/evidence/crowd.ts';
import { HitView } from '../../../src/judge/evidence/view.ts';
import type { Crowd } from '../../../src/judge/tables/incidents.ts';
import type { Tables } from '../../../src/judge/tables/tables.ts';
import { hitOf, tablesOf } from '../literal.ts';
import { pair } from '../pair.ts';

/** A quiet log that is long enough to show its usual rate. */
const QUIET: Crowd = { clients: 0, usualClients: 0, clientsOnPrefix: 0, usualOnPrefix: 0, history: 60, failures: 0 };
/** The first minute of a log. */
const NEW_LOG: Partial<Crowd> = { history: 0 };

/** How an abort beside this crowd is judged. */
function judge(crowd: Partial<Crowd>): Omit<Gathering, 'crowd'> | undefined {
  const tables = { incidents: { around: () => ({ ...QUIET, ...crowd }) } } as unknown as Tables;
  const found = crowdAround(
    new HitView(hitOf({ request: 'GET /seats/112 HTTP/1.1', status: 499 }), tablesOf()),
    tables,
  );
  return found && { isOnPart: found.isOnPart, isRateKnown: found.isRateKnown };
}

/** All clients of the crowd left the hit's part of the site. */
const onPart = (clients: number, rest: Partial<Crowd> = {}): ReturnType<typeof judge> =>
  judge({ clients, clientsOnPrefix: clients, ...rest });
/** Two clients of the crowd left the hit's part of the site. */
const onSite = (clients: number, rest: Partial<Crowd> = {}): ReturnType<typeof judge> =>
  judge({ clients, clientsOnPrefix: 2, ...rest });

const ONE_PART = { isOnPart: true, isRateKnown: true };
const ONE_PART_EARLY = { isOnPart: true, isRateKnown: false };
const SITE = { isOnPart: false, isRateKnown: true };
const SITE_EARLY = { isOnPart: false, isRateKnown: false };

pair('crowd', 'LEAST_ON_PART', {
  inside: () => expect(onPart(4)).toEqual(ONE_PART),
  outside: () => expect(onPart(3)).toBeUndefined(),
});

pair('crowd', 'LEAST_ON_PART_BESIDE_FAILURES', {
  inside: () => expect(onPart(3, { failures: 1 })).toEqual(ONE_PART),
  outside: () => expect(onPart(2, { failures: 1, ...NEW_LOG })).toBeUndefined(),
});

// The bound is three deviations above the usual rate: for a rate of 1.14 clients, 4.98 clients.
pair('crowd', 'DEVIATIONS_ON_PART', {
  inside: () => expect(onPart(5, { usualOnPrefix: 1.14 })).toEqual(ONE_PART),
  outside: () => expect(onPart(4, { usualOnPrefix: 1.14 })).toBeUndefined(),
});

// The bound is 4.98 clients for a usual rate of 1.14, and 5.03 clients for a rate of 1.16.
pair('crowd', 'LEAST_VARIANCE', {
  inside: () => expect(onPart(5, { usualOnPrefix: 1.14 })).toEqual(ONE_PART),
  outside: () => expect(onPart(5, { usualOnPrefix: 1.16 })).toBeUndefined(),
});

pair('crowd', 'LEAST_SHARE_ON_PART', {
  inside: () => expect(judge({ ...NEW_LOG, clients: 10, clientsOnPrefix: 7 })).toEqual(ONE_PART_EARLY),
  outside: () => expect(judge({ ...NEW_LOG, clients: 11, clientsOnPrefix: 7 })).toBeUndefined(),
});

pair('crowd', 'LEAST_HISTORY', {
  inside: () => expect(onPart(4, { history: 4 })).toEqual(ONE_PART),
  outside: () => expect(onPart(4, { history: 3 })).toEqual(ONE_PART_EARLY),
});

pair('crowd', 'LEAST_ON_SITE', {
  inside: () => expect(onSite(6)).toEqual(SITE),
  outside: () => expect(onSite(5)).toBeUndefined(),
});

// The bound is four deviations above the usual rate: for a rate of 2 clients, 8.3 clients.
pair('crowd', 'DEVIATIONS_ON_SITE', {
  inside: () => expect(onSite(9, { usualClients: 2 })).toEqual(SITE),
  outside: () => expect(onSite(8, { usualClients: 2 })).toBeUndefined(),
});

pair('crowd', 'LEAST_ON_SITE_UNKNOWN', {
  inside: () => expect(onSite(12, { ...NEW_LOG, failures: 1 })).toEqual(SITE_EARLY),
  outside: () => expect(onSite(11, { ...NEW_LOG, failures: 1 })).toBeUndefined(),
});

pair('crowd', 'LEAST_BESIDE_ON_PART', {
  inside: () => expect(judge({ clients: 9, clientsOnPrefix: 2 })).toEqual(SITE),
  outside: () => expect(judge({ clients: 9, clientsOnPrefix: 1 })).toBeUndefined(),
});
