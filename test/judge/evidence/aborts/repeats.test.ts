// The bounds of repeats: a steady pace, a kept limit, a newer query, the next page.
import { describe, expect, test } from 'vitest';
import {
  keptLimit,
  nextPage,
  type Replacement,
  steadyAborts,
  steadyRepeat,
  supersededBy,
} from '../../../../src/judge/evidence/aborts/repeats.ts';
import { HitView } from '../../../../src/judge/evidence/view.ts';
import type { Tables } from '../../../../src/judge/tables/tables.ts';
import { hitOf, type Line, tablesOf } from '../../literal.ts';
import { pair } from '../../pair.ts';

function view(
  line: Line,
  {
    before = [],
    after = [],
    tables = tablesOf(),
  }: { before?: readonly Line[]; after?: readonly Line[]; tables?: Tables },
): HitView {
  return new HitView(hitOf({ status: 499, ...line }, before, after), tables);
}

const GET = (path: string): string => `GET ${path} HTTP/1.1`;
/** Lines with one request at these times in seconds. */
const linesAt = (times: readonly number[], line: Line = {}): Line[] => times.map((at) => ({ at, ...line }));

describe('a steady pace', () => {
  /** The pace that an abort and its earlier repeats show. `times` are those of the repeats, nearest first. */
  const near = (times: readonly number[], request = GET('/lanes')): number | undefined =>
    steadyRepeat(view({ request }, { before: linesAt(times, { request }) }))?.seconds;
  /** The pace that the tables remember of this request at these times. */
  const remembered = (times: readonly number[]): number | undefined =>
    steadyRepeat(view({}, { tables: tablesOf(linesAt(times)) }))?.seconds;

  pair('repeats', 'LEAST_GAPS', {
    inside: () => expect(near([-10, -20, -30, -40])).toBe(10),
    outside: () => expect(near([-10, -20, -30])).toBeUndefined(),
  });

  pair('repeats', 'LEAST_REMEMBERED', {
    inside: () => expect(remembered([-30, -20, -10, 0])).toBe(10),
    outside: () => expect(remembered([-20, -10, 0])).toBeUndefined(),
  });

  pair('repeats', 'SHORTEST_PACE_SECONDS', {
    inside: () => {
      expect(near([-1, -2, -3, -4])).toBe(1);
      expect(remembered([-3, -2, -1, 0])).toBe(1);
    },
    outside: () => {
      expect(near([0, 0, 0, 0])).toBeUndefined();
      expect(remembered([0, 0, 0, 0])).toBeUndefined();
    },
  });

  // The median of 410, 400, 10, 100, 100 and 50 s is 100 s. The interval of 50 s is just near enough, and makes half of them near.
  pair('repeats', 'HEALTH_SLACK_SHARE', {
    inside: () => expect(near([-50, -150, -250, -260, -660, -1070], GET('/healthz'))).toBe(100),
    outside: () => expect(near([-49, -149, -249, -259, -659, -1069], GET('/healthz'))).toBeUndefined(),
  });

  /** Whether these intervals of a health check, in seconds, show a period. */
  const checksAfter = (gaps: readonly number[]): number | undefined =>
    near(
      gaps.map((_, i) => -gaps.slice(0, i + 1).reduce((sum, gap) => sum + gap, 0)),
      GET('/healthz'),
    );
  pair('repeats', 'HEALTH_NEAR_SHARE', {
    inside: () => expect(checksAfter([100, 10, 400, 100, 10, 500, 100, 10, 100, 100])).toBe(100),
    outside: () => expect(checksAfter([100, 10, 400, 100, 10, 500, 100, 10, 600, 100, 100])).toBeUndefined(),
  });

  test('allows less slack if the path is not that of a health check', () => {
    expect(near([-50, -150, -250, -650])).toBeUndefined();
  });

  test('is counted from the beginnings of requests, if lines have $request_time', () => {
    const extra = { request_time: 5 };
    const after = [{ at: 20 }, { at: 30 }];
    expect(steadyRepeat(view({ at: 5, extra }, { before: [{ at: -10 }, { at: -20 }], after }))?.seconds).toBe(10);
  });
});

describe('steady aborts', () => {
  const aborts = (times: readonly number[]): number | undefined =>
    steadyAborts(view({}, { before: linesAt(times, { status: 499 }) }))?.seconds;

  pair('repeats', 'LEAST_GAPS', {
    inside: () => expect(aborts([-7, -14, -21, -28])).toBe(7),
    outside: () => expect(aborts([-7, -14, -21])).toBeUndefined(),
  });

  pair('repeats', 'SHORTEST_ABORT_PACE_SECONDS', {
    inside: () => expect(aborts([-2, -4, -6, -8])).toBe(2),
    outside: () => expect(aborts([-1, -2, -3, -4])).toBeUndefined(),
  });

  test('must be steady to the second, and answered repeats do not count', () => {
    expect(aborts([-7, -14, -21, -29])).toBeUndefined();
    const before = linesAt([-7, -14, -21], { status: 499 });
    expect(steadyAborts(view({}, { before: [...before, { at: -28 }] }))).toBeUndefined();
  });
});

describe('a kept limit', () => {
  const kept = (waits: readonly number[], own: number): number | undefined => {
    const aborts = waits.map((request_time, at) => ({ at: at * 60, status: 499, extra: { request_time } }));
    return keptLimit(view({ at: 600, extra: { request_time: own } }, { tables: tablesOf(aborts) }));
  };

  pair('repeats', 'LEAST_WAITS', {
    inside: () => expect(kept([5, 5, 5], 5)).toBe(5),
    outside: () => expect(kept([5, 5], 5)).toBeUndefined(),
  });

  pair('repeats', 'LIMIT_SLACK_SECONDS', {
    inside: () => expect(kept([5, 5, 5], 5.049)).toBe(5),
    outside: () => expect(kept([5, 5, 5], 5.053)).toBeUndefined(),
  });

  test('needs the time of this abort', () => {
    const aborts = linesAt([0, 60, 120], { status: 499, extra: { request_time: 5 } });
    expect(keptLimit(view({ at: 600 }, { tables: tablesOf(aborts) }))).toBeUndefined();
  });
});

describe('a newer request of the same script', () => {
  const by = (found: Replacement | undefined): string | undefined => found?.by;
  /** Requests of a path whose name does not show a script. */
  const ROWS = GET('/rows?height=10');
  const LATER = GET('/rows?height=20');

  pair('repeats', 'SCRIPT_SECONDS', {
    inside: () => {
      expect(
        by(supersededBy(view({ request: GET('/find?q=um') }, { after: [{ at: 3, request: GET('/find?q=umb') }] }))),
      ).toBe('typed');
      const before = linesAt([-3, -3], { request: LATER, status: 499 });
      expect(by(supersededBy(view({ request: ROWS }, { before })))).toBe('burst-end');
    },
    outside: () => {
      const after = [{ at: 4, request: GET('/find?q=umb') }];
      expect(supersededBy(view({ request: GET('/find?q=um') }, { after }))).toBeUndefined();
      const before = linesAt([-3, -4], { request: LATER, status: 499 });
      expect(supersededBy(view({ request: ROWS }, { before }))).toBeUndefined();
    },
  });

  pair('repeats', 'LEAST_OF_BURST', {
    inside: () => {
      const others = linesAt([1, 2], { request: LATER });
      expect(by(supersededBy(view({ request: ROWS }, { after: others })))).toBe('burst');
      const before = linesAt([-1, -2], { request: LATER, status: 499 });
      expect(supersededBy(view({ request: ROWS }, { before }))).toMatchObject({
        by: 'burst-end',
        line: { secondsAfter: -1 },
      });
    },
    outside: () => {
      expect(supersededBy(view({ request: ROWS }, { after: [{ at: 1, request: LATER }] }))).toBeUndefined();
      const before = [{ at: -1, request: LATER, status: 499 }];
      expect(supersededBy(view({ request: ROWS }, { before }))).toBeUndefined();
    },
  });

  pair('repeats', 'MOST_TYPED_CHARACTERS', {
    inside: () => {
      const after = [{ at: 1, request: GET('/suggest/umbrel') }];
      expect(by(supersededBy(view({ request: GET('/suggest/um') }, { after })))).toBe('typed');
    },
    outside: () => {
      const after = [{ at: 1, request: GET('/suggest/umbrell') }];
      expect(supersededBy(view({ request: GET('/suggest/um') }, { after }))).toBeUndefined();
    },
  });

  test('is typed at the end of a path by the referer of its requests, or by none', () => {
    const typed = (http_referer: string, line: Line = {}): string | undefined => {
      const after = ['/kind/um', '/kind/umb', '/kind/umbr'].map((path, i) => ({
        at: i,
        request: GET(path),
        http_referer,
      }));
      return by(supersededBy(view({ request: GET('/kind/u'), http_referer, ...line }, { after })));
    };
    expect(typed('https://example.org/kinds')).toBe('typed');
    expect(typed('-')).toBe('typed');
    expect(typed('-', { http_referer: 'https://example.org/kinds' })).toBeUndefined();
    expect(typed('-', { http_user_agent: 'curl/8.5.0' })).toBeUndefined();
  });

  test('is recognised by the name of its path if a value of its query differs', () => {
    const after = [{ at: 1, request: GET('/api/rows?height=20') }];
    expect(by(supersededBy(view({ request: GET('/api/rows?height=10') }, { after })))).toBe('script-path');
  });

  test('must have the same names in its query, in the same order', () => {
    const after = (request: string): Line[] => [{ at: 1, request: GET(request) }];
    const abort = { request: GET('/api/rows?height=10') };
    expect(supersededBy(view(abort, { after: after('/api/rows?width=10') }))).toBeUndefined();
    expect(supersededBy(view({ request: GET('/api/rows') }, { after: after('/api/rows?') }))).toBeUndefined();
  });

  test('may name itself as its referer', () => {
    const http_referer = 'https://example.org/api/rows?height=20';
    const after = [{ at: 1, request: GET('/api/rows?height=20'), http_referer }];
    expect(by(supersededBy(view({ request: GET('/api/rows?height=10') }, { after })))).toBe('script-path');
  });

  test('is not a page, which later lines name as their referer', () => {
    const after = [
      { at: 1, request: GET('/api/rows?height=20') },
      { at: 1, request: GET('/a.css'), http_referer: 'https://example.org/api/rows?height=20' },
    ];
    expect(supersededBy(view({ request: GET('/api/rows?height=10') }, { after }))).toBeUndefined();
  });
});

describe('the next page', () => {
  /** Whether a line after an abort is the next page. */
  const isNext = (line: Line, isShared = false): boolean =>
    nextPage(view({ request: GET('/north') }, { after: [{ request: GET('/south'), ...line }] }), isShared) !==
    undefined;

  pair('repeats', 'NEXT_PAGE_SECONDS', {
    inside: () => expect(isNext({ at: 3 })).toBe(true),
    outside: () => expect(isNext({ at: 4 })).toBe(false),
  });

  pair('repeats', 'NEXT_PAGE_EARLIEST_SECONDS', {
    inside: () => expect(isNext({ at: 2, extra: { request_time: 3 } })).toBe(true),
    outside: () => expect(isNext({ at: 2, extra: { request_time: 3.05 } })).toBe(false),
  });

  pair('repeats', 'NEXT_PAGE_LATEST_SECONDS', {
    inside: () => expect(isNext({ at: 8, extra: { request_time: 6.5 } })).toBe(true),
    outside: () => expect(isNext({ at: 8, extra: { request_time: 6.4 } })).toBe(false),
  });

  pair('repeats', 'SAME_MOMENT_SECONDS', {
    inside: () => expect(isNext({ at: 1, status: 499 })).toBe(true),
    outside: () => expect(isNext({ at: 0, status: 499 })).toBe(false),
  });

  /** Whether a page is the next one if the client also asks for its path this often before the abort. */
  const isNextAfter = (times: number): boolean => {
    const before = linesAt(
      Array.from({ length: times }, (_, i) => -5 * (i + 1)),
      { request: GET('/south?t=1') },
    );
    return (
      nextPage(view({ request: GET('/north') }, { before, after: [{ at: 1, request: GET('/south') }] }), false) !==
      undefined
    );
  };

  pair('repeats', 'LEAST_HEARTBEATS', {
    inside: () => expect(isNextAfter(2)).toBe(false),
    outside: () => expect(isNextAfter(1)).toBe(true),
  });

  test('is a page that was not refused, and not a part of one', () => {
    expect(isNext({ request: GET('/a.png') })).toBe(false);
    expect(isNext({ request: 'POST /south HTTP/1.1' })).toBe(false);
    expect(isNext({ status: 400 })).toBe(false);
    expect(isNext({ request: GET('/north?x=1') })).toBe(false);
  });

  test('on a shared address, must have the same referer as the abort, or the abort as its referer', () => {
    expect(isNext({ http_referer: 'https://example.org/elsewhere' }, true)).toBe(false);
    expect(isNext({ http_referer: '-' }, true)).toBe(true);
    expect(isNext({ http_referer: 'https://example.org/north' }, true)).toBe(true);
  });
});
