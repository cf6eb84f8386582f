// What lines say of the size of nginx's plain 400 page: the bounds of the votes.
import { expect, test } from 'vitest';
import type { PageSizes } from '../../../src/judge/tables/page-size.ts';
import { CHROME, entryOf, type Line, tablesOf } from '../literal.ts';
import { pair } from '../pair.ts';

const HIT = entryOf({ status: 400, body_bytes_sent: 157 });

/** A line that can only get the plain page. */
function firm(bytes: number): Line {
  return { request: 'SSH-2.0-Go', status: 400, body_bytes_sent: bytes, http_user_agent: '-' };
}

/** 404 pages, each of which suggests that the plain page has these bytes. */
function soft(bytes: number, count: number): Line[] {
  return Array.from({ length: count }, () => ({ status: 404, body_bytes_sent: bytes - 4 }));
}

/** A whole 400 line of Chrome: nginx pads its page for it by 402 bytes. */
function chrome(bytes: number, client: string): Line {
  return { client, status: 400, body_bytes_sent: bytes, http_user_agent: CHROME };
}

function pagesOf(lines: readonly Line[]): PageSizes {
  return tablesOf(lines).pageSizes;
}

/** The sizes that P may have after these lines, in bytes, likeliest first. */
function sizesOf(lines: readonly Line[]): number[] {
  return pagesOf(lines)
    .candidates(HIT)
    .map(({ plainBytes }) => plainBytes);
}

pair('page-votes', 'FIRM_WEIGHT', {
  inside: () => expect(sizesOf([...soft(166, 3), firm(157)])).toEqual([157, 166]),
  outside: () => expect(sizesOf([...soft(166, 4), firm(157)])).toEqual([166, 157]),
});

pair('page-votes', 'LEAST_SOFT_VOTES', {
  inside: () => expect(sizesOf(soft(157, 2))).toEqual([157]),
  outside: () => expect(sizesOf(soft(157, 1))).toEqual([]),
});

pair('page-votes', 'LEAST_SOFT_SHARE', {
  inside: () => expect(sizesOf([...soft(157, 12), ...soft(166, 3)])).toEqual([157, 166]),
  outside: () => expect(sizesOf([...soft(157, 13), ...soft(166, 3)])).toEqual([157]),
});

pair('page-votes', 'SMALLEST_PLAIN_BYTES', {
  inside: () => expect(sizesOf(soft(150, 2))).toEqual([150]),
  outside: () => expect(sizesOf(soft(149, 2))).toEqual([]),
});

pair('page-votes', 'LARGEST_PLAIN_BYTES', {
  inside: () => expect(sizesOf(soft(215, 2))).toEqual([215]),
  outside: () => expect(sizesOf(soft(216, 2))).toEqual([]),
});

pair('page-votes', 'LEAST_CUSTOM_PAGES', {
  inside: () => expect(pagesOf([firm(900), firm(900)]).hasOnePage(HIT)).toBe(true),
  outside: () => expect(pagesOf([firm(900)]).hasOnePage(HIT)).toBe(false),
});

pair('page-votes', 'LEAST_UNPADDED', {
  inside: () => {
    const lines = [firm(157), chrome(157, '192.0.2.1'), chrome(157, '192.0.2.2'), chrome(157, '192.0.2.2')];
    expect(pagesOf(lines).hasOnePage(HIT)).toBe(true);
  },
  outside: () => {
    const lines = [firm(157), chrome(157, '192.0.2.1'), chrome(157, '192.0.2.2')];
    expect(pagesOf(lines).hasOnePage(HIT)).toBe(false);
  },
});

pair('page-votes', 'LEAST_UNPADDED_CLIENTS', {
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

pair('page-votes', 'LEAST_UNPADDED_SHARE', {
  inside: () => expect(pagesOf(padding(4)).hasOnePage(HIT)).toBe(true),
  outside: () => expect(pagesOf(padding(3)).hasOnePage(HIT)).toBe(false),
});

test('lines without a body say nothing of the page', () => {
  expect(sizesOf([firm(0), { ...firm(0), body_bytes_sent: undefined }])).toEqual([]);
  expect(sizesOf([{ ...firm(157), request: 'HEAD /../a HTTP/1.1' }])).toEqual([]);
  expect(sizesOf(soft(157, 2).map((line) => ({ ...line, request: 'HEAD / HTTP/1.1' })))).toEqual([]);
});

test('only whole lines with the plain page or another page of nginx show whether it pads', () => {
  const bare = [1, 2, 3].map((i) => chrome(157, `192.0.2.${i}`));
  const ofApplication = [1, 2, 3].map((i) => chrome(9000, `192.0.2.${i}`));
  expect(pagesOf([firm(157), ...bare, ...ofApplication]).hasOnePage(HIT)).toBe(true);
  const broken = bare.map((line) => ({ ...line, request: 'GET /a b HTTP/1.1' }));
  expect(pagesOf([firm(157), ...broken]).hasOnePage(HIT)).toBe(false);
});
