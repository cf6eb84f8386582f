// The client of a line, as --client-field and --trusted-proxy say.
import { expect, test } from 'vitest';
import { clientFinder } from '../../src/formats/client-rule.ts';

const PROXIES = ['10.0.0.0/8', '2001:db8:a::/48'];

test.each([
  // Connection, list, client without trusted proxies, client with them.
  ['10.0.0.1', '203.0.113.4', '203.0.113.4', '203.0.113.4'],
  ['10.0.0.1', '198.51.100.66, 203.0.113.4', '198.51.100.66', '203.0.113.4'],
  ['10.0.0.1', '203.0.113.4, 10.0.0.2', '203.0.113.4', '203.0.113.4'],
  ['10.0.0.1', '198.51.100.66, 203.0.113.4, 10.0.0.3,10.0.0.2', '198.51.100.66', '203.0.113.4'],
  ['10.0.0.1', '203.0.113.4:5112, 10.0.0.2:80', '203.0.113.4', '203.0.113.4'],
  ['2001:db8:a::1', '[2001:db8::7]:443', '2001:db8::7', '2001:db8::7'],
  // The client itself is in the network of the proxies.
  ['10.0.0.1', '10.0.0.9, 10.0.0.2', '10.0.0.9', '10.0.0.9'],
  // Nobody vouches for the list.
  ['203.0.113.4', '198.51.100.66', '198.51.100.66', '203.0.113.4'],
  ['unix:', '203.0.113.4', '203.0.113.4', 'unix:'],
  ['10.0.0.1', '-', '10.0.0.1', '10.0.0.1'],
  ['10.0.0.1', 'unknown', '10.0.0.1', '10.0.0.1'],
  ['10.0.0.1', 'garbage, 203.0.113.4', '10.0.0.1', '203.0.113.4'],
  ['10.0.0.1', '198.51.100.66, garbage, 10.0.0.2', '198.51.100.66', '10.0.0.2'],
])('%s with the list "%s": %s, and with proxies %s', (connection, list, first, last) => {
  expect(clientFinder({ field: 'x', trusted: [] })(connection, list)).toBe(first);
  expect(clientFinder({ field: 'x', trusted: PROXIES })(connection, list)).toBe(last);
});

test('a Unix socket can be trusted', () => {
  expect(clientFinder({ field: 'x', trusted: ['unix:'] })('unix:', '203.0.113.4')).toBe('203.0.113.4');
});
