// The servers that a host leads to, and the default servers of addresses.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isStream } from '../../../src/formats/nginx-conf/contexts.ts';
import { DefaultServers, LogServers } from '../../../src/formats/nginx-conf/servers.ts';
import { viewOfText } from './conf-text.ts';

function serversOf(text: string): LogServers {
  const view = viewOfText(text);
  const contexts = [...view.logsInForce.keys()].filter((context) => !isStream(context));
  return new LogServers(contexts, new DefaultServers(view.main));
}

/** The lines of the blocks that a host leads to. */
function lines(servers: LogServers, host: string | undefined): number[] {
  return servers.blocksOf(host).contexts.map(({ directive }) => directive!.line);
}

describe('a host leads to', () => {
  const servers = serversOf(`http {
    server { server_name shop.example.com
      ; location / { } }
    server { server_name *.example.com example.net; }
    server { server_name www.*; }
    server { server_name .example.org; }
    server { server_name "~^a.*b$" *.img.example.com; }
    server { }
  }`);
  const all = [2, 3, 4, 5, 6, 7, 8];

  test.each<[string | undefined, readonly number[]]>([
    ['shop.example.com', [2, 3]],
    ['SHOP.Example.COM', [2, 3]],
    ['shop.example.com:8080', [2, 3]],
    ['a.example.com', [4]],
    ['example.net', [4]],
    // The longest wildcard wins.
    ['a.img.example.com', [7]],
    ['www.example.info', [5]],
    // A wildcard in front is tried before one at the end.
    ['www.example.org', [6]],
    ['example.org', [6]],
    // $server_name logs the name as it is written.
    ['*.example.com', [4]],
    ['~^a.*b$', [7]],
    // An expression may match, and nobody knows the port.
    ['unknown.invalid', all],
    ['', all],
    [undefined, all],
  ])('%s: the blocks on lines %j', (host, expected) => {
    expect(lines(servers, host)).toEqual(expected);
  });

  test('all blocks, if it is longer than any name', () => {
    expect(lines(servers, `${'a.'.repeat(100_000)}example.com`)).toEqual(all);
    expect(lines(servers, `${'a.'.repeat(121)}example.com`)).toEqual([4]);
  });

  test('the same list each time', () => {
    expect(servers.blocksOf('a.example.com')).toBe(servers.blocksOf('b.example.com'));
    expect(servers.blocksOf('x')).toBe(servers.blocksOf(undefined));
  });

  test('some blocks, whatever it is', () => {
    fc.assert(fc.property(fc.string(), (host) => lines(servers, host).length > 0));
  });
});

test.each<[string | undefined, number | undefined, readonly number[]]>([
  ['a', undefined, [2, 3]],
  ['a', 80, [2]],
  ['a', 443, [3]],
  // No server with this name listens there, so the configuration is not the one of the line.
  ['a', 8080, [2, 3]],
  [undefined, 443, [3]],
  [undefined, 9000, [4]],
])('host %s and port %s lead to the blocks on lines %j', (host, port, expected) => {
  const servers = serversOf(`http {
    server { server_name a; }
    server { server_name a; listen [::]:443 ssl; }
    server { server_name b; listen unix:/a:443; listen 127.0.0.1:9000; }
  }`);
  expect(servers.blocksOf(host, port).contexts.map(({ directive }) => directive!.line)).toEqual(expected);
});

test.each([
  ['listen 80', 'listen 80 default_server', 3],
  ['listen 80', 'listen *:80', undefined],
  ['listen 127.0.0.1', 'listen 127.0.0.1:80 default', 3],
  ['listen 0.0.0.0:80', 'listen 80 default_server', 3],
  ['listen [::]:80', 'listen 80 default_server', undefined],
  ['listen 80', 'listen 81 default_server', undefined],
  ['listen unix:/a', 'listen unix:/a default_server', 3],
])('with %s, and then %s, the default server of the first is the one on line %s', (one, other, line) => {
  const servers = serversOf(`http {
    server { server_name one; ${one}; }
    server { server_name other; ${other}; }
  }`);
  const found = servers.blocksOf('one').defaultServers.map(({ directive }) => directive!.line);
  expect(found).toEqual(line === undefined ? [] : [line]);
});
