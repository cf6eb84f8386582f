// What the fields about upstreams say.
import { expect, test } from 'vitest';
import type { ExtraFields } from '../../../src/formats/entry.ts';
import {
  askedNoUpstream,
  askedUpstream,
  failedUpstreams,
  isUpstreamAnswer,
} from '../../../src/judge/evidence/upstream.ts';
import { entryOf } from '../literal.ts';

test.for([
  ['400', true],
  ['502, 400', true],
  ['502 : 400', true],
  ['400, 502', false],
  ['-', false],
  [undefined, false],
] as const)('$upstream_status %s ends with 400: %s', ([upstream_status, expected]) => {
  const extra = upstream_status === undefined ? {} : { upstream_status };
  expect(isUpstreamAnswer(entryOf({ extra }), '400')).toBe(expected);
});

test.each<[ExtraFields, boolean, boolean]>([
  [{}, false, false],
  [{ upstream_status: '-' }, true, false],
  [{ upstream_status: '400' }, false, false],
  [{ upstream_addr: '-' }, true, false],
  // The client left before the upstream had answered.
  [{ upstream_status: '-', upstream_addr: '192.0.2.80:8080' }, false, true],
  [{ upstream_addr: 'unix:/run/app.sock' }, false, true],
  [{ upstream_response_time: '-' }, true, false],
  [{ upstream_response_time: '0.021' }, false, true],
  [{ upstream_addr: '192.0.2.80:8080', upstream_response_time: '-' }, false, true],
])('%j: no upstream %s, an upstream %s', (extra, none, some) => {
  expect(askedNoUpstream(entryOf({ extra, status: 400 }))).toBe(none);
  expect(askedUpstream(entryOf({ extra, status: 400 }))).toBe(some);
});

test('an old nginx logs no status and no time for any abort, so only the address counts', () => {
  const abort = (extra: ExtraFields): boolean => askedNoUpstream(entryOf({ extra, status: 499 }));
  expect(abort({ upstream_status: '-', upstream_response_time: '-' })).toBe(false);
  expect(abort({ upstream_addr: '-' })).toBe(true);
});

test.each([
  ['502, -', 1],
  ['502, 504, -', 2],
  ['500 : -', 1],
  ['-', 0],
  ['502, 499', 0],
  ['404, -', 0],
  [undefined, 0],
])('$upstream_status %s: %d failed before the one that had not answered', (upstream_status, failed) => {
  const extra = upstream_status === undefined ? {} : { upstream_status };
  expect(failedUpstreams(entryOf({ extra }))).toBe(failed);
});
