// The bounds and cases of the family timeout.
import { describe, expect, test } from 'vitest';
import type { Evidence } from '../../../src/judge/causes/cause.ts';
import { superseded } from '../../../src/judge/causes/aborted-request/superseded.ts';
import { balancerTimeout } from '../../../src/judge/causes/timeout/balancer-timeout.ts';
import { clientTimeout } from '../../../src/judge/causes/timeout/client-timeout.ts';
import { monitorTimeout } from '../../../src/judge/causes/timeout/monitor-timeout.ts';
import { HitView } from '../../../src/judge/evidence/view.ts';
import { FIREFOX, hitOf, type Line, tablesOf } from '../literal.ts';
import { pair } from '../pair.ts';

/** A hit: its line, its neighbours, and what the tables have seen. */
interface Scene extends Line {
  readonly before?: readonly Line[];
  readonly after?: readonly Line[];
  readonly seen?: readonly Line[];
}

const PROGRAM = 'Go-http-client/1.1';
/** Lines at these times in seconds. */
const linesAt = (times: readonly number[], line: Line = {}): Line[] => times.map((at) => ({ at, ...line }));
const waited = (request_time: number): Line => ({ status: 499, extra: { request_time } });
/** Aborts of different requests, one a minute, that waited this many seconds each. */
const abortsAfter = (waits: readonly number[], line: Line = {}): Line[] =>
  waits.map((wait, i) => ({ at: i * 60, request: `GET /${i} HTTP/1.1`, ...line, ...waited(wait) }));

describe('balancer-timeout', () => {
  const AGENTS: Line[] = [1, 2, 3].map((i) => ({ at: -600, http_user_agent: `Mozilla/5.0 (agent ${i})` }));
  const DISGUISED = 'Mozilla/5.0 (agent 1)';
  const judge = ({ before, after, seen = [], ...line }: Scene, agents = AGENTS): Evidence | undefined => {
    const tables = tablesOf([...agents, ...seen]);
    const hit = hitOf({ at: 600, status: 499, http_user_agent: DISGUISED, ...line }, before, after);
    return balancerTimeout.match(new HitView(hit, tables), tables);
  };
  /** An abort after `own` seconds. Other aborts of the address waited `waits`; a repeat came `secondsBefore` the abort. */
  const sameWait = (waits: readonly number[], own: number, secondsBefore = 5): Evidence | undefined => {
    const before = [{ at: 600 - secondsBefore, http_user_agent: DISGUISED }];
    return judge({ ...waited(own), before, seen: abortsAfter(waits, { http_user_agent: DISGUISED }) });
  };
  /** An abort without $request_time. Its address aborted one request at `times`, and this request `secondsBefore` the abort. */
  const paced = (times: readonly number[], secondsBefore?: number): Evidence | undefined =>
    judge({
      before: secondsBefore === undefined ? [] : [{ at: 600 - secondsBefore, status: 499, http_user_agent: DISGUISED }],
      seen: linesAt(times, { status: 499, http_user_agent: DISGUISED }),
    });

  pair('balancer-timeout', 'LEAST_USER_AGENTS', {
    inside: () => {
      const seen = linesAt([0, 5, 10, 15, 20, 25, 30], { status: 499, http_user_agent: DISGUISED });
      expect(judge({ seen }, AGENTS)).toMatchObject({ case: 'pace-of-address', facts: { user_agents: 3 } });
    },
    outside: () => {
      const seen = linesAt([0, 5, 10, 15, 20, 25, 30], { status: 499, http_user_agent: DISGUISED });
      expect(judge({ seen }, AGENTS.slice(0, 2))).toBeUndefined();
    },
  });

  pair('balancer-timeout', 'LONGEST_LIMIT_SECONDS', {
    inside: () => expect(sameWait([5, 5, 5], 5, 120)).toMatchObject({ case: 'same-wait-asked-again' }),
    outside: () => expect(sameWait([5, 5, 5], 5, 121)).toBeUndefined(),
  });

  pair('balancer-timeout', 'LEAST_WAITS', {
    inside: () => expect(sameWait([5, 5, 5], 5)).toMatchObject({ case: 'same-wait-asked-again' }),
    outside: () => expect(sameWait([5, 5], 5)).toBeUndefined(),
  });

  pair('balancer-timeout', 'LIMIT_SLACK_SHARE', {
    inside: () => expect(sameWait([10, 10, 10], 10.49)).toMatchObject({ facts: { gives_up_after_seconds: 10 } }),
    outside: () => expect(sameWait([10, 10, 10], 10.52)).toBeUndefined(),
  });

  pair('balancer-timeout', 'LIMIT_LEAST_SLACK_SECONDS', {
    inside: () => expect(sameWait([0.5, 0.5, 0.5], 0.549)).toMatchObject({ facts: { gives_up_after_seconds: 0.5 } }),
    outside: () => expect(sameWait([0.5, 0.5, 0.5], 0.552)).toBeUndefined(),
  });

  pair('balancer-timeout', 'LEAST_GAPS', {
    inside: () => expect(paced([0, 5, 10], 5)).toMatchObject({ case: 'short-own-pace' }),
    outside: () => expect(paced([0, 5], 5)).toBeUndefined(),
  });

  pair('balancer-timeout', 'SURE_GAPS', {
    inside: () => expect(paced([0, 5, 10, 15], 5)).toMatchObject({ case: 'own-pace' }),
    outside: () => expect(paced([0, 5, 10], 5)).toMatchObject({ case: 'short-own-pace' }),
  });

  pair('balancer-timeout', 'LEAST_GAPS_OF_OTHERS', {
    inside: () => expect(paced([0, 5, 10, 15, 20, 25, 30])).toMatchObject({ case: 'pace-of-address' }),
    outside: () => expect(paced([0, 5, 10, 15, 20, 25])).toBeUndefined(),
  });

  pair('balancer-timeout', 'SHORTEST_PACE_SECONDS', {
    inside: () => expect(paced([0, 1, 2, 3], 1)).toMatchObject({ case: 'own-pace' }),
    outside: () => expect(paced([0, 0, 0, 0], 1)).toBeUndefined(),
  });

  pair('balancer-timeout', 'PACE_SLACK_SECONDS', {
    inside: () => expect(paced([0, 5, 10, 15], 6)).toMatchObject({ case: 'own-pace' }),
    outside: () => expect(paced([0, 5, 10, 15], 7)).toBeUndefined(),
  });

  test('on an address of many people, an equal wait needs no repeat', () => {
    const many = Array.from({ length: 8 }, (_, i) => ({ at: -600, http_user_agent: `Mozilla/5.0 (agent ${i})` }));
    const seen = abortsAfter([5, 5, 5], { http_user_agent: DISGUISED });
    expect(judge({ ...waited(5), seen }, many)).toMatchObject({
      case: 'same-wait-shared-address',
      facts: { asks_again: false },
    });
    expect(judge({ ...waited(5), seen })).toBeUndefined();
  });

  test('a pace shows nothing if the waits are known and differ', () => {
    const seen = linesAt([0, 5, 10, 15, 20, 25, 30], { status: 499, http_user_agent: DISGUISED });
    const scattered = abortsAfter([1, 4, 9], { http_user_agent: DISGUISED });
    expect(judge({ ...waited(5), seen: [...seen, ...scattered] })).toBeUndefined();
    expect(judge({ ...waited(5), seen })).toMatchObject({ case: 'pace-of-address' });
  });
});

describe('client-timeout', () => {
  const judge = ({ before, after, seen = [], ...line }: Scene): Evidence | undefined => {
    const tables = tablesOf(seen);
    return clientTimeout.match(new HitView(hitOf({ at: 600, status: 499, ...line }, before, after), tables), tables);
  };
  const program = (waits: readonly number[]): Evidence | undefined =>
    judge({ ...waited(5), http_user_agent: PROGRAM, seen: abortsAfter(waits, { http_user_agent: PROGRAM }) });

  pair('client-timeout', 'LEAST_SCATTERED_WAITS', {
    inside: () => expect(program([1, 3, 9, 27])).toMatchObject({ case: 'scattered-waits' }),
    outside: () => expect(program([1, 3, 9])).toMatchObject({ case: 'program' }),
  });

  const APP = 'Calendar/5.1 (iPhone; iOS 17.1)';
  /** An abort of an app that was answered for another request this many seconds later. */
  const thenAnswered = (seconds: number, line: Line = {}): Evidence | undefined => {
    const after = [{ at: 600 + seconds, request: 'GET /next HTTP/1.1', http_user_agent: APP, ...line }];
    return judge({ http_user_agent: APP, after });
  };

  pair('client-timeout', 'WENT_ON_SECONDS', {
    inside: () => expect(thenAnswered(2)).toMatchObject({ case: 'program', verdict: 'unknown' }),
    outside: () => expect(thenAnswered(3)).toMatchObject({ case: 'program', verdict: undefined }),
  });

  test('the user of an app went on only if the app was answered for another request and aborted no other', () => {
    expect(thenAnswered(1, { status: 502 })?.verdict).toBeUndefined();
    expect(thenAnswered(1, { request: 'GET / HTTP/1.1' })?.verdict).toBeUndefined();
    const after = [{ at: 601, request: 'GET /next HTTP/1.1', http_user_agent: APP }];
    const seen = abortsAfter([1, 2], { http_user_agent: APP });
    expect(judge({ http_user_agent: APP, after, seen })?.verdict).toBeUndefined();
    expect(
      judge({ http_user_agent: PROGRAM, after: [{ ...after[0], http_user_agent: PROGRAM }] })?.verdict,
    ).toBeUndefined();
  });

  pair('repeats', 'SHORTEST_LIMIT_SECONDS', {
    inside: () => {
      expect(judge({ ...waited(2), seen: abortsAfter([2, 2, 2]) })).toMatchObject({ case: 'browser-with-limit' });
      expect(typing(2)).toBeUndefined();
    },
    outside: () => {
      expect(judge({ ...waited(1.9), seen: abortsAfter([1.9, 1.9, 1.9]) })).toBeUndefined();
      expect(typing(1.9)).toMatchObject({ case: 'typed' });
    },
  });

  /** The evidence of superseded for a search on every key, if all aborts waited this many seconds. */
  function typing(wait: number): Evidence | undefined {
    const tables = tablesOf(abortsAfter([wait, wait, wait]));
    const after = [{ at: 601, request: 'GET /find?q=umb HTTP/1.1' }];
    const hit = hitOf({ at: 600, request: 'GET /find?q=um HTTP/1.1', ...waited(wait) }, [], after);
    return superseded.match(new HitView(hit, tables), tables);
  }

  test.for([
    ['program', { http_user_agent: PROGRAM }],
    [
      'program',
      { http_user_agent: PROGRAM, ...waited(7), seen: abortsAfter([5, 5, 5, 5], { http_user_agent: PROGRAM }) },
    ],
    ['program', { http_user_agent: PROGRAM, seen: abortsAfter([1, 3, 9, 27], { http_user_agent: PROGRAM }) }],
    ['program', { http_user_agent: 'TheatreApp/3.1 CFNetwork/811.5.4 Darwin/16.6.0' }],
    ['no-user-agent', { http_user_agent: '-' }],
    ['browser-with-pace', { before: linesAt([593, 586, 579, 572], { status: 499 }) }],
    [undefined, { http_user_agent: FIREFOX }],
    [undefined, { http_user_agent: 'kube-probe/1.29', ...waited(5), seen: abortsAfter([5, 5, 5]) }],
    [undefined, { http_user_agent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' }],
  ] as const)('gives the case %s for %j', ([expected, scene]) => {
    expect(judge(scene)?.case).toBe(expected);
  });
});

describe('monitor-timeout', () => {
  const judge = ({ before, after, seen, ...line }: Scene): Evidence | undefined => {
    const own = { at: 600, status: 499, http_user_agent: PROGRAM, ...line };
    const tables = tablesOf(seen ?? [own]);
    return monitorTimeout.match(new HitView(hitOf(own, before, after), tables), tables);
  };
  const beforeAt = (times: readonly number[]): Line[] => linesAt(times, { http_user_agent: PROGRAM });

  pair('monitor-timeout', 'SHORTEST_PACE_SECONDS', {
    inside: () => expect(judge({ before: beforeAt([595, 590, 585, 580]) })).toMatchObject({ case: 'steady-pace' }),
    outside: () => expect(judge({ before: beforeAt([596, 592, 588, 584]) })).toBeUndefined(),
  });

  // These intervals lie outside the neighbours; only the tables remember them.
  pair('monitor-timeout', 'LEAST_GAPS', {
    inside: () => expect(judge({ seen: beforeAt([0, 150, 300, 450, 600]) })).toMatchObject({ case: 'steady-pace' }),
    outside: () => expect(judge({ seen: beforeAt([150, 300, 450, 600]) })).toBeUndefined(),
  });

  pair('monitor-timeout', 'SHORTEST_WAIT_SECONDS', {
    inside: () => {
      const before = beforeAt([590, 580, 570, 560]);
      expect(judge({ ...waited(0.1), before })).toMatchObject({ case: 'steady-pace' });
    },
    outside: () => expect(judge({ ...waited(0.095), before: beforeAt([590, 580, 570, 560]) })).toBeUndefined(),
  });

  const others = (count: number, line: Line = {}): Line[] =>
    Array.from({ length: count }, (_, i) => ({ http_user_agent: PROGRAM, request: `GET /${i} HTTP/1.1`, ...line }));

  pair('monitor-timeout', 'MOST_REQUESTS', {
    inside: () =>
      expect(judge({ before: beforeAt([590, 580, 570, 560]), seen: others(2) })).toMatchObject({ case: 'steady-pace' }),
    outside: () => expect(judge({ before: beforeAt([590, 580, 570, 560]), seen: others(3) })).toBeUndefined(),
  });

  test('other requests do not matter on an address of many people', () => {
    const seen = Array.from({ length: 8 }, (_, i) => others(3, { http_user_agent: `agent ${i}` })).flat();
    expect(judge({ before: beforeAt([590, 580, 570, 560]), seen })).toMatchObject({ case: 'steady-pace' });
  });

  test('the name of a monitor is enough, except for an attack', () => {
    const http_user_agent = 'kube-probe/1.29';
    expect(judge({ http_user_agent })).toEqual({ case: 'monitor-agent', facts: { monitor: 'kube-probe' } });
    expect(judge({ http_user_agent, request: 'GET /?x=$(id) HTTP/1.1' })).toBeUndefined();
  });

  test('a browser is not a monitor, whatever its pace', () => {
    const before = linesAt([590, 580, 570, 560]);
    expect(judge({ http_user_agent: FIREFOX, before })).toBeUndefined();
  });
});
