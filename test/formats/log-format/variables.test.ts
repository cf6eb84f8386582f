// The forms of the variables of nginx: which characters their values may have.
import { expect, test } from 'vitest';
import { type Form, formOf, HOST_BEFORE_URI, usualFormOf } from '../../../src/formats/log-format/variables.ts';

const CHARACTERS = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));

/** How many texts that differ in one character from a value fit its form. Each of them must be within the span of the form. */
function nearValues(form: Form, value: string): number {
  let fitting = 0;
  const near = CHARACTERS.flatMap((one) =>
    Array.from({ length: value.length + 1 }, (_, at) => [
      value.slice(0, at) + one + value.slice(at),
      value.slice(0, at) + one + value.slice(at + 1),
    ]).flat(),
  );
  const span = new RegExp(form.span!.source, 'y');
  for (const text of [value, '-', '', ...near]) {
    if (!form(text)) continue;
    fitting++;
    span.lastIndex = 0;
    expect(span.exec(text)?.[0], JSON.stringify(text)).toBe(text);
  }
  return fitting;
}

test.each([
  ['status', '499'],
  ['body_bytes_sent', '157'],
  ['request_time', '0.001'],
  ['msec', '1795000000.123'],
  ['time_local', '22/Nov/2026:15:04:05 +0000'],
  ['time_local', '22/Nov/2026:15:04:05 -0130'],
  ['time_iso8601', '2026-11-22T15:04:05+00:00'],
  ['time_iso8601', '2026-11-22T15:04:05Z'],
  ['pipe', 'p'],
  ['remote_addr', '2001:db8::1'],
  ['remote_addr', 'unix:'],
  ['remote_addr', 'fe80::1%eth0'],
  ['scheme', 'https'],
  ['server_protocol', 'HTTP/1.1'],
  ['request_method', 'M-SEARCH'],
  ['request_completion', 'OK'],
  ['request_id', '7b09806ddabd15df3c86470abcdc31ab'],
  ['request_uri', '/a?b'],
  ['request_uri', '*'],
  ['host', 'www.example.com'],
  ['proxy_upstream_name', 'shop-web-80'],
  ['gzip_ratio', '3.17'],
  ['ssl_cipher', 'ECDHE-RSA-AES128-GCM-SHA256'],
  ['ssl_protocol', 'TLSv1.3'],
  ['http2', 'h2c'],
  ['upstream_status', '500, 502 : -'],
  ['upstream_response_time', '0.001, - : 0.002'],
  ['upstream_response_length', '17, 0 : -'],
  ['upstream_cache_status', 'MISS'],
  ['upstream_addr', '192.0.2.1:80, unix:/run/a-b.sock : [2001:db8::1]:80'],
  ['upstream_addr', 'backend@a%2F+~'],
  ['unknown_1_number', '17'],
  ['unknown_1_numbers', '17, 3'],
  ['unknown_1_time', '0.001, 3'],
  ['unknown_1_word', 'a'],
])('values of %s have only characters of their span: %s', (variable, value) => {
  const form = formOf(variable)!;
  expect(form(value)).toBe(true);
  expect(nearValues(form, value)).toBeGreaterThan(2);
});

test.each([
  ['host', 'www.example.com'],
  ['http_host', '[2001:db8::1]:80'],
  ['server_name', '_'],
  ['req_id', '7b09:a-b.c'],
  ['http_x_forwarded_for', '192.0.2.1, [2001:db8::1]:80,unknown'],
  ['http_referer', 'https://www.example.com/?a=|b'],
  ['unknown_1_none', '-'],
])('usual values of %s have only characters of their span: %s', (variable, value) => {
  const form = usualFormOf(variable)!;
  expect(form(value)).toBe(true);
  expect(nearValues(form, value)).toBeGreaterThan(0);
});

test('a host before a URI has only characters of its span', () => {
  expect(nearValues(HOST_BEFORE_URI, 'www.example.com:80')).toBeGreaterThan(2);
});

test.each([
  ['request', 'M-SEARCH /a HTTP/1.1'],
  ['http_user_agent', 'Mozilla/5.0 (a)'],
  ['http_user_agent', 'a b+c/v1'],
])('usual values of %s begin like its head: %s', (variable, value) => {
  const { head, ...form } = { ...usualFormOf(variable)!, test: usualFormOf(variable)! };
  expect(form.test(value)).toBe(true);
  const pieces = CHARACTERS.flatMap((one) =>
    Array.from({ length: value.length + 1 }, (_, at) => value.slice(0, at) + one + value.slice(at)),
  );
  for (const text of [value, ...pieces, ...pieces.map((piece) => piece.slice(0, -1))]) {
    head!.lastIndex = 0;
    if (text.length > 1 && form.test(text)) expect(head!.test(text), text).toBe(true);
  }
  head!.lastIndex = 0;
  expect(head!.test(` ${value}`)).toBe(false);
});
