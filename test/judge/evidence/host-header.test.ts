// What the Host header shows.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ExtraFields } from '../../../src/formats/entry.ts';
import { parseRequest } from '../../../src/formats/request.ts';
import { hostFault } from '../../../src/judge/evidence/host-header.ts';
import { entryOf } from '../literal.ts';

function faultOf(extra: ExtraFields, request = 'GET / HTTP/1.1'): string | undefined {
  return hostFault(entryOf({ extra, request }), parseRequest(request));
}

test.each<[ExtraFields, string | undefined]>([
  [{}, undefined],
  [{ host: 'a.example' }, undefined],
  [{ http_host: '-' }, 'missing'],
  [{ http_host: 'a..b' }, 'refused-name'],
  [{ http_host: 'a/b', host: 'a/b' }, 'refused-name'],
  [{ http_host: String.raw`a\x00b` }, 'refused-name'],
  // The name that nginx took.
  [{ http_host: 'A.example:8080', host: 'a.example' }, undefined],
  [{ http_host: 'a.example.', host: 'a.example' }, undefined],
  [{ http_host: 'a.example.:80', host: 'a.example' }, undefined],
  [{ http_host: '[2001:db8::1]:8080', host: '[2001:db8::1]' }, undefined],
  [{ http_host: 'a.example', host: 'a.example', server_name: 'a.example' }, undefined],
  [{ http_host: '_', host: '_' }, undefined],
  // nginx took its own name.
  [{ http_host: 'a b' }, 'not-taken'],
  [{ http_host: 'a b', host: '_' }, 'not-taken'],
  [{ http_host: 'a b', host: 'www.example.com', server_name: 'www.example.com' }, 'not-taken'],
  // Another name may come from elsewhere.
  [{ http_host: 'a.example', host: 'b.example' }, undefined],
])('%j: %s', (extra, fault) => {
  expect(faultOf(extra)).toBe(fault);
});

test('only HTTP/1.1 needs a Host, and HTTP/2 has :authority', () => {
  expect(faultOf({ http_host: '-' }, 'GET / HTTP/1.0')).toBeUndefined();
  expect(faultOf({ http_host: '-' }, 'GET / HTTP/2.0')).toBeUndefined();
  expect(faultOf({ http_host: 'a..b' }, 'GET / HTTP/2.0')).toBeUndefined();
  expect(faultOf({ http_host: 'a..b' }, 'GET / HTTP/1.0')).toBe('refused-name');
});

test('a whole URL in the request line goes before the header', () => {
  expect(faultOf({ http_host: 'a.example' }, 'GET http://b.example/ HTTP/1.1')).toBeUndefined();
});

test('a name that nginx takes has no fault', () => {
  const label = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,11}$/);
  const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
  fc.assert(
    fc.property(name, fc.constantFrom('', '.', ':80', '.:8080'), (host, end) => {
      expect(faultOf({ http_host: `${host}${end}`, host: host.toLowerCase() })).toBeUndefined();
    }),
  );
});

test('a hostile header costs linear time', () => {
  const began = performance.now();
  for (const piece of ['.', ':', '[', '.:', 'a.']) {
    const http_host = piece.repeat(100_000).replaceAll('..', '.');
    faultOf({ http_host, host: '_' });
  }
  expect(performance.now() - began).toBeLessThan(500);
});
