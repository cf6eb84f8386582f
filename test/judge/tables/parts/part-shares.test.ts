// Which lines count on which parts of the site.
import { expect, test } from 'vitest';
import { PartShares } from '../../../../src/judge/tables/parts/part-shares.ts';
import { observed, START, tablesOf } from '../../literal.ts';
import { pair } from '../../pair.ts';

const near = (shares: PartShares, level: 'part' | 'section', name: string): unknown =>
  shares.of(level, name)?.near(START, 30);

test('a line counts on its part, its section and the site', () => {
  const shares = new PartShares();
  shares.observe(observed({ request: 'GET /shop/cart/add?x=1 HTTP/1.1' }, 16));
  shares.observe(observed({ request: 'GET /shop/pay HTTP/1.1', status: 502 }, 0));
  shares.observeAbort(START, 1, '/help');
  expect(near(shares, 'part', '/shop/cart')).toEqual({ answers: 16, aborts: 0, failures: 0 });
  expect(near(shares, 'section', '/shop')).toEqual({ answers: 16, aborts: 0, failures: 1 });
  expect(shares.site.near(START, 30)).toEqual({ answers: 16, aborts: 1, failures: 1 });
});

test('lines that are not in the sample count only if they failed', () => {
  const shares = new PartShares();
  shares.observe(observed({ status: 404 }, 0));
  shares.observe(observed({ status: 500 }, 0));
  expect(shares.site.near(START, 30)).toEqual({ answers: 0, aborts: 0, failures: 0 });
});

test('a scanner leaves no rows behind', () => {
  const shares = new PartShares();
  for (let i = 0; i < 2000; i++) shares.observe(observed({ request: `GET /x${i}.php HTTP/1.1`, status: 404 }));
  expect(shares.save().part).toEqual([]);
  // A refusal by a part that also answers counts as an answer.
  shares.observe(observed({ request: 'GET /api/a HTTP/1.1' }));
  shares.observe(observed({ request: 'GET /api/a HTTP/1.1', status: 404 }));
  expect(near(shares, 'part', '/api/a')).toMatchObject({ answers: 2 });
});

test('keeps a bounded number of parts, the latest ones', () => {
  const shares = new PartShares();
  for (let i = 0; i < 2000; i++)
    shares.observeAbort(START, i, `/p${String.fromCodePoint(97 + (i % 26))}/q${'x'.repeat(i % 80)}${i % 7}`);
  expect(shares.save().part.length).toBeLessThanOrEqual(512);
  expect(shares.save().section.length).toBe(26);
});

test('bytes without a request line have no part', () => {
  const shares = new PartShares();
  shares.observe(observed({ request: '-', status: 502 }));
  shares.observe(observed({ request: String.raw`\x16\x03\x01`, status: 200 }));
  expect(shares.save().part).toEqual([]);
});

test('aborts of monitors and crawlers do not count, and an abort is no answer', () => {
  const agents = ['kube-probe/1.29', 'Mozilla/5.0 (compatible; Googlebot/2.1)', 'curl/8.5.0'];
  const tables = tablesOf(agents.map((http_user_agent) => ({ http_user_agent, status: 499 })));
  expect(tables.partShares.site.near(START, 0)).toEqual({ answers: 0, aborts: 1, failures: 0 });
});

test('a saved table knows the same', () => {
  const shares = new PartShares();
  shares.observe(observed({ request: 'GET /shop/cart HTTP/1.1', extra: { request_time: 2 } }));
  shares.observeAbort(START + 5, 1, '/shop/cart');
  const restored = new PartShares(structuredClone(shares.save()));
  expect(restored.save()).toEqual(shares.save());
  expect(restored.of('part', '/shop/cart')?.usualWait).toBe(2);
  expect(restored.of('part', '/nowhere')).toBeUndefined();
});

test('remembers how many lines the last line of the sample stands for; a failure alone is no line of the sample', () => {
  const shares = new PartShares();
  expect(shares.sampleWeight).toBe(1);
  shares.observe(observed({ request: 'GET /a HTTP/1.1' }, 16));
  shares.observe(observed({ request: 'GET /a HTTP/1.1', status: 502 }, 0));
  expect(shares.sampleWeight).toBe(16);
  expect(new PartShares(shares.save()).sampleWeight).toBe(16);
});

/** Shares with so many answers to a part, each after so many seconds. */
function answered(times: number, request_time: number, request = 'GET /shop/cart HTTP/1.1'): PartShares {
  const shares = new PartShares();
  for (let i = 0; i < times; i++) shares.observe(observed({ request, extra: { request_time } }));
  return shares;
}

pair('part-shares', 'LEAST_SLOW_SECONDS', {
  inside: () => expect(answered(3, 0.1).isSlow('/shop/cart', 3)).toBe(true),
  outside: () => expect(answered(3, 0.1).isSlow('/shop/cart', 2.99)).toBe(false),
});

pair('part-shares', 'LEAST_TIMES_SLOW', {
  inside: () => expect(answered(3, 1).isSlow('/shop/cart', 5)).toBe(true),
  outside: () => expect(answered(3, 1).isSlow('/shop/cart', 4.99)).toBe(false),
});

pair('part-shares', 'LEAST_TIMED_ANSWERS', {
  inside: () => expect(answered(3, 0.1).isSlow('/shop/cart', 9)).toBe(true),
  outside: () => expect(answered(2, 0.1).isSlow('/shop/cart', 9)).toBe(false),
});

test('the section says what is usual where the part does not', () => {
  expect(answered(3, 0.1).isSlow('/shop/pay', 9)).toBe(true);
  expect(answered(3, 0.1).isSlow('/help', 9)).toBe(false);
});

test('people who waited far longer than usual are counted on the part, the section and the site', () => {
  const shares = answered(3, 0.1);
  shares.observeAbort(START, 1, '/shop/cart', 9);
  shares.observeAbort(START + 5, 2, '/shop/cart', 9);
  shares.observeAbort(START + 5, 2, '/shop/cart', 9);
  shares.observeAbort(START, 3, '/shop/cart', 0.2);
  shares.observeAbort(START, 4, '/shop/cart');
  for (const row of [shares.of('part', '/shop/cart'), shares.of('section', '/shop'), shares.site]) {
    expect(row?.slowLeaversNear(START, 5)).toBe(2);
    expect(row?.slowLeaversNear(START, 4)).toBe(1);
  }
  expect(new PartShares(shares.save()).site.slowLeaversNear(START, 5)).toBe(2);
});

test('answers of upstreams are counted apart from those of nginx itself', () => {
  const shares = new PartShares();
  const answer = (extra: object): void => shares.observe(observed({ extra }));
  answer({ request_time: 0, upstream_response_time: '-' });
  answer({ request_time: 0.1, upstream_response_time: '0.100' });
  answer({ request_time: 0, upstream_response_time: '0.000' });
  answer({ request_time: 0 });
  answer({ request_time: 0.1 });
  answer({});
  expect(shares.backend.near(START, 1)).toEqual({ answers: 3, aborts: 0, failures: 0 });
  expect(new PartShares(shares.save()).backend.near(START, 1)).toEqual({ answers: 3, aborts: 0, failures: 0 });
});
