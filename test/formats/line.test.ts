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

  test('a carriage return, leading blanks and a byte order mark are not part of the line', () => {
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

describe('a host in front of the address', () => {
  test.for([
    ['shop.example.com:443'],
    ['shop.example.com'],
    ['_'],
    ['_:80'],
    ['198.51.100.4'],
    ['198.51.100.4:80'],
    ['2001:db8::4'],
    ['2001:db8:0:1:2:3:4:5:443'],
    ['[2001:db8::4]'],
    ['[2001:db8::4]:443'],
  ])('%s', ([host]) => {
    for (const address of ['192.0.2.7', '2001:db8::7'])
      expect(entry(`${host} ${address} - - [22/Nov/2026:15:04:05 +0100] "" 400 0 "-" "-"`)).toMatchObject({
        remote_addr: address,
        client: address,
        request: '',
        status: 400,
        extra: { host },
      });
  });

  test('is - if the request names no host', () => {
    expect(entry(`- ${HEAD}"" 400 0 "-" "-"`)).toMatchObject({ remote_addr: '198.51.100.7', extra: {} });
  });

  test('other words, and a time, are not taken for a host', () => {
    for (const word of ['1795359845.123', '12', '1:2', 'a:b', '198.51.100.400'])
      expect(parseLine(`${word} ${HEAD}"" 400 0 "-" "-"`)).toBe('no user name field');
  });

  test('a pair, and a word that cannot be an address, do not make the word before it a host', () => {
    for (const line of ['198.51.100.7 xff=192.0.2.1 ', '198.51.100.7 alice ', 'shop.example.com ip=192.0.2.1 '])
      expect(parseLine(`${line}- - [22/Nov/2026:15:04:05 +0100] "" 400 0 "-" "-"`)).toBe('no user name field');
    for (const address of ['192.0.2.xxx', '192.0.2.*', 'unix:', '[2001:db8::7]:443'])
      expect(entry(`198.51.100.4 ${address} - - [22/Nov/2026:15:04:05 +0100] "" 400 0 "-" "-"`).extra).toEqual({
        host: '198.51.100.4',
      });
  });

  test('an address with a port and nothing before it is not taken for a host', () => {
    expect(parseLine('192.0.2.1:5112 - - [22/Nov/2026:15:04:05 +0000] "GET /')).toBe('no quoted request');
    expect(entry('192.0.2.1:5112 - - [22/Nov/2026:15:04:05 +0000] "" 400 0 "-" "-"').extra).toEqual({});
  });
});

describe('an address with a port', () => {
  test.for([
    ['192.0.2.1:5112', '192.0.2.1'],
    ['192.0.2.1:51120', '192.0.2.1'],
    ['[2001:db8::1]:5112', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[192.0.2.1]:80', '192.0.2.1'],
    ['2001:db8::1:51120', '2001:db8::1'],
    ['2001:db8:0:1:2:3:4:5:80', '2001:db8:0:1:2:3:4:5'],
    ['::ffff:192.0.2.1:80', '::ffff:192.0.2.1'],
    // Without brackets this is an address.
    ['2001:db8::1:5112', '2001:db8::1:5112'],
    ['192.0.2.1:511200', '192.0.2.1:511200'],
    ['198.51.100.xxx:80', '198.51.100.xxx:80'],
    ['2001:db8:::80', '2001:db8:::80'],
    [':80', ':80'],
  ] as const)('%s is %s', ([logged, address]) => {
    for (const host of ['', 'example.com ']) {
      const parsed = entry(`${host}${logged} - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 499 0 "-" "x"`);
      expect([parsed.remote_addr, parsed.client]).toEqual([address, address]);
    }
  });
});

describe('the column after the user agent', () => {
  test.for([
    ['192.0.2.9', '192.0.2.9'],
    ['192.0.2.9, 10.0.0.1', '192.0.2.9'],
    ['192.0.2.9,10.0.0.1', '192.0.2.9'],
    ['2001:db8::9, ::ffff:192.0.2.1', '2001:db8::9'],
    ['unknown, 192.0.2.9', '192.0.2.9'],
    ['-, unknown, 2001:DB8::9, unknown', '2001:DB8::9'],
    ['10.0.0.1, unknown', '10.0.0.1'],
    ['10.0.0.1, 192.0.2.9', '10.0.0.1'],
    // Many networks have a proxy with the same private address.
    ['unknown, 10.0.0.1', '198.51.100.7'],
    ['unknown, ::1', '198.51.100.7'],
    ['-, 192.168.0.1, unknown, fd00::1', '198.51.100.7'],
    ['unknown, 10.0.0.1, 192.0.2.9', '192.0.2.9'],
    ['unknown, 11.0.0.1', '11.0.0.1'],
  ] as const)('"%s" names the client %s', ([column, client]) => {
    const parsed = entry(`${HEAD}"GET / HTTP/1.1" 499 0 "-" "x" "${column}"`);
    expect([parsed.client, parsed.remote_addr]).toEqual([client, '198.51.100.7']);
    expect(parsed.extra.http_x_forwarded_for).toBe(column);
  });

  test.for([
    ['-', 'nothing was sent'],
    ['', 'empty'],
    ['unknown', 'no address'],
    ['unknown, -', 'no address'],
    ['0.097', 'a time'],
    ['0.001, 0.002, 0.003', 'times'],
    ['DE', 'a country'],
    ['198.51.100.9:5000', 'an upstream'],
    ['198.51.100.9:5000, 198.51.100.10:5000', 'upstreams'],
    ['[2001:db8::9]:5000', 'an upstream'],
    ['[2001:db8::9]', 'an address in brackets'],
    ['4f1c0ffee0ddba11', 'the number of a request'],
    ['192.0.2.9, 4f1c0ffee0ddba11', 'an address and something else'],
    ['192.0.2.900', 'no address'],
    ['192.0.2.09', 'no address'],
    ['192.0.2.9,', 'an address and an empty element'],
    ['Unknown, 192.0.2.9', 'a word that is not exactly unknown'],
    ['unknown, 10.0.0.1, 4f1c', 'addresses and something else'],
    ['fe80::9%eth0', 'an address with a zone'],
  ] as const)('"%s" names no client: %s', ([column]) => {
    const parsed = entry(`${HEAD}"GET / HTTP/1.1" 499 0 "-" "x" "${column}"`);
    expect(parsed.client).toBe('198.51.100.7');
    expect(parsed.extra.http_x_forwarded_for).toBeUndefined();
  });

  test('names the client only where the line ends with it', () => {
    const parsed = entry(`${HEAD}"GET / HTTP/1.1" 499 0 "-" "x" "192.0.2.9" rt=0.5`);
    expect(parsed.client).toBe('198.51.100.7');
    expect(parsed.extra).toEqual({ http_x_forwarded_for: '192.0.2.9', request_time: 0.5 });
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

  test('directly after the user agent, and with X-Forwarded-For as in format main', () => {
    expect(entry(`${HEAD}"GET / HTTP/1.1" 499 0 "-" "x"rt=0.5`).extra.request_time).toBe(0.5);
    expect(entry(`${HEAD}"GET / HTTP/1.1" 499 0 "-" "x" "192.0.2.9, 10.0.0.1"`).extra.http_x_forwarded_for).toBe(
      '192.0.2.9, 10.0.0.1',
    );
  });

  test('lists of upstreams, without quotes', () => {
    const { extra } = entry(`${HEAD}"GET / HTTP/1.1" 499 0 "-" "x" us=502, 499 urt=0.100, 2.000 rt=2.1`);
    expect(extra).toEqual({ upstream_status: '502, 499', upstream_response_time: '0.100, 2.000', request_time: 2.1 });
  });

  test('the fields that logscan recommends, with a Host header that looks like them', () => {
    const { extra } = entry(
      `${HEAD}"GET / HTTP/1.1" 400 157 "-" "x" rt=0.000 us=- done=OK rlen=28 hh="a..b done= conn=9" conn=814 port=51939`,
    );
    expect(extra).toEqual({
      request_time: 0,
      upstream_status: '-',
      request_completion: 'OK',
      request_length: 28,
      http_host: 'a..b done= conn=9',
      host: 'a..b done= conn=9',
      connection: '814',
      remote_port: 51939,
    });
  });

  test('a variable without a value is not the same as no variable', () => {
    const { extra } = entry(`${HEAD}"GET /account HTTP/1.1" 400 0 "-" "-" done= rlen=23 hh="-"`);
    expect(extra).toEqual({ request_completion: '-', request_length: 23, http_host: '-' });
    expect(entry(`${HEAD}"GET / HTTP/1.1" 400 0 "-" "-" rlen=16`).extra).toEqual({ request_length: 16 });
  });

  test('a name that stands for something else is not taken for the field', () => {
    expect(entry(`${HEAD}"GET / HTTP/1.1" 400 157 "-" "x" done=yes tls=on pipe=3 port=https rid=17`).extra).toEqual({});
  });

  test('a column that a client wrote does not hide a field with a name', () => {
    const { extra } = entry(`${HEAD}"GET / HTTP/1.1" 400 157 "-" "x" "done=OK us=400" done= us=-`);
    expect(extra).toEqual({ request_completion: '-', upstream_status: '-' });
  });

  test('names inside one quoted column are read', () => {
    expect(entry(`${HEAD}"GET / HTTP/1.1" 499 0 "-" "x" "rt=0.5 us=-"`).extra).toEqual({
      request_time: 0.5,
      upstream_status: '-',
    });
  });

  test('of several names for the site the first variable that is logged decides', () => {
    const siteOf = (tail: string): string | undefined => entry(`${HEAD}"" 400 0 "-" "-" ${tail}`).extra.host;
    expect(siteOf('http_host=b.example:8080 server_name=c.example host=a.example')).toBe('a.example');
    expect(siteOf('server_name=c.example http_host=b.example:8080')).toBe('b.example:8080');
    expect(siteOf('server_name=c.example')).toBe('c.example');
    expect(siteOf('http_host=- server_name=c.example')).toBeUndefined();
  });

  test('names of properties that every object has are not fields', () => {
    expect(entry(`${HEAD}"GET / HTTP/1.1" 499 0 "-" "x" __proto__=1 constructor=2`).extra).toEqual({});
  });

  test('text that a client wrote into its user agent is not a field', () => {
    expect(entry(`${HEAD}"GET / HTTP/1.1" 499 0 "-" "x\\x22 rt=9 us=499"`).extra).toEqual({});
  });
});

test.for([
  ['garbage', 'no user name field'],
  ['{"status":400}', 'JSON, not the combined format'],
  ['192.0.2.1 - - [22/Foo/2026:15:04:05 +0000] "GET / HTTP/1.1" 400 1', 'a time that does not exist'],
  ['192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1', 'no quoted request'],
  ['192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 400', 'no size after the status'],
  ['2026/11/22 15:20:00 [error] 7#7: *1 open() failed', 'a line of error.log'],
] as const)('not an entry: %s', ([text, reason]) => {
  expect(parseLine(text)).toBe(reason);
});

test('a line that ends after its size has no field for the user agent', () => {
  const common = parseLine(`${HEAD}"GET / HTTP/1.1" 200 5`);
  expect(common).toMatchObject({ http_user_agent: '-', lacksUserAgent: true });
  expect(parseLine(`${HEAD}"GET / HTTP/1.1" 200 5 "-" "-"`)).not.toHaveProperty('lacksUserAgent');
});

test('time is linear in the length of a hostile line', () => {
  const began = performance.now();
  for (const piece of ['" 4', '"', '[', ' - ', '\\"', 'a=b '])
    parseLine(`192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "${piece.repeat(200_000)}`);
  for (const piece of ['192.0.2.9, ', ',', 'unknown,', '::', '1:', ' ']) {
    parseLine(`${HEAD}"GET / HTTP/1.1" 499 0 "-" "x" "${piece.repeat(200_000)}"`);
    parseLine(`${HEAD}"GET / HTTP/1.1" 499 0 "-" "x" ${`"${piece}`.repeat(200_000)}`);
    for (const start of ['', '[', 'x '])
      parseLine(`${start}${piece.repeat(200_000)} - - [22/Nov/2026:15:04:05 +0000] "" 400 0 "-" "-"`);
  }
  expect(performance.now() - began).toBeLessThan(2000);
});
