// Sizes of 400 pages that come with and without padding: which page of nginx they show.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PagePairs } from '../../../../src/judge/tables/pages/page-pairs.ts';
import { CHROME, entryOf, FIREFOX, FIRM, type Line, tablesOf } from '../../literal.ts';
import { pair } from '../../pair.ts';

/** This many clients of each kind get a page of this size, Chrome with padding. */
function both(bytes: number, firefoxes: number, chromes: number, padding = 402): Line[] {
  const refused = (count: number, network: string, agent: string, size: number): Line[] =>
    Array.from({ length: count }, (_, i) => ({
      client: `${network}.${i + 1}`,
      status: 400,
      body_bytes_sent: size,
      http_user_agent: agent,
    }));
  return [...refused(firefoxes, '192.0.2', FIREFOX, bytes), ...refused(chromes, '198.51.100', CHROME, bytes + padding)];
}

/** The sizes that the plain page may have after these lines, in bytes. */
function sizesOf(lines: readonly Line[]): number[] {
  return tablesOf(lines)
    .pageSizes.candidates(entryOf({ status: 400 }))
    .map(({ plainBytes }) => plainBytes);
}

pair('page-pairs', 'LEAST_PAIR_CLIENTS', {
  inside: () => expect(sizesOf(both(163, 2, 2))).toEqual([163]),
  outside: () => {
    expect(sizesOf(both(163, 1, 2))).toEqual([]);
    expect(sizesOf(both(163, 2, 1))).toEqual([]);
  },
});

test('only the padding of nginx makes a pair', () => {
  expect(sizesOf(both(163, 2, 2, 401))).toEqual([]);
  expect(sizesOf(both(163, 2, 2, 0))).toEqual([]);
});

test('the size may be that of another page: a common build decides which one', () => {
  // 163 + 76 bytes: the page about large headers of OpenResty.
  expect(sizesOf(both(239, 2, 2))).toEqual([163]);
});

test('a pair that a vote explains shows no second server', () => {
  expect(sizesOf([FIRM, ...both(157 + 76, 2, 2)])).toEqual([157]);
  expect(sizesOf([FIRM, ...both(150, 2, 2)])).toEqual([157, 150]);
});

test('what it keeps is bounded, and another run goes on with it', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 100, max: 900 }), { maxLength: 60 }), (sizes) => {
      const lines = sizes.flatMap((size) => both(size, 2, 2));
      const { pageSizes } = tablesOf(lines);
      const saved = pageSizes.save().pairs;
      expect(saved.size).toBeLessThanOrEqual(16);
      const [before, after] = [new PagePairs(saved), new PagePairs(structuredClone(saved))];
      expect(after.pagesBeside([])).toEqual(before.pagesBeside([]));
    }),
    { numRuns: 20 },
  );
});
