// No rule without samples: each numeric bound of a rule has a pair of tests, just inside and just outside.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { boundsIn, filesIn } from '../../scripts/mutation/bounds.ts';

/** `module CONSTANT` of every bound. */
function bounds(): string[] {
  return filesIn(['src/judge', 'src/report']).flatMap((path) =>
    boundsIn(readFileSync(path, 'utf8')).map(({ name }) => `${basename(path, '.ts')} ${name}`),
  );
}

/** `module CONSTANT` of every pair. */
function pairs(): string[] {
  return filesIn(['test']).flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/\bpair\(\s*'([^']+)',\s*'([^']+)'/g)].map(
      ([, module = '', constant = '']) => `${module} ${constant}`,
    ),
  );
}

test('each numeric bound has a pair of samples, and each pair a bound', () => {
  expect([...new Set(pairs())].toSorted()).toEqual([...new Set(bounds())].toSorted());
});
