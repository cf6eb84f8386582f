// Splitting lines by a log_format: where each value begins and ends, and in which time.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLogFormat } from '../../../src/formats/log-format/directive.ts';
import { LineMatcher } from '../../../src/formats/log-format/matcher.ts';
import { type Step, stepsOf } from '../../../src/formats/log-format/steps.ts';

/** The values of a line by variable; undefined if the line does not fit. */
function valuesOf(format: string, line: string): Record<string, string> | undefined {
  const matcher = new LineMatcher(parseLogFormat(format));
  if (!matcher.read(line)) return undefined;
  return Object.fromEntries(matcher.variables.map((variable, i) => [variable, matcher.value(i)]));
}

const PIPES = '$remote_addr|$status|$request|$http_referer|$http_user_agent|$request_time';
const PIPED = '192.0.2.1|400|GET /a|b?c=|d HTTP/1.1|https://www.example.com/?q=a|b;c|Agent/1.0 (a|b; c,d=e)|0.001';

describe('a value that holds its separator', () => {
  test('is read right where the forms of other values tell', () => {
    expect(valuesOf(PIPES, PIPED)).toEqual({
      remote_addr: '192.0.2.1',
      status: '400',
      request: 'GET /a|b?c=|d HTTP/1.1',
      http_referer: 'https://www.example.com/?q=a|b;c',
      http_user_agent: 'Agent/1.0 (a|b; c,d=e)',
      request_time: '0.001',
    });
  });

  test.each([
    ['a space', 'Alice B'],
    ['brackets', 'a] [b'],
    ['a dash', ' - '],
    ['a quote', 'a"b'],
  ])('is a user name with %s', (_what, user) => {
    const line = `192.0.2.1 - ${user} [29/Nov/2026:12:00:00 +0000] "GET / HTTP/1.1" 200`;
    const values = valuesOf('$remote_addr - $remote_user [$time_local] "$request" $status', line);
    expect(values).toMatchObject({ remote_user: user, request: 'GET / HTTP/1.1', status: '200' });
  });

  test.each(['|', ';', ',', '=', '\t', ' '])('is in quotes: %j', (separator) => {
    const text = `a${separator}b${separator}${separator}"c`.replace('"', String.raw`\x22`);
    const line = [`"${text}"`, '200', `"${text}"`].join(separator);
    const format = ['"$http_referer"', '$status', '"$http_user_agent"'].join(separator);
    expect(valuesOf(format, line)).toEqual({ http_referer: text, status: '200', http_user_agent: text });
  });
});

test('a quoted value ends at the first quote that nginx did not escape', () => {
  const format = String.raw`log_format j escape=json '{"a":"$request","s":"$status"}';`;
  const line = String.raw`{"a":"x\\\",\"s\":\"500\"","s":"200"}`;
  expect(valuesOf(format, line)).toEqual({ request: String.raw`x\\\",\"s\":\"500\"`, status: '200' });
  expect(valuesOf(format, String.raw`{"a":"x\\","s":"200"}`)).toEqual({ request: 'x\\\\', status: '200' });
});

test.each([
  ['"$request" $status', '"GET / HTTP/1.1" 200'],
  ['[$time_local] $status;', '[29/Nov/2026:12:00:00 +0000] 200;'],
  ['{"s":$status}', '{"s":200}'],
  ['"$http_referer" "$http_user_agent"', '"-" "curl/8.5.0"'],
  ['$status|$request|$time_iso8601', '200|GET / HTTP/1.1|2026-11-29T12:00:00+00:00'],
])('a line with one character more or less at an end does not fit: %s', (format, line) => {
  expect(valuesOf(format, line)).toBeDefined();
  for (const other of [`${line}x`, `${line} `, ` ${line}`, `x${line}`, line.slice(1), line.slice(0, -1)])
    expect(valuesOf(format, other), other).toBeUndefined();
});

test('every character of a line belongs to a literal or to a value', () => {
  const variable = fc.constantFrom(
    'status',
    'request',
    'http_user_agent',
    'request_time',
    'remote_addr',
    'any',
    'host',
  );
  const literal = fc.constantFrom(' ', '|', '" "', '","', ';', '=', ' - ', '][', '\t');
  const text = fc.string({ unit: fc.constantFrom(...'ab1. |";=-[]\t\\'.split('')), maxLength: 12 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(variable, literal), { minLength: 1, maxLength: 6 }),
      fc.array(text),
      (pairs, texts) => {
        const parts = pairs.flatMap(([name, between]) => [{ variable: name }, { literal: between }]);
        const matcher = new LineMatcher({ parts, escape: 'default' });
        const line = pairs.map(([, between], i) => `${texts[i] ?? '-'}${between}`).join('');
        if (!matcher.read(line)) return;
        expect(pairs.map(([, between], i) => matcher.value(i) + between).join('')).toBe(line);
      },
    ),
    { numRuns: 2000 },
  );
});

test('a line that does not fit names the furthest variable that was reached', () => {
  const matcher = new LineMatcher(parseLogFormat('$remote_addr [$time_local] $status'));
  expect(matcher.read('192.0.2.1 [29/Nov/2026:12:00:00 +0000] OK')).toBe(false);
  expect(matcher.failedAt).toBe('status');
  expect(matcher.read('192.0.2.1 [today] 200')).toBe(false);
  expect(matcher.failedAt).toBe('time_local');
});

test('a line break at the end of a format is no part of the line', () => {
  expect(valuesOf(String.raw`log_format x '$status\n';`, '200')).toEqual({ status: '200' });
});

test('values without a literal between them are told apart by their forms', () => {
  expect(valuesOf('$scheme$status$request_uri', 'https200/a')).toEqual({
    scheme: 'https',
    status: '200',
    request_uri: '/a',
  });
});

describe('the way to split a line', () => {
  /** The first way in which all values fit, the nearest ends first; every end is tried. */
  function firstWay(steps: readonly Step[], line: string, from = 0): string[] | undefined {
    const [step, ...others] = steps;
    if (step === undefined) return from === line.length ? [] : undefined;
    for (let end = from; end <= line.length; end++) {
      const value = line.slice(from, end);
      if (!line.startsWith(step.next, end) || (step.form !== undefined && !step.form(value))) continue;
      if (value === '' && step.isNeverEmpty) continue;
      const rest = firstWay(others, line, end + step.next.length);
      if (rest !== undefined) return [value, ...rest];
    }
    return undefined;
  }

  const variable = fc.constantFrom('status', 'request_time', 'upstream_status', 'uri', 'args', 'pipe', 'request_uri');
  const literal = fc.constantFrom(' ', '|', '', ', ', ' |');
  const text = fc.string({ unit: fc.constantFrom('a', '/', '|', ' ', ', ', '200', '.', '1.001', 'p'), maxLength: 4 });

  test('is the first one that trying all ends would find', () => {
    let fitting = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(variable, literal), { minLength: 1, maxLength: 5 }),
        fc.array(text, { minLength: 5, maxLength: 5 }),
        (pairs, texts) => {
          const parts = pairs.flatMap(([name, between]) => [
            { variable: name },
            ...(between === '' ? [] : [{ literal: between }]),
          ]);
          const line = pairs.map(([, between], i) => texts[i]! + between).join('');
          const matcher = new LineMatcher({ parts, escape: 'json' });
          const expected = firstWay(stepsOf(parts, 'json'), line);
          expect(matcher.read(line)).toBe(expected !== undefined);
          if (expected === undefined) return;
          fitting++;
          expect(matcher.variables.map((_, i) => matcher.value(i))).toEqual(expected);
        },
      ),
      { numRuns: 5000, seed: 3 },
    );
    expect(fitting).toBeGreaterThan(500);
  });

  // Trying each end of each text would take more than 100,000 places for one line.
  test.each([
    ['texts', '$a $b $c $d $status', `${'a '.repeat(60)}200`, 'sure'],
    ['texts around an address', '$a $b $remote_addr $c $d $status', `a b 192.0.2.1 ${'! '.repeat(60)}200`, 'sure'],
    ['texts that do not fit', '$a $b $c $d $status', `${'a '.repeat(60)}2000`, undefined],
    ['numbers', '$a $status $request_time $body_bytes_sent $b', `a 200 0.001 157 ${'b '.repeat(60)}`, 'sure'],
    ['lists', '$upstream_addr $upstream_status $a', `192.0.2.1:80 200 ${'b '.repeat(60)}`, 'sure'],
    ['texts without a literal', '$a$b$c "$status"', `${'a'.repeat(60)} "200"`, 'sure'],
  ])('is found with few tries: %s', (_what, format, line, certainty) => {
    const matcher = new LineMatcher(parseLogFormat(format), 300);
    expect(matcher.read(line)).toBe(certainty !== undefined);
    if (certainty !== undefined) expect(matcher.certainty()).toBe(certainty);
  });
});

describe('how sure the values of a line are', () => {
  const certaintyOf = (format: string, line: string): string => {
    const matcher = new LineMatcher(parseLogFormat(format));
    expect(matcher.read(line)).toBe(true);
    return matcher.certainty();
  };

  test.each([
    ['no value holds a separator', '200|GET / HTTP/1.1|-|curl/8.5.0', 'sure'],
    ['there is no referer', '200|GET / HTTP/1.1|-|curl|8', 'usual'],
    ['only a user agent holds one', '200|GET / HTTP/1.1|http://a.example/|curl/8.5.0 (a|b)', 'usual'],
    ['a referer holds one', '200|GET / HTTP/1.1|http://a.example/?a|b|curl/8.5.0', 'usual'],
    ['a user agent looks like none', '200|GET / HTTP/1.1|http://a.example/|b|400', 'ambiguous'],
    ['a referer ends like a user agent', '200|GET / HTTP/1.1|http://a.example/|curl/7|curl/8', 'ambiguous'],
    ['a request holds one', '200|GET /|b HTTP/1.1|-|curl/8.5.0', 'usual'],
  ])('without quotes, %s', (_what, line, certainty) => {
    expect(certaintyOf('$status|$request|$http_referer|$http_user_agent', line)).toBe(certainty);
  });

  test.each([
    ['"$http_referer"|"$http_user_agent"', '"http://a.example/|b"|"c|400|d"'],
    // nginx escapes the separator in values.
    ["log_format t '$http_referer\\t$http_user_agent';", 'http://a.example/ b\tc'],
    ['$a$request$b "$request" $status', 'xGET /a HTTP/1.1- "GET /a HTTP/1.1" 200'],
    ['$remote_addr - $remote_user [$time_local] $status', '192.0.2.1 - a - b [29/Nov/2026:12:00:00 +0000] 200'],
  ])('%s tells all values apart', (format, line) => {
    expect(certaintyOf(format, line)).toBe('sure');
  });

  test('a request that ends like a line of its own is no proof', () => {
    const format = '$request $status $body_bytes_sent $http_user_agent';
    expect(certaintyOf(format, 'GET / HTTP/1.1 400 157 Mozilla/5.0 (X11; 12 200)')).toBe('sure');
    expect(certaintyOf(format, 'GET / HTTP/1.1 400 157 a HTTP/1.1 200 5 b/1')).toBe('ambiguous');
  });

  test('a line with one way to split it is sure, and no line with more is', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '|', '-', '4', '0'), maxLength: 6 });
    fc.assert(
      fc.property(fc.array(text, { minLength: 3, maxLength: 3 }), ([user, agent, v]) => {
        const line = `${user}|400|${agent}|${v}`;
        const columns = line.split('|');
        let ways = 0;
        for (let at = 1; at < columns.length - 2; at++)
          if (/^(?:\d{3}|-|)$/.test(columns[at]!)) ways += columns.length - at - 2;
        expect(certaintyOf('$remote_user|$status|$uri|$args', line) === 'sure').toBe(ways === 1);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a line of 1 MiB is read in less than a second of work', () => {
  const names = ['remote_addr', 'request', 'http_user_agent', 'host', 'upstream_addr', 'status', 'http_referer'];
  const formatOf = (separator: string, quote = ''): string =>
    Array.from({ length: 20 }, (_, i) => `${quote}$${i < names.length ? names[i]! : `v${i}`}${quote}`).join(separator);
  const long = (text: string): string => text.repeat(Math.ceil(2 ** 20 / text.length)).slice(0, 2 ** 20);
  test.each([
    ['only separators', formatOf(' '), long(' ')],
    ['words', formatOf(' '), long('a ')],
    ['numbers', formatOf('|'), long('200|')],
    ['requests', formatOf('|'), long('GET / HTTP/1.1|')],
    ['paths', formatOf('|'), long('/|')],
    ['quotes', formatOf(' ', '"'), long('"a" ')],
    ['escaped quotes', `$a"$b"${formatOf(' ')}`, long(String.raw`\"`)],
    ['backslashes', `$a"$b"${formatOf(' ')}`, `"${long('\\')}`],
    ['half of its separators', `${formatOf('|')} $z`, long('|')],
    ['a rare second separator', `$a|$b-$c-$d-$e+`, `${long('|')}-----`],
    ['no literals', Array.from({ length: 20 }, (_, i) => `\${v${i}}`).join(''), long('a')],
    ['addresses', `$remote_addr|$upstream_addr|$status`, long('192.0.2.1, ')],
    ['times', '$time_local $a $time_local', long('29/Nov/2026:12:00:00 +0000 ')],
  ])('%s', (_what, format, line) => {
    const matcher = new LineMatcher(parseLogFormat(format));
    const start = process.cpuUsage();
    matcher.read(line);
    matcher.certainty();
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1000).toBeLessThan(1000);
  });
});
