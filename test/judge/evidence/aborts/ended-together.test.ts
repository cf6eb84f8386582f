// Whether a client dropped several requests at one moment.
import { expect, test } from 'vitest';
import { endedTogether } from '../../../../src/judge/evidence/aborts/ended-together.ts';
import { HitView } from '../../../../src/judge/evidence/view.ts';
import { hitOf, type Line, tablesOf } from '../../literal.ts';
import { pair } from '../../pair.ts';

const PROGRAM = 'inventory-sync/3.1';
const abort = (request_time: number, more: Partial<Line> = {}): Line => ({
  status: 499,
  http_user_agent: PROGRAM,
  request: `GET /${request_time} HTTP/1.1`,
  extra: { request_time },
  ...more,
});

/** Judges an abort after 0.5 s among others of the same client. */
function judge(others: readonly Line[], seen: readonly Line[] = []): boolean {
  return endedTogether(new HitView(hitOf(abort(0.5), others.slice(1), others.slice(0, 1)), tablesOf(seen)));
}

pair('ended-together', 'LEAST_TOGETHER', {
  inside: () => expect(judge([abort(2), abort(3)])).toBe(true),
  outside: () => expect(judge([abort(2)])).toBe(false),
});

pair('ended-together', 'LEAST_DIFFERENCE_SECONDS', {
  inside: () => expect(judge([abort(0.6), abort(1)])).toBe(true),
  outside: () => expect(judge([abort(0.6), abort(0.99)])).toBe(false),
});

test('only aborts of the same second and the same user agent count, and only with $request_time', () => {
  expect(judge([abort(2), abort(3, { at: -1 })])).toBe(false);
  expect(judge([abort(2), abort(3, { status: 200 })])).toBe(false);
  expect(judge([abort(2), abort(3, { http_user_agent: 'other/1' })])).toBe(false);
  expect(judge([abort(2), abort(3, { extra: {} })])).toBe(false);
  const untimed = hitOf(abort(0.5, { extra: {} }), [abort(2), abort(3)]);
  expect(endedTogether(new HitView(untimed, tablesOf()))).toBe(false);
});

test('an address that many people share shows nothing', () => {
  const many = Array.from({ length: 8 }, (_, i): Line => ({ http_user_agent: `agent ${i}` }));
  expect(judge([abort(2), abort(3)], many)).toBe(false);
});
