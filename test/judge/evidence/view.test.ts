// The shape of a hit, and which neighbours count as browsing.
import { expect, test } from 'vitest';
import { isBrowsing } from '../../../src/judge/evidence/near-lines.ts';
import { HitView } from '../../../src/judge/evidence/view.ts';
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
  // nginx counts the length of a line that it has accepted.
  ['broken', { body_bytes_sent: 157, http_user_agent: '-', extra: { request_length: 0 } }],
  ['whole', { body_bytes_sent: 0, http_user_agent: '-', extra: { request_length: 0 } }],
  ['whole', { body_bytes_sent: 157, http_user_agent: '-', extra: { request_length: 18 } }],
  ['abort', { request: '-', status: 499 }],
] as const)('the shape is %s for %j', ([shape, line]) => {
  expect(new HitView(hitOf({ status: 400, ...line }), tablesOf()).shape).toBe(shape);
});

test('a client that the realip module named is not the peer, whose address it may share with others', () => {
  const lines: Line[] = Array.from({ length: 40 }, (_, i) => ({
    http_user_agent: `agent ${i % 8}`,
    client: `192.0.2.${i}`,
    extra: { realip_remote_addr: '198.51.100.1' },
  }));
  const view = (extra: Line['extra']): HitView =>
    new HitView(hitOf({ status: 499, client: '192.0.2.3', ...(extra && { extra }) }), tablesOf(lines));
  const behind = view({ realip_remote_addr: '198.51.100.1' });
  expect([behind.hasClientOfItsOwn, behind.isAddressShared, behind.sharesAddress]).toEqual([true, true, false]);
  expect(behind.cadenceOfAddress?.requests).toBe(40);
  const direct = view({ realip_remote_addr: '192.0.2.3' });
  expect([direct.hasClientOfItsOwn, direct.isAddressShared]).toEqual([false, false]);
  expect(view(undefined).hasClientOfItsOwn).toBe(false);
});

test('a line through the main address of a log hides who left, unless something names the client or the wait', () => {
  const lines: Line[] = Array.from({ length: 120 }, (_, i) => ({ http_user_agent: `agent ${i % 8}` }));
  const hides = (line: Line, seen = lines): boolean =>
    new HitView(hitOf({ status: 499, ...line }), tablesOf(seen)).hidesWhoLeft;
  expect(hides({})).toBe(true);
  expect(hides({ extra: { request_time: 2 } })).toBe(false);
  expect(hides({ remote_addr: '192.0.2.7', client: '198.51.100.1' })).toBe(false);
  expect(hides({}, lines.slice(0, 99))).toBe(false);
  // Eight user agents come through the other address, but it is a small part of the log.
  const other: Line[] = Array.from({ length: 8 }, (_, i) => ({ client: '192.0.2.9', http_user_agent: `agent ${i}` }));
  expect(hides({ client: '192.0.2.9' }, [...lines, ...other])).toBe(false);
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
