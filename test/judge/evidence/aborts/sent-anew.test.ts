// Whether a script sent its data again because they had changed.
import { expect, test } from 'vitest';
import { sentAnew } from '../../../../src/judge/evidence/aborts/sent-anew.ts';
import { HitView } from '../../../../src/judge/evidence/view.ts';
import { hitOf, type Line, tablesOf } from '../../literal.ts';

const PAGE = 'https://a.example/find';
const post = (at: number, more: Partial<Line> = {}): Line => ({
  at,
  status: 499,
  request: 'POST /api/graphql HTTP/1.1',
  http_referer: PAGE,
  ...more,
});
const long = (request_length: number): Pick<Line, 'extra'> => ({ extra: { request_length } });

function judge(own: Partial<Line>, after: readonly Line[], before: readonly Line[] = []): string | undefined {
  return sentAnew(new HitView(hitOf(post(0, own), before, after), tablesOf()))?.by;
}

test('another length of the next request shows other data', () => {
  expect(judge(long(488), [post(1, long(489))])).toBe('changed-body');
  expect(judge(long(488), [post(1, long(488))])).toBeUndefined();
  expect(judge(long(488), [post(1)])).toBeUndefined();
});

test('HTTP/2 packs the headers of a second request shorter, so lengths say nothing', () => {
  const request = 'POST /api/graphql HTTP/2.0';
  expect(judge({ request, ...long(488) }, [post(1, { request, ...long(489) })])).toBeUndefined();
});

test('without lengths, three requests follow each other', () => {
  expect(judge({}, [post(1), post(2)])).toBe('sent-in-burst');
  expect(judge({}, [post(1)], [post(-2)])).toBe('sent-in-burst');
  expect(judge({}, [post(1)], [post(-3)])).toBe('sent-in-burst');
  expect(judge({}, [post(1)], [post(-4)])).toBeUndefined();
  expect(judge({}, [post(1)], [post(-2, { status: 200 })])).toBeUndefined();
  expect(judge({}, [post(1)])).toBeUndefined();
  // The last one of a burst replaced the others; nothing replaced it.
  expect(judge({}, [], [post(-1), post(-2)])).toBeUndefined();
});

test('a path without the name of a script needs the burst and the lengths', () => {
  const form = { request: 'POST /orders HTTP/1.1' };
  expect(judge({ ...form, ...long(488) }, [post(1, { ...form, ...long(489) })])).toBeUndefined();
  expect(judge({ ...form, ...long(488) }, [post(1, { ...form, ...long(489) }), post(2, form)])).toBe('changed-body');
  expect(judge(form, [post(1, form), post(2, form)])).toBeUndefined();
});

test('a person sends a form again: a redirect answers it', () => {
  for (const status of [302, 303]) expect(judge(long(488), [post(1, { status, ...long(489) })])).toBeUndefined();
  expect(judge(long(488), [post(1, { status: 200, ...long(489) })])).toBe('changed-body');
  expect(judge(long(488), [post(1, long(489)), post(2, { status: 302, ...long(489) })])).toBeUndefined();
});

test('the next request begins at the abort, and comes from the same page of a browser', () => {
  const timed = (request_time: number): Partial<Line> => ({ extra: { request_time, request_length: 489 } });
  expect(judge(long(488), [post(3, timed(1.5))])).toBe('changed-body');
  expect(judge(long(488), [post(3, timed(1.4))])).toBeUndefined();
  expect(judge(long(488), [post(4, long(489))])).toBeUndefined();
  expect(judge(long(488), [post(1, { http_referer: 'https://a.example/other', ...long(489) })])).toBeUndefined();
  expect(judge({ http_referer: '-', ...long(488) }, [post(1, { http_referer: '-', ...long(489) })])).toBeUndefined();
  const app = { http_user_agent: 'Dalvik/2.1.0' };
  expect(judge({ ...app, ...long(488) }, [post(1, { ...app, ...long(489) })])).toBeUndefined();
  const get = { request: 'GET /api/graphql HTTP/1.1' };
  expect(judge({ ...get, ...long(488) }, [post(1, { ...get, ...long(489) })])).toBeUndefined();
});
