import { describe, expect, test } from 'vitest';
import { GlobWork, isGlob } from '../../src/formats/glob.ts';

function matches(pattern: string, name: string): boolean | undefined {
  const work = new GlobWork();
  return work.matches(work.segments(pattern)![0]!, name);
}

describe('a pattern', () => {
  test.each(['*.conf', 'a?', 'a[', '/x/[ab]/y'])('is %s', (name) => expect(isGlob(name)).toBe(true));
  test.each(['a.conf', 'a]', '{a,b}', '~a', '\\a'])('is not %s', (name) => expect(isGlob(name)).toBe(false));

  test('has a segment for each name between slashes', () => {
    const segments = new GlobWork().segments('/a//b*/c\\*')!;
    expect(segments.map(({ literal }) => literal)).toEqual(['a', undefined, 'c*']);
  });

  // Each row agrees with glob(3) of the GNU C library.
  test.each<[string, string[], string[]]>([
    ['*', ['a', 'a.conf'], ['.a', '.']],
    ['*.conf', ['a.conf', 'a.b.conf'], ['.conf', 'a.conf~', 'conf', '']],
    ['.*', ['.a'], ['a']],
    ['?', ['a'], ['', 'ab', '.']],
    ['a*b*c', ['abc', 'a1b2c', 'abbc', 'abcbc'], ['ab', 'acb', 'abcd']],
    ['**a', ['a', 'ba'], ['b']],
    ['[ab]x', ['ax', 'bx'], ['cx', 'x', '[ab]x']],
    ['[!ab]x', ['cx', '!x'], ['ax', 'bx']],
    ['[^ab]x', ['cx', '^x'], ['ax']],
    ['[a-c]', ['a', 'b', 'c'], ['d', '-']],
    ['[a-]', ['a', '-'], ['b']],
    ['[]a]', [']', 'a'], ['b']],
    ['[!]a]', ['b'], [']', 'a']],
    ['[[:digit:]x]', ['7', 'x'], ['a', ':', 'd']],
    ['[![:alpha:]]', ['7'], ['a', 'Z']],
    ['[a', ['[a'], ['a']],
    ['[\\]x]', [']', 'x'], ['\\']],
    ['\\*', ['*'], ['a', '\\*']],
    ['a\\?b*', ['a?b', 'a?bc'], ['axb']],
    ['{a,b}*', ['{a,b}'], ['a', 'b']],
  ])('%s', (pattern, yes, no) => {
    expect(yes.filter((name) => matches(pattern, name) !== true)).toEqual([]);
    expect(no.filter((name) => matches(pattern, name) !== false)).toEqual([]);
  });

  test('is given up when its comparisons take too many steps', () => {
    const work = new GlobWork(1000);
    const [segment] = work.segments('a*b*c*')!;
    const name = 'abc'.repeat(30);
    expect(work.matches(segment!, name)).toBe(true);
    expect(work.matches(segment!, name)).toBe(undefined);
    expect(work.segments('a*')).toBe(undefined);
  });
});
