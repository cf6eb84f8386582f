// Whether a server pads its pages for Chrome: the bounds, and which lines show it.
import { expect, test } from 'vitest';
import { parseRequest } from '../../../../src/formats/request.ts';
import type { PageSizes } from '../../../../src/judge/tables/pages/page-size.ts';
import { CHROME, entryOf, firm, type Line, tablesOf } from '../../literal.ts';
import { pair } from '../../pair.ts';

const HIT = entryOf({ status: 400, body_bytes_sent: 157 });

/** A whole 400 line of Chrome: nginx pads its page for it by 402 bytes. */
function chrome(bytes: number, client: string): Line {
  return { client, status: 400, body_bytes_sent: bytes, http_user_agent: CHROME };
}

function pagesOf(lines: readonly Line[]): PageSizes {
  return tablesOf(lines).pageSizes;
}

pair('page-padding', 'LEAST_UNPADDED', {
  inside: () => {
    const lines = [firm(157), chrome(157, '192.0.2.1'), chrome(157, '192.0.2.2'), chrome(157, '192.0.2.2')];
    expect(pagesOf(lines).hasOnePage(HIT)).toBe(true);
  },
  outside: () => {
    const lines = [firm(157), chrome(157, '192.0.2.1'), chrome(157, '192.0.2.2')];
    expect(pagesOf(lines).hasOnePage(HIT)).toBe(false);
  },
});

pair('page-padding', 'LEAST_UNPADDED_CLIENTS', {
  inside: () => {
    const lines = [firm(157), chrome(157, '192.0.2.1'), chrome(157, '192.0.2.2'), chrome(157, '192.0.2.2')];
    expect(pagesOf(lines).hasOnePage(HIT)).toBe(true);
  },
  outside: () => {
    const lines = [firm(157), chrome(157, '192.0.2.2'), chrome(157, '192.0.2.2'), chrome(157, '192.0.2.2')];
    expect(pagesOf(lines).hasOnePage(HIT)).toBe(false);
  },
});

/** Lines of Chrome by two clients, some without padding and one with it. */
function padding(unpadded: number): Line[] {
  const bare = Array.from({ length: unpadded }, (_, i) => chrome(157, `192.0.2.${1 + (i % 2)}`));
  return [firm(157), ...bare, chrome(157 + 402, '192.0.2.3')];
}

pair('page-padding', 'LEAST_UNPADDED_SHARE', {
  inside: () => expect(pagesOf(padding(4)).hasOnePage(HIT)).toBe(true),
  outside: () => expect(pagesOf(padding(3)).hasOnePage(HIT)).toBe(false),
});

test('only whole lines with the plain page or another page of nginx show whether it pads', () => {
  const bare = [1, 2, 3].map((i) => chrome(157, `192.0.2.${i}`));
  const ofApplication = [1, 2, 3].map((i) => chrome(9000, `192.0.2.${i}`));
  expect(pagesOf([firm(157), ...bare, ...ofApplication]).hasOnePage(HIT)).toBe(true);
  const broken = bare.map((line) => ({ ...line, request: 'GET /a b HTTP/1.1' }));
  expect(pagesOf([firm(157), ...broken]).hasOnePage(HIT)).toBe(false);
});

/** The page that a Chrome request with this size got, after these lines; undefined if nginx has no page of this size. */
function pageOfChrome(bytes: number, lines: readonly Line[]): string | undefined {
  const entry = entryOf({ status: 400, body_bytes_sent: bytes, http_user_agent: CHROME });
  return pagesOf(lines).match(entry, parseRequest(entry.request))?.kind;
}

test('any page of nginx without padding shows that msie_padding is off, and that not all errors have one page', () => {
  const cookies = [1, 2, 3].map((i) => chrome(157 + 76, `192.0.2.${i}`));
  expect(pageOfChrome(157 + 98, [firm(157), ...cookies])).toBe('plain-http-to-tls');
  expect(pagesOf([firm(157), ...cookies]).hasOnePage(HIT)).toBe(false);
  expect(pageOfChrome(157 + 98, [firm(157), ...cookies.slice(1)])).toBeUndefined();
});

test('a 404 of nginx without padding shows it, too, but a 404 with padding says nothing about the 400 pages', () => {
  const missing = (bytes: number): Line[] =>
    [1, 2, 3].map((i) => ({ client: `192.0.2.${i}`, status: 404, body_bytes_sent: bytes, http_user_agent: CHROME }));
  expect(pageOfChrome(157 + 76, [firm(157), ...missing(153)])).toBe('header-too-large');
  expect(pageOfChrome(157 + 76, [firm(157)])).toBeUndefined();
  const onePage = [1, 2, 3].map((i) => chrome(157, `192.0.2.${i}`));
  expect(pagesOf([firm(157), ...onePage, ...missing(153 + 402)]).hasOnePage(HIT)).toBe(true);
});

test('three 404 pages that show the size of the plain page are enough to see whether it is padded', () => {
  const missing = (count: number): Line[] =>
    Array.from({ length: count }, () => ({ status: 404, body_bytes_sent: 153 }));
  const cookies = [1, 2, 3].map((i) => chrome(157 + 76, `192.0.2.${i}`));
  expect(pageOfChrome(157 + 98, [...missing(3), ...cookies])).toBe('plain-http-to-tls');
  expect(pageOfChrome(157 + 98, [...missing(2), ...cookies])).toBeUndefined();
});
