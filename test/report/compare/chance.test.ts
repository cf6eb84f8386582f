// How often chance makes a difference: known shares of shuffles, and no change of a number by another order.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chanceOf, type Span } from '../../../src/report/compare/chance.ts';
import { pair } from '../../judge/pair.ts';

/** Spans of 100 requests each. */
function spans(...events: readonly number[]): Span[] {
  return events.map((count) => ({ requests: 100, events: count }));
}

function equal(count: number, events = 1): Span[] {
  return spans(...new Array<number>(count).fill(events));
}

test('equal spans are no difference, whatever they are', () => {
  expect(chanceOf(equal(40), equal(40))).toBe(1);
  expect(chanceOf(equal(40, 0), equal(40, 0))).toBe(1);
});

test('a lasting change is rarely chance, in both directions', () => {
  expect(chanceOf(equal(40), equal(40, 3))).toBeLessThan(0.001);
  expect(chanceOf(equal(40, 3), equal(40))).toBeLessThan(0.001);
  expect(chanceOf(equal(400, 0), equal(6, 2))).toBeLessThan(0.001);
});

test('more requests with the same rate are no difference', () => {
  const busy = equal(40).map(({ requests, events }) => ({ requests: 5 * requests, events: 5 * events }));
  expect(chanceOf(equal(40), busy)).toBeGreaterThan(0.9);
});

test('one incident is no change, however large and long it is', () => {
  const quiet = equal(64, 0);
  for (const length of [1, 2, 4]) {
    const incident = quiet.map((span, index) =>
      index >= 10 && index < 10 + length ? { requests: 200, events: 100 } : span,
    );
    expect(chanceOf(quiet, incident), `${length} spans`).toBeGreaterThan(0.05);
    expect(chanceOf(incident, quiet), `${length} spans`).toBeGreaterThan(0.05);
  }
});

test('two hits in a quiet hour after a busy day are no change, and four times as many lasting ones are', () => {
  const busy = Array.from({ length: 259 }, (_, index) => ({ requests: 15 + (index % 7), events: 0 }));
  const quietAfter = (events: (index: number) => number): Span[] =>
    Array.from({ length: 132 }, (_, index) => ({ requests: index < 30 ? 17 : 2 + (index % 3), events: events(index) }));
  expect(
    chanceOf(
      busy,
      quietAfter((index) => (index === 10 || index === 54 ? 1 : 0)),
    ),
  ).toBeGreaterThan(0.05);
  expect(
    chanceOf(
      busy,
      quietAfter((index) => (index % 4 === 0 ? 1 : 0)),
    ),
  ).toBeLessThan(0.001);
});

test('spans without a request, and requests that a sample only estimates, hide no change', () => {
  const sampled = (count: number, every: number): Span[] =>
    Array.from({ length: count }, (_, index) => ({
      requests: index % 9 === 4 ? 45 : 0,
      events: index % every === 0 ? 1 : 0,
    }));
  expect(chanceOf(sampled(7200, 60), sampled(720, 12), 360)).toBeLessThan(0.001);
  expect(chanceOf(sampled(7200, 60), sampled(720, 60), 360)).toBeGreaterThan(0.05);
});

test('is a share, the same each time, and for both orders of the sides the same finding', () => {
  const side = fc.array(fc.record({ requests: fc.nat(1000), events: fc.nat(20) }), { minLength: 0, maxLength: 40 });
  fc.assert(
    fc.property(side, side, (before, after) => {
      const chance = chanceOf(before, after);
      expect(chanceOf(before, after)).toBe(chance);
      if (chance === undefined) return;
      expect(chance).toBeGreaterThan(0);
      expect(chance).toBeLessThanOrEqual(1);
    }),
    { numRuns: 50 },
  );
});

// 201 × 200 / 2 = 20,100 ways, and 200 × 199 / 2 = 19,900.
pair('chance', 'LEAST_WAYS', {
  inside: () => expect(chanceOf(equal(199), equal(2))).toBe(1),
  outside: () => expect(chanceOf(equal(198), equal(2))).toBeUndefined(),
});
