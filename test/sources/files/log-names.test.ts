// The log that a file is a part of.
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { logNames, logPaths } from '../../../src/sources/files/log-names.ts';

function namesOf(files: readonly string[], rotated?: readonly string[]): string[] {
  return files.map(logNames(files, rotated));
}

test('a log and its rotated files have the name of the log', () => {
  expect(namesOf(['access.log.2.gz', 'access.log', './access.log.1'])).toEqual(Array(3).fill('access.log'));
  expect(namesOf(['./access.log', 'access.log.1'])).toEqual(['./access.log', './access.log']);
});

test('if only rotated files were named, the name is theirs without what rotation adds', () => {
  expect(namesOf(['logs/access.log-20261122.gz', 'logs/access.log.1'])).toEqual(Array(2).fill('logs/access.log'));
});

test('logs with one name in several folders are different logs', () => {
  expect(namesOf(['web1/access.log', 'web2/access.log', 'web2/access.log.1'])).toEqual([
    'web1/access.log',
    'web2/access.log',
    'web2/access.log',
  ]);
});

test('a folder of rotated files belongs to the logs in other folders', () => {
  const files = ['logs/access.log', 'old/access.log.1'];
  expect(namesOf(files, ['old'])).toEqual(['logs/access.log', 'logs/access.log']);
  expect(logPaths(files, ['old'])('old/access.log.1')).toBe(resolve('logs/access.log'));
  expect(namesOf(files)).toEqual(['logs/access.log', 'old/access.log']);
});

test('standard input is a log', () => {
  expect(namesOf(['-', 'access.log'])).toEqual(['-', 'access.log']);
});
