// The values of a directive in the blocks of a log.
import { expect, test } from 'vitest';
import { DefaultServers, LogServers } from '../../../src/formats/nginx-conf/servers.ts';
import type { SettingName } from '../../../src/formats/nginx-conf/settings.ts';
import { valuesOf } from '../../../src/formats/nginx-conf/values.ts';
import { viewOfText } from './conf-text.ts';

/** The values with their lines, then the default. Undefined if the directive counts nowhere. */
function values(text: string, name: SettingName, host?: string): string[] | undefined {
  const view = viewOfText(text);
  const servers = new LogServers([...view.logsInForce.keys()], new DefaultServers(view.main));
  const { directives, byDefault, counts } = valuesOf(name, servers.blocksOf(host));
  if (!counts) return undefined;
  return [
    ...directives.map(({ args, line }) => `${args.join(' ')} ${line}`),
    ...(byDefault === undefined ? [] : [`default ${byDefault.args.join(' ')}`]),
  ];
}

test.each<[string, SettingName, readonly string[] | undefined]>([
  ['http { server { } }', 'client_body_timeout', ['default 60s']],
  ['http { client_body_timeout 9; server { location / { } } }', 'client_body_timeout', ['9 1']],
  [
    'http { client_body_timeout 9; server { client_body_timeout 8; } server { } }',
    'client_body_timeout',
    ['8 1', '9 1'],
  ],
  // Without a block that passes requests on, the limit is of no use.
  ['http { server { location / { } } }', 'proxy_read_timeout', undefined],
  ['http { server { proxy_read_timeout 9; location / { proxy_pass http://a; } } }', 'proxy_read_timeout', ['9 1']],
  [
    'http { server { location /a { proxy_read_timeout 9; } location / { proxy_pass http://a; } } }',
    'proxy_read_timeout',
    ['default 60s'],
  ],
  ['http { server { location / { fastcgi_pass a; } } }', 'fastcgi_read_timeout', ['default 60s']],
  ['http { server { location / { return 400; } location /b { return 404; } } }', 'return', ['400 1']],
  ['http { server { if ($a) { return 400 "no"; } } }', 'return', ['400 no 1']],
  ['http { server { error_page 404 /404; error_page 500 400 /e; } }', 'error_page', ['500 400 /e 1']],
  ['http { server { listen 80; listen 443 ssl; location / { } } }', 'listen', ['80 1', '443 ssl 1']],
  ['http { server { } }', 'limit_req', []],
  ['http { }', 'limit_req', undefined],
])('%s: %s is %j', (text, name, expected) => {
  expect(values(text, name)).toEqual(expected);
});

test('nginx may take the buffers of the default server, but not its other settings', () => {
  const text = `http { server { client_max_body_size 9m; large_client_header_buffers 4 9k; }
    server { server_name two; }
  }`;
  expect(values(text, 'large_client_header_buffers', 'two')).toEqual(['4 9k 1', 'default 4 8k']);
  expect(values(text, 'client_max_body_size', 'two')).toEqual(['default 1m']);
});

test('many blocks and hosts take little time', () => {
  const many = Array.from({ length: 50_000 }, (_, i) => `server { server_name h${i}; location / { } }`).join('');
  const view = viewOfText(`http { ${many} }`);
  const servers = new LogServers([...view.logsInForce.keys()], new DefaultServers(view.main));
  const began = performance.now();
  for (let i = 0; i < 20_000; i++) valuesOf('client_body_timeout', servers.blocksOf(`h${i % 5000}`));
  for (let i = 0; i < 20_000; i++) valuesOf('client_body_timeout', servers.blocksOf(`unknown${i}`));
  for (let i = 0; i < 20_000; i++) valuesOf('client_body_timeout', servers.blocksOf(`unknown${i}`, 80));
  expect(performance.now() - began).toBeLessThan(10_000);
});
