// The shape of a hit, and which neighbours count as browsing.
import { expect, test } from 'vitest';
import { HitView, isBrowsing } from '../../../src/judge/evidence/view.ts';
import { FIREFOX, hitOf, type Line, tablesOf } from '../literal.ts';

test.for([
  ['empty', { request: '-' }],
  ['headless', { request: '-', body_bytes_sent: 157 }],
  ['blank', { request: '' }],
  ['foreign', { request: 'SSH-2.0-Go' }],
  ['partial', { request: 'GET /a' }],
  ['broken', { request: 'GET /a', body_bytes_sent: 157 }],
  ['broken', { request: 'GET /../a HTTP/1.1', http_user_agent: '-' }],
  ['whole', { request: 'GET /../a HTTP/1.1' }],
  ['abort', { request: '-', status: 499 }],
] as const)('the shape is %s for %j', ([shape, line]) => {
  expect(new HitView(hitOf({ status: 400, ...line }), tablesOf()).shape).toBe(shape);
});

/** Whether a line after a hit counts as browsing. */
function browses(line: Line): boolean {
  return isBrowsing(hitOf({ status: 400 }, [], [{ at: 1, ...line }]).after[0]!);
}

test('browsing is a whole request of a browser with a status from 200 to 499, but not 400', () => {
  for (const status of [200, 304, 404, 499]) expect(browses({ status })).toBe(true);
  for (const status of [101, 400, 500]) expect(browses({ status })).toBe(false);
  expect(browses({ http_user_agent: 'curl/8.5.0' })).toBe(false);
  expect(browses({ request: 'GET /a', http_user_agent: FIREFOX })).toBe(false);
});
