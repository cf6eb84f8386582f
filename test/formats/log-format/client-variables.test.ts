// Which variables of a log_format hold the address of the client.
import { expect, test } from 'vitest';
import { addressesIn } from '../../../src/formats/log-format/client-variables.ts';
import { parseLogFormat } from '../../../src/formats/log-format/directive.ts';
import { FormatReader } from '../../../src/formats/log-format/format-reader.ts';

test.each([
  'clientRealIp',
  'client_ip',
  'remote_addr_anon',
  'remote_addr_masked',
  'real_ip',
  'visitor_address',
  'anonymized_ip',
  'ip_anonymized',
  'anon_ip',
])('a variable of the site: $%s', (name) => {
  expect(addressesIn(['status', name])).toEqual([name]);
  const reader = new FormatReader(parseLogFormat(`$${name} [$time_local] "$request" $status`));
  expect(reader.read('192.0.2.0 [29/Nov/2026:12:00:00 +0000] "GET / HTTP/1.1" 499')).toMatchObject({
    remote_addr: '192.0.2.0',
    client: '192.0.2.0',
  });
});

test.each(['client_ip_country', 'server_ip', 'remote_port', 'upstream_addr', 'client', 'zip', 'remote_user', 'ip'])(
  'no address of the client: $%s',
  (name) => {
    expect(addressesIn(['status', name])).toEqual([]);
  },
);

test('variables of nginx count before those of the site, and these before what is sent on', () => {
  expect(addressesIn(['proxy_add_x_forwarded_for', 'client_ip', 'remote_addr'])).toEqual(['remote_addr']);
  expect(addressesIn(['client_ip', 'http_x_forwarded_for'])).toEqual(['http_x_forwarded_for']);
  expect(addressesIn(['proxy_add_x_forwarded_for', 'client_ip'])).toEqual(['client_ip', 'proxy_add_x_forwarded_for']);
  const reader = new FormatReader(parseLogFormat('[$time_local] "$request" $status $proxy_add_x_forwarded_for'));
  expect(reader.read('[29/Nov/2026:12:00:00 +0000] "GET / HTTP/1.1" 499 203.0.113.9, 192.0.2.1')).toMatchObject({
    remote_addr: '203.0.113.9',
  });
});
