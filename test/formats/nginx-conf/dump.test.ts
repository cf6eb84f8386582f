import { describe, expect, test } from 'vitest';
import { isConfDump, readConfDump } from '../../../src/formats/nginx-conf/dump.ts';
import type { Directive } from '../../../src/formats/nginx-conf/tree.ts';

const DUMP = `# configuration file /etc/nginx/nginx.conf:
events {}
http {
  include conf.d/*.conf;
  include /etc/nginx/mime.types;
}

# configuration file /etc/nginx/conf.d/b.conf:
server { }
# configuration file /etc/nginx/conf.d/a.conf:

server_tokens off;

# configuration file /etc/nginx/conf.d/deeper/c.conf:
nothing;

# configuration file /etc/nginx/mime.types:
types { text/html html; }
`;
const MESSAGES = `2026/11/29 12:00:00 [warn] 1#1: conflicting server name "a" on 0.0.0.0:80, ignored
nginx: the configuration file /etc/nginx/nginx.conf syntax is ok
nginx: configuration file /etc/nginx/nginx.conf test is successful
`;

const places = (directives: readonly Directive[]): unknown[] =>
  directives.map(({ name, file, line, block }) => [
    name,
    `${file}:${line}`,
    ...(block ? places(block.directives) : []),
  ]);

describe('the output of nginx -T', () => {
  test.each([
    ['a dump', DUMP, true],
    ['a dump after messages', MESSAGES + DUMP, true],
    ['a dump with CR LF', DUMP.replaceAll('\n', '\r\n'), true],
    ['a configuration', 'events {}\n# configuration file /a:\n', false],
    ['another comment', '# configuration file of mine\nevents {}', false],
    ['messages alone', MESSAGES, false],
    ['nothing', '', false],
  ])('is recognised: %s', (_, text, expected) => {
    expect(isConfDump(text)).toBe(expected);
  });

  test.each([DUMP, MESSAGES + DUMP, DUMP.replaceAll('\n', '\r\n')])('has its includes in place', (text) => {
    const conf = readConfDump(text);
    expect(conf.file).toBe('/etc/nginx/nginx.conf');
    expect(conf.problems).toEqual([]);
    expect(places(conf.directives)).toEqual([
      ['events', '/etc/nginx/nginx.conf:1'],
      [
        'http',
        '/etc/nginx/nginx.conf:2',
        ['server_tokens', '/etc/nginx/conf.d/a.conf:2'],
        ['server', '/etc/nginx/conf.d/b.conf:1'],
        ['types', '/etc/nginx/mime.types:1', ['text/html', '/etc/nginx/mime.types:1']],
      ],
    ]);
  });

  test('lacks a file', () => {
    const { problems } = readConfDump('# configuration file /a/b:\n\ninclude c;\n');
    expect(problems.map(({ message }) => message)).toEqual(['"/a/c" is not in the output of nginx -T in /a/b:2']);
  });

  test('has more names and patterns than logscan compares', () => {
    const lines = (count: number, line: (index: number) => string): string =>
      Array.from({ length: count }, (_, i) => line(i)).join('');
    const text = (count: number): string =>
      `# configuration file /a:\n${lines(count, (i) => `include /*${i};\n`)}${lines(count, (i) => `# configuration file /x${i}x:\n`)}`;
    expect(readConfDump(text(1000)).problems).toEqual([]);
    const [problem] = readConfDump(text(5000)).problems;
    expect(problem?.reason).toBe('too many names to compare with the pattern');
  });

  test('may name a file twice', () => {
    const { directives } = readConfDump(
      '# configuration file /a:\ninclude /b;\ninclude /b;\n# configuration file /b:\nc;\n# configuration file /b:\nc;\n',
    );
    expect(directives.map(({ name, line }) => [name, line])).toEqual([
      ['c', 1],
      ['c', 1],
    ]);
  });

  test('is refused like the file that is wrong', () => {
    const text = '# configuration file /a:\ninclude /b;\n# configuration file /b:\n\nc\n';
    expect(() => readConfDump(text)).toThrow('unexpected end of file, expecting ";" or "}" in /b:3');
    expect(() => readConfDump('events {}')).toThrow('no line "# configuration file ...:" in the output of nginx -T:1');
  });
});
