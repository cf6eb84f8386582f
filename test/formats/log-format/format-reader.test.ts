// Reading lines of a log_format as entries.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../../src/formats/entry.ts';
import { parseLogFormat, LogFormatError } from '../../../src/formats/log-format/directive.ts';
import { FormatReader, isEntry, type Mismatch } from '../../../src/formats/log-format/format-reader.ts';
import { PRESETS } from '../../../src/formats/presets.ts';
import { escaped, fieldsOf, makeRequests, MADE_SEED, truthOf, variablesOf, writeLine } from './made-log.ts';

function read(format: string, line: string): Entry | Mismatch {
  return new FormatReader(parseLogFormat(format)).read(line);
}
function entryOf(format: string, line: string): Entry {
  const entry = read(format, line);
  if (!isEntry(entry)) throw new Error(`does not fit at $${entry.variable}: ${line}`);
  return entry;
}

const REQUESTS = ['request', 'request_uri', 'uri'];
const READABLE = PRESETS.filter(({ directive }) => {
  const variables = variablesOf(parseLogFormat(directive));
  return variables.has('status') && REQUESTS.some((name) => variables.has(name));
});
const ADDRESSES = /\$(?:remote_addr|proxy_protocol_addr|the_real_ip|http_x_forwarded_for)\b/;

test('most presets have a status and a request', () => {
  expect(READABLE.length).toBeGreaterThan(50);
});

describe.each(READABLE.map((preset) => [preset.name, preset] as const))('the preset %s', (_name, preset) => {
  const variables = variablesOf(parseLogFormat(preset.directive));

  test.each([400, 499] as const)('reads its sample of a %d', (status) => {
    const line = preset.samples[status];
    const entry = entryOf(preset.directive, line);
    expect(entry.status).toBe(status);
    // The samples were written in one minute, by clients with addresses of documentation.
    if (/\$(?:time_local|time_iso8601|msec)\b/.test(preset.directive))
      expect(new Date(entry.time * 1000).toISOString()).toMatch(/^2026-/);
    if (ADDRESSES.test(preset.directive)) {
      expect(entry.remote_addr).toMatch(/^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$|^2001:db8:|^-$/);
      expect(entry.remote_addr === '-' || line.includes(entry.remote_addr)).toBe(true);
    }
    if (!variables.has('request')) return;
    // Each sample of a 499 is one of a few requests.
    if (status === 499) expect(entry.request).toMatch(/^(?:GET|POST) \/\S+ HTTP\/\d\.\d$/);
    expect(line.includes(entry.request) || line.includes(String.raw`\u00`) || entry.request === '').toBe(true);
  });

  test('reads every field of made requests', () => {
    const format = parseLogFormat(preset.directive);
    for (const values of makeRequests(100, MADE_SEED)) {
      const fields = fieldsOf(entryOf(preset.directive, writeLine(format, values)));
      expect(fields).toMatchObject(truthOf(values, variables));
    }
  });
});

describe('a format that logscan cannot use is refused with a reason', () => {
  test.each([
    ['$remote_addr "$request"', 'the format has no $status, so no line says that it is a 400 or 499'],
    ['$remote_addr $status', 'the format has no $request (and no $request_uri), so no line says what was asked for'],
    [
      String.raw`log_format x '$status\n$request';`,
      'the format has line breaks; logscan reads one line for each request',
    ],
  ])('%s', (format, reason) => {
    expect(() => new FormatReader(parseLogFormat(format))).toThrow(new LogFormatError(reason));
  });

  test.each(PRESETS.filter((preset) => !READABLE.includes(preset)).map((preset) => [preset.name, preset.directive]))(
    'the preset %s',
    (_name, directive) => {
      expect(() => new FormatReader(parseLogFormat(directive))).toThrow(LogFormatError);
    },
  );
});

describe('the request', () => {
  const JSON_FORMAT = `log_format j escape=json '{"r":"$request","s":$status,"b":$body_bytes_sent,"a":"$http_user_agent"}';`;
  const requestOf = (request: string, status: number, size: number): string =>
    entryOf(JSON_FORMAT, `{"r":"${request}","s":${status},"b":${size},"a":""}`).request;

  test('that is empty in JSON was a blank one if it is a 400 without a page, otherwise none was read', () => {
    expect(requestOf('', 400, 0)).toBe('');
    expect(requestOf('', 400, 157)).toBe('-');
    expect(requestOf('', 499, 0)).toBe('-');
  });

  test('is empty or - by default as nginx says', () => {
    expect(entryOf('"$request" $status', '"" 400').request).toBe('');
    expect(entryOf('"$request" $status', '"-" 400').request).toBe('-');
  });

  test('in JSON gets the escapes that nginx writes by default', () => {
    expect(requestOf(String.raw`\u0016\u0003\"\\\n\t/\u007F`, 400, 157)).toBe(
      String.raw`\x16\x03\x22\x5C\x0A\x09/\x7F`,
    );
    expect(requestOf('GET /\xe9 HTTP/1.1', 400, 157)).toBe(String.raw`GET /\xE9 HTTP/1.1`);
  });

  test('with escape=none gets them, too', () => {
    const format = `log_format n escape=none '$status "$request"';`;
    expect(entryOf(format, '400 "GET /a"b\\c\x01\xff HTTP/1.1"').request).toBe(
      String.raw`GET /a\x22b\x5Cc\x01\xFF HTTP/1.1`,
    );
  });

  test('is the same with every escaping, whatever its bytes are', () => {
    const bytes = fc.string({ unit: fc.nat(255).map((code) => String.fromCharCode(code)), minLength: 1 });
    fc.assert(
      fc.property(bytes, (request) => {
        const values = { status: '400', request, body_bytes_sent: '157' };
        const format = parseLogFormat(`log_format j escape=json '{"r":"$request","s":$status,"b":$body_bytes_sent}';`);
        const entry = new FormatReader(format).read(writeLine(format, values));
        expect(entry).toMatchObject({ request: escaped(request, 'default'), status: 400 });
      }),
    );
  });

  const PARTS = '$status $request_method $request_uri $server_protocol';

  test.each([
    ['499 POST /a?b=c HTTP/2.0', 'POST /a?b=c HTTP/2.0'],
    // Not `-`, which says that nginx saw no byte of a request, and so that it is old.
    ['400 - - -', '- -'],
    // nginx had a method, but refused the URI.
    ['400 GET - -', 'GET -'],
  ])('is put together from its parts: %s', (line, request) => {
    expect(entryOf(PARTS, line).request).toBe(request);
  });

  test('is put together from $uri and $args', () => {
    const format = '$status "$request_method" "$uri" "$args" "$server_protocol"';
    expect(entryOf(format, '499 "GET" "/a b" "c=d" "HTTP/1.1"').request).toBe('GET /a%20b?c=d HTTP/1.1');
    expect(entryOf(format, '499 "GET" "/a" "-" "HTTP/1.1"').request).toBe('GET /a HTTP/1.1');
  });
});

describe('the client', () => {
  const MAIN = '$remote_addr "$request" $status "$http_x_forwarded_for"';
  test.each([
    ['-', '192.0.2.1'],
    ['198.51.100.7', '198.51.100.7'],
    ['198.51.100.7, 192.0.2.8', '198.51.100.7'],
    ['unknown, 198.51.100.7', '198.51.100.7'],
    ['unknown, 10.0.0.1', '192.0.2.1'],
    ['10.0.0.1, 198.51.100.7', '10.0.0.1'],
    ['nonsense', '192.0.2.1'],
  ])('is the first address of X-Forwarded-For, as in format main: %s', (list, client) => {
    const line = `192.0.2.1 "GET / HTTP/1.1" 499 "${list}"`;
    expect(entryOf(MAIN, line)).toMatchObject({ client, remote_addr: '192.0.2.1' });
  });

  test('has an address without its port', () => {
    expect(entryOf('$remote_addr:$remote_port "$request" $status', '192.0.2.1:4711 "-" 400').remote_addr).toBe(
      '192.0.2.1',
    );
  });
});

describe('the fields beyond combined', () => {
  const FORMAT = `log_format f '$remote_addr "$request" $status "$request_completion" "$http_host" "$host" "$server_name" $bytes_sent $remote_port';`;

  test('tell a variable without a value from one that the format lacks', () => {
    const { extra } = entryOf(FORMAT, '192.0.2.1 "GET / HTTP/1.1" 400 "" "-" "_" "_" 0 4711');
    expect(extra).toEqual({
      request_completion: '-',
      http_host: '-',
      server_name: '_',
      bytes_sent: 0,
      remote_port: 4711,
    });
    expect(entryOf(`log_format f '$remote_addr "$request" $status';`, '192.0.2.1 "-" 400').extra).toEqual({});
  });

  test('keep $http_host beside a $host that names no site', () => {
    const { extra } = entryOf(FORMAT, '192.0.2.1 "GET / HTTP/1.1" 400 "OK" "a..b" "_" "_" 309 4711');
    expect(extra).toMatchObject({ http_host: 'a..b', request_completion: 'OK', bytes_sent: 309 });
    expect(extra.host).toBeUndefined();
    expect(entryOf(FORMAT, '192.0.2.1 "-" 400 "OK" "A.example:80" "a.example" "_" 309 1').extra.host).toBe('a.example');
  });

  test('show that no body was sent if nothing was sent', () => {
    const format = `log_format f escape=json '{"a":"$remote_addr","r":"$request","s":$status,"b":$bytes_sent}';`;
    const lineOf = (request: string, bytes: number): Entry =>
      entryOf(format, `{"a":"192.0.2.1","r":"${request}","s":400,"b":${bytes}}`);
    expect(lineOf('GET / HTTP/1.1', 0).body_bytes_sent).toBe(0);
    expect(lineOf('GET / HTTP/1.1', 309).body_bytes_sent).toBeUndefined();
    // An empty text is a blank request if nothing was sent, otherwise none.
    expect([lineOf('', 0).request, lineOf('', 225).request]).toEqual(['', '-']);
  });

  test('are not there if they hold no number', () => {
    const { extra } = entryOf(
      `log_format f '$remote_addr "$request" $status $server_port $bytes_sent';`,
      '192.0.2.1 "-" 400 - -',
    );
    expect(extra).toEqual({});
  });
});

test('the time is read in each of its forms', () => {
  const times = {
    '[$time_local]': '[29/Nov/2026:13:00:00 +0100]',
    $time_iso8601: '2026-11-29T13:00:00+01:00',
    $msec: '1795953600.999',
  };
  for (const [format, text] of Object.entries(times)) {
    const entry = entryOf(`${format} $status "$request"`, `${text} 400 "-"`);
    expect(entry.time).toBe(Date.UTC(2026, 10, 29, 12) / 1000);
  }
});

test('a format without a time says so', () => {
  expect(new FormatReader(parseLogFormat('$status "$request"')).hasNoTime).toBe(true);
  expect(new FormatReader(parseLogFormat('$msec $status "$request"')).hasNoTime).toBe(false);
});

test.each([
  ['$status "$request" $time_local', '200 "-" 31/Feb/2026:12:00:00 +0000', 'time_local'],
  ['$status "$request"', '- "-"', 'status'],
  ['$status "$request"', 'OK "-"', 'status'],
])('a line that does not fit %s names the variable: %s', (format, line, variable) => {
  expect(read(format, line)).toEqual({ variable, from: line.search(variable === 'status' ? /^/ : /31/) });
});

test('a status of 000 is 0, and a size of - is none', () => {
  expect(entryOf('$status "$request" $body_bytes_sent', '000 "-" -')).toMatchObject({
    status: 0,
    body_bytes_sent: undefined,
  });
});

describe('a variable that occurs twice', () => {
  test.each([
    [
      'glued to other values',
      '$server_name$request$cookie_a "$request" $status',
      'aGET /b HTTP/1.1- "GET /b HTTP/1.1" 499',
    ],
    ['before the quoted one', '$request|"$request"|$status', 'GET /b HTTP/1.1|"GET /b HTTP/1.1"|499'],
    ['after the quoted one', '"$request"|$request|$status', '"GET /b HTTP/1.1"|GET /b HTTP/1.1|499'],
  ])('is read where it is quoted: %s', (_where, format, line) => {
    expect(entryOf(format, line)).toMatchObject({ request: 'GET /b HTTP/1.1', status: 499 });
    expect(entryOf(format, line.replace('"GET /b', '"GET /|b'))).toMatchObject({ request: 'GET /|b HTTP/1.1' });
  });

  test('is read where it comes first, if none is quoted', () => {
    expect(entryOf('$status $uri $uri', '499 /a /b')).toMatchObject({ request: 'GET /a HTTP/1.1' });
    expect(entryOf('$status "$uri" "$uri"', '499 "/a" "/b"')).toMatchObject({ request: 'GET /a HTTP/1.1' });
  });
});

describe('a line that a client may have forged', () => {
  const PIPES = '$status|$request|$http_referer|$http_user_agent';

  test('is marked where only the usual look of values tells them apart', () => {
    expect(entryOf(PIPES, '400|GET / HTTP/1.1|-|curl/8.5.0').isForgeable).toBeUndefined();
    expect(entryOf(PIPES, '400|GET / HTTP/1.1|-|curl/8.5.0 (a|b)').isForgeable).toBe(true);
  });

  test('is every line with escape=none', () => {
    expect(entryOf(`log_format n escape=none '$status "$request"';`, '400 "GET / HTTP/1.1"').isForgeable).toBe(true);
  });

  test('is no entry if it can be read in more than one way', () => {
    expect(read(PIPES, '400|GET / HTTP/1.1|http://a.example/|b|400|c')).toMatchObject({ isAmbiguous: true });
  });
});

describe('a line that can be split in more than one way', () => {
  const START = '192.0.2.1|2026-11-29T12:00:00+00:00|499|GET|/a';
  const FORMAT =
    '$remote_addr|$time_iso8601|$status|$request_method|$request_uri|$http_user_agent|$http_referer|$upstream_cache_status|$server_protocol';

  test('has the values that one way with usual values shows', () => {
    expect(entryOf(FORMAT, `${START}|My App | a=b|-|-|HTTP/1.1`)).toMatchObject({
      status: 499,
      request: 'GET /a HTTP/1.1',
      http_user_agent: 'My App | a=b',
      http_referer: '-',
      isForgeable: true,
    });
  });

  test.each([
    ['a referer after it', '$http_user_agent|$http_referer', 'My App | a|http://a.example/', 'My App | a'],
    ['no referer before it', '$http_referer|$http_user_agent', '-|My App | a', 'My App | a'],
  ])('shows a user agent where it is told by %s', (_what, columns, values, http_user_agent) => {
    const format = `$remote_addr|$time_iso8601|$status|"$request"|${columns}|$pipe`;
    const line = `192.0.2.1|2026-11-29T12:00:00+00:00|499|"GET / HTTP/1.1"|${values}|.`;
    expect(entryOf(format, line)).toMatchObject({ http_user_agent, isForgeable: true });
  });

  test('is no entry where nothing shows where a referer ends', () => {
    const format = FORMAT.replace('$http_user_agent|$http_referer', '$http_referer|$http_user_agent');
    expect(read(format, `${START}|http://a.example/|b|c d|HIT|HTTP/1.1`)).toMatchObject({ isAmbiguous: true });
  });

  test('has no number that a client may have written', () => {
    const format = '$remote_addr [$time_iso8601] $status "$request" $http_a $body_bytes_sent $bytes_sent $http_b';
    const start = '192.0.2.1 [2026-11-29T12:00:00+00:00] 499 "GET / HTTP/1.1"';
    expect(entryOf(format, `${start} a 0 0 b`)).toMatchObject({ body_bytes_sent: 0, extra: { bytes_sent: 0 } });
    const entry = entryOf(format, `${start} a 17 17 0 0 b`);
    expect(entry).toMatchObject({ status: 499, body_bytes_sent: undefined, isForgeable: true });
    expect(entry.extra.bytes_sent).toBeUndefined();
  });

  test.each([
    ['its request', `${START}|curl|8|x|HIT|HTTP/1.1`, FORMAT],
    ['its protocol', `${START}|a b|c|HIT|HTTP/1.1|d|HIT|HTTP/1.0|x`, `${FORMAT}|$http_b`],
    [
      'its status',
      '192.0.2.1 2026-11-29T12:00:00+00:00 GET / HTTP/1.1 499 a HTTP/1.1 200 curl/8',
      '$remote_addr $time_iso8601 $request $status $http_user_agent',
    ],
    [
      'its client',
      '499 2026-11-29T12:00:00+00:00 "GET / HTTP/1.1" a 192.0.2.1 192.0.2.2 b',
      '$status $time_iso8601 "$request" $http_a $remote_addr $http_b',
    ],
    [
      'its time',
      '499 192.0.2.1 "GET / HTTP/1.1" a 2026-11-29T12:00:00+00:00 2026-11-29T12:00:01+00:00 b',
      '$status $remote_addr "$request" $http_a $time_iso8601 $http_b',
    ],
    [
      'a list with its client',
      `192.0.2.1 2026-11-29T12:00:00+00:00 499 "GET / HTTP/1.1" a 203.0.113.1 203.0.113.2 b`,
      '$remote_addr $time_iso8601 $status "$request" $http_a $http_x_forwarded_for $http_b',
    ],
    [
      'its time, because it has none',
      '192.0.2.1 499 "GET / HTTP/1.1" a b|c|d',
      '$remote_addr $status "$request" $http_referer|$http_user_agent',
    ],
    ['its user agent', `${START}|My App | a=b| c|x|HIT|HTTP/1.1`, FORMAT],
  ])('is no entry where this does not tell %s', (_what, line, format) => {
    expect(read(format, line)).toMatchObject({ isAmbiguous: true });
  });

  test('hides nothing of the lines after it', () => {
    const format = '$remote_addr [$time_iso8601] $status "$request" $http_a $body_bytes_sent $http_b';
    const reader = new FormatReader(parseLogFormat(format));
    const clear = '192.0.2.1 [2026-11-29T12:00:00+00:00] 499 "GET / HTTP/1.1" a 17 b';
    const expected = reader.read(clear);
    expect(expected).toMatchObject({ body_bytes_sent: 17 });
    const unclear = clear.replace('17', '17 17');
    expect(reader.read(unclear)).toMatchObject({ body_bytes_sent: undefined });
    expect(reader.read(clear)).toEqual(expected);
    reader.read(unclear);
    const ends = ['192.0.2.1', '2026-11-29T12:00:00+00:00', '499', 'GET / HTTP/1.1', 'a', '17', 'b'];
    const places = ends.flatMap((value) => {
      const at = value.length === 1 ? clear.indexOf(` ${value}`) + 1 : clear.lastIndexOf(value);
      return [at, at + value.length];
    });
    expect(reader.readAt(clear, places, 0)).toEqual(expected);
    expect(reader.readWhole(clear)).toEqual(expected);
    expect(reader.readWhole(unclear)).toMatchObject({ isAmbiguous: true });
  });

  test('of a megabyte is given up', () => {
    const start = process.cpuUsage();
    expect(isEntry(read(FORMAT, `${START}|${'a| '.repeat(350_000)}|HIT|HTTP/1.1`))).toBe(false);
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(2000);
  });
});

test('a list of upstreams is told from the request id after it', () => {
  const format = '$remote_addr "$request" $status $upstream_status $req_id';
  const entry = entryOf(format, '192.0.2.1 "GET / HTTP/1.1" 500 500 : 502 0a1b2c');
  expect(entry).toMatchObject({ extra: { upstream_status: '500 : 502' }, isForgeable: true });
});
