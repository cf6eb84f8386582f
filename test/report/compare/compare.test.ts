// Two sides compared: what is called news, on drawn sites and at the bounds of the rules.
import { describe, expect, test } from 'vitest';
import { compare, type Series, type Side, wordOf } from '../../../src/report/compare/compare.ts';
import { isNews } from '../../../src/report/words/comparison-words.ts';
import type { Change, Compared, Comparison } from '../../../src/report/shape/comparison.ts';
import { pair } from '../../judge/pair.ts';
import { fix } from '../../render/sample-report.ts';
import { drawComparison } from '../drawn-sums.ts';
import { iso } from '../literal.ts';
import { START } from '../../judge/literal.ts';

function newsOf(comparison: Comparison): Change[] {
  return comparison.changes.filter(isNews);
}

describe('drawn sites with clients that try again for long, and minutes of trouble', () => {
  test.each([
    [200, 0.5],
    [60, 0.9],
  ])(
    'without a change, at most one log in 20 gives a false alarm: %i logs, with %f of each before',
    (count, share) => {
      const alarms = Array.from({ length: count }, (_, seed) => newsOf(drawComparison({ seed, share })));
      expect(alarms.filter((news) => news.length > 0).length).toBeLessThanOrEqual(0.05 * count);
    },
    60_000,
  );

  test('three times as much of a cause is seen, and where it is', () => {
    const logs = Array.from({ length: 20 }, (_, seed) => drawComparison({ seed, factor: 3, requests: 40_000 }));
    const seen = logs.map(({ changes }) => changes.find(({ what }) => what === 'navigated-away')!);
    const found = seen.filter(({ word }) => word === 'more');
    expect(found.length).toBeGreaterThanOrEqual(19);
    for (const { part, before, after } of found) {
      expect(part).toBe('/shop/cart');
      expect(after.per_1000 / before.per_1000).toBeGreaterThan(1.5);
    }
  });

  test('a change that is older than the time in question is dated', () => {
    const logs = Array.from({ length: 20 }, (_, seed) =>
      drawComparison({ seed, factor: 8, requests: 40_000, hours: 10, changeAfter: -5400 }),
    );
    const began = logs.flatMap(({ changes }) => changes.find(({ what }) => what === 'navigated-away')?.began ?? []);
    expect(began.length).toBeGreaterThanOrEqual(18);
    for (const time of began) expect(Math.abs(Date.parse(time) / 1000 - (START - 5400))).toBeLessThan(1200);
  });
});

/** A side of equal spans of a minute. */
function side(spans: number, hits: number, more: Partial<Side> = {}, what: Compared = 'slow-upstream'): Side {
  const events = new Array<number>(spans).fill(hits);
  const series: Series = { hits: hits * spans, clients: hits * spans, events, part: null };
  return {
    begin: iso(START),
    end: iso(START + 60 * spans),
    requests: 1000 * spans,
    spanSeconds: 60,
    spanRequests: events.map(() => 1000),
    sampleWeight: 1,
    series: hits === 0 ? new Map() : new Map([[what, series]]),
    fixes: [],
    ...more,
  };
}

function wordFor(before: Side, after: Side): string | undefined {
  return compare(before, after).changes[0]?.word;
}

test('the words', () => {
  expect(wordFor(side(40, 0), side(40, 2))).toBe('new');
  expect(wordFor(side(40, 2), side(40, 0))).toBe('gone');
  expect(wordFor(side(40, 2), side(40, 6))).toBe('more');
  expect(wordFor(side(40, 6), side(40, 2))).toBe('fewer');
  expect(wordFor(side(40, 2), side(40, 2))).toBe('same');
  expect(wordFor(side(40, 2), side(1, 6))).toBe('unsure');
  expect(wordFor(side(40, 0), side(40, 0))).toBeUndefined();
});

test('says which side is too little', () => {
  expect(compare(side(40, 2), side(40, 2)).too_little).toBeNull();
  expect(compare(side(40, 2), side(1, 2)).too_little).toBe('after');
  expect(compare(side(1, 2), side(40, 2)).too_little).toBe('before');
  expect(compare(side(0, 0), side(0, 0)).too_little).toBe('before');
  expect(compare(side(1, 2, { requests: 5000 }), side(40, 2, { requests: 300 })).too_little).toBe('after');
});

test('a log without times cannot be compared', () => {
  expect(compare(side(40, 2, { begin: null }), side(40, 2)).too_little).toBe('no-times');
});

test('a side with hardly a request does not show what was to fix', () => {
  const [few, many] = [side(40, 2, { requests: 99 }), side(40, 2, { fixes: [fix()] })];
  expect(compare(few, many).new_fixes).toEqual([]);
  expect(compare(many, few).solved_fixes).toEqual([]);
});

test('spans of different lengths are compared as equal ones', () => {
  const fine = side(400, 2, { spanSeconds: 30 });
  expect(wordFor(fine, side(200, 2))).toBe('same');
  expect(wordFor(side(40, 2), side(400, 2, { spanSeconds: 12.5 }))).toBe('same');
  expect(wordFor(side(40, 2), side(400, 6, { spanSeconds: 12.5 }))).toBe('more');
});

test('a few clients with many hits are no change: hits rise while clients fall', () => {
  const [before, after] = [side(40, 6), side(40, 2)];
  const loud = { ...after.series.get('slow-upstream')!, hits: 1000 };
  expect(wordFor(before, { ...after, series: new Map([['slow-upstream', loud]]) })).toBe('same');
});

test('causes that changed come first, and sums before them', () => {
  const both = (a: number, b: number): Side => {
    const [one, other] = [side(40, a, {}, 'retried'), side(40, b, {}, 'stopped')];
    return { ...one, series: new Map([...one.series, ...other.series, ...side(40, a + b, {}, 'all').series]) };
  };
  const { changes } = compare(both(4, 2), both(4, 9));
  expect(changes.map(({ what, word }) => `${what} ${word}`)).toEqual(['all more', 'stopped more', 'retried same']);
});

test('a fix is new unless one of the same cause is on one of its parts of the site', () => {
  const on = (...paths: readonly string[]): Partial<Side> => ({
    fixes: [fix({ top_uris: paths.map((value) => ({ value, hits: 1 })) })],
  });
  const names = (before: Partial<Side>, after: Partial<Side>): unknown => {
    const { new_fixes, solved_fixes } = compare(side(40, 2, before), side(40, 2, after));
    return [new_fixes.map(({ part }) => part), solved_fixes.map(({ part }) => part)];
  };
  expect(names(on('/a', '/b'), on('/b/71', '/c'))).toEqual([[], []]);
  expect(names(on('/a'), on('/b'))).toEqual([['/b'], ['/a']]);
  expect(names({}, on('/b'))).toEqual([['/b'], []]);
  expect(names(on(), on())).toEqual([[], []]);
});

pair('compare', 'LEAST_REQUESTS', {
  inside: () => expect(compare(side(20, 0, { requests: 100 }), side(20, 0)).too_little).toBeNull(),
  outside: () => expect(compare(side(20, 0, { requests: 99 }), side(20, 0)).too_little).toBe('before'),
});

function counted(per_1000: number): Change['before'] {
  return { hits: 1, clients: 1, per_1000 };
}

pair('compare', 'MOST_CHANCE', {
  inside: () => expect(wordOf(counted(1), counted(3), 0.01)).toBe('more'),
  outside: () => expect(wordOf(counted(1), counted(3), 0.0101)).toBe('same'),
});

pair('compare', 'LEAST_FACTOR', {
  inside: () =>
    expect([wordOf(counted(10), counted(12), 0), wordOf(counted(12), counted(10), 0)]).toEqual(['more', 'fewer']),
  outside: () =>
    expect([wordOf(counted(10), counted(11.9), 0), wordOf(counted(11.9), counted(10), 0)]).toEqual(['same', 'same']),
});

/** When a change really began that comes one span after the time. */
function beganIn(spanSeconds: number): string | null | undefined {
  const events = new Array<number>(40).fill(20).with(0, 1);
  const late = { hits: 800, clients: 800, events, part: null };
  const after = side(40, 1, { spanSeconds, series: new Map([['slow-upstream' as const, late]]) });
  return compare(side(40, 1, { spanSeconds }), after, { seconds: START, iso }).changes[0]?.began;
}

pair('compare', 'NEAR_SECONDS', {
  inside: () => expect(beganIn(59)).toBeNull(),
  outside: () => expect(beganIn(60)).toBe(iso(START + 60)),
});
