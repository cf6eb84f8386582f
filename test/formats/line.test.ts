// One row for each quirk of real access logs.
import { describe, expect, test } from 'vitest';
import { parseLine } from '../../src/formats/line.ts';
import type { Entry } from '../../src/formats/entry.ts';

const HEAD = '198.51.100.7 - - [22/Nov/2026:15:04:05 +0100] ';
const TIME = Date.UTC(2026, 10, 22, 14, 4, 5) / 1000;

function entry(text: string): Entry {
  const parsed = parseLine(text);
  if (typeof parsed === 'string') throw new Error(`${parsed}: ${text}`);
  return parsed;
}

describe('request', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['-', '-'],
    ['', ''],
    ['HELP', 'HELP'],
    ['GET / HTTP/1.1', 'GET / HTTP/1.1'],
    ['GET /a b c HTTP/1.1 x', 'GET /a b c HTTP/1.1 x'],
    [String.raw`\x16\x03\x01\x00\xCA`, String.raw`\x16\x03\x01\x00\xCA`],
    [String.raw`GET /\x22quoted\x22\x5C HTTP/1.1`, String.raw`GET /\x22quoted\x22\x5C HTTP/1.1`],
    [String.raw`GET /\"apache\" 200 HTTP/1.1`, String.raw`GET /\"apache\" 200 HTTP/1.1`],
    ['GET /caf\u00c3\u00a9 HTTP/1.1', 'GET /caf\u00c3\u00a9 HTTP/1.1'],
    [String.raw`ends in a backslash\\`, String.raw`ends in a backslash\\`],
  ];
  test.for(rows)('%s', ([logged, request]) => {
    const parsed = entry(`${HEAD}"${logged}" 400 157 "-" "curl/8.5.0"`);
    expect(parsed.request).toBe(request);
    expect(parsed.status).toBe(400);
    expect(parsed.body_bytes_sent).toBe(157);
    expect(parsed.http_user_agent).toBe('curl/8.5.0');
  });
});

describe('other fields', () => {
  test('time is the instant, with the offset kept', () => {
    const parsed = entry(`${HEAD}"GET / HTTP/1.1" 200 1 "-" "x"`);
    expect(parsed.time).toBe(TIME);
    expect(parsed.utcOffsetMinutes).toBe(60);
  });

  test.for([['2001:db8::7'], ['unix:'], ['198.51.100.xxx'], ['203.0.113.0'], ['::ffff:192.0.2.1']] as const)(
    'address %s',
    ([address]) => {
      expect(entry(`${address} - - [22/Nov/2026:15:04:05 +0000] "-" 400 0 "-" "-"`).remote_addr).toBe(address);
    },
  );

  test('a remote_user with blanks and brackets', () => {
    const parsed = entry('192.0.2.1 - John [the] Smith [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 401 5 "-" "x"');
    expect(parsed.remote_user).toBe('John [the] Smith');
  });

  test('status 000 and bytes -', () => {
    const parsed = entry(`${HEAD}"-" 000 - "" ""`);
    expect([parsed.status, parsed.body_bytes_sent, parsed.http_referer, parsed.http_user_agent]).toEqual([
      0,
      undefined,
      '',
      '',
    ]);
  });

  test('the common format, without referer and user agent', () => {
    expect(entry(`${HEAD}"GET / HTTP/1.1" 400 157`).http_user_agent).toBe('-');
  });

  test('a carriage return, leading blanks and a byte order mark are no part of the line', () => {
    const plain = entry(`${HEAD}"GET / HTTP/1.1" 200 1 "-" "x"`);
    expect(entry(`\u00ef\u00bb\u00bf  ${HEAD}"GET / HTTP/1.1" 200 1 "-" "x"\r`)).toEqual(plain);
  });

  test('a line cut inside its user agent still counts', () => {
    expect(entry(`${HEAD}"GET / HTTP/1.1" 499 0 "-" "Mozilla/5.0 (Wind`)).toMatchObject({
      status: 499,
      http_user_agent: 'Mozilla/5.0 (Wind',
    });
  });
});

test.for([
  ['syslog', 'Nov 22 15:04:05 web1 nginx: '],
  ['syslog with priority', '<190>Nov  2 15:04:05 web1 nginx[812]: '],
  ['syslog of RFC 5424', '<190>1 2026-11-22T15:04:05Z web1 nginx - - - '],
  ['docker compose', 'web-nginx-1  | '],
  ['kubectl --prefix', '[pod/web-6f7/nginx] '],
  ['docker logs --timestamps', '2026-11-22T15:04:05.123456789Z '],
  ['CRI', '2026-11-22T15:04:05.123456789+01:00 stdout F '],
  ['blanks', '   '],
] as const)('prefix: %s', ([, prefix]) => {
  expect(entry(`${prefix}${HEAD}"GET / HTTP/1.1" 499 0 "-" "x"`)).toMatchObject({
    remote_addr: '198.51.100.7',
    status: 499,
  });
});

test('a host in front, as vhost_combined has it', () => {
  expect(entry(`shop.example.com:443 ${HEAD}"GET / HTTP/1.1" 400 0 "-" "-"`)).toMatchObject({
    remote_addr: '198.51.100.7',
    extra: { host: 'shop.example.com:443' },
  });
});

describe('tails', () => {
  test('key=value pairs under their usual names', () => {
    const { extra } = entry(
      `${HEAD}"GET / HTTP/1.1" 499 0 "-" "x" rt=2.001 urt="2.001" us=- conn=12 creq=3 rlen=180 host=a.example`,
    );
    expect(extra).toEqual({
      request_time: 2.001,
      upstream_response_time: '2.001',
      upstream_status: '-',
      connection: '12',
      connection_requests: 3,
      request_length: 180,
      host: 'a.example',
    });
  });

  test('glued to the user agent, and with X-Forwarded-For as in format main', () => {
    expect(entry(`${HEAD}"GET / HTTP/1.1" 499 0 "-" "x"rt=0.5`).extra.request_time).toBe(0.5);
    expect(entry(`${HEAD}"GET / HTTP/1.1" 499 0 "-" "x" "192.0.2.9, 10.0.0.1"`).extra.http_x_forwarded_for).toBe(
      '192.0.2.9, 10.0.0.1',
    );
  });

  test('lists of upstreams, without quotes', () => {
    const { extra } = entry(`${HEAD}"GET / HTTP/1.1" 499 0 "-" "x" us=502, 499 urt=0.100, 2.000 rt=2.1`);
    expect(extra).toEqual({ upstream_status: '502, 499', upstream_response_time: '0.100, 2.000', request_time: 2.1 });
  });

  test('names of the prototype are no fields', () => {
    expect(entry(`${HEAD}"GET / HTTP/1.1" 499 0 "-" "x" __proto__=1 constructor=2`).extra).toEqual({});
  });

  test('what a client wrote into its user agent is no field', () => {
    expect(entry(`${HEAD}"GET / HTTP/1.1" 499 0 "-" "x\\x22 rt=9 us=499"`).extra).toEqual({});
  });
});

test.for([
  ['garbage', 'no user name field'],
  ['{"status":400}', 'JSON, not the combined format'],
  ['192.0.2.1 - - [22/Foo/2026:15:04:05 +0000] "GET / HTTP/1.1" 400 1', 'a time that does not exist'],
  ['192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1', 'no quoted request'],
  ['192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 400', 'no size behind the status'],
  ['2026/11/22 15:20:00 [error] 7#7: *1 open() failed', 'no user name field'],
] as const)('not an entry: %s', ([text, reason]) => {
  expect(parseLine(text)).toBe(reason);
});

test('time is linear in the length of a hostile line', () => {
  const began = performance.now();
  for (const piece of ['" 4', '"', '[', ' - ', '\\"', 'a=b '])
    parseLine(`192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "${piece.repeat(200_000)}`);
  expect(performance.now() - began).toBeLessThan(2000);
});
