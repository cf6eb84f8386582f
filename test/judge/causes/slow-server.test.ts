// The bounds and cases of the family slow-server.
import { describe, expect, test } from 'vitest';
import type { Evidence } from '../../../src/judge/causes/cause.ts';
import { heldByNginx } from '../../../src/judge/causes/slow-server/held-by-nginx.ts';
import { slowUpstream } from '../../../src/judge/causes/slow-server/slow-upstream.ts';
import { HitView } from '../../../src/judge/evidence/view.ts';
import type { Crowd } from '../../../src/judge/tables/incidents.ts';
import type { Tables } from '../../../src/judge/tables/tables.ts';
import { hitOf, type Line, tablesOf } from '../literal.ts';
import { pair } from '../pair.ts';

describe('slow-upstream', () => {
  const QUIET: Crowd = { clients: 0, usualClients: 0, clientsOnPrefix: 0, usualOnPrefix: 0, history: 60, failures: 0 };
  const AGAIN: readonly Line[] = [{ at: 5, request: 'GET /seats/112 HTTP/1.1' }];
  /** Judges an abort beside this crowd. */
  const judge = (crowd: Partial<Crowd>, line: Line = {}, after: readonly Line[] = []): Evidence | undefined => {
    const tables = { incidents: { around: () => ({ ...QUIET, ...crowd }) } } as unknown as Tables;
    const hit = hitOf({ request: 'GET /seats/112 HTTP/1.1', status: 499, ...line }, [], after);
    return slowUpstream.match(new HitView(hit, tablesOf()), tables);
  };
  const onPart = (clients: number): Partial<Crowd> => ({ clients, clientsOnPrefix: clients });

  pair('slow-upstream', 'LARGE_CROWD', {
    inside: () => expect(judge(onPart(8), {}, AGAIN)).toMatchObject({ case: 'one-part' }),
    outside: () => expect(judge(onPart(7), {}, AGAIN)).toBeUndefined(),
  });

  pair('slow-upstream', 'SHORTEST_WAIT_SECONDS', {
    inside: () => expect(judge(onPart(8), { extra: { request_time: 0.5 } })).toMatchObject({ case: 'one-part' }),
    outside: () => expect(judge(onPart(8), { extra: { request_time: 0.49 } })).toBeUndefined(),
  });

  test.for([
    ['one-part', onPart(4)],
    ['one-part-at-log-start', { ...onPart(4), history: 0 }],
    ['whole-site', { clients: 9, clientsOnPrefix: 2 }],
    ['whole-site-at-log-start', { clients: 12, clientsOnPrefix: 2, history: 0, failures: 1 }],
  ] as const)('gives the case %s for %j', ([expected, crowd]) => {
    expect(judge(crowd)?.case).toBe(expected);
  });

  test('a small crowd on one part explains a client that asked again if there is a failure; a crowd over the site does not', () => {
    expect(judge({ ...onPart(4), failures: 1 }, {}, AGAIN)).toMatchObject({ case: 'one-part' });
    expect(judge({ clients: 30, clientsOnPrefix: 2, failures: 1 }, {}, AGAIN)).toBeUndefined();
  });

  test('monitors and crawlers leave for reasons of their own', () => {
    expect(judge(onPart(9), { http_user_agent: 'kube-probe/1.29' })).toBeUndefined();
    expect(judge(onPart(9), { http_user_agent: 'Mozilla/5.0 (compatible; Googlebot/2.1)' })).toBeUndefined();
  });

  test('a crowd does not explain a client that keeps its own time limit', () => {
    const waits = [0, 60, 120].map((at) => ({ at, status: 499, extra: { request_time: 5 } }));
    const tables = { incidents: { around: () => ({ ...QUIET, ...onPart(9) }) } } as unknown as Tables;
    const hit = hitOf({ at: 180, request: 'GET /seats/112 HTTP/1.1', status: 499, extra: { request_time: 5 } });
    expect(slowUpstream.match(new HitView(hit, tablesOf(waits)), tables)).toBeUndefined();
    expect(slowUpstream.match(new HitView(hit, tablesOf()), tables)).toMatchObject({ case: 'one-part' });
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
