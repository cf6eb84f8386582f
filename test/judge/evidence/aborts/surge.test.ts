// The bounds of a surge. It is judged from the counts of a part of the site, which are literals here.
import { expect, test } from 'vitest';
import { type Surge, surgeAround } from '../../../../src/judge/evidence/aborts/surge.ts';
import { HitView } from '../../../../src/judge/evidence/view.ts';

import type { Requests } from '../../../../src/judge/tables/parts/time-counts.ts';
import { hitOf, type Line, tablesOf } from '../../literal.ts';
import { pair } from '../../pair.ts';
import { type SpanLiteral, tablesWith } from './row-literal.ts';

/** An hour in which half of the requests was lost, in every second minute. */
const HOUR: SpanLiteral = { answers: 40, aborts: 40, minutesWithLoss: 20, mostInMinute: 2, people: 20 };
const MANY: Partial<Requests> = { answers: 10_000 };

/** The surge in a part that had these requests in the last hour (or in the last ten minutes), and before. */
function surge(
  span: SpanLiteral = {},
  {
    before = MANY,
    site = MANY,
    minutes = 60,
    late = {},
    lateMinutes = minutes === 60 ? 10 : 3,
  }: {
    before?: Partial<Requests>;
    site?: Partial<Requests>;
    minutes?: number;
    late?: SpanLiteral;
    lateMinutes?: number;
  } = {},
): Surge | undefined {
  const own = { ...HOUR, ...span };
  // Of an hour, the last ten minutes are alike, and of ten minutes the last three; they have too few people for a surge of their own.
  const lately = { [lateMinutes]: { ...own, people: 2, ...late }, [minutes]: own };
  const tables = tablesWith({ part: { lately, before }, site: { before: site } });
  return surgeAround(new HitView(hitOf({ status: 499, request: 'GET /shop/cart/add HTTP/1.1' }), tablesOf()), tables);
}

const isKnown = { isNew: false, minutes: 60 };

pair('surge', 'LEAST_OF_MANY_MINUTES', {
  inside: () => expect(surge({ minutesWithLoss: 8 })).toMatchObject(isKnown),
  outside: () => expect(surge({ minutesWithLoss: 7 })).toBeUndefined(),
});

pair('surge', 'LEAST_SPREAD', {
  inside: () => expect(surge({ mostInMinute: 10 })).toMatchObject(isKnown),
  outside: () => expect(surge({ mostInMinute: 11 })).toBeUndefined(),
});

pair('surge', 'LEAST_PEOPLE', {
  inside: () => expect(surge({ people: 6 })).toMatchObject(isKnown),
  outside: () => expect(surge({ people: 5 })).toBeUndefined(),
});

pair('surge', 'LEAST_SHARE', {
  inside: () => expect(surge({ answers: 360 })).toMatchObject({ ...isKnown, share: 0.1, isFarAboveUsual: true }),
  outside: () => expect(surge({ answers: 361 })).toBeUndefined(),
});

// Without aborts on the site, a usual share of 49 in 1,980 counts as 49 in 2,000.
pair('surge', 'MOST_USUAL', {
  inside: () => expect(surge({ answers: 120 }, { before: { answers: 1955, aborts: 25 } })).toMatchObject(isKnown),
  outside: () => expect(surge({ answers: 120 }, { before: { answers: 1954, aborts: 26 } })).toBeUndefined(),
});

const usual30 = { before: { answers: 1922, aborts: 58 } };
pair('surge', 'LARGE_SHARE', {
  inside: () => expect(surge({ answers: 93 }, usual30)).toMatchObject({ ...isKnown, isFarAboveUsual: false }),
  outside: () => expect(surge({ answers: 94 }, usual30)).toBeUndefined(),
});

pair('surge', 'MOST_USUAL_OF_LARGE', {
  inside: () => expect(surge({}, { before: { answers: 1780, aborts: 200 } })).toMatchObject(isKnown),
  outside: () => expect(surge({}, { before: { answers: 1779, aborts: 201 } })).toBeUndefined(),
});

const NEW_PART: Partial<Requests> = { answers: 5 };
const inNewPart = (span: SpanLiteral, site: Partial<Requests> = MANY): Surge | undefined =>
  surge(span, { before: NEW_PART, site });

pair('surge', 'LEAST_PEOPLE_OF_NEW', {
  inside: () => expect(inNewPart({ people: 12 })).toMatchObject({ isNew: true }),
  outside: () => expect(inNewPart({ people: 11 })).toBeUndefined(),
});

pair('surge', 'LEAST_SPREAD_OF_NEW', {
  inside: () => expect(inNewPart({ mostInMinute: 13 })).toMatchObject({ isNew: true }),
  outside: () => expect(inNewPart({ mostInMinute: 14 })).toBeUndefined(),
});

// The site's share of 6.25 % counts as much as 20 requests, beside the 5 of the part: 5 %.
pair('surge', 'MOST_USUAL_OF_NEW', {
  inside: () => expect(inNewPart({}, { answers: 1500, aborts: 100 })).toMatchObject({ isNew: true }),
  outside: () => expect(inNewPart({}, { answers: 1499, aborts: 101 })).toBeUndefined(),
});

pair('surge', 'LEAST_EXPECTED', {
  inside: () => expect(surge({}, { before: { answers: 16 }, site: { answers: 999 } })).toMatchObject({ isNew: false }),
  outside: () => {
    expect(surge({}, { before: { answers: 15 }, site: { answers: 999 } })).toMatchObject({ isNew: true });
    expect(surge({}, { site: { answers: 15 } })).toBeUndefined();
  },
});

// Half of the site's requests were always lost. That counts as 10 losses of 20 requests, beside the 80 of the part: 10 %.
pair('surge', 'WEIGHT_OF_SITE', {
  inside: () =>
    expect(surge({}, { before: { answers: 80 }, site: { answers: 50, aborts: 50 } })).toMatchObject(isKnown),
  outside: () => expect(surge({}, { before: { answers: 80 }, site: { answers: 49, aborts: 51 } })).toBeUndefined(),
});

pair('surge', 'LAST_MINUTES', {
  inside: () => expect(surge({}, { minutes: 10, lateMinutes: 3 })).toMatchObject({ minutes: 10 }),
  outside: () => expect(surge({}, { minutes: 10, lateMinutes: 4 })).toBeUndefined(),
});

pair('surge', 'LEAST_LATE_SHARE', {
  inside: () => expect(surge({}, { late: { answers: 30, aborts: 10 } })).toMatchObject(isKnown),
  outside: () => expect(surge({}, { late: { answers: 31, aborts: 10 } })).toBeUndefined(),
});

pair('surge', 'LEAST_LATE_PEOPLE', {
  inside: () => expect(surge({}, { late: { people: 2 } })).toMatchObject(isKnown),
  outside: () => expect(surge({}, { late: { people: 1 } })).toBeUndefined(),
});

pair('surge', 'MOST_SHARE_OF_NEW', {
  inside: () => expect(inNewPart({ answers: 10 })).toMatchObject({ isNew: true }),
  outside: () => expect(inNewPart({ answers: 9 })).toBeUndefined(),
});

pair('surge', 'FEW_MINUTES', {
  inside: () => expect(surge({ minutesWithLoss: 5 }, { minutes: 10 })).toMatchObject({ minutes: 10 }),
  outside: () => expect(surge({ minutesWithLoss: 5 }, { minutes: 11 })).toBeUndefined(),
});

pair('surge', 'MANY_MINUTES', {
  inside: () => expect(surge({}, { minutes: 60 })).toMatchObject({ minutes: 60 }),
  outside: () => expect(surge({}, { minutes: 61 })).toBeUndefined(),
});

test('a part that is known is better evidence than a new one', () => {
  const lately = { 10: { ...HOUR, people: 2 }, 60: HOUR };
  const tables = tablesWith({
    part: { lately, before: NEW_PART },
    section: { lately, before: MANY },
    site: { before: MANY },
  });
  const hit = hitOf({ status: 499, request: 'GET /shop/cart/add HTTP/1.1' });
  expect(surgeAround(new HitView(hit, tablesOf()), tables)).toMatchObject({ part: '/shop', isNew: false });
});

test('finds an outage of hours in a log, and says what the share usually is', () => {
  const lines: Line[] = [];
  // A request every 10 s for five hours. In the last two hours, every third of them is left.
  for (let i = 0; i < 1800; i++) {
    const isLeft = i >= 1080 && i % 3 === 0;
    const request = `GET /api/orders/${i} HTTP/1.1`;
    lines.push({ at: 10 * i, client: `192.0.2.${i % 200}`, request, status: isLeft ? 499 : 200 });
  }
  const last: Line = { at: 18_000, client: '192.0.2.201', request: 'GET /api/orders/9 HTTP/1.1', status: 499 };
  const tables = tablesOf([...lines, last]);
  const found = surgeAround(new HitView(hitOf(last), tables), tables)!;
  expect(found).toMatchObject({ part: '/api/orders', minutes: 60, isNew: false });
  expect(found.share).toBeCloseTo(1 / 3, 1);
  // The first of the two hours of the outage counts in the share before.
  expect(found.usualShare).toBeLessThan(0.1);
});
