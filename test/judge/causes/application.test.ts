// The answers of the application and of a return 400. Each cause is asked alone.
import { expect, test } from 'vitest';
import { application400 } from '../../../src/judge/causes/application/application-400.ts';
import { configuredResponse } from '../../../src/judge/causes/application/configured-response.ts';
import type { Evidence } from '../../../src/judge/causes/cause.ts';
import { HitView } from '../../../src/judge/evidence/view.ts';
import { FIRM, hitOf, type Line, tablesOf } from '../literal.ts';

function application(line: Line, seen: readonly Line[] = [FIRM], before: readonly Line[] = []): Evidence | undefined {
  const tables = tablesOf(seen);
  return application400.match(new HitView(hitOf({ status: 400, ...line }, before), tables), tables);
}

test('an upstream status of 400 shows that the application answered, whatever the size is', () => {
  expect(application({ extra: { upstream_status: '502, 400' }, body_bytes_sent: 157 })).toEqual({
    case: 'upstream-status',
    facts: { upstream_status: '400', bytes: 157 },
  });
  expect(application({ extra: { upstream_status: '-' }, body_bytes_sent: 61 })).toBeUndefined();
});

test('without an upstream status, a size that nginx never sends shows that the application answered', () => {
  expect(application({ body_bytes_sent: 61 })).toMatchObject({
    case: 'own-size-beside-plain-page',
    facts: { bytes: 61, plain_page_bytes: 157 },
  });
  expect(application({ body_bytes_sent: 61 }, [])).toEqual({ case: 'own-size', facts: { bytes: 61 } });
  expect(application({ body_bytes_sent: 157 })).toBeUndefined();
});

test('the id of the request is a fact, where the log has it', () => {
  const request_id = 'c6f058eb81ebbdc90a4a193041f2d932';
  expect(application({ extra: { upstream_status: '400', request_id } })?.facts).toMatchObject({ request_id });
  expect(application({ body_bytes_sent: 61, extra: { request_id } })?.facts).toMatchObject({ request_id });
  expect(application({ body_bytes_sent: 61, extra: { request_id: '-' } })?.facts).not.toHaveProperty('request_id');
});

test('a log with $bytes_sent alone shows the application if garbage shows the header of its pages', () => {
  const sent = (bytes_sent: number, more: Line = {}): Line => ({
    status: 400,
    body_bytes_sent: undefined,
    extra: { bytes_sent },
    ...more,
  });
  const garbage = sent(309, { request: 'SSH-2.0-Go', http_user_agent: '-' });
  expect(application(sent(261), [garbage])).toEqual({
    case: 'own-size',
    facts: { bytes_sent: 261, plain_page_bytes: 157 },
  });
  expect(application(sent(309), [garbage])).toBeUndefined();
  // Without such a line, or over HTTP/2, the header may have any length.
  expect(application(sent(261), [])).toBeUndefined();
  expect(application(sent(261, { request: 'GET / HTTP/2.0' }), [garbage])).toBeUndefined();
  expect(application(sent(261, { request: 'POST / HTTP/2.0' }), [garbage])?.case).toBe('size-not-logged');
});

test('a log without sizes shows the application only for a request with a body that was answered', () => {
  const unsized: Line = { request: 'POST /push HTTP/1.1', body_bytes_sent: undefined };
  expect(application(unsized, [])).toEqual({ case: 'size-not-logged', facts: {} });
  expect(application({ ...unsized, extra: { request_completion: '-' } }, [])).toBeUndefined();
  expect(application({ ...unsized, request: 'GET /push HTTP/1.1' }, [])).toBeUndefined();
});

test('an empty answer shows the application only for a method with a body, with the same request refused near by', () => {
  const push: Line = { request: 'POST /push HTTP/1.1', status: 400, body_bytes_sent: 0, http_user_agent: 'curl/8.5.0' };
  const get: Line = { ...push, request: 'GET /push HTTP/1.1' };
  expect(application(push, [FIRM], [push, push])?.case).toBe('repeated-empty-answer');
  expect(application(push, [FIRM], [push, { ...push, body_bytes_sent: 61 }])).toBeUndefined();
  expect(application(get, [FIRM], [get, get])).toBeUndefined();
});

test('an empty answer over HTTP/2 shows that the application answered; over HTTP/1 the request may be cut short', () => {
  const get: Line = { request: 'GET /fares HTTP/2.0', body_bytes_sent: 0 };
  expect(application(get)).toEqual({ case: 'empty-answer-to-whole-request', facts: { bytes: 0 } });
  expect(application({ ...get, request: 'GET /fares HTTP/3.0' })?.case).toBe('empty-answer-to-whole-request');
  expect(application({ ...get, request: 'GET /fares HTTP/1.1' })).toBeUndefined();
  expect(application({ ...get, request: 'HEAD /fares HTTP/2.0' })).toBeUndefined();
});

test('a whole URL asks for another site, whatever the size of the answer', () => {
  expect(application({ request: 'GET http://a.example/x HTTP/1.1', body_bytes_sent: 61 })).toBeUndefined();
});

const OLD: Line = { request: 'GET /old HTTP/1.1', status: 400, body_bytes_sent: 157 };
const EVERYONE: readonly Line[] = [FIRM, { ...OLD, client: '192.0.2.1' }, { ...OLD, client: '192.0.2.2' }, OLD];

function configured(line: Line, seen: readonly Line[] = EVERYONE): Evidence | undefined {
  const tables = tablesOf(seen);
  return configuredResponse.match(new HitView(hitOf({ ...OLD, ...line }), tables), tables);
}

test('a path that refuses everyone shows a configured response, for a client with a user agent', () => {
  expect(configured({})).toEqual({ case: 'path-refuses-everyone', facts: { refused_here: 3, answered_here: 0 } });
  expect(configured({ http_user_agent: '-' })).toBeUndefined();
  expect(configured({ request: 'GET /new HTTP/1.1' })).toBeUndefined();
  expect(configured({ extra: { upstream_status: '400' } })).toBeUndefined();
  expect(configured({}, [...EVERYONE, { ...OLD, status: 200 }])).toBeUndefined();
});

test('if a browser that was answered elsewhere sent a form from a page over HTTP/2, a filter refused it', () => {
  const form: Line = {
    request: 'POST /hire HTTP/2.0',
    status: 400,
    body_bytes_sent: 157,
    http_referer: 'https://a.example/hire',
  };
  const filtered = (
    line: Line,
    before: readonly Line[] = [{ request: 'GET /hire HTTP/2.0' }],
  ): Evidence | undefined => {
    const tables = tablesOf([FIRM]);
    return configuredResponse.match(new HitView(hitOf({ ...form, ...line }, before), tables), tables);
  };
  expect(filtered({})).toEqual({ case: 'refused-among-answers', facts: { answered_beside: 1 } });
  expect(filtered({}, [])).toBeUndefined();
  expect(filtered({ request: 'POST /hire HTTP/1.1' })).toBeUndefined();
  expect(filtered({ request: 'GET /hire HTTP/2.0' })).toBeUndefined();
  expect(filtered({ http_referer: '-' })).toBeUndefined();
  expect(filtered({ http_user_agent: 'curl/8.5.0' }, [{ http_user_agent: 'curl/8.5.0' }])).toBeUndefined();
});
