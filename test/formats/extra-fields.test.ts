// The fields beyond combined, by their names in the tail of a line.
import { describe, expect, test } from 'vitest';
import { NUMERIC_FIELDS, readField, siteOf, TEXT_FIELDS } from '../../src/formats/extra-fields.ts';

/** What a `name=value` gives. */
function read(name: string, value: string): Record<string, string | number> {
  const extra = {};
  readField(name, value, extra);
  return extra;
}

describe('a field of a tail', () => {
  test.each([...NUMERIC_FIELDS, ...TEXT_FIELDS])('has the name of its variable: %s', (name) => {
    expect(Object.keys({ ...read(name, '-'), ...read(name, '12') })).toEqual([name]);
  });

  test.each([
    ['rt', '0.004', 'request_time', 0.004],
    ['done', '', 'request_completion', '-'],
    ['done', 'OK', 'request_completion', 'OK'],
    ['hh', '-', 'http_host', '-'],
    ['rlen', '0', 'request_length', 0],
    ['port', '51939', 'remote_port', 51_939],
    ['us', '502, -', 'upstream_status', '502, -'],
    ['upstream_addr', 'unix:/run/app.sock', 'upstream_addr', 'unix:/run/app.sock'],
    ['tls', 'TLSv1.3', 'ssl_protocol', 'TLSv1.3'],
    ['pipe', 'p', 'pipe', 'p'],
  ])('%s=%s', (name, value, field, is) => {
    expect(read(name, value)).toEqual({ [field]: is });
  });

  test.each([
    ['rt', '-'],
    ['rt', 'fast'],
    ['bytes_sent', '12345678901234567890'],
    ['done', 'ok'],
    ['pipe', 'pp'],
    ['tls', 'on'],
    ['request_id', '17'],
    ['foo', '1'],
    ['constructor', '1'],
  ])('is not read from %s=%s', (name, value) => {
    expect(read(name, value)).toEqual({});
  });
});

test('the first value of a field counts', () => {
  const extra = {};
  readField('rt', '1.5', extra);
  readField('request_time', '2.5', extra);
  expect(extra).toEqual({ request_time: 1.5 });
});

test('the first variable that a line has names its site', () => {
  expect(siteOf('a.example', 'b.example', 'c.example')).toBe('a.example');
  expect(siteOf(undefined, 'b.example', 'c.example')).toBe('b.example');
  expect(siteOf(undefined, undefined, 'c.example')).toBe('c.example');
  for (const none of ['-', '_', '']) expect(siteOf(none, 'b.example')).toBeUndefined();
  expect(siteOf()).toBeUndefined();
});
