// The bounds of a stall. It is judged from the crowd and from what others got, which are literals here.
import { describe, expect, test } from 'vitest';
import { type Stall, stallAround } from '../../../../src/judge/evidence/aborts/stall.ts';
import { HitView } from '../../../../src/judge/evidence/view.ts';
import type { Crowd } from '../../../../src/judge/tables/parts/incidents.ts';
import type { Requests } from '../../../../src/judge/tables/parts/time-counts.ts';
import { hitOf, type Line, tablesOf } from '../../literal.ts';
import { pair } from '../../pair.ts';
import { type RowLiteral, tablesWith } from './row-literal.ts';

const PAGE = 'GET /seats/112 HTTP/1.1';
const AGAIN: readonly Line[] = [{ at: 5, request: PAGE }];
const waited = (request_time: number): Line => ({ extra: { request_time } });

interface Scene {
  readonly crowd?: Partial<Crowd>;
  readonly onPage?: number;
  readonly part?: RowLiteral;
  readonly section?: RowLiteral;
  readonly site?: RowLiteral;
  readonly backend?: RowLiteral;
  readonly isSlow?: boolean;
  readonly line?: Line;
  readonly before?: readonly Line[];
  readonly after?: readonly Line[];
}

/** Judges an abort in a scene. */
function judge({ line = {}, before = [], after = [], ...rest }: Scene): Stall | undefined {
  const hit = hitOf({ request: PAGE, status: 499, ...line }, before, after);
  return stallAround(new HitView(hit, tablesOf()), tablesWith(rest));
}

/** A crowd on the part of the hit. */
const onPart = (clients: number, rest: Partial<Crowd> = {}): Pick<Scene, 'crowd'> => ({
  crowd: { clients, clientsOnPart: clients, ...rest },
});
/** The requests near the hit, the same at all distances. */
const near = (requests: Partial<Requests>): { part: RowLiteral } => ({ part: { near: requests } });
/** The part lost all requests near the hit, and one of them failed. */
const FAILED = near({ aborts: 8, failures: 1 });
const SILENT = near({ aborts: 8 });

describe('a wait that is far longer than usual', () => {
  const answered = near({ aborts: 4, answers: 20 });
  const slow = (slowLeavers: number): Scene => ({
    ...onPart(4),
    part: { ...answered.part, slowLeavers },
    line: waited(4),
    isSlow: true,
  });
  pair('stall', 'LEAST_SLOW_ON_PART', {
    inside: () => expect(judge(slow(4))).toMatchObject({ case: 'slow-for-several' }),
    outside: () => expect(judge(slow(3))).toBeUndefined(),
  });

  test('a log that begins shows no usual rate, so the waits are enough', () => {
    expect(judge({ ...slow(4), crowd: { history: 3 } })).toMatchObject({ case: 'slow-for-several' });
    expect(judge({ ...slow(4), crowd: { history: 4 } })).toBeUndefined();
    expect(judge({ ...slow(3), crowd: { history: 3 } })).toBeUndefined();
  });

  test("only this client's own wait, and a crowd of people, show it", () => {
    expect(judge({ ...slow(4), isSlow: false })).toBeUndefined();
    expect(judge({ ...slow(4), crowd: {} })).toBeUndefined();
    expect(judge({ ...slow(4), line: { ...waited(4), http_user_agent: 'Go-http-client/1.1' } })).toBeUndefined();
    // The person asked again, but the wait was no choice of theirs.
    expect(judge({ ...slow(4), after: AGAIN })).toMatchObject({ case: 'slow-for-several' });
  });

  const everywhere = (slowLeavers: number, answers: number): Scene => ({
    site: { slowLeavers },
    backend: { near: { answers } },
    line: waited(4),
    isSlow: true,
  });
  pair('stall', 'LEAST_SLOW_ON_SITE', {
    inside: () => expect(judge(everywhere(4, 0))).toMatchObject({ case: 'slow-everywhere' }),
    outside: () => expect(judge(everywhere(3, 0))).toBeUndefined(),
  });

  test('upstreams that give more answers than people leave are not silent', () => {
    expect(judge(everywhere(4, 4))).toMatchObject({ case: 'slow-everywhere', facts: { clients_leaving: 4 } });
    expect(judge(everywhere(4, 5))).toBeUndefined();
    expect(judge({ ...everywhere(4, 4), isSlow: false })).toBeUndefined();
  });
});

test('an upstream that failed before the client left explains the abort', () => {
  const extra = { request_time: 2.1, upstream_status: '502, -' };
  expect(judge({ line: { extra }, after: AGAIN })).toEqual({ case: 'upstream-failed', facts: {} });
  expect(judge({ line: { extra: { ...extra, upstream_status: '-' } } })).toBeUndefined();
});

describe('a crowd on one part', () => {
  pair('stall', 'LARGE_CROWD', {
    inside: () => expect(judge({ ...onPart(8), ...FAILED, after: AGAIN })).toMatchObject({ case: 'one-part' }),
    outside: () => expect(judge({ ...onPart(7), ...FAILED, after: AGAIN })).toBeUndefined(),
  });

  pair('stall', 'SHORTEST_WAIT_SECONDS', {
    inside: () => expect(judge({ ...onPart(8), ...FAILED, line: waited(0.5) })).toMatchObject({ case: 'one-part' }),
    outside: () => expect(judge({ ...onPart(8), ...FAILED, line: waited(0.49) })).toBeUndefined(),
  });

  pair('stall', 'LEAST_LOST_SHARE', {
    inside: () =>
      expect(judge({ ...onPart(8), ...near({ aborts: 8, failures: 1, answers: 27 }) })).toMatchObject({
        case: 'one-part',
      }),
    outside: () => expect(judge({ ...onPart(8), ...near({ aborts: 8, failures: 1, answers: 28 }) })).toBeUndefined(),
  });

  test('a failure of the part counts within the moment, the lost share within the crowd', () => {
    const late: RowLiteral = {
      near: (seconds) => ({ aborts: 8, failures: seconds > 8 ? 1 : 0, answers: seconds > 8 ? 99 : 9 }),
    };
    expect(judge({ ...onPart(8), part: late })).toMatchObject({ case: 'one-part' });
  });

  const siteFails = { site: { near: { failures: 1, answers: 99 } } };
  pair('stall', 'LEAST_LOST_SHARE_BESIDE_SITE', {
    inside: () =>
      expect(judge({ ...onPart(9), ...siteFails, ...near({ aborts: 9, answers: 3 }) })).toMatchObject({
        case: 'one-part',
      }),
    outside: () => expect(judge({ ...onPart(9), ...siteFails, ...near({ aborts: 9, answers: 4 }) })).toBeUndefined(),
  });

  pair('stall', 'LEAST_LOST_SHARE_OF_SILENT', {
    inside: () =>
      expect(judge({ ...onPart(19), ...near({ aborts: 19, answers: 1 }) })).toMatchObject({ case: 'silent-part' }),
    outside: () => expect(judge({ ...onPart(18), ...near({ aborts: 18, answers: 1 }) })).toBeUndefined(),
  });

  pair('stall', 'LONG_WAIT_SECONDS', {
    inside: () => expect(judge({ ...onPart(9), ...SILENT, line: waited(3) })).toMatchObject({ case: 'one-part' }),
    outside: () => expect(judge({ ...onPart(9), ...SILENT, line: waited(2.9) })).toBeUndefined(),
  });

  const usually = (usualWait: number): { part: RowLiteral } => ({ part: { near: { aborts: 8 }, usualWait } });
  pair('stall', 'LEAST_TIMES_USUAL_WAIT', {
    inside: () => expect(judge({ ...onPart(9), ...usually(4), line: waited(12) })).toMatchObject({ case: 'one-part' }),
    outside: () => expect(judge({ ...onPart(9), ...usually(4), line: waited(11.9) })).toBeUndefined(),
  });

  const earlier = (at: number): Pick<Scene, 'before'> => ({ before: [{ at, request: 'GET /seats HTTP/1.1' }] });
  pair('stall', 'LATELY_SECONDS', {
    inside: () =>
      expect(judge({ ...onPart(9), onPage: 9, ...SILENT, line: waited(5), ...earlier(-30) })).toMatchObject({
        case: 'one-part',
      }),
    outside: () =>
      expect(judge({ ...onPart(9), onPage: 9, ...SILENT, line: waited(5), ...earlier(-31) })).toBeUndefined(),
  });

  test('no crowd is a stall while the part goes on answering others', () => {
    expect(judge({ ...onPart(15), ...near({ aborts: 15, answers: 15 }) })).toBeUndefined();
    expect(judge({ ...onPart(15), ...near({ aborts: 15, answers: 15 }), line: waited(8) })).toBeUndefined();
  });

  test('a lesson ends: everyone leaves one page, and nothing is said of the server', () => {
    expect(judge({ ...onPart(15), onPage: 15, ...SILENT })).toBeUndefined();
    expect(judge({ ...onPart(15), onPage: 15, ...FAILED })).toMatchObject({ case: 'one-part' });
  });

  test('programs need a failure of the part itself', () => {
    const line = { http_user_agent: 'python-requests/2.31.0' };
    expect(judge({ ...onPart(9), ...siteFails, ...SILENT, line })).toBeUndefined();
    expect(judge({ ...onPart(9), ...SILENT, line: { ...line, ...waited(9) } })).toBeUndefined();
    expect(judge({ ...onPart(9), ...FAILED, line })).toMatchObject({ case: 'one-part' });
  });

  test('names the crowd', () => {
    expect(judge({ ...onPart(9, { failures: 2, usualOnPart: 1.26 }), ...FAILED })).toEqual({
      case: 'one-part',
      facts: { clients_leaving: 9, usual_clients: 1.3, failures_beside: 2, part: '/seats' },
    });
  });

  test.for([
    ['one-part', onPart(4).crowd],
    ['one-part-at-log-start', onPart(4, { history: 0 }).crowd],
    ['whole-site', { clients: 9, clientsOnPart: 2, failures: 1 }],
    ['whole-site-at-log-start', { clients: 12, clientsOnPart: 2, history: 0, failures: 1 }],
  ] as const)('gives the case %s for %j', ([expected, crowd]) => {
    expect(judge({ crowd: crowd!, ...FAILED })?.case).toBe(expected);
  });

  test('a small crowd on one part explains a client that asked again if there is a failure; a crowd over the site does not', () => {
    expect(judge({ ...onPart(4, { failures: 1 }), ...FAILED, after: AGAIN })).toMatchObject({ case: 'one-part' });
    const left = { clients: 30, clientsOnPart: 2, failures: 1 };
    expect(judge({ crowd: left, ...FAILED, after: AGAIN })).toBeUndefined();
  });

  const overSite = { crowd: { clients: 30, clientsOnPart: 2, failures: 1 }, ...near({ aborts: 2, answers: 1 }) };
  pair('stall', 'LEAST_LOST_SHARE_OF_SITE', {
    inside: () =>
      expect(judge({ ...overSite, site: { near: { aborts: 9, failures: 1, answers: 190 } } })).toMatchObject({
        case: 'whole-site',
      }),
    outside: () =>
      expect(judge({ ...overSite, site: { near: { aborts: 9, failures: 1, answers: 191 } } })).toBeUndefined(),
  });

  test('a crowd over the site needs a failure, and a silent part or a site that loses much', () => {
    const left = { clients: 30, clientsOnPart: 2 };
    expect(judge({ crowd: left, ...SILENT })).toBeUndefined();
    expect(judge({ crowd: { ...left, failures: 1 }, ...SILENT })).toMatchObject({ case: 'whole-site' });
    expect(judge({ crowd: { ...left, failures: 1 }, ...near({ aborts: 2, answers: 1 }) })).toBeUndefined();
  });

  test('monitors and crawlers leave for reasons of their own', () => {
    for (const http_user_agent of ['kube-probe/1.29', 'Mozilla/5.0 (compatible; Googlebot/2.1)'])
      expect(judge({ ...onPart(9), ...FAILED, line: { http_user_agent } })).toBeUndefined();
  });

  test('a crowd does not explain a client that keeps its own time limit', () => {
    const waits = [0, 60, 120].map((at) => ({ at, status: 499, extra: { request_time: 5 } }));
    const tables = tablesWith({ ...onPart(9), ...FAILED });
    const hit = hitOf({ at: 180, request: PAGE, status: 499, extra: { request_time: 5 } });
    expect(stallAround(new HitView(hit, tablesOf(waits)), tables)).toBeUndefined();
    expect(stallAround(new HitView(hit, tablesOf()), tables)).toMatchObject({ case: 'one-part' });
  });
});

describe('no crowd', () => {
  /** The requests near the hit; at least one failure is one of the whole site, too. */
  const failing = (requests: Partial<Requests>): Scene => ({ ...near(requests), site: { near: { failures: 1 } } });

  pair('stall', 'LEAST_FAILED_SHARE', {
    inside: () =>
      expect(judge(failing({ aborts: 1, failures: 9, answers: 1 }))).toMatchObject({ case: 'beside-failures' }),
    outside: () => expect(judge(failing({ aborts: 1, failures: 9, answers: 2 }))).toBeUndefined(),
  });

  test('a failure of the section counts, too', () => {
    const section: RowLiteral = { near: { aborts: 1, failures: 1 } };
    expect(judge({ ...failing({ aborts: 1 }), section })).toEqual({
      case: 'beside-failures',
      facts: { failures_beside: 1, part: '/seats' },
    });
  });

  test('a client that asked again had its own reason', () => {
    expect(judge({ ...failing({ aborts: 1, failures: 9 }), after: AGAIN })).toBeUndefined();
  });

  const restart = (failures: number, answers: number): Scene => ({
    ...near({ aborts: 1 }),
    site: { near: { failures, answers, aborts: 1 } },
  });
  pair('stall', 'LEAST_FAILURES_ON_SITE', {
    inside: () => expect(judge(restart(3, 10))).toEqual({ case: 'failing-site', facts: { failures_beside: 3 } }),
    outside: () => expect(judge(restart(2, 10))).toBeUndefined(),
  });

  pair('stall', 'LEAST_FAILED_SHARE_OF_SITE', {
    inside: () => expect(judge(restart(3, 26))).toMatchObject({ case: 'failing-site' }),
    outside: () => expect(judge(restart(3, 27))).toBeUndefined(),
  });

  test('a site that fails elsewhere says nothing of a part that answers', () => {
    expect(judge({ ...restart(9, 10), ...near({ aborts: 1, answers: 1 }) })).toBeUndefined();
  });
});

describe('a surge', () => {
  const span = { answers: 61, aborts: 39, minutesWithLoss: 30, mostInMinute: 3, people: 30 };
  const scene = (minutes: number, before: Partial<Requests>, line: Line = {}): Scene => ({
    part: { lately: { [minutes === 60 ? 10 : 3]: { ...span, people: 2 }, [minutes]: span }, before },
    site: { before: { answers: 10_000 } },
    line,
  });
  const OFTEN = { answers: 9_980 };

  test('names the part, its share and the usual share', () => {
    expect(judge(scene(60, { answers: 9_970, aborts: 10 }))).toEqual({
      case: 'share-of-an-hour',
      facts: {
        part: '/seats',
        span_minutes: 60,
        lost_percent: 39,
        usual_percent: 0.1,
        clients_leaving: 30,
        failures_beside: 0,
      },
    });
  });

  test('says less of minutes, and of a part that is new', () => {
    expect(judge(scene(10, OFTEN))?.case).toBe('share-of-minutes');
    expect(judge(scene(60, {}))?.case).toBe('share-of-new-part');
  });

  test('explains programs only far above the usual share of a known part', () => {
    const line = { http_user_agent: 'okhttp/4.12.0' };
    expect(judge(scene(60, OFTEN, line))?.case).toBe('share-of-an-hour');
    expect(judge(scene(60, { answers: 9_000, aborts: 500 }, line))).toBeUndefined();
    expect(judge(scene(60, { answers: 9_000, aborts: 500 }))?.case).toBe('share-of-an-hour');
    expect(judge(scene(60, {}, line))).toBeUndefined();
  });
});
