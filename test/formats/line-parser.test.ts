// Parsing lines in the log_formats of a run.
import { describe, expect, test } from 'vitest';
import { parseLine } from '../../src/formats/line.ts';
import { COMBINED_PARSER, LineParser } from '../../src/formats/line-parser.ts';
import { LogFormatError } from '../../src/formats/log-format/directive.ts';

const PIPES = `log_format p '$remote_addr|$time_local|$status|$request';`;
const JSON_LINES = `log_format j escape=json '{"status":$status,"request":"$request"}';`;
const COMBINED_LINE = '192.0.2.1 - - [29/Nov/2026:12:00:00 +0000] "GET / HTTP/1.1" 400 157 "-" "curl/8.5.0"';

test('without a format, lines are read as combined', () => {
  expect(COMBINED_PARSER.isCombined).toBe(true);
  expect(COMBINED_PARSER.formats).toEqual([]);
  for (const line of [COMBINED_LINE, 'nonsense', '{"a":1}'])
    expect(COMBINED_PARSER.parse(line)).toEqual(parseLine(line));
});

describe('with formats', () => {
  const parser = new LineParser([PIPES, JSON_LINES]);

  test('a line is read in the first one that fits', () => {
    expect(parser.isCombined).toBe(false);
    expect(parser.parse('192.0.2.1|29/Nov/2026:12:00:00 +0000|499|GET /a HTTP/1.1')).toMatchObject({
      status: 499,
      request: 'GET /a HTTP/1.1',
    });
    expect(parser.parse('{"status":400,"request":""}')).toMatchObject({ status: 400 });
  });

  test('a line that fits none is read as combined', () => {
    expect(parser.parse(COMBINED_LINE)).toEqual(parseLine(COMBINED_LINE));
  });

  test('a line that is not combined either says where the first format does not fit', () => {
    expect(parser.parse('192.0.2.1|today|499|GET /a HTTP/1.1')).toBe('does not fit the log_format at $time_local');
    expect(parser.parse('')).toBe('does not fit the log_format at $remote_addr');
  });

  test('a carriage return at the end is no part of the line', () => {
    const line = '192.0.2.1|29/Nov/2026:12:00:00 +0000|499|GET /a HTTP/1.1';
    expect(parser.parse(`${line}\r`)).toEqual(parser.parse(line));
    expect(parser.parse(`${COMBINED_LINE}\r`)).toEqual(parseLine(COMBINED_LINE));
  });
});

test('a format that logscan cannot read is refused', () => {
  expect(() => new LineParser([PIPES, '$request'])).toThrow(LogFormatError);
});

describe('the client of a line that is an entry', () => {
  const format = '$remote_addr|$time_iso8601|$status|$request|$http_user_agent|$http_x_forwarded_for';
  const line = '192.0.2.1|2026-11-29T12:00:00+00:00|499|GET /a HTTP/1.1|curl/8.5.0 (a|b)|203.0.113.7';

  test('is found without the other fields', () => {
    const parser = new LineParser([format]);
    expect(parser.parse(line)).toMatchObject({ client: '203.0.113.7', http_user_agent: 'curl/8.5.0 (a|b)' });
    expect(parser.clientIn(line)).toBe('203.0.113.7');
    expect(parser.clientIn(`${line}\r`)).toBe('203.0.113.7');
    expect(new LineParser([format], [], { field: 'remote_addr', trusted: [] }).clientIn(line)).toBe('192.0.2.1');
  });

  test.each([
    ['combined', [format], COMBINED_LINE],
    ['of no format', [], COMBINED_LINE],
    ['of one of several formats', [format, PIPES], line],
    ['with a time that does not exist', [format], line.replace('11-29', '11-31')],
    ['with no number as its status', [format], line.replace('499', '-')],
  ])('is left to the parser where the line is %s', (_what, formats, text) => {
    expect(new LineParser(formats).clientIn(text)).toBeUndefined();
  });

  test('is left to the parser where it is in a field that logscan does not read otherwise', () => {
    const parser = new LineParser(['$http_x_client $remote_addr $status "$request"'], [], {
      field: 'http_x_client',
      trusted: [],
    });
    expect(parser.clientIn('203.0.113.7 192.0.2.1 499 "GET / HTTP/1.1"')).toBeUndefined();
  });
});

test('a line that fits in more than one way is no entry', () => {
  expect(new LineParser(['$status|$remote_user|$request|$http_user_agent']).parse('400|a|b|c|d')).toBe(
    'fits the log_format in more than one way',
  );
});
