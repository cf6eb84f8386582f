// How fixes are recognised from run to run: by cause and part of the site, and the memory of that is bounded.
import { expect, test } from 'vitest';
import { alsoSeen, fixChangesOf, fixesNotIn, seenIn } from '../../../src/report/compare/fix-parts.ts';
import type { Fix } from '../../../src/report/shape/fix.ts';
import { fix } from '../../render/sample-report.ts';

function fixOn(cause: Fix['cause'], ...paths: readonly string[]): Fix {
  return fix({ cause, top_uris: paths.map((value) => ({ value, hits: 1 })) });
}

test('a fix is known if its cause was to fix on one of its parts of the site', () => {
  const seen = seenIn([fixOn('slow-upstream', '/api/orders/17', '/search'), fixOn('slow-upstream', '/cart')]);
  const known = (one: Fix): boolean => fixesNotIn([one], seen).length === 0;
  expect(known(fixOn('slow-upstream', '/new', '/api/orders/4711'))).toBe(true);
  expect(known(fixOn('slow-upstream', '/cart'))).toBe(true);
  expect(known(fixOn('slow-upstream', '/new'))).toBe(false);
  expect(known(fixOn('slow-upstream'))).toBe(false);
  expect(known(fixOn('client-timeout', '/cart'))).toBe(false);
});

test('several incidents on one part are one change', () => {
  const changes = fixChangesOf([fixOn('slow-upstream', '/a'), fixOn('slow-upstream', '/a'), fixOn('slow-upstream')]);
  expect(changes.map(({ part }) => part)).toEqual(['/a', null]);
});

test('remembers earlier runs, and of very many parts the last ones', () => {
  let seen = alsoSeen(new Map(), [fixOn('client-timeout', '/kept')]);
  for (let run = 0; run < 1000; run++)
    seen = alsoSeen(seen, [
      fixOn(
        'slow-upstream',
        `/${[run / 100, (run / 10) % 10, run % 10].map((digit) => 'abcdefghij'[Math.floor(digit)]).join('')}`,
        '/often',
      ),
    ]);
  expect(seen.get('slow-upstream')!.size).toBe(256);
  expect(fixesNotIn([fixOn('slow-upstream', '/often'), fixOn('client-timeout', '/kept')], seen)).toEqual([]);
});
