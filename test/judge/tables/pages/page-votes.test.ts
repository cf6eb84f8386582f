// What lines say of the size of nginx's plain 400 page: the bounds of the votes.
import { expect, test } from 'vitest';
import type { PageSizes } from '../../../../src/judge/tables/pages/page-size.ts';
import { entryOf, firm, type Line, tablesOf } from '../../literal.ts';
import { pair } from '../../pair.ts';

const HIT = entryOf({ status: 400, body_bytes_sent: 157 });

/** 404 pages, each of which suggests that the plain page has these bytes. */
function soft(bytes: number, count: number): Line[] {
  return Array.from({ length: count }, () => ({ status: 404, body_bytes_sent: bytes - 4 }));
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

test('lines without a body say nothing of the page', () => {
  expect(sizesOf([firm(0), { ...firm(0), body_bytes_sent: undefined }])).toEqual([]);
  expect(sizesOf([{ ...firm(157), request: 'HEAD /../a HTTP/1.1' }])).toEqual([]);
  expect(sizesOf(soft(157, 2).map((line) => ({ ...line, request: 'HEAD / HTTP/1.1' })))).toEqual([]);
});

/** 400s with a whole request line and without user agent. */
function bare(bytes: number, count: number): Line[] {
  return Array.from({ length: count }, () => ({ status: 400, body_bytes_sent: bytes, http_user_agent: '-' }));
}

test('a refused request without user agent votes if it has the size of a common build', () => {
  expect(sizesOf(bare(163, 2))).toEqual([163]);
  expect(sizesOf(bare(163, 1))).toEqual([]);
  // 164 bytes may be the page of an application.
  expect(sizesOf(bare(164, 2))).toEqual([]);
  expect(sizesOf(bare(163, 2).map((line) => ({ ...line, http_user_agent: 'curl/8.5.0' })))).toEqual([]);
});
