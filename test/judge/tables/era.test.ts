// What the log shows of the nginx version, and how many lines or clients are needed.
import { expect, test } from 'vitest';
import { Era, parseNginxVersion } from '../../../src/judge/tables/era.ts';
import { type Line, observed, START, tablesOf } from '../literal.ts';
import { pair } from '../pair.ts';

/** What the log shows after these lines. */
function eraOf(lines: readonly Line[]): Era {
  const era = new Era();
  for (const line of lines) era.observe(observed(line));
  return era;
}

/** This line from each of this many clients. */
function clients(count: number, line: Line): Line[] {
  return Array.from({ length: count }, (_, i) => ({ ...line, client: `192.0.2.${i + 1}` }));
}
const EMPTY: Line = { request: '-', status: 400, body_bytes_sent: 0, http_user_agent: '-' };
const HTTP2: Line = { request: 'GET / HTTP/2.0' };

pair('era', 'LEAST_CLIENTS', {
  inside() {
    expect(eraOf(clients(2, EMPTY))).toMatchObject({ logsEmptyConnections: true, hidesEmptyConnections: false });
    expect(eraOf(clients(2, HTTP2))).toMatchObject({ speaksHttp2: true, hidesEmptyConnections: true });
  },
  outside() {
    expect(eraOf(clients(1, EMPTY))).toMatchObject({ logsEmptyConnections: false });
    expect(eraOf(clients(1, HTTP2))).toMatchObject({ speaksHttp2: false, hidesEmptyConnections: false });
  },
});

pair('era', 'LEAST_ABORTS_WITH_UPSTREAM_TIME', {
  inside: () => expect(eraOf(clients(3, abort('1.5'))).timesAbortedUpstreams).toBe(true),
  outside: () => expect(eraOf(clients(2, abort('1.5'))).timesAbortedUpstreams).toBe(false),
});

function abort(upstream_response_time: string): Line {
  return { status: 499, extra: { upstream_response_time } };
}

test('aborts without an upstream time must not outnumber aborts with one', () => {
  const withTime = clients(3, abort('1.5'));
  const without = (count: number): Line[] => clients(count, abort('-')).map((line, at) => ({ ...line, at }));
  expect(eraOf([...withTime, ...without(3)]).timesAbortedUpstreams).toBe(true);
  expect(eraOf([...withTime, ...without(4)]).timesAbortedUpstreams).toBe(false);
});

test('requests without an upstream time that are dropped in one second count as one', () => {
  expect(eraOf([...clients(3, abort('1.5')), ...clients(9, abort('-'))]).timesAbortedUpstreams).toBe(true);
});

test.for([
  ['0.9.3', { mayLackHeaderPage: true, logsEmptyConnections: true }],
  ['0.9.4', { mayLackHeaderPage: false, logsEmptyConnections: true }],
  ['1.3.14', { logsEmptyConnections: true, hidesEmptyConnections: false }],
  ['1.3.15', { logsEmptyConnections: false, hidesEmptyConnections: true }],
] as const)('a given version %s says %o', ([version, expected]) => {
  expect(new Era(parseNginxVersion(version))).toMatchObject(expected);
});

test('the report names a given version', () => {
  expect(new Era(parseNginxVersion('1.22.1')).describe()).toEqual({ nginx: '1.22.1', because: 'it was given' });
});

test.for([
  ['1.22', [1, 22, 0]],
  ['nginx/1.22.1', [1, 22, 1]],
  ['1', undefined],
  ['1.22.', undefined],
] as const)('the version %s is read as %j', ([text, expected]) => {
  expect(parseNginxVersion(text)).toEqual(expected);
});

test('a request with status 000 is an abort over HTTP/3, but not over HTTP/2', () => {
  const aborted: Line = { request: 'GET /x HTTP/3.0', status: 0 };
  const tables = tablesOf([aborted, { ...aborted, request: 'GET /x HTTP/2.0' }, { ...aborted, status: 200 }]);
  expect(tables.era.abortsOverHttp3).toBe(1);
  const crowd = [1, 2, 3].map((n) => ({ ...aborted, client: `192.0.2.${n}` }));
  expect(tablesOf(crowd).incidents.around(START, 'part', '/x').clients).toBe(3);
  expect(tablesOf(crowd.map((line) => ({ ...line, status: 200 }))).incidents.around(START, 'part', '/x').clients).toBe(
    0,
  );
});

test('only answers show HTTP/2, and only lines without request, bytes and user agent show empty connections', () => {
  expect(eraOf(clients(2, { ...HTTP2, status: 400 })).speaksHttp2).toBe(false);
  expect(eraOf(clients(2, { ...HTTP2, status: 399 })).speaksHttp2).toBe(true);
  for (const other of [
    { status: 408 },
    { request: 'GET /' },
    { body_bytes_sent: 1 },
    { http_user_agent: 'curl/8.5.0' },
  ])
    expect(eraOf(clients(2, { ...EMPTY, ...other })).logsEmptyConnections).toBe(false);
});

test('the report says what shows the version', () => {
  const described = (lines: readonly Line[]): string | undefined => eraOf(lines).describe()?.because;
  expect(eraOf([]).describe()).toBeNull();
  expect(described(clients(2, EMPTY))).toMatch(/connections without a request$/);
  expect(described(clients(2, HTTP2))).toMatch(/HTTP\/2$/);
  expect(described([...clients(2, EMPTY), ...clients(2, HTTP2)])).toMatch(/without a request and HTTP\/2/);
});
