// Which names rotation makes from the name of a log.
import { expect, test } from 'vitest';
import {
  hasForeignPacking,
  hasPacking,
  isOfSameForm,
  isRotationOf,
  logNameOf,
  mayBeRotationOf,
  withoutPacking,
} from '../../../src/sources/files/rotated-names.ts';

test.each([
  'access.log.1',
  'access.log.12.gz',
  'access.log-20261122',
  'access.log-2026-11-22T03:00.xz',
  'access.log_20261122.zst',
  'access.log.old',
  'access.log.bak.gz',
  'access.log.1.backup',
])('%s is a rotated access.log', (name) => {
  expect(isRotationOf(name, 'access.log')).toBe(true);
});

test.each([
  'access.log',
  'access.log.gz',
  'access.log.tmp',
  'access.log.1.tmp',
  'access.1.log',
  'access.logs',
  'error.log.1',
])('%s is no rotated access.log', (name) => {
  expect(isRotationOf(name, 'access.log')).toBe(false);
});

test.each(['access.1.log', 'access-20261122.log.gz', 'access_2026-11-22T03:00.log.xz', 'access.12.log.zst'])(
  '%s may be a rotated access.log',
  (name) => expect(mayBeRotationOf(name, 'access.log')).toBe(true),
);

test.each(['access.log', 'access.log.1', 'access.1.txt', 'access.a1.log', 'access1.log', 'error.1.log', 'access..log'])(
  '%s cannot be an access.log with a number before its ending',
  (name) => expect(mayBeRotationOf(name, 'access.log')).toBe(false),
);

test('a name without an ending has no number before it', () => {
  expect(mayBeRotationOf('access.1', 'access')).toBe(false);
});

test('gzip and zstd are unpacked', () => {
  const own = ['access.log.1.gz', 'access.log.1.zst', 'access.log.1.zstd'];
  const foreign = ['access.log.1.xz', 'access.log.1.bz2', 'access.log.1.Z'];
  const names = ['access.log.1', ...own, ...foreign];
  expect(names.filter((name) => hasPacking(name))).toEqual(own);
  expect(names.filter((name) => hasForeignPacking(name))).toEqual(foreign);
  expect(new Set(names.map((name) => withoutPacking(name)))).toEqual(new Set(['access.log.1']));
});

test.each([
  ['access.log', 'access.log'],
  ['access.log.1', 'access.log'],
  ['access.log.12.gz', 'access.log'],
  ['access.log-20261122.zst', 'access.log'],
  ['access.log-2026-11-22T03:00', 'access.log'],
  ['access.log.1.backup', 'access.log'],
  ['access.log.old', 'access.log'],
  ['LAST.1', 'LAST'],
  ['access.1.log', 'access.1.log'],
  ['192.0.2.7', '192'],
  ['.1', '.1'],
  ['', ''],
])('%s belongs to the log %s', (name, log) => {
  expect(logNameOf(name)).toBe(log);
});

test('names are of the same form if they differ only in numbers and packing', () => {
  expect(isOfSameForm('access.2.log.gz', 'access.1.log')).toBe(true);
  expect(isOfSameForm('access.log.gz', 'access.log')).toBe(false);
  expect(isOfSameForm('other.2.log', 'access.1.log')).toBe(false);
});
