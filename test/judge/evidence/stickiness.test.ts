// Whether a client is locked out: which lines count as refused, and which as answered.
import { expect, test } from 'vitest';
import { stickiness } from '../../../src/judge/evidence/stickiness.ts';
import { HitView } from '../../../src/judge/evidence/view.ts';
import { CHROME, FIRM, hitOf, type Line, tablesOf } from '../literal.ts';

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
