// Makes log_formats and lines of them: usual values, values that hold separators, and lines that are cut or edited.
import fc from 'fast-check';
import { parseLogFormat } from '../../../src/formats/log-format/directive.ts';

const TIMES = ['22/Nov/2026:15:04:05 +0000', '22/Nov/2026:15:04:59 +0000', '22/Nov/2026:15:05:00 +0530', '-'];
const ISO_TIMES = ['2026-11-22T15:04:05+00:00', '2026-11-22T15:04:59+00:00', '2026-11-22T15:05:00-08:00', '-'];
const ADDRESSES = ['192.0.2.1', '2001:db8::1', '192.0.2.77', 'unix:', '192.0.2.1:5112', '-', '', '12:30', 'a b'];
const NUMBERS = ['0', '157', '4711', '12345678901', '-', '', '1.5', '12,5'];
const SECONDS = ['0.000', '2.001', '12', '1.234567', '-', '', '0.00', '0.001, 0.002'];
const LISTS = [
  '-',
  '',
  '192.0.2.21:8080',
  '192.0.2.21:80, 192.0.2.22:80',
  'unix:/run/a : -',
  '1.2.3.4:80,',
  '[2001:db8::1]:80',
];
const TEXTS = [
  '-',
  '',
  'x',
  'curl/8.5.0',
  'Mozilla/5.0 (X11; Linux)',
  'a b',
  'a|b',
  'a\tb',
  'a" "b',
  String.raw`a\x22b`,
];

/** Values of variables; a variable that is not listed has a value of `other`. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  remote_addr: ADDRESSES,
  realip_remote_addr: ADDRESSES,
  http_x_real_ip: ADDRESSES,
  http_x_forwarded_for: [
    ...ADDRESSES,
    '198.51.100.7, 192.0.2.9',
    'unknown, 192.0.2.9',
    '192.0.2.9,',
    '::1',
    '256.1.1.1',
  ].concat([
    '1::2::3',
    '1:2:3:4:5:6:7:8',
    '1:2:3:4:5:6:7:8:9',
    '::ffff:192.0.2.1',
    '192.0.2.01',
    ':1',
    '1:',
    '192.0.2.1 ',
    '12345::',
  ]),
  remote_user: ['-', '', 'anna', 'a [b', 'John Doe', '[22/Nov/2026:15:04:05 +0000]'],
  time_local: TIMES,
  time_iso8601: ISO_TIMES,
  msec: ['1795000000.123', '1795000001.000', '-', '1795000000', '1795000000.12'],
  request: [
    'GET / HTTP/1.1',
    'HEAD /a?b=c HTTP/2.0',
    'POST /x HTTP/1.1',
    '-',
    '',
    'GET /a b HTTP/1.1',
    'bad',
    '\\x16\\x03\\x01',
  ].concat([
    'GET /a" 400 5 HTTP/1.1',
    'GET /| HTTP/1.1',
    'GET /\\u001b HTTP/1.1',
    'GET /\u00e9 HTTP/1.1',
    'CONNECT a:443 HTTP/1.1',
  ]),
  request_uri: ['/', '/a?b=c', '*', '-', '', 'http://a/b', '/a b'],
  uri: ['/', '/a b', '-'],
  request_method: ['GET', 'POST', 'M-SEARCH', '-', '', 'get'],
  server_protocol: ['HTTP/1.1', 'HTTP/2.0', '-', '', 'HTTP/9.9', 'x'],
  status: ['200', '499', '400', '404', '000', '502', '403', '-', '', '20', '1000'],
  body_bytes_sent: NUMBERS,
  bytes_sent: NUMBERS,
  request_length: NUMBERS,
  connection: NUMBERS,
  connection_requests: NUMBERS,
  server_port: ['80', '443', '-'],
  request_time: SECONDS,
  http_referer: ['-', '', 'https://www.example.com/a', 'https://a/?q=a b', 'https://a/" "x', 'bad', 'https://a/\tua:x'],
  host: ['www.example.com', '_', '-', '', 'localhost', 'example.com:8080', 'intranet', '[::1]:80', 'a b'],
  server_name: ['_', 'www.example.com', '-', 'intranet'],
  scheme: ['http', 'https', '-', '', 'ftp'],
  pipe: ['.', 'p', '-', 'x'],
  gzip_ratio: ['-', '2.50', '10.1', ''],
  request_id: ['7b09806ddabd15df3c86470abcdc31ab', '-', '7b09806d', ''],
  ssl_protocol: ['TLSv1.3', 'TLSv1', '-', 'TLSv9'],
  upstream_addr: LISTS,
  upstream_status: ['502', '-', '', '502, 200', '502, -', '500 : 500', '099', '502, 20'],
  upstream_response_time: ['0.000', '-', '', '0.000, 2.000', '-, 0.001', '1 : 2.000', '0.001,'],
  upstream_cache_status: ['MISS', 'HIT', '-', '', 'hit'],
};
const NAMES = [...Object.keys(VALUES), 'http_user_agent', 'http_cookie', 'upstream_host', 'request_body'];
const LITERALS = [
  ' ',
  ' - ',
  ' [',
  '] ',
  '|',
  '\t',
  ',',
  ';',
  ' "',
  '" ',
  '" "',
  '"',
  '',
  ':',
  ' rt=',
  '","b":"',
  '\tua:',
  '-',
  '0',
  ' x ',
  '] "',
];

/** A format, and lines that are nearly all of it. */
export interface MadeLog {
  readonly format: string;
  readonly lines: readonly string[];
}

const values = (name: string): fc.Arbitrary<string> => fc.constantFrom(...(VALUES[name] ?? TEXTS));
// Mostly the first values of a list, which are the usual ones.
const usual = (name: string): fc.Arbitrary<string> => fc.constantFrom(...(VALUES[name] ?? TEXTS).slice(0, 2));

/** Lines of a format. */
export function linesOf(format: string): fc.Arbitrary<readonly string[]> {
  const { parts } = parseLogFormat(format);
  const pieces = parts.map((part) =>
    'literal' in part
      ? fc.constant(part.literal)
      : fc.oneof({ weight: 12, arbitrary: usual(part.variable) }, { weight: 1, arbitrary: values(part.variable) }),
  );
  const line = fc.tuple(...pieces).map((all) => all.join('').replaceAll('\n', ''));
  const edit = fc.tuple(fc.nat({ max: 300 }), fc.nat({ max: 3 }), fc.constantFrom(...EDITS));
  const edited = fc.tuple(line, edit).map(([text, [at, cut, piece]]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + piece + text.slice(place + cut);
  });
  const cut = fc.tuple(line, fc.nat({ max: 300 })).map(([text, at]) => text.slice(0, at));
  const one = fc.oneof(
    { weight: 8, arbitrary: line },
    { weight: 1, arbitrary: line.map((text) => `${text}\r`) },
    { weight: 3, arbitrary: edited },
    { weight: 1, arbitrary: cut },
    { weight: 1, arbitrary: fc.constantFrom(...OTHERS) },
  );
  return fc.array(one, { minLength: 1, maxLength: 8 });
}

const EDITS = ['', ' ', '"', '\\', '-', '|', '\t', '\r', ', ', ' : ', '[', '0', 'é', '\u0000', '" 400 5 "', ' - - ['];
/** Lines that are of another format, or of none. */
const OTHERS = [
  '',
  ' \t',
  '\r',
  '192.0.2.9 - - [22/Nov/2026:15:04:05 +0000] "GET /c HTTP/1.1" 499 0 "-" "x"',
  '192.0.2.9 - - [22/Nov/2026:15:04:05 +0000] "GET /c HTTP/1.1" 200 5 "-" "curl" rt=0.1',
  '192.0.2.9 - - [22/Nov/2026:15:06:05 +0100] "GET /c HTTP/1.1" 404 5 "-" "curl" "192.0.2.4"',
  '{"a":1}',
  'nonsense',
];

const part = fc.tuple(fc.constantFrom(...LITERALS), fc.constantFrom(...NAMES));
const format = fc
  .tuple(
    fc.array(part, { maxLength: 7 }),
    fc.nat(),
    fc.constantFrom(...LITERALS),
    fc.constantFrom('default', 'json', 'none'),
  )
  .map(([some, at, end, escape]) => {
    const parts = some.map(([literal, name]) => `${literal}\${${name}}`);
    // A format must have these two.
    const needed = ['"${request}"', ' ${status} ', ' ${remote_addr} ', '[${time_local}]'];
    for (const [i, piece] of needed.entries()) parts.splice((at >> (4 * i)) % (parts.length + 1), 0, piece);
    const text = `${parts.join('')}${end}`.replaceAll("'", '');
    return `log_format x escape=${escape} '${text}';`;
  });

// All columns have the same separator, and none is quoted. Hosts may stand in front of targets without anything between them.
const COLUMNS = [
  '${http_referer}',
  '${scheme}://${host}${request_uri}',
  '${http_user_agent}',
  '${upstream_addr}',
].concat([
  '${remote_addr}',
  '${upstream_status}',
  '${http_host}${request_uri}',
  '${http_x_forwarded_for}',
  '${body_bytes_sent}',
]);
const columnFormat = fc
  .tuple(
    fc.subarray(['${request}', '${time_iso8601}', ...COLUMNS]),
    fc.nat(),
    fc.constantFrom('|', '\t', ' ; ', ' ', ';', '","'),
    fc.constantFrom('', '|', ' ;;'),
  )
  .map(([some, at, separator, end]) => {
    const columns = some.includes('${request}') ? some : ['${request}', ...some];
    columns.splice(at % (columns.length + 1), 0, '${status}');
    const turned = [...columns.slice(at % columns.length), ...columns.slice(0, at % columns.length)];
    return `log_format x '${turned.join(separator)}${end}';`;
  });

/** A format, and lines of it. */
export const madeLog: fc.Arbitrary<MadeLog> = fc
  .oneof(format, columnFormat)
  .chain((text) => linesOf(text).map((lines) => ({ format: text, lines })));
