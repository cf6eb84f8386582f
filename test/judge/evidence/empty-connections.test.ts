// The bounds of the evidence about connections without a request.
import { expect, test } from 'vitest';
import { canBeLogged, nearestVisit, visitFacts } from '../../../src/judge/evidence/empty-connections.ts';
import { HitView } from '../../../src/judge/evidence/view.ts';
import { parseNginxVersion } from '../../../src/judge/tables/era.ts';
import { Tables } from '../../../src/judge/tables/tables.ts';
import { hitOf, type Line, tablesOf } from '../literal.ts';
import { pair } from '../pair.ts';

const EMPTY: Line = { request: '-', status: 400, body_bytes_sent: 0, http_user_agent: '-' };

/** Seconds from the empty connection to its visit, if it has one. */
function visitAt(before: readonly Line[], after: readonly Line[] = []): number | undefined {
  return nearestVisit(new HitView(hitOf(EMPTY, before, after), tablesOf()))?.secondsAfter;
}

pair('empty-connections', 'VISIT_AFTER_SECONDS', {
  inside: () => expect(visitAt([], [{ at: 10 }])).toBe(10),
  outside: () => expect(visitAt([], [{ at: 11 }])).toBeUndefined(),
});

test('the visit is the nearest browser request before the hit, even if a request after it is nearer', () => {
  expect(visitAt([{ at: -50, status: 404 }, { at: -60 }], [{ at: 1 }])).toBe(-50);
  expect(visitAt([{ at: -5, http_user_agent: 'curl/8' }], [{ at: 1 }])).toBe(1);
});

test('a browser that only gets 404 is not a visitor', () => {
  expect(visitAt([{ at: -5, status: 404 }])).toBeUndefined();
  expect(visitAt([{ at: -5, status: 404 }], [{ at: 20 }])).toBe(-5);
  expect(visitAt([{ at: -5, status: 403 }])).toBe(-5);
  expect(visitAt([], [{ at: 5, status: 403 }])).toBeUndefined();
});

/** The size of a burst: the hit, and another empty connection this many seconds from it. */
function burst(at: number): unknown {
  const visit: Line = { at: -20 };
  const hit = hitOf(EMPTY, at < 0 ? [{ ...EMPTY, at }, visit] : [visit], at < 0 ? [] : [{ ...EMPTY, at }]);
  const view = new HitView(hit, tablesOf());
  return visitFacts(view, nearestVisit(view)!)['burst'];
}

pair('empty-connections', 'BURST_SECONDS', {
  inside: () => expect([burst(-1), burst(1)]).toEqual([2, 2]),
  outside: () => expect([burst(-2), burst(2)]).toEqual([1, 1]),
});

test('nginx 1.3.15 and newer log no connection without a request', () => {
  const logged = (version: string): boolean => {
    const tables = new Tables(parseNginxVersion(version));
    return canBeLogged(new HitView(hitOf(EMPTY), tables));
  };
  expect([logged('1.3.14'), logged('1.3.15')]).toEqual([true, false]);
});
