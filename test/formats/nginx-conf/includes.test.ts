import { describe, expect, test } from 'vitest';
import { NginxConfError } from '../../../src/formats/nginx-conf/conf-error.ts';
import {
  INCLUDE_DEPTH,
  INCLUSIONS_CAPACITY,
  type NginxConf,
  readConf,
} from '../../../src/formats/nginx-conf/includes.ts';
import type { Directive } from '../../../src/formats/nginx-conf/tree.ts';

/** Reads /conf/main; the others are by name. A pattern matches all names that begin with the text before its star. */
function read(main: string, others: Readonly<Record<string, string>> = {}): NginxConf {
  return readConf('/conf/main', main, {
    read: (name) => {
      const text = others[name];
      if (text === undefined) throw new NginxConfError(`no ${name}`, name);
      return text;
    },
    matches: (pattern) => ({
      names: Object.keys(others).filter((name) => name.startsWith(pattern.split('*')[0]!)),
      problems: pattern.startsWith('/secret') ? ['permission denied'] : [],
    }),
  });
}

const places = (directives: readonly Directive[]): unknown[] =>
  directives.map(({ name, file, line, block }) => [
    name,
    `${file}:${line}`,
    ...(block ? places(block.directives) : []),
  ]);
const messages = ({ problems }: NginxConf): string[] => problems.map(({ message }) => message);

describe('an include', () => {
  test('is replaced by the directives of its file, which keep their own places', () => {
    const conf = read('a;\nhttp {\n include x/y;\n b;\n}', { '/conf/x/y': '\nc { include z; }', '/conf/z': 'd;' });
    expect(places(conf.directives)).toEqual([
      ['a', '/conf/main:1'],
      ['http', '/conf/main:2', ['c', '/conf/x/y:2', ['d', '/conf/z:1']], ['b', '/conf/main:4']],
    ]);
    expect(conf.problems).toEqual([]);
  });

  test('with a pattern takes all files that match, and may match none', () => {
    const conf = read('include d/*; include e/*;', { '/conf/d/1': 'a;', '/conf/d/2': 'b;' });
    expect(conf.directives.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(conf.problems).toEqual([]);
  });

  test('in a table takes entries', () => {
    const conf = read('http { map a b { include /t; } }', { '/t': 'server 1; http 2;' });
    expect(places(conf.directives)).toEqual([
      ['http', '/conf/main:1', ['map', '/conf/main:1', ['server', '/t:1'], ['http', '/t:1']]],
    ]);
  });

  test('of a file that cannot be read is a problem, and the rest is read', () => {
    const conf = read('include /none;\ninclude /secret*;\na;');
    expect(messages(conf)).toEqual(['no /none in /conf/main:1', 'permission denied in /conf/main:2']);
    expect(conf.directives.map(({ name }) => name)).toEqual(['a']);
  });

  test('of a file that is being read is a problem', () => {
    const conf = read('include x;\na;', { '/conf/x': 'b;\ninclude y;', '/conf/y': 'c; include x; include main;' });
    expect(messages(conf)).toEqual([
      '"/conf/x" includes itself in /conf/y:1',
      '"/conf/main" includes itself in /conf/y:1',
    ]);
    expect(conf.directives.map(({ name }) => name)).toEqual(['b', 'c', 'a']);
  });

  test.each([
    ['include;', 'invalid number of arguments in "include" directive in /conf/main:1'],
    ['include a b;', 'invalid number of arguments in "include" directive in /conf/main:1'],
    ['include a { }', 'directive "include" is not terminated by ";" in /conf/main:1'],
    // Blocks end in the file in which they begin.
    ['http {\n include /open; }', 'unexpected end of file, expecting "}" in /open:2'],
    ['http { include /close; }', 'unexpected "}" in /close:1'],
  ])('%j is refused', (text, message) => {
    expect(() => read(text, { '/open': 'server {\n', '/close': '}' })).toThrow(
      expect.objectContaining({ name: 'NginxConfError', message }),
    );
  });
});

describe('there is room for', () => {
  test(`${INCLUDE_DEPTH} files in each other`, () => {
    const chain = (count: number): Record<string, string> =>
      Object.fromEntries(
        Array.from({ length: count }, (_, i) => [`/${i + 1}`, i + 1 < count ? `include /${i + 2};` : 'a;']),
      );
    expect(read('include /1;', chain(INCLUDE_DEPTH)).directives).toHaveLength(1);
    const deep = read('include /1;', chain(INCLUDE_DEPTH + 1));
    expect(messages(deep)).toEqual([`includes are nested more than ${INCLUDE_DEPTH} deep in /${INCLUDE_DEPTH}:1`]);
  });

  test(`${INCLUSIONS_CAPACITY} included files, so that files that include each other twice come to an end`, () => {
    expect(read('include /a;'.repeat(INCLUSIONS_CAPACITY), { '/a': '' }).problems).toEqual([]);
    const twice = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`/${i}`, `include /${i + 1};`.repeat(10)]));
    expect(() => read('include /0;', twice)).toThrow(`more than ${INCLUSIONS_CAPACITY} included files`);
  });

  test('64 MiB', () => {
    const text = `#${'a'.repeat(1022)}\n`.repeat(1024);
    expect(() => read('include /a;'.repeat(63), { '/a': text })).not.toThrow();
    expect(() => read('include /a;'.repeat(64), { '/a': text })).toThrow('more than 64 MiB of configuration in /a');
  });
});
