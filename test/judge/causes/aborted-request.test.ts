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
import { HitView } from '../../../src/judge/evidence/view.ts';
import { CHROME, hitOf, type Line, tablesOf } from '../literal.ts';
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

pair('half-close', 'LONGEST_WAIT_SECONDS', {
  inside: () =>
    expect(judge(halfClose, { http_user_agent: PROGRAM, extra: { request_time: 0.05 } })).toMatchObject({
      case: 'left-at-once',
    }),
  outside: () => expect(judge(halfClose, { http_user_agent: PROGRAM, extra: { request_time: 0.052 } })).toBeUndefined(),
});

const SOUTH = { at: 1, request: GET('/south') };

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
  [superseded, 'typed', { request: GET('/find?q=um'), after: [{ at: 1, request: GET('/find?q=umb') }] }],
  [superseded, undefined, { request: GET('/find?q=um'), after: [{ at: 1, request: 'POST /find?q=umb HTTP/1.1' }] }],
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
