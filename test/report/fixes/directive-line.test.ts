// The lines of nginx.conf that a fix asks for.
import { expect, test } from 'vitest';
import { blockLines, directiveLineOf, remedyOf } from '../../../src/report/fixes/directive-line.ts';

test('a line to paste is the only directive of the first block, if it is no example', () => {
  expect(directiveLineOf('plain-http-to-tls-port', {})).toEqual({
    context: 'server',
    text: 'error_page 497 =301 https://$host:$server_port$request_uri;',
  });
  // The time belongs into another nginx, and is that of an example.
  expect(directiveLineOf('balancer-timeout', {})).toBeUndefined();
  expect(directiveLineOf('slow-upstream', {})).toBeUndefined();
});

test('the lines of a block stand in their context', () => {
  const directives = ['a 1;', 'map $a $b {\n    "" 0;\n}'];
  expect(blockLines({ context: 'http', directives })).toEqual([
    'http {',
    '    a 1;',
    '    map $a $b {',
    '        "" 0;',
    '    }',
    '}',
  ]);
  expect(blockLines({ context: 'location', directives: ['a;'] })[0]).toBe('location / {');
  expect(blockLines({ context: 'server', directives: ['a;'] })[0]).toBe('server {');
});

test('a remedy says who should act, with which lines, and how to check them', () => {
  const { who, blocks, checks } = remedyOf('cookie-or-header-too-large', { raised_buffers: '8 32k' });
  expect(who).toMatch(/^The application's developers/);
  const directives = ['large_client_header_buffers 8 32k;'];
  expect(blocks).toEqual([{ context: 'http', directives, note: null, is_example: false }]);
  expect(checks.map(({ command }) => command)).toContain(
    "nginx -T 2>/dev/null | grep -nE 'large_client_header_buffers'",
  );
  expect(remedyOf('balancer-timeout', {}).blocks[0]).toMatchObject({ is_example: true });
  // Only long answers need it: the general advice has no facts.
  expect(remedyOf('balancer-timeout', { asks_again: true }).blocks).toHaveLength(1);
  expect(remedyOf('slow-upstream', {}).blocks).toEqual([]);
});
