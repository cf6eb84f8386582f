import { describe, expect, test } from 'vitest';
import { BLOCK_DEPTH, type Directive, DIRECTIVES_CAPACITY, parseConf } from '../../../src/formats/nginx-conf/tree.ts';

/** A tree in one line: words, and blocks in braces after their kind. */
function shown(directives: readonly Directive[]): string {
  return directives
    .map(({ name, args, block }) => {
      const words = [name, ...args].join(' ');
      return block === undefined ? `${words};` : `${words} ${block.inside}{${shown(block.directives)}}`;
    })
    .join(' ');
}

const tree = (text: string): string => shown(parseConf(text, 'f'));
const refusal = (message: string): unknown => expect.objectContaining({ name: 'NginxConfError', message });

describe('a tree', () => {
  test('has blocks in blocks, each directive with its place', () => {
    const [http] = parseConf('http {\n  server {\n    root /a;\n  }\n}', 'f');
    const [server] = http!.block!.directives;
    const [root] = server!.block!.directives;
    expect([http, server, root].map((one) => [one?.name, one?.file, one?.line])).toEqual([
      ['http', 'f', 1],
      ['server', 'f', 2],
      ['root', 'f', 3],
    ]);
    expect(root).toEqual({ name: 'root', args: ['/a'], file: 'f', line: 3, block: undefined });
  });

  test('says what is in each block', () => {
    expect(tree('events { } http { upstream a { server b; } server { if (x) { } location / { if (x) { } } } }')).toBe(
      'events events{} http http{upstream a upstream{server b;} server server{if (x) server if{} location / location{if (x) if{}}}}',
    );
    expect(tree('stream { server { } } mail { server { } }')).toBe(
      'stream stream{server stream server{}} mail mail{server mail server{}}',
    );
  });

  test('keeps the lines of tables as entries', () => {
    expect(tree('http { map $a $b { http 1; server 2; access_log off; "a b" c; } types { text/html html; } }')).toBe(
      'http http{map $a $b entries{http 1; server 2; access_log off; a b c;} types entries{text/html html;}}',
    );
  });

  test('goes on after Lua code, on the right line', () => {
    const text = 'http {\n init_by_lua_block {\n a = "}" -- }\n }\n server_tokens off; }';
    expect(tree(text)).toBe('http http{init_by_lua_block lua{} server_tokens off;}');
    expect(parseConf(text, 'f')[0]?.block?.directives[1]?.line).toBe(5);
  });

  test('takes a block that nginx itself does not have for a block of a module', () => {
    expect(tree('rtmp { server { listen 1; application a { live on; } http { } } }')).toBe(
      'rtmp other{server other{listen 1; application a other{live on;} http other{}}}',
    );
  });

  test('of an included file begins in the block that includes it', () => {
    expect(shown(parseConf('location / { }', 'f', 'server'))).toBe('location / location{}');
    expect(shown(parseConf('location 1;', 'f', 'entries'))).toBe('location 1;');
  });
});

describe('nginx refuses', () => {
  test.each([
    ['http { server { }', 'unexpected end of file, expecting "}" in f:1'],
    ['http { } }', 'unexpected "}" in f:1'],
    ['http;', 'directive "http" has no opening "{" in f:1'],
    ['http { server {\nlisten 80\nlocation / { } } }', 'directive "listen" is not terminated by ";" in f:3'],
    ['http { upstream a { server b { } } }', 'directive "server" is not terminated by ";" in f:1'],
    ['server { }', '"server" directive is not allowed here in f:1'],
    ['http { server { server { } } }', '"server" directive is not allowed here in f:1'],
    ['http { map a b { c { } } }', 'unexpected "{" in f:1'],
    ['http { access_by_lua_block; }', 'directive "access_by_lua_block" has no opening "{" in f:1'],
    ['\xef\xbb\xbfhttp { }', 'unknown directive "\xef\xbb\xbfhttp" in f:1'],
    ['"" a;', 'unknown directive "" in f:1'],
    ['http { a_by_lua_block {\n\n', 'unexpected end of file, expecting "}" in f:3'],
    ['http { a_by_lua_block {\n [=[ }', 'Lua code block missing the closing long bracket "]=]" in f:2'],
  ])('%j', (text, message) => {
    expect(() => parseConf(text, 'f')).toThrow(refusal(message));
  });
});

describe('a tree has room for', () => {
  test(`${BLOCK_DEPTH} blocks in each other`, () => {
    const nested = (depth: number): string => 'a {'.repeat(depth) + '}'.repeat(depth);
    expect(() => parseConf(nested(BLOCK_DEPTH), 'f')).not.toThrow();
    const message = `blocks are nested more than ${BLOCK_DEPTH} deep in f:1`;
    expect(() => parseConf(nested(BLOCK_DEPTH + 1), 'f')).toThrow(refusal(message));
  });

  test(`${DIRECTIVES_CAPACITY} directives`, () => {
    expect(parseConf('a;'.repeat(DIRECTIVES_CAPACITY), 'f')).toHaveLength(DIRECTIVES_CAPACITY);
    const message = `more than ${DIRECTIVES_CAPACITY} directives in f:1`;
    expect(() => parseConf('a;'.repeat(DIRECTIVES_CAPACITY + 1), 'f')).toThrow(refusal(message));
  });
});
