// Patterns that no shell has expanded: what they match, and that no pattern takes long.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { globSegment, isGlob } from '../../../src/formats/glob.ts';
import { expandPattern } from '../../../src/sources/files/wildcards.ts';
import { newFolder, removeFolder } from '../../built-copy.ts';

const matches = (pattern: string, name: string): boolean => globSegment(pattern).matches(name);

test.each<[string, string, boolean]>([
  ['access.log*', 'access.log', true],
  ['access.log*', 'access.log.1.gz', true],
  ['access.log*', 'error.log', false],
  ['*.log', 'access.log', true],
  ['*.log', 'access.log.1', false],
  ['access.log.?', 'access.log.1', true],
  ['access.log.?', 'access.log.12', false],
  ['access.log.[0-3]', 'access.log.3', true],
  ['access.log.[0-3]', 'access.log.4', false],
  ['access.log.[!0-3]', 'access.log.4', true],
  ['access.log.[^0-3]', 'access.log.3', false],
  ['[]a]', ']', true],
  ['[!]a]', ']', false],
  ['[a-]', '-', true],
  ['[a', '[a', true],
  ['*', '.hidden', false],
  ['.*', '.hidden', true],
  ['*a*b*c', 'xxaxxbxxbxc', true],
  ['a.c', 'abc', false],
  ['a+(b)$', 'a+(b)$', true],
])('%s and %s: %s', (pattern, name, expected) => {
  expect(matches(pattern, name)).toBe(expected);
});

test('a star matches as a regular expression would', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 12 });
  const name = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 });
  fc.assert(
    fc.property(text, name, (pattern, one) => {
      const same = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
      expect(matches(pattern, one)).toBe(same.test(one));
    }),
  );
});

test('a pattern of many stars takes no time', () => {
  const before = performance.now();
  expect(matches(`${'*a'.repeat(120)}*b`, 'a'.repeat(255))).toBe(false);
  expect(performance.now() - before).toBeLessThan(2000);
});

test('a name has wildcards or not', () => {
  expect(['a*', 'a?', 'a[1]', 'access.log.1'].map(isGlob)).toEqual([true, true, true, false]);
});

describe('the files of a pattern', () => {
  const folder = newFolder();
  afterAll(() => removeFolder(folder));
  for (const part of ['a', 'b', 'b/deep']) mkdirSync(join(folder, part), { recursive: true });
  for (const name of [
    'a/access.log',
    'a/access.log.1',
    'a/error.log',
    'b/access.log',
    'odd\n.log',
    'b/deep/access.log',
  ])
    writeFileSync(join(folder, name), '');
  symlinkSync('loop-two', join(folder, 'loop-one'));
  symlinkSync('loop-one', join(folder, 'loop-two'));
  symlinkSync('.', join(folder, 'b/self'));

  async function found(pattern: string): Promise<string[]> {
    const paths = await expandPattern(join(folder, pattern), () => {});
    return paths.map((path) => path.slice(folder.length + 1));
  }

  test.each<[string, string[]]>([
    ['a/access.log*', ['a/access.log', 'a/access.log.1']],
    ['*/access.log', ['a/access.log', 'b/access.log']],
    ['?/*.log', ['a/access.log', 'a/error.log', 'b/access.log']],
    ['odd*', ['odd\n.log']],
    ['loop-*', ['loop-one', 'loop-two']],
    ['loop-*/*', []],
    ['b/*/access.log', ['b/deep/access.log', 'b/self/access.log']],
    ['nothing*', []],
    ['gone/*', []],
    ['a/access.log/*', []],
  ])('%s', async (pattern, expected) => {
    expect(await found(pattern)).toEqual(expected);
  });

  test('a folder that cannot be listed is named', async () => {
    const told: unknown[] = [];
    // Also root cannot list a folder whose name is too long.
    const path = join(folder, 'x'.repeat(300), '*');
    expect(await expandPattern(path, (one, error) => told.push(one, (error as NodeJS.ErrnoException).code))).toEqual(
      [],
    );
    expect(told).toEqual([join(folder, 'x'.repeat(300)), 'ENAMETOOLONG']);
  });
});
