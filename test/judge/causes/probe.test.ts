// The cases of the causes of the family probe, on single hits.
import { expect, test } from 'vitest';
import type { Evidence, Cause } from '../../../src/judge/causes/cause.ts';
import { foreignProtocol } from '../../../src/judge/causes/probe/foreign-protocol.ts';
import { openProxyProbe } from '../../../src/judge/causes/probe/open-proxy-probe.ts';
import { pathTraversal } from '../../../src/judge/causes/probe/path-traversal.ts';
import { portScan } from '../../../src/judge/causes/probe/port-scan.ts';
import { HitView } from '../../../src/judge/evidence/view.ts';
import { FIREFOX, hitOf, type Line, tablesOf } from '../literal.ts';
import { pair } from '../pair.ts';

const REFUSED: Line = { status: 400, body_bytes_sent: 157, http_user_agent: '-' };
const GARBAGE: Line = { ...REFUSED, request: '\\x16\\x03\\x01', client: '203.0.113.9' };
const EMPTY: Line = { request: '-', status: 400, body_bytes_sent: 0, http_user_agent: '-' };

/** The evidence of a cause for a refused line with these fields. */
function asked(
  cause: Cause,
  line: Line,
  lines: readonly Line[] = [GARBAGE],
  before: readonly Line[] = [],
): Evidence | undefined {
  const tables = tablesOf(lines);
  return cause.match(new HitView(hitOf({ ...REFUSED, ...line }, before), tables), tables);
}

test.for([
  ['SSH-2.0-Go', 'known-protocol'],
  ['HTTP/1.1 200 OK', 'known-protocol'],
  ['\\x01\\x02\\xF3\\x9A', 'unknown-bytes'],
  ['help', 'unknown-text'],
  ['<a>', 'unknown-text'],
  ['Host: a', 'unknown-text'],
  ['\\x16\\x03\\x01', undefined],
  ['PRI * HTTP/2.0', undefined],
  ['PROXY UNKNOWN', undefined],
  ['name=Hof&zone=2', undefined],
] as const)('foreign-protocol: %s is %s', ([request, expected]) => {
  expect(asked(foreignProtocol, { request })?.case).toBe(expected);
});

test.for([
  ['CONNECT', { request: 'CONNECT a.example:443 HTTP/1.1' }, [GARBAGE], 'connect-method'],
  [
    'CONNECT with a user agent',
    { request: 'CONNECT a.example:443 HTTP/1.1', http_user_agent: FIREFOX },
    [],
    'connect-method',
  ],
  ['a URL', { request: 'GET http://a.example/x HTTP/1.1' }, [GARBAGE], 'other-host-without-user-agent'],
  ['a URL, without a line that shows the plain page', { request: 'GET http://a.example/x HTTP/1.1' }, [], 'other-host'],
  [
    'a URL and a user agent',
    { request: 'GET http://a.example/x HTTP/1.1', http_user_agent: FIREFOX },
    [GARBAGE],
    'other-host',
  ],
  [
    'a URL with another size',
    { request: 'GET http://a.example/x HTTP/1.1', body_bytes_sent: 999 },
    [GARBAGE],
    'other-host',
  ],
  [
    'a URL of this host',
    { request: 'GET http://A.example/x HTTP/1.1', extra: { host: 'a.example' } },
    [GARBAGE],
    undefined,
  ],
  [
    'a URL of another host',
    { request: 'GET http://b.example/x HTTP/1.1', extra: { host: 'a.example' } },
    [GARBAGE],
    'other-host-without-user-agent',
  ],
  ['a path', { request: 'GET /x HTTP/1.1' }, [GARBAGE], undefined],
  ['CONNECT, 0 bytes', { request: 'CONNECT a.example:443 HTTP/1.1', body_bytes_sent: 0 }, [GARBAGE], 'connect-method'],
  ['a whole URL, 0 bytes', { request: 'GET http://a.example/ HTTP/1.1', body_bytes_sent: 0 }, [GARBAGE], undefined],
  [
    'the page of another error',
    { request: 'CONNECT a.example:443 HTTP/1.1', body_bytes_sent: 233 },
    [GARBAGE],
    undefined,
  ],
] as const)('open-proxy-probe: %s', ([, line, lines, expected]) => {
  expect(asked(openProxyProbe, line, lines)?.case).toBe(expected);
});

test('open-proxy-probe: the fact is the beginning of a long target', () => {
  expect(asked(openProxyProbe, { request: `CONNECT ${'a'.repeat(99)}:443 HTTP/1.1` })?.facts).toEqual({
    target: 'a'.repeat(80),
  });
});

test.for([
  ['GET /../x HTTP/1.1', 'climbing-path'],
  ['GET /a/%2e%2e/..%2fx HTTP/1.1', 'climbing-path'],
  ['GET /a/..%252f..%252fx HTTP/1.1', 'disguised-climb'],
  ['GET /view?file=../../x HTTP/1.1', 'disguised-climb'],
  ['GET /a/b/..%5cx%00 HTTP/1.1', 'disguised-climb'],
  ['GET /a%00b HTTP/1.1', 'nul-byte'],
  ['GET /a?b=%00 HTTP/1.1', 'nul-byte'],
  ['GET /a\\x00b HTTP/1.1', 'nul-byte'],
  ['GET /a/../b HTTP/1.1', undefined],
  ['CONNECT /../x HTTP/1.1', undefined],
] as const)('path-traversal: %s is %s', ([request, expected]) => {
  expect(asked(pathTraversal, { request })?.case).toBe(expected);
  expect(asked(pathTraversal, { request, http_user_agent: FIREFOX })).toBeUndefined();
  expect(asked(pathTraversal, { request, body_bytes_sent: 0 })).toBeUndefined();
});

test.for([
  ['nothing', [], 'nothing-else'],
  ['another empty connection', [EMPTY], 'nothing-else'],
  ['a 404 of a browser', [{ status: 404 }], 'nothing-else'],
  ['a 405 without user agent', [{ status: 405, http_user_agent: '-' }], 'nothing-else'],
  ['a 400 of a browser', [{ status: 400 }], undefined],
  ['an answered request', [{ status: 200 }], undefined],
] as const)('port-scan: with %s near by', ([, before, expected]) => {
  expect(asked(portScan, EMPTY, [], before)?.case).toBe(expected);
});

pair('port-scan', 'LEAST_CONNECTIONS', {
  inside: () => expect(asked(portScan, EMPTY, [EMPTY, { ...EMPTY, at: 40 }])?.verdict).toBeUndefined(),
  outside: () => expect(asked(portScan, EMPTY, [EMPTY])?.verdict).toBe('unknown'),
});

test('port-scan: a client that was answered elsewhere in the log scans no ports', () => {
  expect(asked(portScan, EMPTY, [EMPTY])?.case).toBe('nothing-else');
  expect(asked(portScan, EMPTY, [{ at: -3600 }, EMPTY])).toBeUndefined();
});
