// Whether a client sends one request faster than anybody asks for an answer.
import { expect, test } from 'vitest';
import { isFlood } from '../../../../src/judge/evidence/aborts/flood.ts';
import { HitView } from '../../../../src/judge/evidence/view.ts';
import { hitOf, type Line, tablesOf } from '../../literal.ts';
import { pair } from '../../pair.ts';

/** Judges an abort with so many more of the same request before it, so many seconds earlier. */
function judge(others: number, seconds = 1, { last = {}, seen = [] }: { last?: Line; seen?: Line[] } = {}): boolean {
  const before = Array.from({ length: others }, (_, i): Line => ({
    status: 499,
    at: -seconds,
    ...(i === 0 ? last : {}),
  }));
  return isFlood(new HitView(hitOf({ status: 499 }, before), tablesOf(seen)));
}

pair('flood', 'LEAST_OF_FLOOD', {
  inside: () => expect(judge(5)).toBe(true),
  outside: () => expect(judge(4)).toBe(false),
});

pair('flood', 'FLOOD_SECONDS', {
  inside: () => expect(judge(5, 5)).toBe(true),
  outside: () => expect(judge(5, 6)).toBe(false),
});

test('an answer to the client shows that it wants answers', () => {
  expect(judge(6, 1, { last: { status: 200 } })).toBe(false);
  expect(judge(6, 1, { seen: [{ at: -60, request: 'GET /home HTTP/1.1' }] })).toBe(false);
  expect(judge(6, 1, { last: { status: 502 } })).toBe(false);
  expect(judge(6, 1, { last: { request: 'GET /other HTTP/1.1' } })).toBe(true);
});
