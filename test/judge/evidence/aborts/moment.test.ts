// What counts as the moment of an abort, and whose requests.
import { expect, test } from 'vitest';
import { failuresOnSite, momentOf } from '../../../../src/judge/evidence/aborts/moment.ts';
import { HitView } from '../../../../src/judge/evidence/view.ts';
import { hitOf, type Line, tablesOf } from '../../literal.ts';
import { pair } from '../../pair.ts';

const PAGE: Line = { request: 'GET /shop/cart/add HTTP/1.1' };
const ABORT: Line = { ...PAGE, status: 499 };
const viewOf = (before: readonly Line[] = []): HitView => new HitView(hitOf(ABORT, before), tablesOf());

/** The moment of an abort in a log that also has these lines of other clients. */
const moment = (lines: readonly Line[], level: 'part' | 'section' = 'part'): ReturnType<typeof momentOf> =>
  momentOf(viewOf(), tablesOf([ABORT, ...lines.map((line) => ({ client: '192.0.2.9', ...PAGE, ...line }))]), level);

pair('moment', 'MOMENT_SECONDS', {
  inside: () => {
    for (const at of [-30, 30]) expect(moment([{ at, status: 502 }])).toMatchObject({ failures: 1, failedShare: 1 });
  },
  outside: () => {
    for (const at of [-31, 31]) expect(moment([{ at, status: 502 }])).toMatchObject({ failures: 0, failedShare: 0 });
  },
});

test('counts answers, aborts and failures of the part', () => {
  const found = moment([{}, {}, { status: 504 }, { status: 499, client: '192.0.2.10' }, { status: 500 }]);
  expect(found).toEqual({ part: '/shop/cart', answers: 3, aborts: 2, failures: 1, lostShare: 0.5, failedShare: 0.25 });
});

test('a part without requests lost nothing', () => {
  expect(momentOf(viewOf(), tablesOf(), 'part')).toMatchObject({ lostShare: 0, failedShare: 0 });
});

test('a section contains its parts', () => {
  const elsewhere = { request: 'GET /shop/pay HTTP/1.1' };
  expect(moment([elsewhere]).answers).toBe(0);
  expect(moment([elsewhere], 'section').answers).toBe(1);
});

test("the client's own answers and its own 503 do not count, its own 502 does", () => {
  const own: readonly Line[] = [
    { ...PAGE, at: -5 },
    { ...PAGE, at: -6, status: 503 },
    { ...PAGE, at: -7, status: 502 },
    { at: -8, request: 'GET /help HTTP/1.1', status: 503 },
  ];
  const tables = tablesOf([...own, ABORT]);
  expect(momentOf(viewOf(own), tables, 'part')).toMatchObject({ answers: 0, failures: 1, aborts: 1 });
  expect(failuresOnSite(viewOf(own), tables, 30)).toBe(1);
  expect(failuresOnSite(viewOf(), tables, 30)).toBe(3);
  expect(failuresOnSite(viewOf(), tables, 7)).toBe(2);
});
