// The kernel reads lines of other log_formats as the parser does.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { rewriterTo } from '../../../bench/rewrite.ts';
import type { Entry } from '../../../src/formats/entry.ts';
import { LineParser } from '../../../src/formats/line-parser.ts';
import { PRESETS } from '../../../src/formats/presets.ts';
import { hash32 } from '../../../src/hits/hash.ts';
import { type Block, BlockReader } from '../../../src/sources/engine/block.ts';
import { CODE, DETAIL } from '../../../src/sources/engine/columns.ts';
import { EntryMemory } from '../../../src/sources/engine/entry-memory.ts';
import { LazyEntry } from '../../../src/sources/engine/lazy-entry.ts';
import { LineFeedColumns } from '../../../src/sources/engine/line-feed-columns.ts';
import { ScanMemory } from '../../../src/sources/engine/memory.ts';
import { layoutFor, slotAddress } from '../../../src/sources/engine/memory-layout.ts';
import { Judge } from '../../../src/judge/judge.ts';
import { isRelated } from '../../../src/judge/related.ts';
import { findingRecord } from '../../../src/render/records.ts';
import { ObservedLine } from '../../../src/sources/engine/observed-line.ts';
import { Scanner } from '../../../src/sources/engine/scanner.ts';
import { linesOf, madeLog } from './made-formats.ts';

const LAYOUT = { ...layoutFor(), slots: 1 };
const PAGES = new ScanMemory(LAYOUT).pages;
const COMBINED = '192.0.2.9 - - [22/Nov/2026:15:04:05 +0000] "GET /c HTTP/1.1" 499 0 "-" "x"';

/** Reads the columns of lines with a memory for some formats. */
function columnsOf(
  formats: readonly string[],
  lines: readonly string[],
  around = 0x20,
): { memory: ScanMemory; block: Block } {
  const memory = new ScanMemory(LAYOUT, PAGES, undefined, new LineParser(formats));
  expect(memory.reader).not.toBeInstanceOf(LineFeedColumns);
  const bytes = Buffer.from(`${lines.join('\n')}\n`, 'latin1');
  const from = slotAddress(0) + 64;
  memory.bytes.fill(around, from - 64, from + bytes.length + 64);
  bytes.copy(memory.bytes, from);
  return { memory, block: new BlockReader(memory).read(from, from + bytes.length, 0) };
}

/** Compares the columns of lines with the parser, and returns how many lines the kernel has read. */
function compare(formats: readonly string[], lines: readonly string[], around = 0x20): number {
  const { memory, block } = columnsOf(formats, lines, around);
  const { parser } = memory;
  const { starts, codes, hashes, times } = memory.columns;
  expect(block.lines).toBe(lines.length);
  let plain = 0;
  let detail = 0;
  for (const [i, text] of lines.entries()) {
    const [start, end] = [starts[i]!, starts[i + 1]! - 1];
    expect(memory.bytes.latin1Slice(start, end)).toBe(Buffer.from(text, 'latin1').toString('latin1'));
    const entry = parser.parse(Buffer.from(text, 'latin1').toString('latin1'));
    const code = codes[i]!;
    const what = code & CODE.what;
    if (typeof entry !== 'string') checkFields(memory, entry, start, end);
    if (what === CODE.blank) expect(text.trim()).toBe('');
    if (what >= CODE.blank) continue;
    plain++;
    if (typeof entry === 'string') throw new Error(`the kernel reads what the parser refuses (${entry}): ${text}`);
    const utcOffsetMinutes = block.zones.findLast(({ line }) => line <= i)?.utcOffsetMinutes;
    expect({ text, time: times[i], status: what, hash: hashes[i], utcOffsetMinutes }).toEqual({
      text,
      time: entry.time,
      status: entry.status,
      hash: hash32(entry.client),
      utcOffsetMinutes: entry.utcOffsetMinutes,
    });
    if ((code & CODE.hasDetail) === 0) continue;
    checkDetail(memory, entry, i, detail);
    detail += DETAIL.size;
  }
  return plain;
}

// The fields that the kernel finds of a line are those of its entry.
function checkFields(memory: ScanMemory, entry: Entry, start: number, end: number): void {
  const lazy = new LazyEntry(new EntryMemory(memory));
  lazy.use(start, start, end, entry.time);
  const { status, request, http_user_agent, http_referer, body_bytes_sent, remote_addr, client, remote_user, extra } =
    lazy;
  const found = {
    status,
    request,
    http_user_agent,
    http_referer,
    body_bytes_sent,
    remote_addr,
    client,
    remote_user,
    extra,
  };
  expect({ ...entry, ...found }).toEqual(entry);
  expect(lazy.whole).toEqual(entry);
  expect(lazy.hasAgent).toBe(entry.http_user_agent.length > 1);
  expect(lazy.isRequestNone).toBe(entry.request === '-');
  const { reader, bytes } = memory;
  if (reader.findClient(start, end)) expect(bytes.latin1Slice(reader.clientAt, reader.clientEnd)).toBe(entry.client);
}

// The numbers that tables get are the same as those of the parsed entry.
function checkDetail(memory: ScanMemory, entry: Entry, line: number, detail: number): void {
  const source = { entry: (): LazyEntry => new LazyEntry(new EntryMemory(memory)) };
  const [byColumns, byParser] = [new ObservedLine(source), new ObservedLine(source)];
  byColumns.fromColumns(0, memory.columns, line, detail);
  byParser.fromEntry(0, entry, hash32(entry.client));
  byParser.bodyBytesSent = Math.min(byParser.bodyBytesSent, 2 ** 31 - 1);
  expect(JSON.stringify(byColumns)).toBe(JSON.stringify(byParser));
}

// logscan knows some presets only to say that their lines do not hold what it needs.
const READABLE = PRESETS.filter(({ directive }) => {
  try {
    return new LineParser([directive]).programs.length === 1;
  } catch {
    return false;
  }
});

test.each(READABLE.map(({ name, directive, samples }) => [name, directive, Object.values(samples)] as const))(
  'lines of the preset %s',
  (_name, directive, samples) => {
    compare([directive], [...samples, COMBINED, ...samples.map((line) => `${line}\r`)]);
    compare([READABLE[0]!.directive, directive], [...samples, COMBINED]);
    fc.assert(
      fc.property(linesOf(directive), (lines) => void compare([directive], lines)),
      { numRuns: 20, seed: 7 },
    );
  },
);

describe('lines of made formats', () => {
  test('have the values that the parser finds', () => {
    let plain = 0;
    let all = 0;
    fc.assert(
      fc.property(madeLog, fc.constantFrom(0x20, 0x22, 0x2d, 0x30), ({ format, lines }, around) => {
        all += lines.length;
        plain += compare([format], lines, around);
      }),
      { numRuns: 400, seed: 1 },
    );
    expect(plain).toBeGreaterThan(all / 20);
  }, 120_000);

  test('are read in the first of several formats that fits', () => {
    fc.assert(
      fc.property(madeLog, madeLog, (a, b) => void compare([a.format, b.format], [...a.lines, ...b.lines])),
      { numRuns: 400, seed: 2 },
    );
  }, 120_000);
});

test('a variable that occurs twice is read where it is quoted', () => {
  const format =
    '$remote_addr $server_addr "$request" $status $body_bytes_sent $request_method [$time_local] "$request_method"';
  const twice = '$remote_addr $body_bytes_sent $status [$time_local] "$request" "$body_bytes_sent"';
  const line = '192.0.2.1 192.0.2.80 "GET /a HTTP/1.1" 499 0 GET [22/Nov/2026:15:04:05 +0000] "POST"';
  const other = '192.0.2.1 157 400 [22/Nov/2026:15:04:05 +0000] "GET /a HTTP/1.1" "158"';
  expect(compare([format], [line])).toBe(1);
  expect(compare([twice], [other])).toBe(1);
});

describe('values that are nearly of the form of their variable', () => {
  // Each value, and what one byte more or less makes of it.
  const near = (value: string): string[] => [
    value,
    value.slice(1),
    value.slice(0, -1),
    ...['0', '1', 'a', 'F', '-', '.', ':', ',', '/', '+', '_', ' '].flatMap((piece) => [
      value + piece,
      piece + value,
      value.slice(0, 1) + piece + value.slice(2),
      value.slice(0, -2) + piece + value.slice(-1),
    ]),
  ];
  const samples: Readonly<Record<string, readonly string[]>> = {
    status: ['499', '000'],
    body_bytes_sent: ['157', '12345678901234567890'],
    bytes_sent: ['0'],
    request_length: ['482'],
    request_time: ['0.001', '123456789012.000', '1.000001', '7'],
    msec: ['1795000000.123', '123456789012.000'],
    time_local: ['22/Nov/2026:15:04:05 +0000', '31/Feb/2026:15:04:05 -0130'],
    time_iso8601: ['2026-11-22T15:04:05+00:00', '2026-11-31T24:04:05-01:30', '2026-11-22T15:04:60+00:00'],
    pipe: ['.', 'p'],
    connection: ['17'],
    connection_requests: ['3'],
    remote_addr: ['192.0.2.1', '2001:db8::1', 'unix:', 'a%b', 'fe80::1%eth0'],
    realip_remote_addr: ['192.0.2.1', '192.0.2.1:80'],
    proxy_protocol_addr: ['192.0.2.1'],
    the_real_ip: ['192.0.2.1', 'a b'],
    http_x_forwarded_for: [
      '192.0.2.1',
      '192.0.2.255, 10.0.0.1',
      '255.255.255.255',
      '::',
      '::1',
      '1::',
      '1:2:3:4:5:6:7::',
    ].concat([
      '1:2:3:4:5:6:7:8',
      '0:0:0:0:0:ffff:192.0.2.1',
      '10.0.0.09',
      '256.0.0.1',
      '192.0.2.256',
      '2001:db8::12345',
      'unknown, 192.0.2.1',
    ]),
    server_addr: ['192.0.2.1'],
    remote_port: ['5112'],
    server_port: ['443'],
    pid: ['17'],
    scheme: ['http', 'https'],
    server_protocol: ['HTTP/1.1', 'HTTP/2.0', 'HTTP/1.0', 'HTTP/3.0', 'HTTP/0.9', 'HTTP/2'],
    request_method: ['GET', 'M-SEARCH', 'A'.repeat(64)],
    request_completion: ['OK'],
    request_id: ['7b09806ddabd15df3c86470abcdc31ab'],
    request_uri: ['/a', '*'],
    host: ['www.example.com', 'localhost', '_', '[::1]:80', 'intranet'],
    gzip_ratio: ['2.50', '123456.00'],
    ssl_protocol: ['TLSv1.3', 'TLSv1.2', 'TLSv1.1', 'TLSv1', 'SSLv3'],
    http2: ['h2', 'h2c'],
    upstream_status: ['502', '502, 200', '500 : 500', '-, 200'],
    upstream_response_time: ['0.000', '0.000, 2.000', '0.000 : 2.000'],
    upstream_response_length: ['17', '17, 4'],
    upstream_cache_status: ['MISS', 'BYPASS', 'EXPIRED', 'STALE', 'UPDATING', 'REVALIDATED', 'HIT', 'SCARCE'],
    upstream_addr: ['192.0.2.21:80', 'unix:/run/a, 192.0.2.22:80', '192.0.2.21:80 : b'],
    request: ['GET / HTTP/1.1', 'A  HTTP/9.9', `${'A'.repeat(64)} / HTTP/1.1`, 'GET /\r HTTP/1.1'],
    http_referer: ['https://a/', 'a1+.-:', `${'a'.repeat(33)}:`, 'h:'],
  };

  test.each(Object.entries(samples))('$%s', (variable, values) => {
    const rest = ['request', 'status', 'remote_addr']
      .filter((name) => name !== variable)
      // Quotes leave no doubt where these texts end.
      .map((name) => (name === 'request' ? '"$request"' : `$${name}`));
    const plain = rest.map((name) => ({ '"$request"': '"GET / HTTP/1.1"', $status: '400' })[name] ?? '192.0.2.7');
    const nearby = values.flatMap(near);
    let read = 0;
    for (const [open, close] of [
      ['|', '|'],
      ['"', '"'],
      [' ', ' '],
      ['[', ']'],
    ] as const) {
      const inside = `log_format x '<${rest.join('><')}>${open}$${variable}${close}|"$http_cookie"';`;
      read += compare(
        [inside],
        nearby.map((value) => `<${plain.join('><')}>${open}${value}${close}|"c"`),
      );
      const atEnd = `log_format x '<${rest.join('><')}>${open}$${variable}';`;
      compare(
        [atEnd],
        nearby.map((value) => `<${plain.join('><')}>${open}${value}`),
      );
      compare(
        [atEnd.replace('x ', 'x escape=json ')],
        nearby.map((value) => `<${plain.join('><')}>${open}${value}`),
      );
    }
    expect(read).toBeGreaterThanOrEqual(4);
  });
});

test('a value before a literal with a dash is empty if the literal stands where the value begins', () => {
  const format = `log_format x '<$status>$http_cookie-$http_x_forwarded_for|"$request"';`;
  compare(
    [format],
    ['--192.0.2.1', '-192.0.2.1', '---192.0.2.1', '-', '--'].map((value) => `<400>${value}|"GET / HTTP/1.1"`),
  );
});

test('lines on which the parser gives up are not read by the kernel either', () => {
  const target = `log_format x '$status $remote_addr $scheme://$host$request_uri $http_cookie|$request';`;
  const columns = `log_format x '$status|$request|$remote_addr|$http_referer|$http_user_agent|$http_cookie|$http_a|$http_b|$http_c';`;
  for (const bytes of [10, 100, 300, 1000, 1800, 1900, 2000, 4000, 20_000, 100_000]) {
    for (const host of ['a.', 'a']) {
      const long = `${host.repeat(bytes / 2)}/`;
      compare([target], [`400 192.0.2.1 http://${long} ${'a '.repeat(bytes / 2)}|GET / HTTP/1.1`]);
      compare([target], [`400 192.0.2.1 http://a.b/ ${' '.repeat(bytes)}|GET / HTTP/1.1`]);
    }
    const [many, few] = ['|'.repeat(8), '|'.repeat(5)];
    for (const end of [few, many, few.replaceAll('|', `|${'x'.repeat(bytes)}`)])
      compare([columns], [`400|GET / HTTP/1.1|192.0.2.1|https://a/${'b'.repeat(bytes)}${end}`]);
  }
});

test('long lines that are made to be slow are read in linear time', () => {
  const formats = READABLE.map(({ directive }) => directive);
  const pieces = ['"', '" ', ' ', '|', '\\', '" "', ', -', ' : ', '{"', '\t', ' - ', 'a.', '/', '192.0.2.1 '];
  const began = performance.now();
  for (const format of [
    formats,
    [formats[0]!],
    [`log_format x '$host$request_uri $status|$http_referer|$http_user_agent';`],
  ]) {
    for (const piece of pieces) {
      const [sample = ''] = Object.values(READABLE[0]!.samples);
      const long = piece.repeat(Math.floor(50_000 / piece.length));
      columnsOf(format, [long, sample.slice(0, 60) + long, `- ${long}`]);
    }
  }
  expect(performance.now() - began).toBeLessThan(10_000);
});

describe('a whole log', () => {
  const log = readFileSync('fixtures/logs/2008-thread.log', 'latin1').split('\n');

  function findings(memory: ScanMemory, text: string): readonly string[] {
    const found: string[] = [];
    const judge = new Judge((finding) => void found.push(JSON.stringify(findingRecord(finding, isRelated(finding)))));
    const scanner = new Scanner(judge, { memory });
    scanner.beginInput('log');
    scanner.takeBytes(Buffer.from(text, 'latin1'));
    scanner.finish();
    return found;
  }

  test.each([
    'main',
    'nginx-proxy-manager',
    'sentry-json',
    'alp-ltsv',
    'apisix',
    'seafile',
    'elastic-beanstalk-healthd',
  ])('in the format of the preset %s has the findings that it has without the kernel', (name) => {
    const { directive } = PRESETS.find((preset) => preset.name === name)!;
    const parser = new LineParser([directive]);
    // Once with clients that came directly, and once with clients behind a balancer.
    const behind = directive
      .replaceAll('$remote_addr', '192.0.2.254')
      .replaceAll('$http_x_forwarded_for', '$remote_addr');
    for (const format of [directive, behind]) {
      const text = log.map(rewriterTo(format)).join('\n');
      vi.stubEnv('LOGSCAN_KERNEL', 'off');
      const slow = new ScanMemory(layoutFor(), undefined, undefined, parser);
      vi.unstubAllEnvs();
      expect(slow.reader).toBeInstanceOf(LineFeedColumns);
      const expected = findings(slow, text);
      expect(expected.length).toBeGreaterThan(100);
      expect(findings(new ScanMemory(layoutFor(), undefined, undefined, parser), text)).toEqual(expected);
    }
  });
});
