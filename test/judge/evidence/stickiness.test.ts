// Whether a client is locked out: which lines count as refused, and which as answered.
import { expect, test } from 'vitest';
import { isClosedPath, stickiness } from '../../../src/judge/evidence/stickiness.ts';
import { HitView } from '../../../src/judge/evidence/view.ts';
import { CHROME, FIRM, hitOf, type Line, tablesOf } from '../literal.ts';
import { pair } from '../pair.ts';

const REFUSED: Line = { status: 400, body_bytes_sent: 157 + 76 };

test('counts refused lines on both sides and answered ones after the hit, of the same user agent', () => {
  const tables = tablesOf([FIRM]);
  const before: Line[] = [
    { ...REFUSED, at: -2 },
    { status: 494, at: -3 },
    { status: 200, at: -5 },
  ];
  const after: Line[] = [
    { status: 200, at: 5 },
    { ...REFUSED, body_bytes_sent: 157 + 76 + 402, http_user_agent: CHROME, at: 6 },
    { status: 200, http_user_agent: CHROME, at: 7 },
  ];
  expect(stickiness(new HitView(hitOf(REFUSED, before, after), tables))).toEqual({
    others_refused: 2,
    answered_after: 1,
  });
});

/** Whether the path of a hit is closed, after these lines of the log. */
function isClosed(seen: readonly Line[], after: readonly Line[] = []): boolean {
  const line: Line = { ...REFUSED, request: 'GET /gone HTTP/1.1' };
  const tables = tablesOf([FIRM, ...seen, line]);
  return isClosedPath(new HitView(hitOf(line, [], after), tables), tables);
}

const refusedThere = (client: string): Line => ({ ...REFUSED, client, request: 'GET /gone HTTP/1.1' });

pair('stickiness', 'LEAST_REFUSED', {
  inside: () => expect(isClosed([refusedThere('192.0.2.90')])).toBe(true),
  outside: () => expect(isClosed([])).toBe(false),
});

test('a path that answered anybody is not closed, and a client that was answered elsewhere is not locked out', () => {
  expect(isClosed([refusedThere('192.0.2.90'), { client: '192.0.2.91', request: 'GET /gone HTTP/1.1' }])).toBe(false);
  expect(isClosed([], [{ at: 5, request: 'GET /home HTTP/1.1' }])).toBe(true);
  expect(isClosed([], [{ ...REFUSED, at: 5 }])).toBe(false);
  const answered: Line = { client: '192.0.2.91', request: 'GET /gone HTTP/1.1' };
  expect(isClosed([answered], [{ at: 5, request: 'GET /home HTTP/1.1' }])).toBe(false);
  expect(isClosed([{ request: 'GET /gone?x HTTP/1.1' }])).toBe(false);
});
