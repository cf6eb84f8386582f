// Reading a log_format as nginx reads it.
import { describe, expect, test } from 'vitest';
import { LogFormatError, parseLogFormat, textOf } from '../../../src/formats/log-format/directive.ts';
import { PRESETS } from '../../../src/formats/presets.ts';

describe('a directive', () => {
  test('has a name, an escape and a format', () => {
    expect(parseLogFormat(`log_format main escape=json '$status "$request"';`)).toEqual({
      name: 'main',
      escape: 'json',
      parts: [{ variable: 'status' }, { literal: ' "' }, { variable: 'request' }, { literal: '"' }],
    });
  });

  test('joins its strings, in either quotes or in none, and skips comments and line breaks between them', () => {
    const text = `
      log_format main '$remote_addr - ' # the client's address
                      "[$time_local] "
                      # '$not_this'
                      $status;
      access_log /var/log/nginx/access.log main;`;
    expect(textOf(parseLogFormat(text))).toBe('$remote_addr - [$time_local] $status');
  });

  test('reads what stands after a backslash as nginx does', () => {
    const text = String.raw`log_format main '$a\t\'\"\\\r\n\x22\d' "\'\"";`;
    expect(parseLogFormat(text).parts).toEqual([{ variable: 'a' }, { literal: '\t\'"\\\r\n\\x22\\d\'"' }]);
  });

  test('ends a variable with its string', () => {
    expect(parseLogFormat(`log_format main '$status' 'x$request';`).parts).toEqual([
      { variable: 'status' },
      { literal: 'x' },
      { variable: 'request' },
    ]);
  });

  test('keeps a comment sign and a semicolon within quotes', () => {
    expect(textOf(parseLogFormat(`log_format main '$a;#$b';`))).toBe('$a;#$b');
  });
});

test.each([
  ['$status $request', undefined],
  ['  $status $request\n', undefined],
  [`'$status ' '$request'`, undefined],
  [`escape=none '$status $request'`, undefined],
  [`log_format x '$status $request'`, 'x'],
])('the name may be missing, and the quotes, and the semicolon: %j', (text, name) => {
  const format = parseLogFormat(text);
  expect(format.name).toBe(name);
  expect(textOf(format)).toBe('$status $request');
});

test('a bare format is taken as it is, with its quotes and semicolons', () => {
  expect(textOf(parseLogFormat(`"$request"; '$status' # \\t`))).toBe(`"$request"; '$status' # \\t`);
});

test('${name} ends a name', () => {
  const parts = [{ variable: 'status' }, { literal: 'ms' }, { variable: 'request' }];
  expect(parseLogFormat('${status}ms$request').parts).toEqual(parts);
  expect(textOf({ parts })).toBe('${status}ms$request');
});

test.each(['default', 'json', 'none'])('escape=%s is known', (escape) => {
  expect(parseLogFormat(`log_format x escape=${escape} '$status';`).escape).toBe(escape);
});

test('the escape is default where none is given', () => {
  expect(parseLogFormat(`log_format x '$status';`).escape).toBe('default');
});

test.each([
  [`log_format x escape=xml '$status';`, 'unknown escape "xml"; nginx knows default, json and none'],
  [`log_format x;`, 'the log_format has no format; quote it as nginx.conf does'],
  [`log_format x escape=json;`, 'the log_format has no format; quote it as nginx.conf does'],
  [`log_format x 'status';`, 'a log_format needs at least one $variable'],
  ['', 'a log_format needs at least one $variable'],
  [`log_format x '$status`, `a quote is not closed: '$status`],
])('a text that is no log_format is refused with a reason: %j', (text, reason) => {
  expect(() => parseLogFormat(text)).toThrow(new LogFormatError(reason));
});

test('the text of a format is that format', () => {
  for (const { directive } of PRESETS) {
    const { parts } = parseLogFormat(directive);
    const quoted = textOf({ parts }).replaceAll(/[\\']/g, String.raw`\$&`);
    expect(parseLogFormat(`log_format x '${quoted}';`).parts).toEqual(parts);
  }
});

test.each(["'", '"', '\\', '$', '${', '#', ';', ' ', "log_format x '$a", '\\\\x'])(
  'a directive of 1 MiB is read or refused in less than a second: %j',
  (text) => {
    const start = performance.now();
    for (const before of ['', "log_format x '", 'log_format x ']) {
      try {
        parseLogFormat(before + text.repeat(Math.floor(2 ** 20 / text.length)));
      } catch (error) {
        expect(error).toBeInstanceOf(LogFormatError);
      }
    }
    expect(performance.now() - start).toBeLessThan(1000);
  },
);
