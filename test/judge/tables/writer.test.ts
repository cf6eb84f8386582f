// Which lines show that Apache wrote the log, and which show that it did not.
import { describe, expect, test } from 'vitest';
import { LINES_READ, LEAST_WEAK_SIGNS, Writer } from '../../../src/judge/tables/writer.ts';
import { type Line, observed } from '../literal.ts';
import { pair } from '../pair.ts';

/** Whether these lines look like Apache's. */
function isApache(...lines: readonly Line[]): boolean {
  return writerOf(lines).isApache;
}

function writerOf(lines: readonly Line[], writer = new Writer()): Writer {
  for (const line of lines) writer.observe(observed(line));
  return writer;
}

const SELF: Line = {
  client: '127.0.0.1',
  request: 'OPTIONS * HTTP/1.0',
  http_user_agent: 'Apache/2.4.41 (Ubuntu) OpenSSL/1.1.1f (internal dummy connection)',
};
const QUOTE: Line = { http_user_agent: 'Mozilla/5.0 (\\"x\\")' };
const WITHOUT_SIZE: Line = { status: 304, body_bytes_sent: undefined };
const SMALL_HEX: Line = { client: '192.0.2.1', request: 'GET /caf\\xc3\\xa9 HTTP/1.1', status: 404 };

describe('these lines show that Apache wrote the log', () => {
  test.for<[string, readonly Line[]]>([
    ['a request of the server to itself', [SELF]],
    ['a quote after a backslash in the user agent', [QUOTE]],
    ['a quote after a backslash in the referer', [{ http_referer: 'http://example.com/\\"' }]],
    ['a quote after a backslash in the request', [{ request: 'GET /?q=\\"x\\" HTTP/1.1', status: 400 }]],
    ['a line without a size, and lowercase hexadecimal digits', [WITHOUT_SIZE, SMALL_HEX]],
    ['lowercase hexadecimal digits from two clients', [SMALL_HEX, { ...SMALL_HEX, client: '192.0.2.2' }]],
  ])('%s', ([, lines]) => expect(isApache(...lines)).toBe(true));
});

describe('these lines alone do not show that Apache wrote the log', () => {
  test.for<[string, readonly Line[]]>([
    ['plain lines', [{}, { status: 400 }]],
    ['lines without a size', [WITHOUT_SIZE, WITHOUT_SIZE, WITHOUT_SIZE]],
    ['lowercase hexadecimal digits from one client', [SMALL_HEX, SMALL_HEX]],
    ['hexadecimal digits without letters', [{ request: '\\x16\\x03\\x01', status: 400 }, WITHOUT_SIZE]],
    ['the text \\xc3 that a client sent', [{ request: 'GET /\\\\xc3 HTTP/1.1' }, WITHOUT_SIZE]],
    ['percent-encoded bytes', [{ request: 'GET /%c3%a9 HTTP/1.1' }, WITHOUT_SIZE]],
    ['a client that calls itself Apache', [{ ...SELF, request: 'GET / HTTP/1.1' }]],
    ['a client that calls itself Apache and is refused', [{ ...SELF, status: 400 }]],
    ['a field that is cut within an escape', [{ http_user_agent: 'x\\' }, { http_user_agent: 'x\\xc' }, WITHOUT_SIZE]],
  ])('%s', ([, lines]) => expect(isApache(...lines)).toBe(false));
});

test.for<[string, Line]>([
  ['an abort', { status: 499 }],
  ['an internal code', { status: 494 }],
  ['status 000', { status: 0 }],
  ['uppercase hexadecimal digits', { request: 'GET /caf\\xC3\\xA9 HTTP/1.1' }],
  ['an escaped quote', { http_user_agent: '\\x22x\\x22' }],
  ['an escaped backslash', { http_user_agent: '\\x5Cx0a' }],
  ['a JSON escape', { request: '\\u0016\\u0003', status: 400 }],
])('one line that Apache does not write shows another program: %s', ([, line]) => {
  expect(isApache(SELF, QUOTE, line)).toBe(false);
  expect(isApache(line, SELF, QUOTE)).toBe(false);
});

pair('writer', 'LEAST_WEAK_SIGNS', {
  inside: () => expect(isApache(...[WITHOUT_SIZE, SMALL_HEX].slice(0, LEAST_WEAK_SIGNS))).toBe(true),
  outside: () => expect(isApache(...[WITHOUT_SIZE, SMALL_HEX].slice(0, LEAST_WEAK_SIGNS - 1))).toBe(false),
});

pair('writer', 'LINES_READ', {
  inside: () => expect(writerOf([QUOTE], afterLines(LINES_READ - 1)).isApache).toBe(true),
  outside() {
    expect(writerOf([QUOTE], afterLines(LINES_READ)).isApache).toBe(false);
    expect(writerOf([{ ...QUOTE, status: 400 }], afterLines(LINES_READ)).isApache).toBe(true);
  },
});

function afterLines(count: number): Writer {
  const writer = new Writer();
  const line = observed({});
  for (let i = 0; i < count; i++) writer.observe(line);
  return writer;
}

test.for<[string, readonly Line[], Line]>([
  ['a strong sign', [SELF], {}],
  ['a line without a size', [WITHOUT_SIZE], SMALL_HEX],
  ['a client that calls itself Apache', [{ ...SELF, request: 'GET / HTTP/1.1' }], WITHOUT_SIZE],
  ['lowercase hexadecimal digits', [SMALL_HEX], WITHOUT_SIZE],
])('a later run knows %s', ([, earlier, later]) => {
  const saved = structuredClone(writerOf(earlier).save());
  expect(writerOf([later], new Writer(saved)).isApache).toBe(true);
});

test('a later run knows that nginx wrote the log, and how many lines were read', () => {
  expect(writerOf([SELF], new Writer(structuredClone(writerOf([{ status: 499 }]).save()))).isApache).toBe(false);
  expect(writerOf([QUOTE], new Writer(structuredClone(afterLines(LINES_READ).save()))).isApache).toBe(false);
});
