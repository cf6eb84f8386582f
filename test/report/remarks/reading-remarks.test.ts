// Remarks on logs that were read in a wrong format: each bound, just inside and just outside.
import { describe, expect, test } from 'vitest';
import { COMBINED_PARSER, LineParser } from '../../../src/formats/line-parser.ts';
import { READING_REMARKS } from '../../../src/report/words/reading-words.ts';
import { readingRemarks } from '../../../src/report/remarks/reading-remarks.ts';
import { Session } from '../../../src/session.ts';
import { LogText } from '../../../src/sources/log-text.ts';
import { type Line, tablesOf } from '../../judge/literal.ts';
import { pair } from '../../judge/pair.ts';

/** Codes of the remarks on a log of these lines. */
function codesOf(lines: readonly Line[]): string[] {
  return readingRemarks(['log'], tablesOf(lines).readings).map(({ code }) => code);
}

/** Lines of a log: the first of them are like `some`, the others are as they should be. */
function mixed(count: number, some: number, like: Line): Line[] {
  return Array.from({ length: count }, (_, i) => ({ at: i, ...(i < some ? like : {}) }));
}

pair('reading-remarks', 'ANSWERED', {
  inside: () => expect(codesOf(mixed(20, 20, { request: '12' }))).toEqual(['requests-strange']),
  outside: () => expect(codesOf(mixed(19, 19, { request: '12' }))).toEqual([]),
});

pair('reading-remarks', 'STRANGE_SHARE', {
  inside: () => expect(codesOf(mixed(100, 20, { request: '/a' }))).toEqual(['requests-strange']),
  outside: () => expect(codesOf(mixed(100, 19, { request: '/a' }))).toEqual([]),
});

pair('reading-remarks', 'PRODUCT_SHARE', {
  inside: () =>
    expect(codesOf(mixed(100, 71, { http_user_agent: 'www.example.com' }))).toEqual(['user-agents-strange']),
  outside: () => expect(codesOf(mixed(100, 70, { http_user_agent: 'www.example.com' }))).toEqual([]),
});

/** One user agent for all lines; this many of them are of another client. */
function sameAgent(others: number): Line[] {
  const lines = mixed(60, 60, { http_user_agent: 'www.example.com', client: '192.0.2.1' });
  return lines.map((line, i) => (i >= lines.length - others ? { ...line, client: '192.0.2.2' } : line));
}

/** What the remark on user agents says. */
function whatOf(lines: readonly Line[]): unknown {
  return readingRemarks(['log'], tablesOf(lines).readings)[0]?.facts['what'];
}

pair('reading-remarks', 'OTHER_CLIENTS', {
  inside: () => expect(whatOf(sameAgent(20))).toBe('same'),
  outside: () => expect(whatOf(sameAgent(19))).toBe('unlike'),
});

pair('reading-remarks', 'UNSIZED_SHARE', {
  inside: () => expect(codesOf(mixed(100, 10, { body_bytes_sent: undefined }))).toEqual(['sizes-missing']),
  outside: () => expect(codesOf(mixed(100, 9, { body_bytes_sent: undefined }))).toEqual([]),
});

const NOT_MODIFIED: Line = { status: 304, body_bytes_sent: 180 };

pair('reading-remarks', 'BODILESS', {
  inside: () => expect(codesOf(mixed(40, 10, NOT_MODIFIED))).toEqual(['sizes-with-header']),
  outside: () => expect(codesOf(mixed(40, 9, NOT_MODIFIED))).toEqual([]),
});

pair('reading-remarks', 'HEADED_SHARE', {
  inside: () =>
    expect(codesOf([...mixed(20, 20, NOT_MODIFIED), ...mixed(20, 20, { status: 204 })])).toEqual(['sizes-with-header']),
  outside: () => expect(codesOf([...mixed(20, 20, NOT_MODIFIED), ...mixed(21, 21, { status: 204 })])).toEqual([]),
});

test('a log without sizes or with refused garbage is not strange', () => {
  expect(codesOf(mixed(50, 50, { body_bytes_sent: undefined }))).toEqual([]);
  expect(codesOf([...mixed(50, 50, { status: 400, request: '\\x16' }), ...mixed(50, 0, {})])).toEqual([]);
});

test('a log without a single user agent', () => {
  expect(whatOf(mixed(50, 50, { http_user_agent: '-' }))).toBe('none');
  expect(whatOf(mixed(50, 49, { http_user_agent: '-' }))).toBeUndefined();
});

test('the first of several logs is named, and the others are counted', () => {
  const tables = tablesOf(mixed(30, 30, { request: '12' }));
  expect(readingRemarks(['log', 'log', 'other'], tables.readings)).toEqual([
    { code: 'requests-strange', facts: { share: 1, file: 'log', other_files: 1 } },
  ]);
});

test('no table keeps more than its bounds', () => {
  const tables = tablesOf(mixed(6000, 5500, { request: '12' }));
  expect(tables.readings.of('log')).toMatchObject({ answered: 5000, strange: 5000 });
});

describe('a log in a format that lacks something', () => {
  async function remarksOf(format: string | undefined, lines: readonly string[]): Promise<string[]> {
    const parser = format === undefined ? COMBINED_PARSER : new LineParser([format]);
    const session = new Session(new LogText(`${lines.join('\n')}\n`, 'text', { parser }));
    await session.run(new AbortController().signal);
    return session.report().remarks.map(({ code }) => code);
  }
  const repeated = (line: string): string[] => Array.from({ length: 30 }, () => line);

  test('a combined line with one column more, before the user agent', async () => {
    const line = '192.0.2.1 - - [29/Nov/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 5 0.001 "-" "curl/8.5.0"';
    expect(await remarksOf(undefined, repeated(line))).toContain('user-agents-strange');
    const host = '192.0.2.1 - - [29/Nov/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 5 "a.example" "-" "curl/8.5.0"';
    expect(await remarksOf(undefined, repeated(host))).toContain('user-agents-strange');
  });

  test.each([
    ['$time_iso8601 $status "$request_uri"', '2026-11-29T12:00:00+00:00 200 "/a"', 'request-assumed'],
    ['$status "$request"', '200 "GET / HTTP/1.1"', 'no-times'],
  ])('%s', async (format, line, code) => {
    expect(await remarksOf(format, repeated(line))).toContain(code);
  });
});

test('each sentence names a way out', () => {
  for (const sentence of Object.values(READING_REMARKS))
    expect(sentence({ file: 'a.log', lines: 1, hits: 1, share: 0.5 })).toMatch(/--log-format|log_format|\$\w+/);
});
