import { describe, expect, test } from 'vitest';
import { listensOf, returns400In, serverOf, settingIn } from '../../../src/formats/nginx-conf/contexts.ts';
import { type SettingName, SETTING_RULES } from '../../../src/formats/nginx-conf/settings.ts';
import { contextAt, problemsOf, viewOfText } from './conf-text.ts';

/** The values in force: the arguments, and the line or `default`. */
function inForce(text: string, path: readonly string[], name: SettingName): string[] {
  const { values, isDefault } = settingIn(contextAt(viewOfText(text), path), name);
  return values.map(({ args, directive }) => {
    expect(directive === undefined).toBe(isDefault);
    return `${args.join(' ')} (${directive?.line ?? 'default'})`;
  });
}

const CONF = `error_log /e warn;
http {
  client_max_body_size 8m; set_real_ip_from 192.0.2.1; set_real_ip_from 192.0.2.2;
  error_page 400 /http;
  server {
    server_name a b; listen 80;
    listen [::]:443 ssl http2 proxy_protocol; listen 443 quic;
    set_real_ip_from 198.51.100.1; error_log /s; error_log /s2 debug;
    location / {
      client_max_body_size 1k;
      location /deep { error_page 404 /deep; if ($a) { error_page 400 /if; } }
    }
  }
  server { location / { limit_except GET { deny all; } } }
}
stream { server { listen 53; error_log /d; } }
`;
const FIRST = ['http', 'server'];

describe('a setting', () => {
  test.each<[string[], SettingName, string[]]>([
    [['http'], 'client_max_body_size', ['8m (3)']],
    [[...FIRST], 'client_max_body_size', ['8m (3)']],
    [[...FIRST, 'location /'], 'client_max_body_size', ['1k (10)']],
    [[...FIRST, 'location /', 'location /deep'], 'client_max_body_size', ['1k (10)']],
    [[...FIRST, 'location /', 'location /deep', 'if ($a)'], 'client_max_body_size', ['1k (10)']],
    // A list replaces the list of the block around it.
    [['http'], 'set_real_ip_from', ['192.0.2.1 (3)', '192.0.2.2 (3)']],
    [[...FIRST, 'location /'], 'set_real_ip_from', ['198.51.100.1 (8)']],
    [[...FIRST, 'location /'], 'error_page', ['400 /http (4)']],
    [[...FIRST, 'location /', 'location /deep'], 'error_page', ['404 /deep (11)']],
    [[...FIRST, 'location /', 'location /deep', 'if ($a)'], 'error_page', ['400 /if (11)']],
    [['http'], 'error_log', ['/e warn (1)']],
    [[...FIRST, 'location /'], 'error_log', ['/s (8)', '/s2 debug (8)']],
    [[...FIRST, 'location /'], 'server_name', ['a b (6)']],
    [['stream', 'server'], 'error_log', ['/d (16)']],
    [['stream'], 'error_log', ['/e warn (1)']],
  ])('in %j: %s is %j', (path, name, expected) => {
    expect(inForce(CONF, path, name)).toEqual(expected);
  });

  test.each<[SettingName, string[]]>([
    ['error_log', ['logs/error.log error (default)']],
    ['server_tokens', ['on (default)']],
    ['error_page', []],
    ['large_client_header_buffers', ['4 8k (default)']],
    ['client_header_buffer_size', ['1k (default)']],
    ['client_header_timeout', ['60s (default)']],
    ['client_body_timeout', ['60s (default)']],
    ['client_max_body_size', ['1m (default)']],
    ['limit_req', []],
    ['proxy_read_timeout', ['60s (default)']],
    ['proxy_ignore_client_abort', ['off (default)']],
    ['fastcgi_read_timeout', ['60s (default)']],
    ['ssl', ['off (default)']],
    ['http2', ['off (default)']],
    ['ssl_verify_client', ['off (default)']],
    ['real_ip_header', ['X-Real-IP (default)']],
    ['set_real_ip_from', []],
    ['keepalive_timeout', ['75s (default)']],
    ['listen', ['*:80 (default)']],
    ['server_name', [' (default)']],
    ['return', []],
  ])('%s has a default', (name, expected) => {
    expect(inForce('http { server { } }', ['http', 'server'], name)).toEqual(expected);
  });

  test('of HTTP has no value in stream, and listen has none outside of a server', () => {
    expect(inForce(CONF, ['stream', 'server'], 'server_tokens')).toEqual([]);
    expect(inForce(CONF, ['http'], 'listen')).toEqual([]);
  });
});

describe('a server', () => {
  test('is found from the blocks in it', () => {
    const view = viewOfText(CONF);
    const server = contextAt(view, FIRST);
    expect(serverOf(contextAt(view, [...FIRST, 'location /', 'location /deep']))).toBe(server);
    expect(serverOf(server)).toBe(server);
    expect(serverOf(contextAt(view, ['http']))).toBe(undefined);
  });

  test('listens', () => {
    const shown = listensOf(contextAt(viewOfText(CONF), [...FIRST, 'location /'])).map(
      ({ address, ssl, http2, quic, proxyProtocol }) => [address, ssl, http2, quic, proxyProtocol],
    );
    expect(shown).toEqual([
      ['80', false, false, false, false],
      ['[::]:443', true, true, false, true],
      ['443', false, false, true, false],
    ]);
  });

  test('turns on TLS and HTTP/2 for all its listens', () => {
    const view = viewOfText('http { http2 on; server { ssl on; listen 1; listen 2 quic; } server { http2 off; } }');
    const [first, second] = contextAt(view, ['http']).children.map(listensOf);
    expect(first).toMatchObject([
      { address: '1', ssl: true, http2: true, quic: false },
      { address: '2', ssl: false, http2: false, quic: true },
    ]);
    expect(second).toMatchObject([{ address: '*:80', ssl: false, http2: false, directive: undefined }]);
  });

  test('answers 400 by itself', () => {
    const text = `http { server {
      return 400;
      if ($a) { return 400 "a"; }
      location / { return 404;
        if ($b) { return 400; }
        if ($c) { return 403; }
        location /deep { return 400 x; } } } }`;
    const linesAt = (...path: string[]): number[] =>
      returns400In(contextAt(viewOfText(text), ['http', 'server', ...path])).map(({ line }) => line);
    expect(linesAt()).toEqual([2, 3]);
    expect(linesAt('location /')).toEqual([2, 3, 5]);
    expect(linesAt('location /', 'if ($c)')).toEqual([2, 3, 5]);
    expect(linesAt('location /', 'location /deep')).toEqual([2, 3, 7]);
    expect(returns400In(contextAt(viewOfText(text), ['http']))).toEqual([]);
  });
});

describe('nginx refuses', () => {
  test.each([
    ['http { listen 80; }', '"listen" directive is not allowed here in f:1'],
    ['server_tokens off;', '"server_tokens" directive is not allowed here in f:1'],
    ['http { server_tokens on;\nserver_tokens off; }', '"server_tokens" directive is duplicate in f:2'],
    ['http { server_tokens; }', 'invalid number of arguments in "server_tokens" directive in f:1'],
    [
      'http { large_client_header_buffers 1 2 3; }',
      'invalid number of arguments in "large_client_header_buffers" directive in f:1',
    ],
  ])('%j', (text, message) => {
    expect(problemsOf(text)).toEqual([message]);
  });

  test('a second value, so the first one counts', () => {
    expect(inForce('http { server_tokens off; server_tokens on; }', ['http'], 'server_tokens')).toEqual(['off (1)']);
  });

  test('nothing that stream has under the same name', () => {
    expect(problemsOf('stream { server { listen 1; return 2; ssl_verify_client on; } }')).toEqual([]);
  });

  test('nothing in tables, Lua code and blocks of other modules', () => {
    expect(
      problemsOf('http { map a b { listen 1; } init_by_lua_block { listen() } } x { listen 1; access_log; }'),
    ).toEqual([]);
  });
});

test('each rule allows its default', () => {
  for (const { args, default: byDefault } of Object.values(SETTING_RULES)) {
    if (byDefault === undefined) continue;
    expect(byDefault.length).toBeGreaterThanOrEqual(args[0]);
    expect(byDefault.length).toBeLessThanOrEqual(args[1]);
  }
});
