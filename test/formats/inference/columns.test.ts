// What a column is, by its values and by its name.
import { describe, expect, test } from 'vitest';
import { isNameOfOther, type Kind, kindOf, variablesNamed } from '../../../src/formats/inference/columns.ts';

const kind = (...values: readonly string[]): Kind => kindOf({ name: undefined, values });

describe('the kind of a column', () => {
  test.each<[Kind, string[]]>([
    ['time_local', ['29/Nov/2026:12:00:00 +0000']],
    ['time_iso8601', ['2026-11-29T12:00:00+00:00', '2026-11-29T12:00:00Z']],
    ['msec', ['1795953600.123']],
    ['address', ['192.0.2.1', '2001:db8::1', '-']],
    ['addresses', ['192.0.2.1', '192.0.2.1, 198.51.100.2', 'unknown']],
    ['servers', ['192.0.2.1:80', '192.0.2.1:80, 192.0.2.2:80', 'unix:/run/a.sock']],
    ['request', ['GET / HTTP/1.1', 'POST /a b HTTP/2.0']],
    ['request', ['GET / HTTP/1.1', 'GET /a HTTP/1.1', 'SSTP']],
    ['method', ['GET', 'POST', '']],
    ['uri', ['/', '/a?b=c']],
    ['url', ['https://www.example.com/', '-']],
    ['protocol', ['HTTP/1.1', 'HTTP/2.0']],
    ['scheme', ['http', 'https']],
    ['status', ['200', '499', '000']],
    ['statuses', ['200', '502, 200', '502, -']],
    ['decimal', ['0.001', '0.001, 1.000', '-, 1.000', '-']],
    ['integer', ['0', '15', '18000']],
    ['agent', ['curl/8.5.0', 'Mozilla/5.0 (X11)', 'strange']],
    ['host', ['www.example.com', 'localhost', '_', 'example.org:8080']],
    ['empty', ['-', '', '-']],
    ['text', ['a', 'b c']],
  ])('is %s: %j', (expected, values) => {
    expect(kind(...values)).toBe(expected);
  });

  test('a ratio is neither a time nor a host', () => {
    expect(kind('3.28', '1.05')).toBe('text');
  });

  test('a few values of another kind do not change it', () => {
    const values = Array.from({ length: 9 }, () => '200');
    expect(kind(...values, 'x')).toBe('status');
    expect(kind(...values.slice(1), 'x')).toBe('text');
  });
});

describe('a name', () => {
  test.each([
    ['Status', 'status'],
    ['http.response.status_code', 'status'],
    ['@client-ip', 'remote_addr'],
    ['userAgent', 'http_user_agent'],
    ['x_forwarded_for', 'http_x_forwarded_for'],
    ['vhost', 'host'],
  ])('%s can stand for $%s', (name, variable) => {
    expect(variablesNamed(name)).toContain(variable);
  });

  test('can stand for nothing', () => {
    expect(variablesNamed('foo')).toEqual([]);
    expect(variablesNamed(undefined)).toEqual([]);
  });

  test.each([
    ['upstream_connect_time', true],
    ['server_addr', true],
    ['server_port', false],
    ['gzip_ratio', true],
    ['ssl_cipher', true],
    ['status', false],
    ['msec', false],
    ['foo', false],
    [undefined, false],
  ])('is that of another variable: %s', (name, is) => {
    expect(isNameOfOther(name)).toBe(is);
  });
});
