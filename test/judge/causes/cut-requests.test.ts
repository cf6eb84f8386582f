// Requests and bodies that arrived incomplete or malformed. Each cause is asked alone.
import { expect, test } from 'vitest';
import { requestCutShort } from '../../../src/judge/causes/aborted-request/request-cut-short.ts';
import { uploadCutShort } from '../../../src/judge/causes/aborted-request/upload-cut-short.ts';
import type { Cause, Evidence } from '../../../src/judge/causes/cause.ts';
import { blankRequest } from '../../../src/judge/causes/malformed-request/blank-request.ts';
import { invalidBody } from '../../../src/judge/causes/malformed-request/invalid-body.ts';
import { HitView } from '../../../src/judge/evidence/view.ts';
import { FIRM, hitOf, judgeLast, type Line, tablesOf } from '../literal.ts';

function ask(cause: Cause, line: Line, seen: readonly Line[] = [FIRM]): Evidence | undefined {
  const tables = tablesOf(seen);
  return cause.match(new HitView(hitOf({ status: 400, body_bytes_sent: 0, ...line }), tables), tables);
}

test.for([
  [{ request: 'GET /cata', http_user_agent: '-' }, 'in-request-line'],
  [{ http_user_agent: '-' }, 'before-user-agent'],
  [{}, 'after-user-agent'],
  [{ request: 'HEAD / HTTP/1.1' }, undefined],
  [{ request: 'POST / HTTP/1.1' }, undefined],
  [{ body_bytes_sent: 157 }, undefined],
  [{ extra: { upstream_status: '400' } }, undefined],
] as [Line, string | undefined][])('request-cut-short: the case for %o is %s', ([line, expected]) => {
  expect(ask(requestCutShort, line)?.case).toBe(expected);
});

const UPLOAD: Line = { request: 'POST /photos HTTP/1.1' };
const ABORT: Line = { request: 'POST /photos HTTP/2.0', status: 499 };
const DIRECT = { upstream_status: '-', upstream_response_time: '-' };
/** Aborts with an upstream time: this nginx logs it for aborts. */
const TIMED: readonly Line[] = Array.from({ length: 4 }, () => ({
  status: 499,
  extra: { upstream_status: '-', upstream_response_time: '1.000' },
}));

test.for([
  [UPLOAD, 'empty-answer'],
  [{ ...UPLOAD, http_user_agent: '-' }, 'empty-answer-before-user-agent'],
  [{ ...UPLOAD, extra: { upstream_status: '400' } }, undefined],
  [{ ...UPLOAD, body_bytes_sent: 157 }, undefined],
  [{ request: 'GET /photos HTTP/1.1' }, undefined],
  [{ ...ABORT, extra: DIRECT }, 'aborted-before-upstream'],
  [{ ...ABORT, request: 'POST /photos HTTP/1.1', extra: DIRECT }, undefined],
  [{ ...ABORT, request: 'POST /upload HTTP/2.0' }, 'aborted-upload-path'],
  [{ ...ABORT, request: 'POST /upload HTTP/2.0', http_user_agent: 'curl/8.5.0' }, undefined],
  [{ ...ABORT, request: 'POST /upload HTTP/2.0', extra: { ...DIRECT, upstream_response_time: '1.000' } }, undefined],
  [ABORT, undefined],
] as [Line, string | undefined][])('upload-cut-short: the case for %o is %s', ([line, expected]) => {
  expect(ask(uploadCutShort, line, TIMED)?.case).toBe(expected);
});

test('upload-cut-short: an abort needs the path of an upload if the log shows no upstream times', () => {
  expect(ask(uploadCutShort, { ...ABORT, extra: DIRECT }, [])).toBeUndefined();
});

test.for([
  [{ body_bytes_sent: 0 }, 'empty-answer'],
  [{ body_bytes_sent: 157 }, 'error-page'],
  [{ body_bytes_sent: 61 }, undefined],
] as [Line, string | undefined][])('blank-request: the case for an empty request with %o is %s', ([line, expected]) => {
  expect(ask(blankRequest, { request: '', http_user_agent: '-', ...line })?.case).toBe(expected);
});

test('a bad body looks like a bad header, so it is named only for a browser with one custom page for every 400', () => {
  const bad: Line = { ...UPLOAD, status: 400, body_bytes_sent: 157, extra: { upstream_status: '-' } };
  expect(ask(invalidBody, bad)?.case).toBe('plain-page-to-upload');
  expect(ask(invalidBody, { ...bad, http_user_agent: '-' })).toBeUndefined();
  expect(ask(invalidBody, { ...bad, extra: {} })).toBeUndefined();
  expect(judgeLast([FIRM, bad]).cause).toBe('invalid-header');
  const custom: Line = { ...FIRM, body_bytes_sent: 900, client: '192.0.2.9' };
  expect(judgeLast([custom, custom, { ...bad, body_bytes_sent: 900 }]).cause).toBe('invalid-body');
});
