// Regular expressions of --user-agent: what they match, that no text makes them slow, and the errors for expressions that need
// backtracking.
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { UsageError } from '../../../src/cli/errors.ts';
import { compileExpression, readExpression } from '../../../src/cli/values/expression.ts';
import { copyRepository, removeFolder } from '../../built-copy.ts';

function compile(word: string): (text: string) => boolean {
  const { source, flags } = readExpression(word)!;
  return compileExpression('--user-agent', word, source, flags);
}

test.each([
  ['/a/', 'a', ''],
  ['/a/i', 'a', 'i'],
  ['/a/b/', 'a/b', ''],
  ['//i/x/', '/i/x', ''],
])('%s is an expression', (word, source, flags) => {
  expect(readExpression(word)).toEqual({ source, flags });
});

test.each(['a', '/a', 'a/', '//', '/', '', '/a/1', 'x/a/'])('%s is not an expression', (word) => {
  expect(readExpression(word)).toBeUndefined();
});

test.each<[string, string, boolean]>([
  ['/^Mozilla.*Chrome/', 'Mozilla/5.0 Chrome/142', true],
  ['/^mozilla/', 'Mozilla/5.0', false],
  ['/^mozilla/i', 'Mozilla/5.0', true],
  ['/bot$/', 'x bot', true],
  ['/bot$/', 'bot x', false],
  ['/\\bcurl\\/\\d+\\.\\d{1,2}\\b/', 'libcurl curl/8.5', true],
  ['/(?<name>curl|wget)\\s/', 'wget x', true],
  ['/(?:a|aa)*$/', 'aaa', true],
  ['/[^]x/', '\nx', true],
  ['/\\u0041\\x42\\//', 'AB/', true],
  ['/[(?=]{2}/', '(?', true],
  ['/\\(?=/', '=', true],
  ['/[\\d.]+\\\\1/', '5.0\\1', true],
  ['/a{2,3}?b/', 'aab', true],
])('%s on %j: %s', (word, text, expected) => {
  expect(compile(word)(text)).toBe(expected);
  expect(compile(word)(text)).toBe(expected);
});

test('matches what JavaScript would match', () => {
  const piece = fc.constantFrom(
    ...Array.from('abB1 .^$|/'),
    '\\d',
    '\\w',
    '\\b',
    '\\.',
    '[ab]',
    '[^a]',
    '(?:a|b)',
    '(b)',
    '.',
  );
  const repeat = fc.constantFrom('', '', '', '*', '+', '?', '*?', '{1,2}', '{2}');
  const source = fc.array(fc.tuple(piece, repeat), { minLength: 1, maxLength: 8 }).map((all) => all.flat().join(''));
  const text = fc.array(fc.constantFrom(...Array.from('abAB1 ./')), { maxLength: 12 }).map((all) => all.join(''));
  let matched = 0;
  fc.assert(
    fc.property(source, fc.constantFrom('', 'i'), text, (one, flags, agent) => {
      let expected: boolean;
      try {
        expected = new RegExp(one, flags).test(agent);
      } catch {
        return;
      }
      // RE2 refuses repeated assertions, which have no meaning.
      if (/(?:\^|\$|\\b)(?:[*+?]|\{\d)/.test(one)) return;
      if (expected) matched++;
      expect(compileExpression('--user-agent', `/${one}/${flags}`, one, flags)(agent)).toBe(expected);
    }),
    { numRuns: 3000, seed: 7 },
  );
  expect(matched).toBeGreaterThan(500);
});

// With backtracking, each of these would take from seconds to more than a lifetime.
test.each([
  ['/(a+)+!/', 'a'],
  ['/(?:a|aa)*!/', 'a'],
  ['/((?:a|b))+!/', 'ab'],
  ['/(a?){400}a{400}!/', 'a'],
  ['/(?<n>a*){2,}!/', 'a'],
  ['/.*.*.*.*!/', 'a'],
  ['/a{0,400}a{0,400}a{400}!/', 'a'],
  [`/${'[xy]{1,8}'.repeat(12)}!/`, 'xy'],
  [`/${'(?:x?y?)'.repeat(60)}!/i`, 'xy'],
  ['/[ab]*a[ab]{200}!/', 'aab'],
])('no text makes %s slow', (word, piece) => {
  const matches = compile(word);
  const begin = performance.now();
  for (let i = 0; i < 50; i++) expect(matches(piece.repeat(300 + i))).toBe(false);
  expect(performance.now() - begin).toBeLessThan(2000);
});

test('only the first 512 characters are matched', () => {
  expect(compile('/needle/')(`${'x'.repeat(506)}needle`)).toBe(true);
  expect(compile('/needle/')(`${'x'.repeat(507)}needle`)).toBe(false);
});

describe('expressions that need backtracking or are invalid', () => {
  const unsupported = (word: string, what: string): string =>
    `--user-agent: the regular expression "${word}" has ${what}; lookahead, lookbehind and back references are not ` +
    'supported, because a hostile user agent could make them run forever. ' +
    'Write the expression without it, or give --user-agent several times.';
  test.each([
    ['/(?=a)b/', 'a lookahead "(?="'],
    ['/a(?!b)/', 'a lookahead "(?!"'],
    ['/(?<=a)b/', 'a lookbehind "(?<="'],
    ['/(?<!a)b/i', 'a lookbehind "(?<!"'],
    ['/(a)\\1/', 'a back reference "\\1"'],
    ['/(?<x>a)\\k<x>/', 'a back reference "\\k"'],
    ['/[)](?=x)/', 'a lookahead "(?="'],
  ])('%s', (word, what) => {
    expect(() => compile(word)).toThrow(new UsageError(unsupported(word, what)));
  });

  test.each([
    ['/(/', 'missing closing )'],
    ['/a)b/', 'unexpected )'],
    ['/(a{100}){100}/', 'invalid repeat count: {100}'],
    ['/a{1001}/', 'invalid repeat count: {1001}'],
    ['/x[z-a]/i', 'invalid character class range: z-a'],
    ['/*a/i', 'missing argument to repetition operator: *'],
  ])('%s: %s', (word, why) => {
    expect(() => compile(word)).toThrow(
      new UsageError(
        `--user-agent: invalid regular expression "${word}" (${why}); correct it, or search for text without slashes.`,
      ),
    );
  });
});

describe('the program', () => {
  const copy = copyRepository({ compiled: true });
  afterAll(() => removeFolder(copy));

  test('loads RE2 only for an expression', () => {
    const loaded = (word: string): number => {
      const words = ['fixtures/logs/2008-thread.log', '--format', 'json', '-o', 'report.json', '--user-agent', word];
      const script = `import { createRequire } from 'node:module';
        process.argv = [process.execPath, 'logscan', ...${JSON.stringify(words)}];
        const { cache } = createRequire(${JSON.stringify(join(copy, 'package.json'))});
        process.on('exit', () => console.log(Object.keys(cache).filter((path) => path.includes('re2js')).length));
        await import('./bin/logscan.js');`;
      return Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: copy }).toString());
    };
    expect([loaded('firefox'), loaded('/firefox/i')]).toEqual([0, 1]);
  });
});
