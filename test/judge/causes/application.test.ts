// The answers of the application and of a return 400, each cause asked alone.
import { expect, test } from 'vitest';
import { application400 } from '../../../src/judge/causes/application/application-400.ts';
import { configuredResponse } from '../../../src/judge/causes/application/configured-response.ts';
import type { Evidence } from '../../../src/judge/causes/cause.ts';
import { HitView } from '../../../src/judge/evidence/view.ts';
import { hitOf, type Line, tablesOf } from '../literal.ts';

const FIRM: Line = { request: 'SSH-2.0-Go', status: 400, body_bytes_sent: 157, http_user_agent: '-' };

function application(line: Line, seen: readonly Line[] = [FIRM], before: readonly Line[] = []): Evidence | undefined {
  const tables = tablesOf(seen);
  return application400.match(new HitView(hitOf({ status: 400, ...line }, before), tables), tables);
}

test('an upstream status of 400 says that the application answered, whatever the size is', () => {
  expect(application({ extra: { upstream_status: '502, 400' }, body_bytes_sent: 157 })).toEqual({
    case: 'upstream-status',
    facts: { upstream_status: '400', bytes: 157 },
  });
  expect(application({ extra: { upstream_status: '-' }, body_bytes_sent: 61 })).toBeUndefined();
});

test('without that field a size that nginx never sends is the application', () => {
  expect(application({ body_bytes_sent: 61 })).toMatchObject({
    case: 'own-size-beside-plain-page',
    facts: { bytes: 61, plain_page_bytes: 157 },
  });
  expect(application({ body_bytes_sent: 61 }, [])).toEqual({ case: 'own-size', facts: { bytes: 61 } });
  expect(application({ body_bytes_sent: 157 })).toBeUndefined();
});

test('an empty answer needs a method with a body, and the same request refused beside it', () => {
  const push: Line = { request: 'POST /push HTTP/1.1', status: 400, body_bytes_sent: 0 };
  const get: Line = { ...push, request: 'GET /push HTTP/1.1' };
  expect(application(push, [FIRM], [push, push])?.case).toBe('repeated-empty-answer');
  expect(application(push, [FIRM], [push, { ...push, body_bytes_sent: 61 }])).toBeUndefined();
  expect(application(get, [FIRM], [get, get])).toBeUndefined();
});

const OLD: Line = { request: 'GET /old HTTP/1.1', status: 400, body_bytes_sent: 157 };
const EVERYONE: readonly Line[] = [FIRM, { ...OLD, client: '192.0.2.1' }, { ...OLD, client: '192.0.2.2' }, OLD];

function configured(line: Line, seen: readonly Line[] = EVERYONE): Evidence | undefined {
  const tables = tablesOf(seen);
  return configuredResponse.match(new HitView(hitOf({ ...OLD, ...line }), tables), tables);
}

test('a path that refuses everyone is configured so, for a client with a user agent', () => {
  expect(configured({})).toEqual({ case: 'path-refuses-everyone', facts: { refused_here: 3, answered_here: 0 } });
  expect(configured({ http_user_agent: '-' })).toBeUndefined();
  expect(configured({ request: 'GET /new HTTP/1.1' })).toBeUndefined();
  expect(configured({ extra: { upstream_status: '400' } })).toBeUndefined();
  expect(configured({}, [...EVERYONE, { ...OLD, status: 200 }])).toBeUndefined();
});
