import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Statement, StatementReader } from '../../../src/formats/nginx-conf/tokens.ts';

function statements(text: string): Statement[] {
  const reader = new StatementReader(text, 'f');
  const all: Statement[] = [];
  for (;;) {
    const statement = reader.next();
    if (statement.end === 'file') return all;
    all.push(statement);
  }
}

const words = (text: string): readonly string[] => statements(`${text};`).flatMap((statement) => statement.words);

describe('words', () => {
  test.each<[string, string[]]>([
    ['a b\tc\r\nd', ['a', 'b', 'c', 'd']],
    ['"a b" \'c d\'', ['a b', 'c d']],
    ['"a \' b" \'c " d\'', ["a ' b", 'c " d']],
    [String.raw`"a \" b" 'c \' d'`, ['a " b', "c ' d"]],
    [String.raw`"a \\" b`, ['a \\', 'b']],
    [String.raw`a\tb\rc\nd`, ['a\tb\rc\nd']],
    // Any other backslash stays.
    [String.raw`~\.php$ \x20 a\ b \;`, ['~\\.php$', '\\x20', 'a\\ b', '\\;']],
    // A quote inside a word is an ordinary character.
    [`a"b c'd`, ['a"b', "c'd"]],
    ['"" \'\'', ['', '']],
    ['${a}b $c', ['${a}b', '$c']],
    // The brace after a dollar ends no word, and neither does a second one.
    ['x${{y}', ['x${{y}']],
    ['($x = "a")', ['($x', '=', 'a', ')']],
    ['a#b a}', ['a#b', 'a}']],
    ['\xc3\xa9\0', ['\xc3\xa9\0']],
  ])('%j', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  test('in a comment do not count', () => {
    expect(words('a # b; {\n c')).toEqual(['a', 'c']);
  });

  test('may be any words, if each is in quotes', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary-ascii' }), { minLength: 1 }), (all) => {
        const text = all.map((word) => `"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(' ');
        expect(words(text)).toEqual(all);
      }),
    );
  });
});

describe('statements', () => {
  test('have the line of their first word and their end', () => {
    expect(statements('# x\n\na\n b "c\nd" ; e {\n}\n')).toEqual([
      { words: ['a', 'b', 'c\nd'], line: 3, from: 5, end: ';' },
      { words: ['e'], line: 5, from: 18, end: '{' },
      { words: [], line: 6, from: 21, end: '}' },
    ]);
  });

  test('may follow each other without spaces', () => {
    expect(statements('a{b;c"d";}').map(({ words: all, end }) => [...all, end])).toEqual([
      ['a', '{'],
      ['b', ';'],
      ['c"d"', ';'],
      ['}'],
    ]);
  });

  test.each([
    ['a', 'unexpected end of file, expecting ";" or "}" in f:1'],
    ['a\n# b', 'unexpected end of file, expecting ";" or "}" in f:2'],
    ['"a;\n', 'unexpected end of file, expecting ";" or "}" in f:2'],
    ['\\', 'unexpected end of file, expecting ";" or "}" in f:1'],
    ['a;\n;', 'unexpected ";" in f:2'],
    ['{', 'unexpected "{" in f:1'],
    ['a }', 'unexpected "}" in f:1'],
    ['"a"b;', 'unexpected "b" in f:1'],
    ['"a"}', 'unexpected "}" in f:1'],
    [`a\n${'b'.repeat(4097)}`, 'too long parameter "bbbbbbbbbb..." started in f:2'],
    [`a\n'${'b'.repeat(4097)}`, `too long parameter, probably missing terminating "'" character in f:2`],
    [`a\n"${'b\n'.repeat(4097)}`, 'too long parameter, probably missing terminating """ character in f:2'],
    [`#${'b'.repeat(4096)}`, 'too long parameter "#bbbbbbbbb..." started in f:1'],
  ])('%j is refused', (text, message) => {
    expect(() => statements(text)).toThrow(expect.objectContaining({ name: 'NginxConfError', message }));
  });

  test('have room for words and comments of 4095 bytes', () => {
    expect(words(`a ${'b'.repeat(4095)}`)[1]).toHaveLength(4095);
    expect(statements(`#${'b'.repeat(4094)}\na;`)).toHaveLength(1);
  });
});
