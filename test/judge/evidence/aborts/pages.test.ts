// Which neighbours are pages: the next page whose line comes first, and what a page sent since it was loaded.
import { describe, expect, test } from 'vitest';
import { isPageOf, nextPageBefore, sinceLoad } from '../../../../src/judge/evidence/aborts/pages.ts';
import { HitView } from '../../../../src/judge/evidence/view.ts';
import { hitOf, type Line, tablesOf } from '../../literal.ts';
import { pair } from '../../pair.ts';

const A = 'https://shop.example/a';
const B = 'https://shop.example/b';
const GET = (path: string): string => `GET ${path} HTTP/1.1`;
/** An abort of a part of page A. */
const PART: Line = { at: 600, request: GET('/part'), status: 499, http_referer: A };

function viewOf(before: readonly Line[], after: readonly Line[] = []): HitView {
  return new HitView(hitOf(PART, before, after), tablesOf());
}

/** The URI of the next page, if page B came this many seconds before the abort. */
function cameFirst(seconds: number, page: Line = {}, style: Line = {}): string | undefined {
  const came: Line = { at: 600 - seconds, request: GET('/b'), status: 200, http_referer: A, ...page };
  const ofNext: Line = { at: 600, request: GET('/b.css'), http_referer: B, ...style };
  return nextPageBefore(viewOf([came], [ofNext]))?.requestLine.uri;
}

test('a referer names its page by the whole URI', () => {
  expect(isPageOf(A, '/a')).toBe(true);
  expect(isPageOf('https://shop.example/', '/')).toBe(true);
  expect(isPageOf('https://shop.example/x/a', '/a')).toBe(false);
  expect(isPageOf('-', '-')).toBe(false);
});

describe('the next page comes first', () => {
  pair('pages', 'NEXT_PAGE_CAME_SECONDS', {
    inside: () => expect(cameFirst(1)).toBe('/b'),
    outside: () => expect(cameFirst(2)).toBeUndefined(),
  });

  test('it is another page that was answered, and the old page led to it', () => {
    expect(cameFirst(0)).toBe('/b');
    expect(cameFirst(0, { status: 302 })).toBe('/b');
    expect(cameFirst(0, { status: 499 })).toBeUndefined();
    expect(cameFirst(0, { status: 404 })).toBe('/b');
    expect(cameFirst(0, { status: 400 })).toBeUndefined();
    expect(cameFirst(0, { status: 503 })).toBeUndefined();
    expect(cameFirst(0, { request: 'POST /b HTTP/1.1' })).toBeUndefined();
    expect(cameFirst(0, { http_referer: '-' })).toBeUndefined();
    expect(cameFirst(0, { http_user_agent: 'curl/8.5.0' })).toBeUndefined();
  });

  test('a request that no line names as its page is a page only if its path says so', () => {
    expect(cameFirst(0, {}, { http_referer: A })).toBeUndefined();
    for (const path of ['/b/', '/b.html', '/b.php?n=1'])
      expect(cameFirst(0, { request: GET(path) }, { http_referer: A })).toBe(path);
  });

  /** A line that ended half a second after it began, in the second of an abort of a script that lasted this long. */
  const meanwhile = (seconds: number, page: Line = {}, part: Line = {}): string | undefined => {
    const came: Line = { at: 600, request: GET('/b'), status: 200, extra: { request_time: 0.5 }, ...page };
    const hit = hitOf({ at: 600, request: GET('/api/news'), status: 499, extra: { request_time: seconds }, ...part }, [
      came,
    ]);
    return nextPageBefore(new HitView(hit, tablesOf()))?.requestLine.uri;
  };

  test('a page that began while the request of a script was pending needs no other line', () => {
    expect(meanwhile(0.6)).toBe('/b');
    expect(meanwhile(0.6, { status: 404 })).toBe('/b');
    expect(meanwhile(0.6, {}, { request: GET('/b.woff2') })).toBe('/b');
    expect(meanwhile(0.5)).toBeUndefined();
    for (const status of [400, 499, 502]) expect(meanwhile(0.6, { status })).toBeUndefined();
    expect(meanwhile(0.6, { http_referer: A })).toBeUndefined();
    expect(meanwhile(0.6, { extra: {} })).toBeUndefined();
  });

  test('another request of the script is no page, unless it is a redirect', () => {
    expect(meanwhile(0.6, { request: GET('/api/more') })).toBeUndefined();
    expect(meanwhile(0.6, { request: GET('/v1/search') })).toBeUndefined();
    expect(meanwhile(0.6, {}, { request: GET('/news') })).toBeUndefined();
    expect(meanwhile(0.6, { status: 302 }, { request: GET('/news') })).toBe('/b');
  });

  test('the page that sent the aborted request is not the next one', () => {
    expect(cameFirst(0, { request: GET('/a') }, { http_referer: A })).toBeUndefined();
  });
});

test('what a page sent before it was loaded again does not count', () => {
  const parts = [590, 580, 570].map((at) => ({ at, request: GET('/part'), http_referer: A }));
  const load: Line = { at: 575, request: GET('/a') };
  expect(sinceLoad(viewOf(parts))).toHaveLength(3);
  expect(sinceLoad(viewOf([parts[0]!, parts[1]!, load, parts[2]!]))).toHaveLength(2);
  expect(sinceLoad(viewOf([load, ...parts]))).toHaveLength(0);
});
