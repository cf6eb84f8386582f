// Sizes of pages in logs that have $bytes_sent alone.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRequest } from '../../../../src/formats/request.ts';
import { bodyBytesOf, plainBytesIn } from '../../../../src/judge/tables/pages/header-size.ts';
import { CHROME, entryOf, type Line, tablesOf } from '../../literal.ts';
import { pair } from '../../pair.ts';

/** A 400 of a log without $body_bytes_sent. */
function sent(bytes_sent: number, more: Line = {}): Line {
  return { status: 400, body_bytes_sent: undefined, extra: { bytes_sent }, ...more };
}
const GARBAGE: Line = { request: 'SSH-2.0-Go', http_user_agent: '-' };

/** The page of a line, in a log whose garbage got so many bytes. */
function pageOf(garbage: number, line: Line): string | undefined {
  const { pageSizes } = tablesOf([sent(garbage, GARBAGE)]);
  const entry = entryOf(line);
  return pageSizes.match(entry, parseRequest(entry.request))?.kind;
}

// nginx 1.22.1 wrote these sizes: server_tokens on; off with an add_header ... always of 8 bytes.
test.each([
  [309, 309, 'plain'],
  [309, 385, 'header-too-large'],
  [309, 389, 'certificate-missing'],
  [309, 407, 'plain-http-to-tls'],
  [309, 308, undefined],
  [303, 303, 'plain'],
  [303, 379, 'header-too-large'],
])('where garbage got %d bytes, %d bytes are %s', (garbage, bytes, kind) => {
  expect(pageOf(garbage, sent(bytes))).toBe(kind);
});

test('nginx pads these pages, too', () => {
  expect(pageOf(309, sent(711, { http_user_agent: CHROME }))).toBe('plain');
  expect(pageOf(309, sent(787, { http_user_agent: CHROME }))).toBe('header-too-large');
});

test('a header that HTTP/2 compresses has no known length, and HTTP/0.9 has no header', () => {
  expect(pageOf(309, sent(309, { request: 'GET / HTTP/2.0' }))).toBeUndefined();
  expect(pageOf(309, sent(157, { request: 'GET /%%', http_user_agent: '-' }))).toBeUndefined();
});

test('nothing is known if the size of garbage is that of no page', () => {
  for (const bytes of [310, 157, 2210]) expect(pageOf(bytes, sent(bytes))).toBeUndefined();
});

test('a line with a size of its body needs no header', () => {
  const entry = entryOf({ status: 400, body_bytes_sent: 157, extra: { bytes_sent: 900 } });
  expect(bodyBytesOf(entry, parseRequest(entry.request), 157)).toBe(157);
});

pair('header-size', 'HEADER_SHORTER_BYTES', {
  inside: () => expect(plainBytesIn(309)).toBe(157),
  outside: () => expect(plainBytesIn(311)).toBe(158),
});

test('each page of each server is found, whatever its name is', () => {
  const offsets = { plain: 0, 'certificate-invalid': 58, 'header-too-large': 76, 'certificate-missing': 80 };
  const anyKind = fc.constantFrom(...(Object.keys(offsets) as (keyof typeof offsets)[]));
  fc.assert(
    fc.property(fc.integer({ min: 5, max: 54 }), anyKind, fc.boolean(), (name, kind, isOld) => {
      const header = 140 + name;
      const plain = (isOld ? 161 : 145) + name;
      expect(pageOf(header + plain, sent(header + plain + offsets[kind]))).toBe(kind);
    }),
  );
});
