// When a change began: at the time that the user asked about, or clearly at another one.
import { expect, test } from 'vitest';
import type { Span } from '../../../src/report/compare/chance.ts';
import { onsetOf } from '../../../src/report/compare/onset.ts';
import { pair } from '../../judge/pair.ts';

/** Spans of 1,000 requests each, with some events up to a span and others from it on. */
function step(before: number, at: number, after: number, length = 60): Span[] {
  return Array.from({ length }, (_, index) => ({ requests: 1000, events: index < at ? before : after }));
}

test('finds the span of the change, earlier or later', () => {
  expect(onsetOf(step(2, 20, 10), 40)).toBe(20);
  expect(onsetOf(step(2, 45, 10), 40)).toBe(45);
  expect(onsetOf(step(10, 20, 2), 40)).toBe(20);
});

test('says nothing if the change is at this time, if there is none, or if it goes the other way', () => {
  expect(onsetOf(step(2, 40, 10), 40)).toBeUndefined();
  expect(onsetOf(step(2, 0, 2), 40)).toBeUndefined();
  expect(onsetOf([], 0)).toBeUndefined();
  // Up at 10, down a little at 40: the rise is older, but since 40 there are fewer.
  const fewer = step(1, 10, 20).map((span, index) => (index < 40 ? span : { ...span, events: 8 }));
  expect(onsetOf(fewer, 40)).toBeUndefined();
});

/** A change at span 30, and a span before it that has some events already. */
function early(events: number): Span[] {
  return step(1, 30, 10).map((span, index) => (index === 29 ? { ...span, events } : span));
}

pair('onset', 'LEAST_GAIN', {
  inside: () => expect(onsetOf(early(6.75), 30)).toBe(29),
  outside: () => expect(onsetOf(early(6.5), 30)).toBeUndefined(),
});
