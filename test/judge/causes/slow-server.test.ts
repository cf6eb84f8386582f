// The bounds and cases of the family slow-server.
import { describe, expect, test } from 'vitest';
import type { Evidence } from '../../../src/judge/causes/cause.ts';
import { heldByNginx } from '../../../src/judge/causes/slow-server/held-by-nginx.ts';
import { slowUpstream } from '../../../src/judge/causes/slow-server/slow-upstream.ts';
import { HitView } from '../../../src/judge/evidence/view.ts';
import { hitOf, tablesOf } from '../literal.ts';
import { pair } from '../pair.ts';

describe('slow-upstream', () => {
  test('says how many left, and within what time', () => {
    const group = { hits: 9, clients: 1, seconds: 0, from: '14:10', to: '14:10', facts: { clients_leaving: 9 } };
    expect(slowUpstream.headline?.(group)).toBe(
      'The backend stalled: 9 requests of 1 client were abandoned within 1 s',
    );
  });

  test('says which share of a part was lost, and which is usual', () => {
    const facts = { part: '/api/orders', lost_percent: 39, usual_percent: 0.1 };
    const headline = (from: string, to: string): string | undefined =>
      slowUpstream.headline?.({ hits: 1, clients: 1, seconds: 46_800, from, to, facts });
    const share = 'The backend was slow: up to 39 % of the requests to /api/orders were lost';
    const rest = 'usually 0.1 %; 1 request of 1 client was abandoned';
    expect(headline('14:10', '15:20')).toBe(`${share} between 14:10 and 15:20, ${rest}`);
    expect(headline('14:10', '14:10')).toBe(`${share} at 14:10, ${rest}`);
  });

  test('mentions the failures beside the abort', () => {
    expect(slowUpstream.advice({ failures_beside: 2 })).toContain('belong to the same incident');
    expect(slowUpstream.advice({ failures_beside: 0 })).not.toContain('belong to the same incident');
  });
});

describe('held-by-nginx', () => {
  /** Judges an abort that asked no upstream, in a log with this many aborts that have an upstream time. */
  const judge = (request_time: number | undefined, timed = 3): Evidence | undefined => {
    const extra = { upstream_status: '-', upstream_response_time: '2.000' };
    const tables = tablesOf(Array.from({ length: timed }, (_, at) => ({ at, status: 499, extra })));
    const time = request_time === undefined ? {} : { request_time };
    const own = { ...time, upstream_status: '-', upstream_response_time: '-' };
    return heldByNginx.match(new HitView(hitOf({ at: 60, status: 499, extra: own }), tables), tables);
  };

  pair('held-by-nginx', 'SHORTEST_WAIT_SECONDS', {
    inside: () => expect(judge(0.1)).toEqual({ case: 'no-upstream-asked', facts: { request_time: 0.1 } }),
    outside: () => expect(judge(0.095)).toBeUndefined(),
  });

  test('needs a log that has upstream times of aborted requests', () => {
    expect(judge(2, 0)).toBeUndefined();
  });

  test('needs the time of the request', () => {
    expect(judge(undefined)).toBeUndefined();
  });
});
