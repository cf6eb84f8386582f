// The bounds of the time limit of a proxy.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findProxyLimit, isRoundLimit, isThroughProxy } from '../../../../src/judge/evidence/aborts/proxy-limit.ts';
import { HitView } from '../../../../src/judge/evidence/view.ts';
import { FIREFOX, hitOf, type Line, tablesOf } from '../../literal.ts';
import { pair } from '../../pair.ts';

const PROXY = '10.0.0.1';
const PROGRAMS = ['curl/8.5.0', 'Go-http-client/1.1', 'python-requests/2.32.3'];
/** Aborts of one address, one a minute. */
const aborts = (waits: readonly number[], line: Line = {}): Line[] =>
  waits.map((request_time, i) => ({ at: i * 60, status: 499, client: PROXY, extra: { request_time }, ...line }));

/** The limit found for an abort after `own` seconds, if the log also has these aborts. */
function limitOf(own: number, seen: readonly Line[], line: Line = {}): number | undefined {
  const hit = { at: 6000, status: 499, client: PROXY, extra: { request_time: own }, ...line };
  const tables = tablesOf([...seen, hit]);
  return findProxyLimit(new HitView(hitOf(hit), tables), tables);
}

describe('a limit', () => {
  pair('proxy-limit', 'LEAST_WAITS', {
    inside: () => expect(limitOf(5, aborts([5, 5, 2.2, 9.7]))).toBe(5),
    outside: () => expect(limitOf(5, aborts([5, 2.2, 9.7]))).toBeUndefined(),
  });

  pair('proxy-limit', 'SHORTEST_LIMIT_SECONDS', {
    inside: () => expect(limitOf(1, aborts([1, 1, 1]))).toBe(1),
    outside: () => expect(limitOf(0, aborts([0, 0, 0]))).toBeUndefined(),
  });

  pair('proxy-limit', 'EARLY_SECONDS', {
    inside: () => {
      expect(limitOf(4.99, aborts([5, 5, 5]))).toBe(5);
      expect(limitOf(5, aborts([4.99, 4.99]))).toBe(5);
    },
    outside: () => {
      expect(limitOf(4.989, aborts([5, 5, 5]))).toBeUndefined();
      expect(limitOf(5, aborts([4.989, 4.989]))).toBeUndefined();
    },
  });

  pair('proxy-limit', 'LATE_SECONDS', {
    inside: () => expect(limitOf(5, aborts([5.03, 5.03]))).toBe(5),
    outside: () => expect(limitOf(5, aborts([5.031, 5.031]))).toBeUndefined(),
  });

  pair('proxy-limit', 'LATEST_SECONDS', {
    inside: () => expect(limitOf(5.05, aborts([5, 5, 5]))).toBe(5),
    outside: () => expect(limitOf(5.051, aborts([5, 5, 5]))).toBeUndefined(),
  });

  /** Waits of people beside a limit of five seconds. */
  const people = (count: number, from = 4.1): number[] => Array.from({ length: count }, (_, i) => from + i * 0.005);

  pair('proxy-limit', 'LEAST_DENSITY', {
    // Four equal waits; of 16 others, 0.32 would be as long by chance, of 17 others 0.34.
    inside: () => expect(limitOf(5, aborts([5, 5, 5, ...people(16)]))).toBe(5),
    outside: () => expect(limitOf(5, aborts([5, 5, 5, ...people(17)]))).toBeUndefined(),
  });

  pair('proxy-limit', 'SURROUNDINGS_SECONDS', {
    inside: () => expect(limitOf(5, aborts([5, 5, 5, ...people(30, 3.84)]))).toBe(5),
    outside: () => expect(limitOf(5, aborts([5, 5, 5, ...people(30, 4)]))).toBeUndefined(),
  });

  const alike = (count: number, wait: number): number[] => Array.from({ length: count }, () => wait);

  pair('proxy-limit', 'LEAST_SHARE_OF_COMMONEST', {
    inside: () => expect(limitOf(5, aborts([...alike(8, 5), ...alike(18, 30)]))).toBe(5),
    outside: () => expect(limitOf(5, aborts([...alike(8, 5), ...alike(19, 30)]))).toBeUndefined(),
  });

  const http_user_agent = PROGRAMS[0]!;

  pair('proxy-limit', 'LEAST_BROWSERS', {
    inside: () => expect(limitOf(5, aborts([5, 5]), { http_user_agent })).toBe(5),
    outside: () =>
      expect(limitOf(5, [...aborts([5]), ...aborts([5, 5], { http_user_agent })], { http_user_agent })).toBeUndefined(),
  });

  pair('proxy-limit', 'LEAST_PROGRAMS', {
    inside: () =>
      expect(
        limitOf(
          5,
          PROGRAMS.flatMap((one) => aborts([5], { http_user_agent: one })),
          { http_user_agent },
        ),
      ).toBe(5),
    outside: () =>
      expect(
        limitOf(
          5,
          PROGRAMS.slice(0, 2).flatMap((one) => aborts([5, 5], { http_user_agent: one })),
          { http_user_agent },
        ),
      ).toBeUndefined(),
  });

  test('several programs that chose one limit are no proxy if most aborts are those of others', () => {
    const seen = PROGRAMS.flatMap((one) => aborts([5], { http_user_agent: one }));
    expect(limitOf(5, [...seen, ...aborts([1.2, 7.7, 2.9, 4.4])], { http_user_agent })).toBe(5);
    expect(limitOf(5, [...seen, ...aborts([1.2, 7.7, 2.9, 4.4, 3.1])], { http_user_agent })).toBeUndefined();
  });

  test('one program that leaves at its own limit is no proxy, however often', () => {
    const seen = aborts(
      Array.from({ length: 40 }, () => 10),
      { http_user_agent },
    );
    expect(limitOf(10, seen, { http_user_agent })).toBeUndefined();
  });

  test('shows at other addresses if they are those of proxies', () => {
    const elsewhere = (line: Line): Line[] => aborts([10, 10], { client: '10.0.0.2', ...line });
    const forwarded = { request_time: 10, http_x_forwarded_for: '203.0.113.5' };
    expect(limitOf(10, elsewhere({ extra: forwarded }))).toBe(10);
    expect(limitOf(10, elsewhere({}))).toBeUndefined();
  });

  test('does not show in the waits of monitors and crawlers', () => {
    expect(limitOf(2, aborts([2, 2, 2, 2], { http_user_agent: 'kube-probe/1.30' }))).toBeUndefined();
  });

  test('requests that a client drops in one second count as one', () => {
    expect(limitOf(5, aborts([5, 5, 5], { at: 60 }))).toBeUndefined();
  });

  test('hostile waits find no limit and throw nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e12, noNaN: true }), { maxLength: 40 }), (waits) => {
        const limit = limitOf(waits[0] ?? 0, aborts(waits));
        expect(limit === undefined || Number.isSafeInteger(limit)).toBe(true);
      }),
    );
  });
});

/** Whether an abort after these seconds is that of a usual limit, if the log has these aborts. */
function isRound(request_time: number, seen: readonly Line[] = [], line: Line = {}): boolean {
  const tables = tablesOf(seen);
  return isRoundLimit(
    new HitView(hitOf({ status: 499, client: PROXY, extra: { request_time }, ...line }), tables),
    tables,
  );
}

pair('proxy-limit', 'ROUND_STEP_SECONDS', {
  inside: () => {
    for (const wait of [29.99, 30, 30.03, 60.001, 90.03]) expect(isRound(wait)).toBe(true);
  },
  outside: () => {
    for (const wait of [0, 0.01, 5, 10, 29.989, 30.031, 45]) expect(isRound(wait)).toBe(false);
  },
});

test('a round wait shows nothing of a program, or if browsers leave after another whole number of seconds', () => {
  expect(isRound(30, [], { http_user_agent: PROGRAMS[0]! })).toBe(false);
  expect(isRound(30, aborts([2, 2, 2]))).toBe(false);
  expect(isRound(30, aborts([2, 2]))).toBe(true);
  expect(isRound(30, aborts([2, 2, 2], { http_user_agent: PROGRAMS[0]! }))).toBe(true);
});

test('a request comes through a proxy if a field names the client behind the address', () => {
  const tables = tablesOf();
  const comes = (line: Line): boolean => isThroughProxy(new HitView(hitOf({ status: 499, ...line }), tables));
  expect(comes({ extra: { http_x_forwarded_for: '203.0.113.9, 10.0.0.3' } })).toBe(true);
  expect(comes({ remote_addr: '10.0.0.1', client: '203.0.113.9' })).toBe(true);
  for (const list of ['-', '', 'unknown', '192.0.2.7', '<script>', ','.repeat(9999)])
    expect(comes({ http_user_agent: FIREFOX, extra: { http_x_forwarded_for: list } })).toBe(false);
});
