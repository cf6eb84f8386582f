// The bounds of a crowd. It is judged from the counts of the incident table, which are literals here.
import { expect, test } from 'vitest';
import { crowdAround, type Gathering } from '../../../../src/judge/evidence/aborts/crowd.ts';
import { HitView } from '../../../../src/judge/evidence/view.ts';
import type { Crowd } from '../../../../src/judge/tables/parts/incidents.ts';
import type { WideLevel } from '../../../../src/judge/tables/parts/site-parts.ts';
import type { Tables } from '../../../../src/judge/tables/tables.ts';
import { hitOf, tablesOf } from '../../literal.ts';
import { pair } from '../../pair.ts';
import { QUIET } from './row-literal.ts';

/** The first minute of a log. */
const NEW_LOG: Partial<Crowd> = { history: 0 };

/** How an abort of /shop/cart/add beside this crowd is judged. `onPage` clients left that page; the section may have another crowd. */
function judge(crowd: Partial<Crowd>, onPage = 0, inSection = crowd): Omit<Gathering, 'crowd'> | undefined {
  const around = (_: number, level: WideLevel): Crowd => ({ ...QUIET, ...(level === 'part' ? crowd : inSection) });
  const tables = { incidents: { around, clientsOn: () => onPage } } as unknown as Tables;
  const found = crowdAround(
    new HitView(hitOf({ request: 'GET /shop/cart/add HTTP/1.1', status: 499 }), tablesOf()),
    tables,
  );
  return found && { part: found.part, level: found.level, isOnePage: found.isOnePage, isRateKnown: found.isRateKnown };
}

/** All clients of the crowd left the hit's part of the site. */
const onPart = (clients: number, rest: Partial<Crowd> = {}): ReturnType<typeof judge> =>
  judge({ clients, clientsOnPart: clients, ...rest });
/** Two clients of the crowd left the hit's part of the site. */
const onSite = (clients: number, rest: Partial<Crowd> = {}): ReturnType<typeof judge> =>
  judge({ clients, clientsOnPart: 2, ...rest });

const ONE_PART = { part: '/shop/cart', level: 'part', isOnePage: false, isRateKnown: true };
const ONE_PART_EARLY = { ...ONE_PART, isRateKnown: false };
const SITE = { part: undefined, level: 'part', isOnePage: false, isRateKnown: true };
const SITE_EARLY = { ...SITE, isRateKnown: false };

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
  inside: () => expect(onPart(5, { usualOnPart: 1.14 })).toEqual(ONE_PART),
  outside: () => expect(onPart(4, { usualOnPart: 1.14 })).toBeUndefined(),
});

// The bound is 4.98 clients for a usual rate of 1.14, and 5.03 clients for a rate of 1.16.
pair('crowd', 'LEAST_VARIANCE', {
  inside: () => expect(onPart(5, { usualOnPart: 1.14 })).toEqual(ONE_PART),
  outside: () => expect(onPart(5, { usualOnPart: 1.16 })).toBeUndefined(),
});

pair('crowd', 'LEAST_SHARE_ON_PART', {
  inside: () => expect(judge({ ...NEW_LOG, clients: 10, clientsOnPart: 7 })).toEqual(ONE_PART_EARLY),
  outside: () => expect(judge({ ...NEW_LOG, clients: 11, clientsOnPart: 7 })).toBeUndefined(),
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
  inside: () => expect(judge({ clients: 9, clientsOnPart: 2 })).toEqual(SITE),
  outside: () => expect(judge({ clients: 9, clientsOnPart: 1 })).toBeUndefined(),
});

pair('crowd', 'LEAST_SHARE_ON_PAGE', {
  inside: () => expect(judge({ clients: 25, clientsOnPart: 25 }, 20)).toEqual({ ...ONE_PART, isOnePage: true }),
  outside: () => expect(judge({ clients: 25, clientsOnPart: 25 }, 19)).toEqual(ONE_PART),
});

pair('crowd', 'LEAST_SHARE_OF_SITE', {
  inside: () => expect(judge({ clients: 20, clientsOnPart: 7 }, 7)).toEqual({ ...ONE_PART, isOnePage: true }),
  outside: () => expect(judge({ clients: 21, clientsOnPart: 7 }, 7)).toEqual(ONE_PART),
});

test('until the usual rate is known, a crowd over the whole site needs a gateway error', () => {
  expect(onSite(12, NEW_LOG)).toBeUndefined();
  expect(onSite(12, { ...NEW_LOG, failures: 1 })).toEqual(SITE_EARLY);
});

test('the first segment shows a crowd that two segments do not show', () => {
  const section = { clients: 9, clientsOnPart: 9 };
  expect(judge({ clients: 9, clientsOnPart: 1 }, 0, section)).toEqual({ ...ONE_PART, part: '/shop', level: 'section' });
  expect(judge({ clients: 4, clientsOnPart: 1 }, 0, { clients: 4, clientsOnPart: 3 })).toBeUndefined();
});
