// Which page has a given size: the bounds for padding, for pages that were seen and for hosts.
import { expect, test } from 'vitest';
import type { PageKind } from '../../../../src/judge/tables/pages/page-kinds.ts';
import type { PageSizes } from '../../../../src/judge/tables/pages/page-size.ts';
import { parseRequest } from '../../../../src/formats/request.ts';
import { CHROME, entryOf, FIRM, type Line, tablesOf } from '../../literal.ts';
import { pair } from '../../pair.ts';

const MSIE = 'Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)';

function kindOf(pages: PageSizes, line: Line): PageKind | undefined {
  const entry = entryOf({ status: 400, ...line });
  return pages.match(entry, parseRequest(entry.request))?.kind;
}

pair('page-kinds', 'PADDING_BYTES', {
  inside: () => {
    const pages = tablesOf([FIRM]).pageSizes;
    expect(kindOf(pages, { body_bytes_sent: 559, http_user_agent: CHROME })).toBe('plain');
  },
  outside: () => {
    const pages = tablesOf([FIRM]).pageSizes;
    expect(kindOf(pages, { body_bytes_sent: 558, http_user_agent: CHROME })).toBeUndefined();
    expect(kindOf(pages, { body_bytes_sent: 560, http_user_agent: CHROME })).toBeUndefined();
  },
});

pair('page-size', 'OLD_PADDING_BYTES', {
  inside: () => {
    const pages = tablesOf([FIRM]).pageSizes;
    expect(kindOf(pages, { body_bytes_sent: 517, http_user_agent: MSIE })).toBe('plain');
  },
  outside: () => {
    const pages = tablesOf([FIRM]).pageSizes;
    expect(kindOf(pages, { body_bytes_sent: 516, http_user_agent: MSIE })).toBeUndefined();
    expect(kindOf(pages, { body_bytes_sent: 518, http_user_agent: MSIE })).toBeUndefined();
  },
});

const MISSING: Line = { status: 404, body_bytes_sent: 153 };

pair('page-kinds', 'NOT_FOUND_SHORTER_BYTES', {
  inside: () => {
    const pages = tablesOf([MISSING, MISSING]).pageSizes;
    expect(kindOf(pages, { body_bytes_sent: 157 })).toBe('plain');
  },
  outside: () => {
    const pages = tablesOf([MISSING, MISSING]).pageSizes;
    expect(kindOf(pages, { body_bytes_sent: 156 })).toBeUndefined();
    expect(kindOf(pages, { body_bytes_sent: 158 })).toBeUndefined();
  },
});

/** A refused cookie from each of this many clients. */
function refusedCookies(clients: number): Line[] {
  return Array.from({ length: clients }, (_, i) => ({
    client: `192.0.2.${i}`,
    status: 400,
    body_bytes_sent: 157 + 76,
  }));
}

pair('page-size', 'LEAST_PAGE_CLIENTS', {
  inside: () => expect(tablesOf([FIRM, ...refusedCookies(2)]).pageSizes.hasSeen('header-too-large')).toBe(true),
  outside: () => expect(tablesOf([FIRM, ...refusedCookies(1)]).pageSizes.hasSeen('header-too-large')).toBe(false),
});

/** This many 404 pages of a host whose plain page has 166 bytes, and one line of another host. */
function ofHost(count: number): PageSizes {
  const own: Line[] = Array.from({ length: count }, () => ({
    status: 404,
    body_bytes_sent: 162,
    extra: { host: 'a.example' },
  }));
  return tablesOf([{ ...FIRM, extra: { host: 'b.example' } }, ...own]).pageSizes;
}

pair('page-size', 'LEAST_HOST_VOTES', {
  inside: () => {
    const pages = ofHost(3);
    expect(pages.candidates(entryOf({ extra: { host: 'a.example' } })).map((page) => page.plainBytes)).toEqual([166]);
  },
  outside: () => {
    const pages = ofHost(2);
    expect(pages.candidates(entryOf({ extra: { host: 'a.example' } })).map((page) => page.plainBytes)).toEqual([
      157, 166,
    ]);
  },
});

test('where the log has no user agents, nginx may have padded the page or not', () => {
  const pages = tablesOf([FIRM]).pageSizes;
  const nameless: Line = { http_user_agent: '-', lacksUserAgent: true };
  expect(kindOf(pages, { ...nameless, body_bytes_sent: 157 + 76 })).toBe('header-too-large');
  expect(kindOf(pages, { ...nameless, body_bytes_sent: 157 + 76 + 402 })).toBe('header-too-large');
  expect(kindOf(pages, { http_user_agent: '-', body_bytes_sent: 157 + 76 + 402 })).toBeUndefined();
});
