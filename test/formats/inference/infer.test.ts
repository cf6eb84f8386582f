// Inferring the log_format of lines.
import { expect, test } from 'vitest';
import { inferFormat } from '../../../src/formats/inference/infer.ts';
import { parseLogFormat, textOf } from '../../../src/formats/log-format/directive.ts';
import { makeRequests, MADE_SEED, type Values, writeLine } from '../log-format/made-log.ts';

const REQUESTS = makeRequests(200, MADE_SEED);
function inferred(directive: string, requests: readonly Values[] = REQUESTS): string | undefined {
  const format = parseLogFormat(directive);
  const found = inferFormat(requests.map((values) => writeLine(format, values)));
  return found === undefined ? undefined : textOf(parseLogFormat(found));
}

test.each([
  '$remote_addr|$time_local|$status|$request|$http_user_agent',
  '$status $request_time $upstream_response_time $remote_addr "$request"',
  '$upstream_status $status [$time_local] "$request" $remote_addr',
  '{"ip":"$remote_addr","request":"$request","status":"$status"}',
])('a format is what it was: %s', (format) => {
  expect(inferred(format)).toBe(format);
});

test.each([
  ['$remote_addr|$time_local|$request', 'status'],
  ['$remote_addr|$time_local|$status|$body_bytes_sent', 'request'],
])('nothing is inferred for lines without what logscan needs: %s', (format) => {
  expect(inferred(format)).toBeUndefined();
});

test('lines without a common shape have no format', () => {
  expect(inferFormat(Array.from({ length: 90 }, (_, i) => 'word '.repeat(i % 30)))).toBeUndefined();
  expect(inferFormat([])).toBeUndefined();
});

test('a size with 304 and 204 that is not 0 counts the header', () => {
  expect(inferred('$remote_addr $status "$request" $bytes_sent')).toContain('$bytes_sent');
  expect(inferred('$remote_addr $status "$request" $body_bytes_sent')).toContain('$body_bytes_sent');
});

test('a number that is not 0 where nothing was sent is no size', () => {
  expect(inferred('$remote_addr $status "$request" $request_length')).toMatch(/ \$unknown_3(?:_numbers?)?$/);
});

test('a name that lies about a size is not believed', () => {
  expect(inferred('{"ip":"$remote_addr","status":"$status","r":"$request","bytes":"$bytes_sent"}')).toContain(
    '"$bytes_sent"',
  );
  expect(inferred('{"ip":"$remote_addr","status":"$status","r":"$request","bytes_sent":"$body_bytes_sent"}')).toContain(
    '"$body_bytes_sent"',
  );
});

test('a flag, a number with another name, and sizes of several upstreams are no size', () => {
  const flags = REQUESTS.map((values, i) => ({ ...values, is_vpn: i % 9 === 0 ? '1' : '0' }));
  expect(inferred('$remote_addr [$time_local] "$request" $status vpn=$is_vpn', flags)).toMatch(
    / vpn=\$unknown_4_numbers$/,
  );
  expect(inferred('$remote_addr [$time_local] "$request" $status asn=$body_bytes_sent')).not.toContain('bytes_sent');
  expect(inferred('$remote_addr [$time_local] "$request" $status size=$body_bytes_sent')).toContain(
    '=$body_bytes_sent',
  );
  expect(inferred('{"ip":"$remote_addr","r":"$request","s":"$status","n":"$upstream_response_length"}')).not.toContain(
    'bytes_sent',
  );
});

test('a number that tells no host is no host, whatever its name is', () => {
  const versions = REQUESTS.map((values) => ({ ...values, nginx_version: '1.22.1' }));
  const format = '{"ip":"$remote_addr","server":"$nginx_version","r":"$request","s":"$status"}';
  expect(inferred(format, versions)).toContain('"server":"$unknown_1"');
  expect(inferred(format.replace('nginx_version', 'host'))).toContain('"server":"$host"');
});

/** Paths without queries, one of them with a blank, as $uri has it. */
const PATHS = REQUESTS.map((values, i) =>
  i % 50 === 0 && values.uri !== undefined ? { ...values, uri: '/a b' } : values,
);

test('of two paths the one with queries is $request_uri, whatever their names are', () => {
  const found = inferred('{"ip":"$remote_addr","url":"$uri","uri":"$request_uri","s":"$status"}', PATHS);
  expect(found).toContain('"url":"$uri","uri":"$request_uri"');
});

test('a query stands after its path, or has a name', () => {
  expect(inferred('$remote_addr|$uri|$args|$status|$request_method')).toContain('|$args|');
  expect(inferred('{"ip":"$remote_addr","args":"$args","m":"$request_method","p":"$uri","s":"$status"}')).toContain(
    '"args":"$args"',
  );
  expect(inferred('$remote_addr|$request_uri|$args|$status|$request_method')).not.toContain('$args');
});

test('an empty column in quotes is a referer only after the size and before the user agent', () => {
  const bare = REQUESTS.map(({ http_referer: _referer, ...values }) => values);
  const end = '$body_bytes_sent "$http_referer" "$http_user_agent"';
  expect(inferred(`$remote_addr [$time_local] "$request" $status ${end}`, bare)).toContain(end);
  expect(inferred('$remote_addr "$none" "$request" $status "$none" "$http_user_agent"', bare)).not.toContain('referer');
  expect(inferred('$msec"$uri"$status"$none""$none""$body_bytes_sent"', bare)).not.toContain('referer');
});

test('an address with a port is the client only if each line has one', () => {
  const found = inferred('$status "$request" [$time_local] $upstream_addr $http_x_forwarded_for');
  expect(found).toBe('$status "$request" [$time_local] $upstream_addr $http_x_forwarded_for');
});

test('the port of a server is no status of an upstream', () => {
  expect(inferred('$remote_addr $status "$request" $server_port')).toMatch(/ \$unknown_3(?:_numbers?)?$/);
});

test('the time to connect is no time of a response', () => {
  expect(inferred('$remote_addr $status "$request" $request_time $upstream_connect_time')).toMatch(
    / \$request_time \$unknown_4(?:_time)?$/,
  );
});

test('a quote in a literal stays what it is', () => {
  const format = `{"client's":"$remote_addr","request":"$request","status":"$status"}`;
  expect(inferred(format)).toBe(format);
});

test('JSON with the escapes of escape=default is read so', () => {
  const format = parseLogFormat(`log_format x '{"ip":"$remote_addr","request":"$request","status":"$status"}';`);
  const found = inferFormat(REQUESTS.map((values) => writeLine(format, values)));
  expect(parseLogFormat(found!).escape).toBe('default');
});
