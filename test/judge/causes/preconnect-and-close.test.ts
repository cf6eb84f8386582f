// The bounds of the causes of the family preconnect-and-close, and their cases.
import { expect, test } from 'vitest';
import type { Evidence } from '../../../src/judge/causes/cause.ts';
import { spareClosedAfterError } from '../../../src/judge/causes/preconnect-and-close/spare-closed-after-error.ts';
import { tlsHandshakeFailed } from '../../../src/judge/causes/preconnect-and-close/tls-handshake-failed.ts';
import { unusedConnection } from '../../../src/judge/causes/preconnect-and-close/unused-connection.ts';
import { HitView } from '../../../src/judge/evidence/view.ts';
import { hitOf, judgeLast, type Line, tablesOf } from '../literal.ts';
import { pair } from '../pair.ts';

const EMPTY: Line = { request: '-', status: 400, body_bytes_sent: 0, http_user_agent: '-' };
const OLD_NGINX: readonly Line[] = [
  { ...EMPTY, client: '198.51.100.1' },
  { ...EMPTY, client: '198.51.100.2' },
];
const NEW_NGINX: readonly Line[] = [
  { request: 'GET / HTTP/2.0', client: '198.51.100.3' },
  { request: 'GET / HTTP/2.0', client: '198.51.100.4' },
];

/** The evidence for an empty connection, with a refused header at `errorAt` and, if given, an answered request at `answeredAt`. */
function spare(errorAt: number, answeredAt?: number): Evidence | undefined {
  const error = { at: errorAt, status: 494 };
  const answered = answeredAt === undefined ? [] : [{ at: answeredAt }];
  const hit = hitOf(EMPTY, errorAt <= 0 ? [error, ...answered] : answered, errorAt <= 0 ? [] : [error]);
  return spareClosedAfterError.match(new HitView(hit, tablesOf()), tablesOf());
}

pair('spare-closed-after-error', 'BESIDE_SECONDS', {
  inside() {
    expect(spare(-1)?.case).toBe('beside-error');
    expect(spare(1)?.case).toBe('beside-error');
  },
  outside() {
    expect(spare(-2)).toBeUndefined();
    expect(spare(2)).toBeUndefined();
  },
});

pair('spare-closed-after-error', 'SHORTEST_IDLE_SECONDS', {
  inside: () => expect(spare(0, -5)?.case).toBe('beside-error-or-idle'),
  outside: () => expect(spare(0, -4)?.case).toBe('beside-error'),
});

pair('spare-closed-after-error', 'LONGEST_IDLE_SECONDS', {
  inside: () => expect(spare(0, -6)?.case).toBe('beside-error-or-idle'),
  outside: () => expect(spare(0, -7)?.case).toBe('beside-error'),
});

test('spare-closed-after-error: a refused request does not show that the browser was idle', () => {
  const before = [
    { status: 494, at: 0 },
    { status: 400, at: -5 },
  ];
  const hit = new HitView(hitOf(EMPTY, before), tablesOf());
  expect(spareClosedAfterError.match(hit, tablesOf())?.case).toBe('beside-error');
});

/** The evidence for an empty connection that lived `own` seconds, beside others of the same client. */
function handshake(own: number | undefined, beside: readonly (number | undefined)[]): Evidence | undefined {
  const line = (life: number | undefined): Line => ({
    ...EMPTY,
    extra: life === undefined ? {} : { request_time: life },
  });
  const hit = hitOf(line(own), beside.map(line));
  return tlsHandshakeFailed.match(new HitView(hit, tablesOf()), tablesOf());
}
const many = <T>(value: T, count: number): T[] => Array.from({ length: count }, () => value);

pair('tls-handshake-failed', 'REFUSED_WITHIN_SECONDS', {
  inside() {
    expect(handshake(0.15, many(0.04, 3))?.case).toBe('short-connections');
    expect(handshake(0.04, many(0.15, 3))?.facts['failed_handshakes_beside']).toBe(4);
  },
  outside() {
    expect(handshake(0.151, many(0.04, 4))).toBeUndefined();
    expect(handshake(0.04, many(0.151, 3))).toBeUndefined();
  },
});

pair('tls-handshake-failed', 'LEAST_FAILED', {
  inside: () => expect(handshake(0.04, many(0.04, 3))?.case).toBe('short-connections'),
  outside: () => expect(handshake(0.04, many(0.04, 2))).toBeUndefined(),
});

pair('tls-handshake-failed', 'LEAST_FAILED_SHARE', {
  inside: () => expect(handshake(0.04, [...many(0.04, 9), ...many(5, 10)])?.case).toBe('short-connections'),
  outside: () => expect(handshake(0.04, [...many(0.04, 9), ...many(5, 11)])).toBeUndefined(),
});

test('tls-handshake-failed: connections that lived 0 s do not count, and lines without a time are left out', () => {
  expect(handshake(0.04, [...many(0.04, 2), 0])).toBeUndefined();
  expect(handshake(0, many(0.04, 4))?.facts).toEqual({ failed_handshakes_beside: 4, request_time: 0 });
  expect(handshake(0.04, [...many(0.04, 3), ...many(undefined, 9)])?.case).toBe('short-connections');
  expect(handshake(undefined, many(0.04, 9))).toBeUndefined();
});

test.for([
  ['before the hit, nginx is old', -5, OLD_NGINX, 'after-visit'],
  ['before the hit, the version of nginx is not known', -5, [], 'after-visit-unknown-version'],
  ['in the second of the hit but after its line', 0, OLD_NGINX, 'after-visit'],
  ['after the hit', 1, OLD_NGINX, 'before-visit'],
  ['before the hit, nginx is new', -5, NEW_NGINX, undefined],
] as const)('unused-connection: a browser asks %s', ([, at, lines, expected]) => {
  const tables = tablesOf(lines);
  const hit = at < 0 ? hitOf(EMPTY, [{ at }]) : hitOf(EMPTY, [], [{ at }]);
  expect(unusedConnection.match(new HitView(hit, tables), tables)?.case).toBe(expected);
});

test('unused-connection: a line without a request but with a user agent has another cause', () => {
  expect(judgeLast([{ at: -5 }, { ...EMPTY, http_user_agent: 'curl/8' }]).cause).not.toBe('unused-connection');
});
