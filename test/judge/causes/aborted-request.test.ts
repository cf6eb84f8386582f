// The bounds and cases of the 499s of the family aborted-request.
import { describe, expect, test } from 'vitest';
import type { Cause, Evidence } from '../../../src/judge/causes/cause.ts';
import { botGaveUp } from '../../../src/judge/causes/aborted-request/bot-gave-up.ts';
import { fireAndForget } from '../../../src/judge/causes/aborted-request/fire-and-forget.ts';
import { halfClose } from '../../../src/judge/causes/aborted-request/half-close.ts';
import { longPollClosed } from '../../../src/judge/causes/aborted-request/long-poll-closed.ts';
import { mediaSeek } from '../../../src/judge/causes/aborted-request/media-seek.ts';
import { navigatedAway } from '../../../src/judge/causes/aborted-request/navigated-away.ts';
import { retried } from '../../../src/judge/causes/aborted-request/retried.ts';
import { stopped } from '../../../src/judge/causes/aborted-request/stopped.ts';
import { superseded } from '../../../src/judge/causes/aborted-request/superseded.ts';
import { unexplained } from '../../../src/judge/causes/unexplained.ts';
import { HitView } from '../../../src/judge/evidence/view.ts';
import { CHROME, FIREFOX, hitOf, type Line, observed, tablesOf } from '../literal.ts';
import { pair } from '../pair.ts';

/** An abort: its line, its neighbours, and what the tables have seen. */
interface Scene extends Line {
  readonly before?: readonly Line[];
  readonly after?: readonly Line[];
  readonly seen?: readonly Line[];
}

const GET = (path: string): string => `GET ${path} HTTP/1.1`;
const PROGRAM = 'Go-http-client/1.1';
const CRAWLER = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
/** Lines that make an address one that many people share. */
const MANY: readonly Line[] = Array.from({ length: 8 }, (_, i) => ({ http_user_agent: `agent ${i}` }));

function judge(cause: Cause, { before, after, seen, ...line }: Scene): Evidence | undefined {
  const tables = tablesOf(seen);
  return cause.match(new HitView(hitOf({ status: 499, ...line }, before, after), tables), tables);
}

describe('retried', () => {
  /** An abort whose request came again after three seconds, with another page this many seconds after the abort. */
  const withPageAt = (at: number): Evidence | undefined =>
    judge(retried, { after: [{ at, request: GET('/south') }, { at: 3 }] });

  pair('retried', 'PAGE_BEFORE_SECONDS', {
    inside: () => expect(withPageAt(2)).toMatchObject({ case: 'asked-again', facts: { again_after_seconds: 3 } }),
    outside: () => expect(withPageAt(1)).toBeUndefined(),
  });
});

pair('retried', 'ROUNDING_SECONDS', {
  inside: () => expect(judge(retried, { after: [{ at: 2, extra: { request_time: 3 } }] })).toBeDefined(),
  outside: () => expect(judge(retried, { after: [{ at: 2, extra: { request_time: 3.01 } }] })).toBeUndefined(),
});

test('a flood of equal requests is nobody who tries again', () => {
  const flood = (times: number): Scene => ({ after: Array.from({ length: times }, () => ({ status: 499 })) });
  for (const cause of [retried, stopped]) {
    expect(judge(cause, flood(4))).toBeDefined();
    expect(judge(cause, flood(5))).toBeUndefined();
  }
  expect(judge(unexplained, flood(5))).toMatchObject({ case: 'flood', facts: { flood: true } });
  expect(judge(unexplained, flood(4))).toMatchObject({ case: 'no-cause-fits' });
});

test('a query may name a long poll', () => {
  const asked = (query: string): string | undefined => judge(longPollClosed, { request: GET(`/db/x?${query}`) })?.case;
  expect(asked('feed=longpoll&since=7')).toBe('poll-path');
  expect(asked('EIO=4&transport=polling')).toBe('poll-path');
  expect(asked('feed=normal')).toBeUndefined();
  expect(asked('xfeed=longpoll')).toBeUndefined();
});

describe('requests that a program drops together', () => {
  const of = (request_time: number): Line => ({ status: 499, http_user_agent: PROGRAM, extra: { request_time } });
  const together = (...waits: number[]): Scene => ({ ...of(0.02), before: waits.map(of) });

  test('no time limit ends them, and the program did not leave at once', () => {
    expect(judge(stopped, together(1, 2))).toMatchObject({ case: 'left-together' });
    expect(judge(stopped, together(1))).toBeUndefined();
    expect(judge(halfClose, together(1))).toBeDefined();
    expect(judge(halfClose, together(1, 2))).toBeUndefined();
  });
});

describe('fire-and-forget', () => {
  const POST = 'POST /ingest HTTP/1.1';
  const push = (line: Line): Line => ({ http_user_agent: PROGRAM, request: POST, ...line });
  /** An abort of a push after `request_time` seconds, by a client that aborted `aborts` pushes. */
  const left = (request_time: number, aborts: number): Evidence | undefined => {
    const seen = Array.from({ length: aborts }, (_, i) => push({ at: -i, status: 499 }));
    return judge(fireAndForget, push({ extra: { request_time }, seen } as Scene));
  };
  /** An abort without $request_time, by a client that sent `requests` pushes and aborted `aborted` of them. */
  const share = (aborted: number, requests: number): Evidence | undefined => {
    const seen = Array.from({ length: requests }, (_, i) => push({ status: i < aborted ? 499 : 200 }));
    return judge(fireAndForget, { ...push({}), before: [push({ status: 499 })], seen });
  };

  pair('fire-and-forget', 'LOOPBACK_SECONDS', {
    inside: () => {
      const request = 'POST /wp-cron.php?doing_wp_cron=1 HTTP/1.1';
      expect(judge(fireAndForget, { request, extra: { request_time: 2 } })).toMatchObject({ case: 'beacon-path' });
    },
    outside: () => {
      const request = 'POST /wp-cron.php?doing_wp_cron=1 HTTP/1.1';
      expect(judge(fireAndForget, { request, extra: { request_time: 2.1 } })).toBeUndefined();
    },
  });

  /** A page sends data, and the browser leaves after this many seconds. */
  const sent = (request_time: number, http_referer = 'https://museum.example.org/'): Evidence | undefined =>
    judge(fireAndForget, {
      request: 'POST /leave HTTP/1.1',
      http_user_agent: FIREFOX,
      http_referer,
      extra: { request_time },
    });
  pair('fire-and-forget', 'ON_THE_WAY_OUT_SECONDS', {
    inside: () => expect(sent(0.05)).toMatchObject({ case: 'on-the-way-out' }),
    outside: () => expect(sent(0.051)).toBeUndefined(),
  });

  test('only a page sends data on the way out', () => {
    expect(sent(0.01, '-')).toBeUndefined();
  });

  pair('fire-and-forget', 'NEVER_WAITED_SECONDS', {
    inside: () => expect(left(0.3, 2)).toMatchObject({ case: 'left-at-once-again' }),
    outside: () => expect(left(0.31, 2)).toBeUndefined(),
  });

  pair('fire-and-forget', 'LEAST_ABORTS', {
    inside: () => expect(left(0.01, 2)).toMatchObject({ case: 'left-at-once-again' }),
    outside: () => expect(left(0.01, 1)).toMatchObject({ case: 'left-at-once' }),
  });

  pair('fire-and-forget', 'LEAST_ABORTED_SHARE', {
    inside: () => expect(share(7, 10)).toMatchObject({ case: 'aborts-nearly-all' }),
    outside: () => expect(share(9, 13)).toBeUndefined(),
  });

  test('does not name the pushes of monitors and crawlers, which have causes of their own', () => {
    for (const http_user_agent of ['kube-probe/1.29', CRAWLER]) {
      const own = push({ http_user_agent, status: 499, extra: { request_time: 0.01 } });
      expect(judge(fireAndForget, { ...own, seen: [own, own] })).toBeUndefined();
    }
  });
});

describe('a page that sends data and never waits', () => {
  const POST = 'POST /seen HTTP/1.1';
  /** An abort of a browser. Another request with its path ended this many seconds later. */
  const sent = (at: number, line: Line = {}, other: Line = {}): Evidence | undefined =>
    judge(fireAndForget, { request: POST, ...line, after: [{ at, request: POST, status: 499, ...other }] });

  pair('fire-and-forget', 'LEAST_APART_SECONDS', {
    inside: () => expect(sent(2)).toEqual({ case: 'never-answered', facts: { aborted_near_by: 2 } }),
    outside: () => expect(sent(1)).toBeUndefined(),
  });

  /** The same, on a part of the site that was answered and aborted this often before, the last time so many minutes ago. */
  const sentTo = (answers: number, aborts: number, minutes: number): Evidence | undefined => {
    const earlier = [...Array.from({ length: answers }, () => 204), ...Array.from({ length: aborts }, () => 499)];
    const seen = earlier.map((status) => ({ at: -60 * minutes, request: POST, status, client: '198.51.100.3' }));
    return judge(fireAndForget, { request: POST, seen, after: [{ at: 9, request: POST, status: 499 }] });
  };

  pair('fire-and-forget', 'LEAST_USUAL_ANSWERS', {
    inside: () => expect(sentTo(5, 0, 60)).toBeUndefined(),
    outside: () => expect(sentTo(4, 0, 60)).toMatchObject({ case: 'never-answered' }),
  });

  pair('fire-and-forget', 'USUAL_BEFORE_MINUTES', {
    inside: () => expect(sentTo(9, 0, 20)).toBeUndefined(),
    outside: () => expect(sentTo(9, 0, 19)).toMatchObject({ case: 'never-answered' }),
  });

  pair('fire-and-forget', 'MOST_USUALLY_LOST', {
    inside: () => expect(sentTo(17, 3, 60)).toBeUndefined(),
    outside: () => expect(sentTo(22, 4, 60)).toMatchObject({ case: 'never-answered' }),
  });

  test('shows as aborts alone: one answer shows that it waits', () => {
    expect(sent(9, {}, { status: 200 })).toBeUndefined();
    expect(sent(9, {}, { request: 'POST /other HTTP/1.1' })).toBeUndefined();
    expect(sent(9, { request: GET('/seen') }, { request: GET('/seen') })).toBeUndefined();
    expect(sent(0, { extra: { request_time: 0.3 } })).toMatchObject({ case: 'never-answered' });
    expect(sent(9, { extra: { request_time: 0.31 } })).toBeUndefined();
  });
});

describe('a part of the site that no page waits for', () => {
  const POST = 'POST /px/leave HTTP/1.1';
  const http_referer = 'https://example.com/news';
  /** Aborts of this part of the site, each of another person, this many seconds apart. The last one is the hit. */
  const left = (count: number, apart = 40, people = count): Line[] =>
    Array.from({ length: count }, (_, i) => {
      return {
        at: (i + 1 - count) * apart,
        client: `198.51.100.${i % people}`,
        request: POST,
        status: 499,
        http_referer,
      };
    });
  const asked = (seen: readonly Line[], line: Line = {}): Evidence | undefined =>
    judge(fireAndForget, { request: POST, http_referer, seen, ...line });
  const answeredOnce = (line: Line): Evidence | undefined => asked([...left(9), { at: -9, request: POST, ...line }]);

  pair('fire-and-forget', 'LEAST_UNANSWERED', {
    inside: () => expect(asked(left(5))).toEqual({ case: 'nobody-answered', facts: { aborted_on_part: 5 } }),
    outside: () => expect(asked(left(4))).toBeUndefined(),
  });

  pair('fire-and-forget', 'LEAST_PEOPLE', {
    inside: () => expect(asked(left(9, 40, 4))).toMatchObject({ case: 'nobody-answered' }),
    outside: () => expect(asked(left(9, 40, 3))).toBeUndefined(),
  });

  pair('fire-and-forget', 'MOST_IN_MINUTE', {
    // At 15:00 sharp, the minute of the hit begins. These are in the minute before it.
    inside: () => expect(asked([...left(10, 120), ...left(10, 5).map(aMinuteAgo)])).toBeDefined(),
    outside: () => expect(asked([...left(9, 120), ...left(11, 5).map(aMinuteAgo)])).toBeUndefined(),
  });

  pair('fire-and-forget', 'LEAST_SHARE_OF_SAMPLE', {
    inside: () => expect(sampled(5, 20)).toMatchObject({ case: 'nobody-answered' }),
    outside: () => expect(sampled(5, 21)).toBeUndefined(),
  });

  test('is one that waits if it ever answered or failed', () => {
    expect(answeredOnce({ request: GET('/px/leave/3') })).toBeUndefined();
    expect(answeredOnce({ status: 204 })).toBeUndefined();
    expect(answeredOnce({ status: 502 })).toBeUndefined();
    expect(answeredOnce({ request: GET('/news') })).toMatchObject({ case: 'nobody-answered' });
  });

  test('gets its requests from pages, and each address stands for one person', () => {
    expect(asked(left(9), { http_referer: '-' })).toBeUndefined();
    expect(asked(left(9), { request: GET('/px/leave') })).toBeUndefined();
    expect(asked([...left(9), ...MANY])).toBeUndefined();
    expect(asked(left(9), { extra: { request_time: 0.3 } })).toMatchObject({ case: 'nobody-answered' });
    expect(asked(left(9), { extra: { request_time: 0.31 } })).toBeUndefined();
  });

  function aMinuteAgo(line: Line): Line {
    return { ...line, at: (line.at ?? 0) - 1 };
  }

  // This many aborts in a log of which one line in so many is in the sample.
  function sampled(aborts: number, weight: number): Evidence | undefined {
    const tables = tablesOf(left(aborts));
    tables.observe(observed({ request: GET('/news') }, weight));
    return fireAndForget.match(new HitView(hitOf({ status: 499, request: POST, http_referer }), tables), tables);
  }
});

describe('a poll whose path has no telling name', () => {
  const NEWS = GET('/updates?since=1');
  const http_referer = 'https://example.com/chat';
  /** An abort of a request that an open page sends; earlier requests of it ended at `times`. */
  const polled = (
    times: readonly number[],
    earlier: Line = {},
    own: Line = {},
    after: readonly Line[] = [],
  ): Evidence | undefined =>
    judge(longPollClosed, {
      request: NEWS,
      http_referer,
      ...own,
      before: times.map((at) => ({ at, request: GET('/updates?since=0'), http_referer, ...earlier })),
      after,
    });

  pair('long-poll-closed', 'SHORTEST_HOLD_SECONDS', {
    inside: () => expect(polled([-1, -2])).toMatchObject({ case: 'held-before' }),
    outside: () => expect(polled([0, -2])).toBeUndefined(),
  });

  pair('long-poll-closed', 'LEAST_HELD', {
    inside: () => expect(polled([-9, -20])).toEqual({ case: 'held-before', facts: { answered_before: 2 } }),
    outside: () => expect(polled([-9])).toEqual({ case: 'held-once', facts: { answered_before: 1 } }),
  });

  test('was held and answered each time, for the same page', () => {
    expect(polled([-9, -20], { status: 504 })).toBeUndefined();
    expect(polled([-9, -20], { extra: { request_time: 0.9 } })).toBeUndefined();
    expect(polled([-9, -20], { extra: { request_time: 1 } })).toMatchObject({ case: 'held-before' });
    expect(polled([-9, -20], { http_referer: 'https://example.com/' })).toBeUndefined();
    expect(polled([-9, -20], { http_referer: '-' }, { http_referer: '-' })).toBeUndefined();
    expect(polled([-9, -20], { request: 'POST /updates HTTP/1.1' })).toBeUndefined();
    expect(polled([])).toBeUndefined();
  });

  test('is no page, no part of a page, no file and no request of a program', () => {
    const next = { at: 1, request: GET('/next'), http_referer: 'https://example.com/updates?since=1' };
    expect(polled([-9, -20], {}, {}, [next])).toBeUndefined();
    for (const path of ['/a.css', '/a.mp4']) {
      const request = GET(path);
      expect(polled([-9, -20], { request }, { request })).toBeUndefined();
    }
    const http_user_agent = PROGRAM;
    expect(polled([-9, -20], { http_user_agent }, { http_user_agent })).toBeUndefined();
  });
});

describe('a log that comes through one address and shows no time', () => {
  const THROUGH_PROXY: readonly Line[] = Array.from({ length: 120 }, (_, i) => ({ http_user_agent: `agent ${i % 8}` }));

  test('does not show whether a person or the proxy left', () => {
    const seen = THROUGH_PROXY;
    expect(judge(stopped, { seen })).toBeUndefined();
    expect(judge(retried, { after: [{ at: 4 }], seen })).toBeUndefined();
    expect(judge(unexplained, { seen })).toMatchObject({ case: 'behind-a-proxy', facts: { behind_a_proxy: true } });
    expect(unexplained.advice({ behind_a_proxy: true })).toContain('only $request_time can tell');
    const extra = { request_time: 4 };
    expect(judge(stopped, { extra, seen })).toMatchObject({ case: 'shared-address' });
    expect(judge(retried, { extra, after: [{ at: 4 }], seen })).toMatchObject({ case: 'shared-address' });
    expect(judge(unexplained, { extra, seen })).toMatchObject({ case: 'no-cause-fits' });
    expect(judge(unexplained, { http_user_agent: PROGRAM, seen })).toMatchObject({ case: 'no-cause-fits' });
  });
});

pair('half-close', 'LONGEST_WAIT_SECONDS', {
  inside: () =>
    expect(judge(halfClose, { http_user_agent: PROGRAM, extra: { request_time: 0.05 } })).toMatchObject({
      case: 'left-at-once',
    }),
  outside: () => expect(judge(halfClose, { http_user_agent: PROGRAM, extra: { request_time: 0.052 } })).toBeUndefined(),
});

const OF_APP = { http_user_agent: 'MuseumApp/2.4 (iPhone; iOS 14.5)' };

pair('stopped', 'NEVER_WAITED_SECONDS', {
  inside: () =>
    expect(judge(stopped, { ...OF_APP, request: 'POST /a HTTP/1.1', extra: { request_time: 0.31 } })).toMatchObject({
      case: 'app-without-limit',
    }),
  outside: () =>
    expect(judge(stopped, { ...OF_APP, request: 'POST /a HTTP/1.1', extra: { request_time: 0.3 } })).toBeUndefined(),
});

test('only a program on a device of a person stops like a person', () => {
  const leaves = (http_user_agent: string, request_time?: number): boolean =>
    judge(stopped, { http_user_agent, extra: request_time === undefined ? {} : { request_time } }) !== undefined;
  for (const agent of ['okhttp/4.12.0', 'Dart/3.5 (dart:io)', 'Shop/4.6 CFNetwork/1568 Darwin/24.1.0', 'TillApp/2.3.1'])
    expect(leaves(agent, 1.234)).toBe(true);
  for (const agent of [
    'curl/8.5.0',
    'node',
    'python-requests/2.31.0',
    'Mozilla/5.0 HeadlessChrome/126.0.0.0',
    '-',
    'kube-probe/1.30',
  ])
    expect(leaves(agent, 1.234)).toBe(false);
  expect(leaves('okhttp/4.12.0', 1.5)).toBe(false);
  expect(leaves('okhttp/4.12.0')).toBe(false);
});

pair('retried', 'LONGEST_PAUSE_OF_APP_SECONDS', {
  inside: () =>
    expect(judge(retried, { ...OF_APP, after: [{ ...OF_APP, at: 3, extra: { request_time: 1 } }] })).toBeDefined(),
  outside: () =>
    expect(judge(retried, { ...OF_APP, after: [{ ...OF_APP, at: 3, extra: { request_time: 0.99 } }] })).toBeUndefined(),
});

const SOUTH = { at: 1, request: GET('/south') };

const TYPED = { request: GET('/find?q=um') };
const TYPED_ON = { at: 1, request: GET('/find?q=umb') };
const LOOKED_UP = { request: GET('/api/item?id=1') };
const ASKED = { ...LOOKED_UP, http_user_agent: PROGRAM };

const SCENES: readonly (readonly [cause: Cause, expected: string | undefined, scene: Scene])[] = [
  [stopped, 'nothing-else-fits', {}],
  [stopped, 'shared-address', { seen: MANY }],
  [stopped, undefined, { http_user_agent: PROGRAM }],
  [navigatedAway, 'next-page-ended', { after: [SOUTH] }],
  [navigatedAway, 'next-page-began', { after: [{ ...SOUTH, extra: { request_time: 1.2 } }] }],
  [navigatedAway, 'shared-address', { after: [SOUTH], seen: MANY }],
  [navigatedAway, undefined, { after: [{ ...SOUTH, http_user_agent: CHROME }] }],
  [retried, 'asked-again', { after: [{ at: 4 }] }],
  [retried, 'asked-again', { http_user_agent: 'Dalvik/2.1.0', after: [{ at: 4, http_user_agent: 'Dalvik/2.1.0' }] }],
  [retried, 'shared-address', { after: [{ at: 4 }], seen: MANY }],
  [retried, undefined, { before: [{ at: -4 }] }],
  [
    retried,
    undefined,
    { http_referer: 'https://a.example/1', after: [{ at: 4, http_referer: 'https://a.example/2' }] },
  ],
  [
    retried,
    'asked-again',
    { http_referer: 'https://a.example/1', after: [{ at: 4, http_referer: 'https://a.example/1' }] },
  ],
  [retried, 'asked-again', { after: [{ at: 4, http_referer: 'https://a.example/2' }] }],
  [superseded, 'typed', { request: GET('/find?q=um'), after: [{ at: 1, request: GET('/find?q=umb') }] }],
  [superseded, undefined, { request: GET('/find?q=um'), after: [{ at: 1, request: 'POST /find?q=umb HTTP/1.1' }] }],
  [superseded, 'typed', { ...TYPED, http_user_agent: PROGRAM, after: [{ ...TYPED_ON, http_user_agent: PROGRAM }] }],
  [superseded, 'script-path', { ...LOOKED_UP, after: [{ ...LOOKED_UP, at: 1, request: GET('/api/item?id=2') }] }],
  [superseded, undefined, { ...ASKED, after: [{ ...ASKED, at: 1, request: GET('/api/item?id=2') }] }],
  [
    mediaSeek,
    'same-file-near-by',
    { request: GET('/play?v=1'), before: [{ at: -4, request: GET('/play?v=1'), status: 206 }] },
  ],
  [mediaSeek, undefined, { request: GET('/play?v=1'), before: [{ at: -4, request: GET('/play?v=1') }] }],
  [mediaSeek, 'same-file-near-by', { request: GET('/a.mp4'), before: [{ at: -4, request: GET('/a.mp4') }] }],
  [mediaSeek, 'file-alone', { request: GET('/a.mp4') }],
  [mediaSeek, 'file-alone', { request: GET('/a.mp4'), http_user_agent: 'VLC/3.0.20 LibVLC/3.0.20' }],
  [mediaSeek, undefined, { request: GET('/a.mp4'), http_user_agent: PROGRAM }],
  [longPollClosed, 'poll-path', { request: GET('/chat/poll') }],
  [longPollClosed, 'answered-before', { request: GET('/ws'), before: [{ at: -9, request: GET('/ws') }] }],
  [longPollClosed, undefined, { request: 'POST /ws HTTP/1.1' }],
  [longPollClosed, undefined, { request: GET('/chat/poll'), http_user_agent: CRAWLER }],
  [botGaveUp, 'crawler-agent', { http_user_agent: CRAWLER }],
  [botGaveUp, undefined, {}],
  [halfClose, undefined, { http_user_agent: PROGRAM, request: 'GET / HTTP/2.0', extra: { request_time: 0.01 } }],
  [halfClose, undefined, { http_user_agent: PROGRAM, request: 'POST / HTTP/1.1', extra: { request_time: 0.01 } }],
];

test.for(SCENES.map(([cause, expected, scene]) => ({ id: cause.id, expected, scene, cause })))(
  '$id: the case is $expected for $scene',
  ({ cause, expected, scene }) => {
    expect(judge(cause, scene)?.case).toBe(expected);
  },
);
