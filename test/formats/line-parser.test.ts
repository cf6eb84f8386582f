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

test('a line that fits in more than one way is no entry', () => {
  expect(new LineParser(['$status|$remote_user|$request|$http_user_agent']).parse('400|a|b|c|d')).toBe(
    'fits the log_format in more than one way',
  );
});
