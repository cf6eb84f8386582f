// The columns of a plain line agree with the parser, and the kernel reads the same columns as its oracle.
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Judge } from '../../../src/judge/judge.ts';
import { isRelated } from '../../../src/judge/related.ts';
import type { Entry } from '../../../src/formats/entry.ts';
import { MAX_LINE_BYTES, parseLine } from '../../../src/formats/line.ts';
import { findingRecord } from '../../../src/render/records.ts';
import { BlockReader } from '../../../src/sources/engine/block.ts';
import { CODE, DETAIL } from '../../../src/sources/engine/columns.ts';
import { sampleWeight } from '../../../src/hits/sample.ts';
import { ObservedLine } from '../../../src/sources/engine/observed-line.ts';
import { hash32 } from '../../../src/hits/hash.ts';
import { loadKernel } from '../../../src/sources/engine/kernel.ts';
import { EntryMemory } from '../../../src/sources/engine/entry-memory.ts';
import { LazyEntry } from '../../../src/sources/engine/lazy-entry.ts';
import { ScanMemory } from '../../../src/sources/engine/memory.ts';
import { layoutFor, SLOT_BYTES, SLOT_CAPACITY, slotAddress } from '../../../src/sources/engine/memory-layout.ts';
import { LineFeedColumns } from '../../../src/sources/engine/line-feed-columns.ts';
import { Scanner } from '../../../src/sources/engine/scanner.ts';
import { Window } from '../../../src/sources/engine/window.ts';
import { compileKernel } from '../../../scripts/kernel.ts';
import { kernelConstants } from '../../../scripts/kernel-constants.ts';
import { corpora, readCorpusFile } from '../../../scripts/accuracy/labelled-logs.ts';
import { plainMemory } from './plain-memory.ts';

/** What the columns say about one line. */
interface Line {
  readonly text: string;
  readonly start: number;
  readonly code: number;
  /** Only for a plain line. */
  readonly hash: number | undefined;
  readonly time: number | undefined;
  readonly utcOffsetMinutes: number | undefined;
  /** Only for a line with a record of details. */
  readonly detail: readonly number[] | undefined;
}

const LAYOUT = { ...layoutFor(), slots: 1 };

function kernelMemory(): ScanMemory {
  const memory = new ScanMemory(LAYOUT);
  expect(memory.reader).not.toBeInstanceOf(LineFeedColumns);
  return memory;
}

const KERNEL = kernelMemory();
const PLAIN = plainMemory(LAYOUT);
const READERS = new Map([KERNEL, PLAIN].map((memory) => [memory, new BlockReader(memory)]));
const ROOM_BEFORE = 64;
const window = new Window(KERNEL);
const byColumns = new ObservedLine(window);
const byParser = new ObservedLine(window);

/** Where a text lies in the memory and in its input. */
interface Layout {
  /** Bytes after a multiple of 64 at which it begins. */
  readonly shift?: number;
  /** Byte of the input at which it begins. */
  readonly offset?: number;
  /** The byte that fills the memory before and after it. */
  readonly around?: number;
}

/** The columns of a text whose last line has no line feed. */
function columnsOf(
  memory: ScanMemory,
  text: string,
  { shift = 0, offset = 0, around = 0 }: Layout = {},
  blocks: BlockReader = READERS.get(memory)!,
): Line[] {
  const bytes = Buffer.from(`${text}\n`, 'latin1');
  const columns = memory.columns;
  const all: Line[] = [];
  for (let at = 0; at < bytes.length;) {
    let end = Math.min(bytes.length, at + SLOT_BYTES);
    if (end < bytes.length) end = bytes.lastIndexOf(10, end - 1) + 1;
    if (end <= at) end = bytes.indexOf(10, at) + 1;
    const from = slotAddress(0) + ROOM_BEFORE + shift;
    const to = from + end - at;
    expect(ROOM_BEFORE + shift + end - at).toBeLessThanOrEqual(SLOT_CAPACITY);
    memory.bytes.fill(around, from - shift - ROOM_BEFORE, from);
    bytes.copy(memory.bytes, from, at, end);
    memory.bytes.fill(around, to, to + 64);
    for (let next = from; next < to;) {
      const block = blocks.read(next, to, offset + at + next - from);
      let details = 0;
      for (let i = 0; i < block.lines; i++) {
        const code = columns.codes[i]!;
        const isPlain = (code & CODE.what) < CODE.blank;
        const record = details * DETAIL.size;
        if ((code & CODE.hasDetail) !== 0) details++;
        const [begin, feed] = [columns.starts[i]!, columns.starts[i + 1]! - 1];
        const entry = parseLine(memory.bytes.latin1Slice(begin, feed));
        if (typeof entry !== 'string') checkFields(memory, entry, begin, feed, entry.time);
        all.push({
          text: memory.bytes.latin1Slice(columns.starts[i], columns.starts[i + 1]! - 1),
          start: offset + at + columns.starts[i]! - from,
          code,
          hash: isPlain ? columns.hashes[i] : undefined,
          time: isPlain ? columns.times[i] : undefined,
          utcOffsetMinutes: isPlain ? block.zones.findLast(({ line }) => line <= i)?.utcOffsetMinutes : undefined,
          detail: (code & CODE.hasDetail) === 0 ? undefined : recordOf(columns.details, record),
        });
      }
      expect(columns.starts[block.lines]! - next).toBe(block.bytes);
      const last = all.at(-1);
      expect(block.endsLong).toBe(last !== undefined && last.text.length >= MAX_LINE_BYTES);
      next += block.bytes;
    }
    at = end;
  }
  return all;
}

// A path hash uses only 21 bits of its second lane.
function recordOf(details: Int32Array, at: number): number[] {
  const record = [...details.subarray(at, at + DETAIL.size)];
  record[DETAIL.pathHashB] = record[DETAIL.pathHashB]! & -(2 ** 11);
  return record;
}

// A lazy entry, whose fields a reader of columns finds, equals the entry of the parser.
function checkFields(memory: ScanMemory, entry: Entry, start: number, end: number, time: number): void {
  const lazy = new LazyEntry(new EntryMemory(memory));
  lazy.use(start, start, end, time);
  const { status, request, http_user_agent, http_referer, body_bytes_sent, remote_addr, client, extra } = lazy;
  expect({
    ...entry,
    status,
    request,
    http_user_agent,
    http_referer,
    body_bytes_sent,
    remote_addr,
    client,
    extra,
  }).toEqual(entry);
  expect(lazy.whole).toEqual(entry);
  expect(lazy.isRequestNone).toBe(entry.request === '-');
  expect(lazy.hasAgent).toBe(entry.http_user_agent.length > 1);
}

/** Compares both readers with each other and with the parser; returns how many lines are plain. */
function compare(text: string, layout: Layout = {}): number {
  const lines = columnsOf(KERNEL, text, { ...layout, around: 0x20 });
  expect(columnsOf(PLAIN, text, { ...layout, around: 0x22 })).toEqual(lines);
  expect(lines.map((line) => line.text).join('\n')).toBe(text);
  let start = layout.offset ?? 0;
  let plain = 0;
  for (const line of lines) {
    expect(line.start).toBe(start);
    start += line.text.length + 1;
    const what = line.code & CODE.what;
    if (what === CODE.blank) expect(line.text.trim()).toBe('');
    else if (what !== CODE.needsParser) {
      plain++;
      checkPlain(line, what);
    }
  }
  return plain;
}

// The parser reads a plain line as the columns do, and both give the tables the same values.
function checkPlain(line: Line, status: number): void {
  const entry = parseLine(line.text);
  if (typeof entry === 'string') throw new Error(`columns read what the parser refuses (${entry}): ${line.text}`);
  const { time, utcOffsetMinutes, hash, code } = line;
  expect({ time, utcOffsetMinutes, hash, status }).toEqual({
    time: entry.time,
    utcOffsetMinutes: entry.utcOffsetMinutes,
    hash: hash32(entry.client),
    status: entry.status,
  });
  const isInSample = sampleWeight(line.start) > 0;
  expect((code & CODE.isInSample) !== 0).toBe(isInSample);
  const name = String(status).padStart(3, '0');
  const isVote = line.start < 16 * 2 ** 20 && VOTES.test(name);
  expect((code & CODE.isObserved) !== 0).toBe(isInSample || isVote || OBSERVED.test(name));
  if (line.detail !== undefined) checkDetail(line, entry, line.detail);
}

// 400 and 499; 000, 408, 494-497 and 5xx. Other statuses only in the first bytes of the input.
const OBSERVED = /^(?:400|499|000|408|49[4-7]|5\d\d)$/;
const VOTES = /^40[345]$/;

function checkDetail(line: Line, entry: Entry, detail: readonly number[]): void {
  expect(line.code & CODE.isObserved).not.toBe(0);
  byColumns.fromColumns(
    0,
    {
      starts: new Uint32Array(2),
      hashes: Int32Array.of(line.hash!),
      times: Float64Array.of(line.time!),
      codes: Uint16Array.of(line.code),
      details: Int32Array.from(detail),
    },
    0,
    0,
  );
  byParser.fromEntry(0, entry, hash32(entry.client));
  expect(shown(byColumns)).toEqual(shown(byParser));
}

function shown(line: ObservedLine): Record<string, unknown> {
  const { time, status, clientHash, addressHash, agentHash, requestHash, pathHash, flags, hasExtra } = line;
  // Columns keep 31 bits of a size.
  const bodyBytesSent = Math.min(line.bodyBytesSent, 2 ** 31 - 1);
  return { time, status, clientHash, addressHash, agentHash, requestHash, pathHash, flags, hasExtra, bodyBytesSent };
}

test('the weights of the sample add up to about all lines, at each rate', () => {
  const rates = [
    { from: 0, to: 2 ** 20, weight: 1 },
    { from: 2 ** 20, to: 2 ** 24, weight: 16 },
    { from: 2 ** 24, to: 2 ** 28, weight: 64 },
    { from: 2 ** 40, to: 2 ** 40 + 2 ** 26, weight: 64 },
  ];
  for (const { from, to, weight } of rates) {
    let lines = 0;
    let sum = 0;
    const weights = new Set<number>();
    for (let offset = from; offset < to; offset += 97 + (offset % 83), lines++) {
      const one = sampleWeight(offset);
      if (one !== 0) weights.add(one);
      sum += one;
    }
    expect([...weights]).toEqual([weight]);
    expect(sum / lines).toBeGreaterThan(0.95);
    expect(sum / lines).toBeLessThan(1.05);
  }
});

test.each([KERNEL, PLAIN])('isSame compares bytes at every length', (memory) => {
  const at = slotAddress(0);
  for (let length = 0; length <= 70; length++) {
    memory.bytes.fill('a', at, at + 1024);
    memory.bytes[at + length] = 0x62;
    memory.bytes[at + 512 + 3 + length] = 0x63;
    expect(memory.reader.isSame(at, at + 512 + 3, length)).toBe(true);
    expect(memory.reader.isSame(at, at + 512 + 3, length + 1)).toBe(false);
    for (let i = 0; i < length; i++) {
      memory.bytes[at + i] = 0x7a;
      expect(memory.reader.isSame(at, at + 512 + 3, length)).toBe(false);
      memory.bytes[at + i] = 0x61;
    }
  }
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test.for(corpora())('every line of %s', (name) => {
  const text = readCorpusFile(name, 'access.log').trimEnd();
  expect(compare(text)).toBeGreaterThan(0.99 * text.split('\n').length);
  // After the first MiB only hits, marks and a sample are observed. After 16 MiB there are fewer marks and a smaller sample.
  compare(text, { offset: 16 * 2 ** 20 - 400_000, shift: 3 });
  compare(text, { offset: 5_000_000_000, shift: 7 });
});

test.for(corpora())('every line of %s, with more fields at its end', (name) => {
  compare(readCorpusFile(name, 'access.ext.log'));
});

test.for(['fixtures/causes', 'fixtures/logs'])('every line of %s', (folder) => {
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .map((name) => readFileSync(`${folder}/${name}`, 'latin1'));
  expect(texts.reduce((sum, text) => sum + compare(text), 0)).toBeGreaterThan(300);
});

const GOOD = '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 200 1 "-" "x"';

const PIECES = '"\\[] -4?\t\r\u0000\u007f\u0080\u00ff'
  .split('')
  .concat(
    ['" 400 1 ', '1.2.3.4', '" "', ' HTTP/2.0', '[22/Nov/2026:15:04:05 +0000]'],
    [' "203.0.113.9"', ' "-"', 'HEAD ', '+0530'],
    [':5112', 'unknown, ', '::', 'example.com '],
  );

// Values of X-Forwarded-For, and values that other formats write in its place.
const FORWARDED = [
  '::',
  '::1',
  '1.2.3.4',
  'unknown',
  'unknown, 192.0.2.9',
  'unknown, 10.0.0.1',
  'unknown, ::1',
  'unknown, 10.0.0.1, 192.0.2.9',
  '192.0.2.9, unknown',
  '-, 192.0.2.9',
  '-, -',
].concat(
  ['0.097', '0.001, 0.002', '1.2.3', 'DE', 'bad', '', ' ', '198.51.100.7:5000', '[2001:db8::9]:80', 'fe80::9%eth0'],
  [
    '192.0.2.9,',
    ',192.0.2.9',
    '192.0.2.999',
    'unknowns, 192.0.2.9',
    'Unknown, 192.0.2.9',
    '4f1c0ffee0ddba11',
    '12:30:45',
  ],
);

// Addresses with a port, and texts that look like them.
const FIRST_FIELDS = [
  '192.0.2.1:5112',
  '192.0.2.1:51120',
  '192.0.2.1:511200',
  '192.0.2.1:',
  '192.0.2.1:0',
  ':80',
  '80',
  ':',
].concat(
  ['[2001:db8::1]:5112', '[2001:db8::1]', '[192.0.2.1]:80', '[x]:80', '[', '_', '_:80', '-', 'unix:', 'example.com:80'],
  ['2001:db8::1:5112', '2001:db8::1:51120', '2001:db8:0:1:2:3:4:5', '2001:db8:0:1:2:3:4:5:80', '2001:db8:::80'],
  ['1:2:3:4:5:6:7:::80', '1:2:3:4:5:6:7:::51120', '::2:3:4:5:6:7:8', '::2:3:4:5:6:7:8:9', '::ffff:192.0.2.1:80'],
  ['::ffff:192.0.2.1', '1:2:3:4::5:6:7:8', '::1', '::12345', '2001:db8::', '1'.repeat(40), `1:${'1'.repeat(40)}`],
);

// Texts in the first bracket that are no times, each for another reason, and times that do not exist.
const NO_TIMES = [
  '22/Nov/2026:15:04:05 +0z00',
  '22/Nov/2026:15:04:05 z0000',
  '22/Nov/2026:15:04:05_+0000',
  '22/Nov/2026:15:04:05 +00:0',
  '2x/Nov/2026:15:04:05 +0000',
  '22-Nov/2026:15:04:05 +0000',
  '22/Nov-2026:15:04:05 +0000',
  '22/nov/2026:15:04:05 +0000',
  '22/Nov/202a:15:04:05 +0000',
].concat(
  ['22/Nov/2026 15:04:05 +0000', '22/Nov/2026:15 04:05 +0000', '22/Nov/2026:15:04 05 +0000'],
  ['22/Nov/2026:1_:04:05 +0000', '22/Nov/2026:15:_4:05 +0000', '\u00b22/Nov/2026:15:04:05 +000\u00b2'],
  ['31/Feb/2026:15:04:05 +0000', '22/Nov/2026:15:04:05 +7400', '22/Foo/2026:15:04:05 -0000', '-'.repeat(26)],
);

describe('lines that are made to mislead the columns', () => {
  const lines = [
    GOOD,
    ...NO_TIMES.flatMap((time) => [
      GOOD.replace('- [', `- [${time}] "GET /a HTTP/1.1" 499 0 "-" [`),
      `192.0.2.1 - - [${time}] "GET /a [22/Nov/2026:15:04:06 +0530] "GET /b HTTP/1.1" 400 0 "-" "y"`,
      `192.0.2.1 - a [${time}] "GET /a" [${time}] "c [22/Nov/2026:15:04:06 +0000] "GET /b HTTP/1.1" 499 0 "-" "y"`,
    ]),
    '192.0.2.1 - a [b] [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 400 1 "-" "x"',
    '192.0.2.1 - [22/Nov/2026:15:04:05 +0000] " 400 1 " [22/Nov/2026:15:04:06 +0000] "GET / HTTP/1.1" 499 0 "-" "x"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET /" 400 5 HTTP/1.1" 200 1 "-" "x"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "a\\" 400 5" 200 1 "-" "x"',
    '192.0.2.1 - - [22/Nov/2026:15:04:65 +0000] "GET / HTTP/1.1" 200 1 "-" "x"',
    '192.0.2.1 - - [31/Feb/2026:25:04:05 +0000] "GET / HTTP/1.1" 200 1 "-" "x"',
    '192.0.2.1\t- - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 200 1 "-" "x"',
    ' 192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 200 1 "-" "x"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 200 1 "-" "x" "203.0.113.9"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 200 1 "-" "198.51.100.1"\r',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 200 1 "-" "x" "2001:db8::1, 192.0.2.9"',
    ...FORWARDED.map((column) => `${GOOD.replace('200', '499')} "${column}"`),
    ...FORWARDED.map((column) => `${GOOD} "${column}"\r`),
    ...FIRST_FIELDS.map((field) => GOOD.replace('192.0.2.1', field)),
    ...FIRST_FIELDS.map((field) => GOOD.replace('192.0.2.1', `example.com ${field}`)),
    ...FIRST_FIELDS.map((field) => `${field} ${GOOD}`),
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 400 1 "-" "x" "-"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 400 1 "-" "x" "-"\r',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 400 1 "-" "-" "-"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 400 1 "-" "x" "-" "-"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 400 1 "-" "x" "- "',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 400 1 "-" "x\\" "-"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 400 1 "-" "x\\\\" "-"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 499 0 "-" "bad"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 499 0 "-" "x"\r',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 499 0 "-" "x" ',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 499 0 "-" "x\\"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 499 0 "-" "x" rt=1.5',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 499 0 "a\\"b" "x"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 400 99999999999 "-" "x"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 400 2147483648 "-" "x"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 400 - "-" "x"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 400 12x "-" "x"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 000 0 "-" "x"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 999 0 "-" "x"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "-" 400 0 "-" "-"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "" 400 0 "-" "-"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "HEAD /a?b HTTP/2.0" 404 0 "-" "-"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "HEAD" 404 0 "-" "-"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET /a?b?c HTTP/3.0" 404 0 "-" "-"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET ? HTTP/1.1" 404 0 "-" "-"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET  HTTP/1.1" 404 0 "-" "-"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET HTTP/1.1" 404 0 "-" "-"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] " HTTP/2.0" 404 0 "-" "-"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "get / HTTP/1.1" 404 0 "-" "-"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET /a b HTTP/1.1" 404 0 "-" "-"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET /caf\u00e9 HTTP/1.1" 404 0 "-" "\u00ff\u00fe"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET /\u0001\u007f HTTP/1.1" 404 0 "-" "\u001b[31m"',
    '192.0.2.1 - \u0000 [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 404 0 "-" "-"',
    '192.0.2.\u007f - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 404 0 "-" "-"',
    '192.0.2.\u0080 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 404 0 "-" "-"',
    '2001:db8::1 - - [22/Nov/2026:15:04:05 +0530] "GET / HTTP/1.1" 404 0 "-" "-"',
    '2001:db8::1 - - [22/Nov/2026:15:04:05 -0800] "GET / HTTP/1.1" 404 0 "-" "-"',
    'unix: - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 404 0 "-" "-"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 200',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 200 ',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 200 1',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "',
    '192.0.2.1 - - [22/Nov/2026:15:04:05',
    '192.0.2.1 - - [',
    '192.0.2.1 -',
    '192.0.2.1 ',
    '',
    '\r',
    ' \t\r',
    ' \u000b\u000c',
    ' \u00a0',
    '\u0000',
    '"',
    '[',
    ' - - [',
    'x'.repeat(40),
    '"'.repeat(40),
    GOOD,
  ];

  test('are read alone and all together', () => {
    expect(compare(lines.join('\n'))).toBeGreaterThan(20);
    for (const line of lines) compare(line);
  });

  test('a lazy entry has the time that the parser found, and the text before it is the user', () => {
    for (const memory of [KERNEL, PLAIN]) {
      for (const time of NO_TIMES.slice(0, -4)) {
        const text = `192.0.2.1 - a [${time}] "GET /a [22/Nov/2026:15:04:06 +0530] "GET /b HTTP/1.1" 400 0 "-" "y"`;
        const start = slotAddress(0) + ROOM_BEFORE;
        memory.bytes.write(text, start, 'latin1');
        const lazy = new LazyEntry(new EntryMemory(memory));
        lazy.use(0, start, start + text.length, 0);
        expect([lazy.request, lazy.utcOffsetMinutes, lazy.remote_user]).toEqual([
          'GET /b HTTP/1.1',
          330,
          `a [${time}] "GET /a`,
        ]);
      }
    }
  });

  test('are read wherever they lie in the memory and in the input', () => {
    const text = lines.join('\n');
    for (let shift = 0; shift < 64; shift++) compare(text, { shift, offset: 2 ** 20 - 16 * shift });
    for (const offset of [2 ** 31 - 100, 2 ** 32 - 100, 2 ** 40 + 1]) compare(text, { offset });
  });

  test('are read when they are cut anywhere or grow to any length', () => {
    for (const line of [GOOD, GOOD.replace('200', '499'), `${GOOD.replace('200', '400')} "192.0.2.9"`]) {
      compare(Array.from(line, (_, at) => line.slice(0, at)).join('\n'));
      const grow = (at: number): string =>
        Array.from({ length: 40 }, (_, i) => line.slice(0, at) + '7'.repeat(i) + line.slice(at)).join('\n');
      for (const at of [0, 9, line.indexOf('[') - 2, line.indexOf('/ HTTP') + 1, line.indexOf('x'), line.length])
        expect(compare(grow(at))).toBeGreaterThanOrEqual(line.endsWith('9"') ? 0 : 20);
    }
  });

  test('only the parser reads a line that may have a port or a prefix, or addresses at its end; most other lines are plain', () => {
    const isPlain = (line: string): boolean =>
      columnsOf(KERNEL, line).every(({ code }) => (code & CODE.what) < CODE.blank);
    const first = (field: string): string => GOOD.replace('192.0.2.1', field);
    for (const field of ['192.0.2.1:5112', '2001:db8::1:51120', '2001:db8:0:1:2:3:4:5:80', '[2001:db8::1]:80'])
      expect(isPlain(first(field))).toBe(false);
    for (const prefix of ['12:', '2001:', 'access.log:', 'access.log-12-', '>', '`', '<190>1 - web1 nginx - - - '])
      expect(isPlain(first(`${prefix}192.0.2.1`))).toBe(false);
    for (const field of ['12:2001:db8::1', '1', '192.0.2.1-2', 'a/b']) expect(isPlain(first(field))).toBe(false);
    for (const field of ['192.0.2.xxx', 'localhost', 'ffff::1', '::1', '255.255.255.255', 'FE80::1'])
      expect(isPlain(first(field))).toBe(true);
    for (const field of ['2001:db8::1', '2001:db8:0:1:2:3:4:5', '2001:db8::5112', '::ffff:192.0.2.1', 'unix:'])
      expect(isPlain(first(field))).toBe(true);
    for (const column of ['192.0.2.9', '::1', 'unknown, 192.0.2.9']) expect(isPlain(`${GOOD} "${column}"`)).toBe(false);
    for (const column of ['-', 'unknown', 'DE', '0.097', '4f1c0ffee0ddba11'])
      expect(isPlain(`${GOOD} "${column}"`)).toBe(true);
  });

  test("a line in the format of nginx's packages has the same record as without its last field", () => {
    const line = GOOD.replace('200', '499');
    for (const memory of [KERNEL, PLAIN]) {
      const [combined] = columnsOf(memory, line);
      expect(combined?.detail).toBeDefined();
      expect(columnsOf(memory, `${line} "-"`)[0]?.detail).toEqual(combined?.detail);
      expect(columnsOf(memory, `${line} "x"`)[0]?.detail).toBeUndefined();
    }
  });

  test.each(['', ' "-"'])(
    'are read with each byte in each place, and %j at the end',
    (tail) => {
      const line = `${GOOD.replace('200', '499')}${tail}`;
      for (let at = 0; at < line.length; at++) {
        const all = Array.from({ length: 256 }, (_, byte) =>
          byte === 10 ? '' : line.slice(0, at) + String.fromCharCode(byte) + line.slice(at + 1),
        );
        compare(all.join('\n'), { shift: at % 16 });
      }
    },
    60_000,
  );

  test('are read with any characters in them', () => {
    const piece = fc.constantFrom(...PIECES);
    const base = fc.constantFrom(
      GOOD,
      GOOD.replace('200', '499'),
      GOOD.replace('200', '404').replace('GET /', 'HEAD /a/b?c=d'),
      `${GOOD.replace('200', '400')} "2001:db8::7"`,
      `${GOOD.replace('200', '502')} rt=0.1`,
      `${GOOD.replace('200', '400')} "-"`,
      GOOD.replace('192.0.2.1', '192.0.2.1:5112'),
      GOOD.replace('192.0.2.1', '2001:db8::1'),
    );
    const edits = fc.array(fc.tuple(fc.nat({ max: 100 }), piece), { maxLength: 4 });
    const text = fc
      .array(fc.tuple(base, edits), { minLength: 1, maxLength: 6 })
      .map((all) =>
        all
          .map(([good, some]) =>
            some.reduce(
              (line, [at, what]) => line.slice(0, at % (line.length + 1)) + what + line.slice(at % (line.length + 1)),
              good,
            ),
          )
          .join('\n'),
      );
    const offset = fc.integer({ min: 2 ** 20 - 200, max: 2 ** 20 + 4000 });
    let plain = 0;
    fc.assert(
      fc.property(text, fc.nat({ max: 63 }), offset, (some, shift, at) => {
        plain += compare(some, { shift, offset: at });
      }),
      { numRuns: 3000, seed: 3 },
    );
    expect(plain).toBeGreaterThan(2000);
  }, 60_000);

  test('may consist of any bytes', () => {
    const text = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte)) });
    fc.assert(
      fc.property(text, fc.nat({ max: 15 }), (some, shift) => void compare(some, { shift })),
      { numRuns: 1000, seed: 4 },
    );
  });
});

describe('lines of about the maximal length', () => {
  const long = (bytes: number): string => GOOD.replace('200', '400').replace('x"', `${'x'.repeat(bytes)}"`);
  const spare = long(0).length;

  test.for([-2, -1, 0, 1])('%i bytes longer, between other lines', (more) => {
    const line = long(MAX_LINE_BYTES + more - spare);
    expect(line).toHaveLength(MAX_LINE_BYTES + more);
    // A line of at least the maximal length needs parsing, because bytes may have been cut off it.
    expect(compare(`${GOOD}\n${line}\n${GOOD}`, { shift: 5 })).toBe(more < 0 ? 3 : 2);
  });

  test('a blank line', () => {
    compare(`${GOOD}\n${' '.repeat(MAX_LINE_BYTES)}\n${GOOD}`);
    expect(columnsOf(KERNEL, ' '.repeat(MAX_LINE_BYTES)).map(({ code }) => code)).toEqual([CODE.blank]);
  });
});

test('a zone holds from the first line that has it', () => {
  const at = (zone: string, second: string): string => GOOD.replace('05 +0000', `${second} ${zone}`);
  const text = [at('+0530', '01'), at('+0530', '02'), 'not plain', at('-0800', '01'), at('+0000', '01')].join('\n');
  expect(compare(text)).toBe(4);
  const offsets = columnsOf(KERNEL, text).map(({ utcOffsetMinutes }) => utcOffsetMinutes);
  expect(offsets).toEqual([330, 330, undefined, -480, 0]);
});

test('two readers of the same memory each know the zone of their blocks', () => {
  const text = GOOD.replace('+0000', '+0530');
  for (const memory of [KERNEL, PLAIN]) {
    const [first, second] = [1, 2].map(() => columnsOf(memory, text, {}, new BlockReader(memory)));
    if (first === undefined || second === undefined) throw new Error('no line was read');
    expect(first[0]?.utcOffsetMinutes).toBe(330);
    expect(second).toEqual(first);
  }
});

test.for([['kernel', KERNEL] as const, ['plain', PLAIN] as const])(
  'lines without quotes or brackets, and lines of only quotes or brackets, are read in linear time (%s)',
  ([, memory]) => {
    const began = performance.now();
    const codes = new Set(columnsOf(memory, '{"status":200}\n'.repeat(200_000)).map(({ code }) => code & CODE.what));
    expect(codes).toEqual(new Set([CODE.needsParser, CODE.blank]));
    const head = GOOD.slice(0, GOOD.indexOf('GET'));
    for (const one of ['"', '" ', '[', '\\"', '" "', ' - '])
      columnsOf(memory, head + one.repeat(Math.floor(1_000_000 / one.length)));
    expect(performance.now() - began).toBeLessThan(3000);
  },
);

test('constants.as.ts holds the constants of the engine', () => {
  expect(readFileSync('src/sources/engine/kernel/constants.as.ts', 'utf8')).toBe(kernelConstants());
});

test('the module in bytes.ts is compiled from the sources of the kernel', async () => {
  expect(readFileSync('src/sources/engine/kernel/bytes.ts', 'utf8')).toBe(await compileKernel());
}, 60_000);

describe('a machine without WebAssembly SIMD', () => {
  const log = readFileSync('fixtures/logs/2008-thread.log');

  function findings(memory: ScanMemory): readonly string[] {
    const found: string[] = [];
    const judge = new Judge((finding) => void found.push(JSON.stringify(findingRecord(finding, isRelated(finding)))));
    const scanner = new Scanner(judge, { memory });
    scanner.beginInput('log');
    scanner.takeBytes(log);
    scanner.finish();
    return found;
  }

  function refuse(error: Error): void {
    vi.spyOn(WebAssembly, 'Module').mockImplementation(function () {
      throw error;
    });
  }

  test('gives the same findings', () => {
    const expected = findings(new ScanMemory(layoutFor()));
    expect(expected.length).toBeGreaterThan(100);
    refuse(new WebAssembly.CompileError('Wasm SIMD unsupported'));
    const memory = new ScanMemory(layoutFor());
    expect(memory.reader).toBeInstanceOf(LineFeedColumns);
    expect(findings(memory)).toEqual(expected);
  });

  test('is the same as LOGSCAN_KERNEL=off', () => {
    expect(loadKernel(KERNEL)).toBeDefined();
    vi.stubEnv('LOGSCAN_KERNEL', 'off');
    expect(loadKernel(KERNEL)).toBeUndefined();
    vi.stubEnv('LOGSCAN_KERNEL', '');
    expect(loadKernel(KERNEL)).toBeDefined();
  });

  test('has no kernel, but any other failure is an error', () => {
    refuse(new WebAssembly.CompileError('Wasm SIMD unsupported'));
    expect(loadKernel(KERNEL)).toBeUndefined();
    vi.restoreAllMocks();
    refuse(new RangeError('out of memory'));
    expect(() => loadKernel(KERNEL)).toThrow('out of memory');
  });
});
