// Which names rotation makes from the name of a log.
import { expect, test } from 'vitest';
import { hasForeignPacking, isOfSameForm, isRotationOf } from '../../../src/sources/files/rotated-names.ts';

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

test('only gzip is unpacked', () => {
  const names = ['access.log.1', 'access.log.1.gz', 'access.log.1.xz', 'access.log.1.bz2', 'access.log.1.Z'];
  expect(names.filter((name) => hasForeignPacking(name))).toEqual(names.slice(2));
});

test('names are of the same form if they differ only in numbers and packing', () => {
  expect(isOfSameForm('access.2.log.gz', 'access.1.log')).toBe(true);
  expect(isOfSameForm('access.log.gz', 'access.log')).toBe(false);
  expect(isOfSameForm('other.2.log', 'access.1.log')).toBe(false);
});
