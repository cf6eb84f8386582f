// What is counted before and since a time: lines, hits and clients, whatever copies are made meanwhile.
import { expect, test } from 'vitest';
import { noCounts } from '../../../src/hits/counts.ts';
import { ComparisonSums } from '../../../src/report/compare/comparison-sums.ts';
import type { Change, Comparison } from '../../../src/report/shape/comparison.ts';
import { entryOf, type Line, START } from '../../judge/literal.ts';
import { pair } from '../../judge/pair.ts';
import { findingOf, iso } from '../literal.ts';

/** Seconds of requests on each side. */
const SECONDS = 40_000;

function sumsOf(hits: readonly Line[]): ComparisonSums {
  const sums = new ComparisonSums(() => START, undefined);
  for (let at = -SECONDS; at < SECONDS; at += 10)
    sums.observe({ time: START + at, sampleWeight: 4, entry: entryOf({ at }) });
  for (const line of hits) sums.add(findingOf('retried', line));
  return sums;
}

function resultOf(sums: ComparisonSums, entries = SECONDS): Comparison {
  return sums.result({ ...noCounts(), entries, oldest: START - SECONDS, newest: START + SECONDS - 10 }, true, iso);
}

function changeOf(what: Change['what'], comparison: Comparison): Change {
  return comparison.changes.find((change) => change.what === what)!;
}

test('the second of the time is the first one after, and the requests are those that were counted', () => {
  const comparison = resultOf(sumsOf([{ at: -1 }, { at: 0, client: '192.0.2.8' }, { at: 1, client: '192.0.2.8' }]));
  expect(comparison).toMatchObject({
    at: iso(START),
    before: { begin: iso(START - SECONDS), end: iso(START - 10), requests: SECONDS / 2 },
    after: { begin: iso(START), end: iso(START + SECONDS - 10), requests: SECONDS / 2 },
    too_little: null,
  });
  expect(changeOf('499', comparison)).toMatchObject({
    before: { hits: 1, clients: 1 },
    after: { hits: 2, clients: 1 },
  });
  expect(changeOf('retried', comparison).after.per_1000).toBe(2000 / (SECONDS / 2));
});

test('a copy does not change with the original', () => {
  const sums = sumsOf([{ at: -1 }]);
  const copy = sums.copy();
  const before = resultOf(copy);
  sums.add(findingOf('retried', { at: 5, client: '192.0.2.9' }));
  expect(resultOf(copy)).toEqual(before);
  expect(changeOf('all', resultOf(sums)).after.hits).toBe(1);
});

test('nothing can be compared without times, or without a line', () => {
  const none = new ComparisonSums(() => START, undefined);
  expect(none.result(noCounts(), false, iso).too_little).toBe('before');
  expect(sumsOf([]).result({ ...noCounts(), entries: 10 }, false, iso).too_little).toBe('no-times');
});

/** As many hits before as after, in pairs: those of a pair are of two clients before, and of one client after. */
function chanceOfSecondHits(seconds: number): number | null {
  const hits = Array.from({ length: 200 }, (_, index) => {
    const at = index * 190;
    const clients = [`192.0.2.${index}`, `198.51.100.${index}`];
    return clients.flatMap((client, second) => [
      { at: at - SECONDS + second * seconds, client },
      { at: at + second * seconds, client: `203.0.113.${index}` },
    ]);
  }).flat();
  return changeOf('retried', resultOf(sumsOf(hits.toSorted((a, b) => a.at - b.at)))).chance;
}

pair('comparison-sums', 'AGAIN_SECONDS', {
  inside: () => expect(chanceOfSecondHits(1800)).toBeGreaterThan(0.5),
  outside: () => expect(chanceOfSecondHits(1799)).toBeLessThan(0.01),
});
