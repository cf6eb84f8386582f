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
  const DISGUISED = FIREFOX;
  const AGENTS: Line[] = [FIREFOX, `${FIREFOX} a`, `${FIREFOX} b`].map((http_user_agent) => ({
    at: -600,
    http_user_agent,
  }));
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
  /** Pairs of aborts of different requests. Each pair has this interval in seconds. */
  const retries = (gaps: readonly number[]): Line[] =>
    gaps.flatMap((gap, i) => {
      const line = { request: `GET /${i} HTTP/1.1`, status: 499, http_user_agent: DISGUISED };
      return linesAt([i * 10, i * 10 + gap], line);
    });
  /** An abort without $request_time. Its address aborted requests twice at these intervals, and this request `secondsBefore` the abort. */
  const paced = (gaps: readonly number[], secondsBefore: number): Evidence | undefined =>
    judge({
      before: [{ at: 600 - secondsBefore, status: 499, http_user_agent: DISGUISED }],
      seen: retries(gaps),
    });

  pair('proxy-limit', 'LEAST_USER_AGENTS', {
    inside: () => {
      const seen = abortsAfter([5, 5, 5], { http_user_agent: DISGUISED });
      const before = [{ at: 595, http_user_agent: DISGUISED }];
      expect(judge({ ...waited(5), before, seen }, AGENTS)).toMatchObject({ facts: { user_agents: 3 } });
    },
    outside: () => {
      const seen = abortsAfter([5, 5, 5], { http_user_agent: DISGUISED });
      const before = [{ at: 595, http_user_agent: DISGUISED }];
      expect(judge({ ...waited(5), before, seen }, AGENTS.slice(0, 2))).toBeUndefined();
    },
  });

  pair('balancer-timeout', 'LONGEST_LIMIT_SECONDS', {
    inside: () => expect(sameWait([5, 5, 5], 5, 120)).toMatchObject({ case: 'same-wait-asked-again' }),
    outside: () => expect(sameWait([5, 5, 5], 5, 121)).toBeUndefined(),
  });

  test('a wait that is no round number of seconds is no limit', () => {
    expect(sameWait([5.2, 5.2, 5.2], 5.2)).toBeUndefined();
    expect(sameWait([4.99, 5.003, 5.003, 5.004], 5.003)).toMatchObject({ case: 'same-wait-asked-again' });
  });

  const times = (count: number, gap: number): number[] => Array.from({ length: count }, () => gap);

  pair('retry-pace', 'LEAST_REQUESTS', {
    inside: () => expect(paced([30, 30], 30)).toMatchObject({ case: 'short-own-pace' }),
    outside: () => expect(paced([30], 30)).toBeUndefined(),
  });

  pair('retry-pace', 'SURE_GAPS', {
    inside: () => expect(paced([30, 30, 30], 30)).toMatchObject({ case: 'own-pace' }),
    outside: () => expect(paced([30, 30], 30)).toMatchObject({ case: 'short-own-pace' }),
  });

  /** Requests that were aborted four times each, at this interval in seconds. */
  const repeated = (requests: number, gap: number): Line[] =>
    Array.from({ length: requests }, (_, i) =>
      linesAt([0, gap, 2 * gap, 3 * gap], { request: `GET /${i} HTTP/1.1`, status: 499, http_user_agent: DISGUISED }),
    ).flat();
  const clicked = (requests: number): Evidence | undefined =>
    judge({ before: [{ at: 595, status: 499, http_user_agent: DISGUISED }], seen: repeated(requests, 5) });

  pair('retry-pace', 'MOST_OF_REQUEST', {
    inside: () => expect(clicked(4)).toMatchObject({ case: 'own-pace' }),
    outside: () => expect(clicked(3)).toMatchObject({ case: 'short-own-pace' }),
  });

  pair('retry-pace', 'HUMAN_PACE_SECONDS', {
    inside: () => expect(paced([15, 15, 15], 15)).toMatchObject({ case: 'own-pace' }),
    outside: () => expect(paced([14, 14, 14], 14)).toBeUndefined(),
  });

  pair('retry-pace', 'LEAST_GAPS_OF_SHORT_PACE', {
    inside: () => expect(paced(times(4, 14), 14)).toMatchObject({ case: 'short-own-pace' }),
    outside: () => expect(paced(times(3, 14), 14)).toBeUndefined(),
  });

  pair('retry-pace', 'SURE_GAPS_OF_SHORT_PACE', {
    inside: () => expect(paced(times(8, 2), 2)).toMatchObject({ case: 'own-pace' }),
    outside: () => expect(paced(times(7, 2), 2)).toMatchObject({ case: 'short-own-pace' }),
  });

  pair('retry-pace', 'LEAST_SHARE_OF_SHORT_PACE', {
    inside: () => expect(paced([...times(9, 2), 20, 31, 42, 53, 64, 75], 2)).toMatchObject({ case: 'own-pace' }),
    outside: () => expect(paced([...times(9, 2), 20, 31, 42, 53, 64, 75, 86], 2)).toBeUndefined(),
  });

  pair('retry-pace', 'SHORTEST_PACE_SECONDS', {
    inside: () => expect(paced(times(8, 1), 1)).toMatchObject({ case: 'own-pace' }),
    outside: () => expect(paced(times(8, 0), 1)).toBeUndefined(),
  });

  pair('retry-pace', 'PACE_SLACK_SECONDS', {
    inside: () => expect(paced([30, 30, 30], 31)).toMatchObject({ case: 'own-pace' }),
    outside: () => expect(paced([30, 30, 30], 32)).toBeUndefined(),
  });

  test('a request that was repeated after other times, too, is that of an impatient person', () => {
    const seen = [1, 2, 3].flatMap((i) =>
      linesAt([0, 30, 34], { request: `GET /${i} HTTP/1.1`, status: 499, http_user_agent: DISGUISED }),
    );
    expect(judge({ before: [{ at: 570, status: 499, http_user_agent: DISGUISED }], seen })).toBeUndefined();
  });

  test('an abort that was repeated sooner than at the pace is that of an impatient person', () => {
    const before = [570, 590].map((at) => ({ at, status: 499, http_user_agent: DISGUISED })).toReversed();
    expect(judge({ before, seen: retries([30, 30, 30]) })).toBeUndefined();
  });

  test('most aborts of the address may be those of people', () => {
    const people = [0.4, 1.3, 2.2, 3.7, 6.1, 8.8, 11.9, 15.2, 21.3, 27.6];
    expect(sameWait([...people, 10, 10, 10], 10)).toMatchObject({ facts: { gives_up_after_seconds: 10 } });
    expect(sameWait([...people, 10, 10, 10], 8.8)).toBeUndefined();
    expect(paced([...people.map(Math.ceil), 30, 30, 30], 30)).toMatchObject({ facts: { gives_up_after_seconds: 30 } });
  });

  test('an abort that does not repeat the pace of its address is that of a person', () => {
    expect(judge({ seen: retries([5, 5, 5, 5, 5, 5]) })).toBeUndefined();
  });

  const MANY: Line[] = Array.from({ length: 8 }, (_, i) => ({ at: -600, http_user_agent: `${FIREFOX} ${i}` }));
  /** An abort after 5 s through an address of many people, where this many user agents waited that long and asked for nothing again. */
  const ofMany = (agents: number, shown = MANY): Evidence | undefined => {
    const seen = [0, 1, 2].map((i) => ({
      ...abortsAfter([5], { http_user_agent: `${FIREFOX} ${i % agents}` })[0],
      request: `GET /${i} HTTP/1.1`,
      at: i * 60,
    }));
    return judge({ ...waited(5), http_user_agent: `${FIREFOX} 0`, seen }, shown);
  };

  test('on an address of many people, an equal wait needs no repeat', () => {
    expect(ofMany(3)).toMatchObject({ case: 'same-wait-shared-address', facts: { asks_again: false } });
  });

  test('what a program repeats at a steady pace is a check with a limit of its own', () => {
    const people = abortsAfter([5, 5, 5], { http_user_agent: DISGUISED });
    const own = { ...waited(5), http_user_agent: PROGRAM, seen: people };
    const others = linesAt([590, 580, 571, 560], { http_user_agent: PROGRAM });
    expect(judge({ ...own, before: others.slice(1, 2) })).toMatchObject({ case: 'same-wait-asked-again' });
    expect(judge({ ...own, before: others })).toBeUndefined();
  });

  test('an equal wait without a repeat counts only on an address of many people', () => {
    expect(ofMany(3, MANY.slice(0, 3))).toBeUndefined();
  });

  test('a proxy does not send a POST again, so a POST at its pace comes from the client', () => {
    const once = { status: 499, http_user_agent: DISGUISED };
    const at = (request: string): Evidence | undefined =>
      judge({ request, before: [{ ...once, at: 570, request }], seen: retries([30, 30, 30]) });
    for (const method of ['POST', 'LOCK', 'PATCH']) expect(at(`${method} / HTTP/1.1`)).toBeUndefined();
    expect(at('PUT / HTTP/1.1')).toMatchObject({ case: 'own-pace' });
  });

  test('a pace shows nothing if the waits are known and differ', () => {
    const before = [{ at: 570, status: 499, http_user_agent: DISGUISED }];
    const scattered = abortsAfter([1, 4, 9], { http_user_agent: DISGUISED });
    expect(judge({ ...waited(5), before, seen: [...retries([30, 30, 30]), ...scattered] })).toBeUndefined();
    expect(judge({ ...waited(5), before, seen: retries([30, 30, 30]) })).toMatchObject({ case: 'own-pace' });
  });
});

describe('client-timeout', () => {
  const judge = ({ before, after, seen = [], ...line }: Scene): Evidence | undefined => {
    const tables = tablesOf(seen);
    return clientTimeout.match(new HitView(hitOf({ at: 600, status: 499, ...line }, before, after), tables), tables);
  };
  const program = (waits: readonly number[]): Evidence | undefined =>
    judge({ ...waited(5), http_user_agent: PROGRAM, seen: abortsAfter(waits, { http_user_agent: PROGRAM }) });

  pair('limits', 'LEAST_SCATTERED_WAITS', {
    inside: () => expect(program([1, 3, 9, 27])).toMatchObject({ case: 'scattered-waits' }),
    outside: () => expect(program([1, 3, 9])).toMatchObject({ case: 'program' }),
  });

  test('a tool that people use at a terminal has no limit, unless a wait or a pace shows one', () => {
    const curl = (line: Scene = {}): Evidence | undefined => judge({ http_user_agent: 'curl/8.5.0', ...line });
    expect(curl()).toMatchObject({ case: 'by-hand' });
    expect(curl(waited(7.217))).toMatchObject({ case: 'by-hand' });
    expect(curl(waited(30.001))).toMatchObject({ case: 'program' });
    const before = [1, 2, 3, 4].map((times): Line => ({
      at: 600 - 20 * times,
      status: 499,
      http_user_agent: 'curl/8.5.0',
    }));
    expect(curl({ before })).toMatchObject({ case: 'program' });
    expect(judge({ http_user_agent: PROGRAM })).toMatchObject({ case: 'program' });
  });

  test('a log without user agents does not show a program', () => {
    expect(judge({ http_user_agent: '-' })).toMatchObject({ case: 'no-user-agent' });
    expect(judge({ http_user_agent: '-', lacksUserAgent: true })).toBeUndefined();
  });

  const leftAfter = (request_time: number): Evidence | undefined =>
    judge({ ...waited(request_time), http_user_agent: PROGRAM });

  pair('rhythm', 'LIMIT_STEP_SECONDS', {
    inside: () => expect(leftAfter(2.5)).toMatchObject({ case: 'program' }),
    outside: () => {
      for (const wait of [2.25, 0, 0.01]) expect(leftAfter(wait)).toMatchObject({ case: 'scattered-waits' });
    },
  });

  pair('rhythm', 'EARLY_SECONDS', {
    inside: () => expect(leftAfter(2.995)).toMatchObject({ case: 'program' }),
    outside: () => expect(leftAfter(2.994)).toMatchObject({ case: 'scattered-waits' }),
  });

  pair('rhythm', 'LATE_SECONDS', {
    inside: () => expect(leftAfter(3.02)).toMatchObject({ case: 'program' }),
    outside: () => expect(leftAfter(3.021)).toMatchObject({ case: 'scattered-waits' }),
  });

  pair('limits', 'EQUAL_SECONDS', {
    inside: () => expect(ownWaits([7.25, 7.27])).toMatchObject({ case: 'program' }),
    outside: () => expect(ownWaits([7.25, 7.271])).toMatchObject({ case: 'scattered-waits' }),
  });

  /** The last of some aborts of a program, with the others before it. */
  function ownWaits(waits: readonly number[]): Evidence | undefined {
    const seen = abortsAfter(waits, { http_user_agent: PROGRAM });
    return judge({ ...waited(waits.at(-1)!), http_user_agent: PROGRAM, seen });
  }

  /** An abort of a program, and aborts of the same program by other clients. */
  const elsewhere = (own: number, waits: readonly number[]): Evidence | undefined => {
    const others = abortsAfter(waits, { http_user_agent: PROGRAM }).map((line, i) => ({
      ...line,
      client: `198.51.100.${i}`,
    }));
    const hit = { at: 6000, http_user_agent: PROGRAM, ...waited(own) };
    return judge({ ...hit, seen: [...others, hit] });
  };
  const between = (count: number, from: number): number[] => Array.from({ length: count }, (_, i) => from + i * 0.01);

  pair('limits', 'LEAST_ON_DEVICES', {
    inside: () => expect(elsewhere(7.31, [7.31, 7.312])).toMatchObject({ case: 'program' }),
    outside: () => expect(elsewhere(7.31, [7.31])).toMatchObject({ case: 'scattered-waits' }),
  });

  pair('limits', 'LEAST_DENSITY', {
    // Of 12 others, 0.24 would be as long by chance, of 13 others 0.26.
    inside: () => expect(elsewhere(7.31, [7.31, 7.31, ...between(12, 6.4)])).toMatchObject({ case: 'program' }),
    outside: () =>
      expect(elsewhere(7.31, [7.31, 7.31, ...between(13, 6.4)])).toMatchObject({ case: 'scattered-waits' }),
  });

  pair('limits', 'SURROUNDINGS_SECONDS', {
    inside: () => expect(elsewhere(7.31, [7.31, 7.31, ...between(20, 6.11)])).toMatchObject({ case: 'program' }),
    outside: () =>
      expect(elsewhere(7.31, [7.31, 7.31, ...between(20, 6.35)])).toMatchObject({ case: 'scattered-waits' }),
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

  /** A request without user agent that was repeated at these times. */
  const nameless = (times: readonly number[], status = 200): Evidence | undefined =>
    judge({ http_user_agent: '-', before: linesAt(times, { http_user_agent: '-', status }) });

  pair('monitor-timeout', 'SHORTEST_PACE_OF_BALANCER_SECONDS', {
    inside: () => expect(nameless([598, 596, 594, 592])).toMatchObject({ case: 'steady-pace' }),
    outside: () => expect(nameless([599, 598, 597, 596])).toBeUndefined(),
  });

  test('fast repeats without an answer are those of a program that tries again', () => {
    expect(nameless([598, 596, 594, 592], 499)).toBeUndefined();
  });

  // These intervals lie outside the neighbours; only the tables remember them.
  pair('monitor-timeout', 'LEAST_GAPS', {
    inside: () => expect(judge({ seen: beforeAt([0, 150, 300, 450, 600]) })).toMatchObject({ case: 'steady-pace' }),
    outside: () => expect(judge({ seen: beforeAt([150, 300, 450, 600]) })).toBeUndefined(),
  });

  const check = (path: string, times: readonly number[], line: Line = {}): Evidence | undefined => {
    const request = `GET ${path} HTTP/1.1`;
    const before = linesAt(times, { http_user_agent: PROGRAM, request, ...line });
    return judge({ request, before, ...line });
  };

  pair('monitor-timeout', 'LEAST_CHECKS', {
    inside: () => expect(check('/api/ping', [560, 530])).toMatchObject({ case: 'health-path' }),
    outside: () => expect(check('/api/ping', [560])).toBeUndefined(),
  });

  test('the tables remember checks that lie outside the neighbours', () => {
    const seen = (times: readonly number[]): Line[] =>
      linesAt(times, { http_user_agent: PROGRAM, request: 'GET /healthz HTTP/1.1' });
    expect(judge({ request: 'GET /healthz HTTP/1.1', seen: seen([0, 250, 600]) })).toMatchObject({
      case: 'health-path',
    });
    expect(judge({ request: 'GET /healthz HTTP/1.1', seen: seen([250, 600]) })).toBeUndefined();
  });

  test('only a whole name at the end of a path is that of a check, and nobody followed a link to it', () => {
    for (const path of ['/healthz', '/up', '/shop/status', '/Ready'])
      expect(check(path, [560, 530])).toMatchObject({ case: 'health-path' });
    for (const path of ['/checkout', '/healthy-food', '/signup', '/status/9', '/status?id=4'])
      expect(check(path, [560, 530])).toBeUndefined();
    expect(check('/ping', [560, 530], { http_referer: 'https://a.example/' })).toBeUndefined();
    const request = 'POST /ping HTTP/1.1';
    expect(judge({ request, before: linesAt([560, 530], { http_user_agent: PROGRAM, request }) })).toBeUndefined();
  });

  test('a proxy that names the clients of other requests asks for its check itself', () => {
    const others = linesAt([598, 597], {
      http_user_agent: FIREFOX,
      request: 'GET /page HTTP/1.1',
      extra: { http_x_forwarded_for: '203.0.113.9' },
    });
    const own = linesAt([599, 593, 592, 580], { http_user_agent: PROGRAM });
    expect(judge({ before: [...own, ...others] })).toMatchObject({ case: 'check-of-proxy' });
    expect(judge({ before: [...own.slice(1), ...others] })).toBeUndefined();
    expect(judge({ before: own })).toBeUndefined();
    expect(judge({ before: [...own, ...others], http_referer: 'https://a.example/' })).toBeUndefined();
    const named = { http_x_forwarded_for: '203.0.113.9' };
    expect(judge({ before: [...own, ...others], extra: named })).toBeUndefined();
  });

  pair('repeats', 'PAGES_IN_TURN', {
    inside: () => expect(inTurn(2)).toMatchObject({ case: 'steady-pace', facts: { every_seconds: 13 } }),
    outside: () => {
      expect(inTurn(1)).toMatchObject({ case: 'steady-pace' });
      expect(inTurn(3)).toBeUndefined();
    },
  });

  /** A line every 13 s, each for the next of these many pages, of which the last is asked for twice in a row now and then. */
  function inTurn(pages: number): Evidence | undefined {
    const requestAt = (at: number): string => `GET /${Math.floor((600 - at) / 13 / 1.5) % pages} HTTP/1.1`;
    const times = [587, 574, 561, 548, 535, 522, 509, 496, 483];
    const before = times.map((at) => ({ at, http_user_agent: PROGRAM, request: requestAt(at) }));
    return judge({ request: requestAt(600), before, seen: before });
  }

  pair('monitor-timeout', 'MOST_WAITED_SHARE', {
    inside: () =>
      expect(judge({ ...waited(8.99), before: beforeAt([590, 580, 570, 560]) })).toMatchObject({ case: 'steady-pace' }),
    outside: () => expect(judge({ ...waited(9), before: beforeAt([590, 580, 570, 560]) })).toBeUndefined(),
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

  test('a program that sends data and is never answered is no monitor', () => {
    const push = { request: 'POST /ingest HTTP/1.1', http_user_agent: PROGRAM };
    const pushes = (status: number): Line[] => linesAt([590, 580, 570, 560], { ...push, status });
    expect(judge({ ...push, before: pushes(499) })).toBeUndefined();
    expect(judge({ ...push, before: pushes(200) })).toMatchObject({ case: 'steady-pace' });
    const get = { ...push, request: 'GET /ingest HTTP/1.1' };
    const gets = linesAt([590, 580, 570, 560], { ...get, status: 499 });
    expect(judge({ ...get, before: gets })).toMatchObject({ case: 'steady-pace' });
  });

  test('a browser is not a monitor, whatever its pace', () => {
    const before = linesAt([590, 580, 570, 560]);
    expect(judge({ http_user_agent: FIREFOX, before })).toBeUndefined();
  });
});
