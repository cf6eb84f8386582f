// The same bytes give the same findings, however they are read: in blocks, line by line, from files, and by any number of threads.
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Counts } from '../../../src/hits/counts.ts';
import { Session, type SessionListener, type SessionOptions } from '../../../src/session.ts';
import { generateLog } from '../../../bench/generate.ts';
import { LineGuard, readBlocks, readStream } from '../../../src/sources/files/lines.ts';
import { LogFiles } from '../../../src/sources/log-files.ts';
import { findingRecord } from '../../../src/render/records.ts';
import type { Report } from '../../../src/report/report.ts';
import { ScanMemory } from '../../../src/sources/engine/memory.ts';
import { layoutFor, SLOT_BYTES } from '../../../src/sources/engine/memory-layout.ts';
import { readCorpusFile } from '../../../scripts/accuracy/labelled-logs.ts';
import { copyRepository, newFolder, removeFolder } from '../../built-copy.ts';
import { openStdin } from '../../fake-host.ts';
import { FedSource, type Feeding } from '../../fed-source.ts';
import { lineFeedMemory } from './plain-memory.ts';

interface Outcome {
  readonly findings: readonly string[];
  readonly counts: Counts;
}

interface Input {
  readonly name: string;
  readonly bytes: Buffer;
}

const folder = newFolder();
afterAll(() => removeFolder(folder));

function listenTo(findings: string[]): SessionListener {
  return {
    finding: (finding, isRelated) => {
      const record = findingRecord({ ...finding, file: basename(finding.file) }, isRelated);
      findings.push(JSON.stringify(record));
    },
  };
}

async function collect(
  feed: (source: FedSource) => void | Promise<void>,
  { timeRange, memory, ...options }: SessionOptions & Omit<Feeding, 'saved'> = {},
): Promise<Outcome> {
  const findings: string[] = [];
  const source = new FedSource({ timeRange, memory });
  const session = new Session(source, { listener: listenTo(findings), ...options });
  await session.run(new AbortController().signal);
  await feed(source);
  source.scanner.finish();
  return { findings, counts: source.counts };
}

async function* cutAt(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  const edges = [0, ...[...cuts].map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (let i = 1; i < edges.length; i++) if (edges[i]! > edges[i - 1]!) yield bytes.subarray(edges[i - 1], edges[i]);
}

const asBlocks = (
  inputs: readonly Input[],
  cuts: readonly number[],
  options?: Parameters<typeof collect>[1],
): Promise<Outcome> =>
  collect(async (source) => {
    for (const { name, bytes } of inputs) {
      const guard = new LineGuard();
      source.begin(name, guard.cuts);
      for await (const block of readBlocks(cutAt(bytes, cuts), guard)) source.scanner.takeBytes(block);
      source.end();
    }
  }, options);

const asLines = (bytes: Buffer, cuts: readonly number[]): Promise<Outcome> =>
  collect(async (source) => {
    const guard = new LineGuard();
    source.begin('log', guard.cuts);
    for await (const lines of readStream(cutAt(bytes, cuts), guard)) source.scanner.takeBytes(lines);
  });

/** Reads the inputs from files, as a run without other threads does. */
async function asFiles(inputs: readonly Input[]): Promise<Outcome & { readonly report: Report }> {
  const findings: string[] = [];
  const files = inputs.map(({ name, bytes }) => {
    const path = join(folder, name);
    writeFileSync(path, name.endsWith('.gz') ? gzipSync(bytes) : bytes);
    return path;
  });
  const source = new LogFiles({ files, stdin: openStdin(), jobs: 1 });
  const session = new Session(source, { listener: listenTo(findings) });
  await session.run(new AbortController().signal);
  expect(session.failures).toEqual([]);
  return { findings, counts: source.counts, report: session.report() };
}

// A corpus, then lines of all kinds from an hour before (a new stretch), and an over-long line. There is no line feed at the end.
function logOfAllKinds(): Buffer {
  const corpus = readCorpusFile('chromium-old-tls', 'access.log');
  const thread = readFileSync('fixtures/logs/2008-thread.log', 'latin1');
  const odd = [
    '',
    '   ',
    'not a line of nginx',
    '\r',
    `192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET /${'x'.repeat(1_100_000)} HTTP/1.1" 400 157 "-" "-"`,
    '192.0.2.1 - - [22/Nov/2026:15:04:06 +0000] "\\x16\\x03\\x01" 400 157 "-" "-"\r',
    'web-1  | 192.0.2.1 - a b [22/Nov/2026:15:04:06 +0000] "GET /caf\u00c3\u00a9 HTTP/1.1" 499 0 "-" "\u00ff\u00fe"',
    '192.0.2.1 - - [22/Nov/2026:15:02:46 +0000] "GET /back HTTP/1.1" 499 0 "-" "curl/8"',
  ].join('\n');
  return Buffer.from(`${corpus}${odd}\n${thread}${corpus}${odd}`, 'latin1');
}

describe('the same findings', () => {
  const bytes = logOfAllKinds();
  let whole: Outcome;
  beforeAll(async () => {
    whole = await asBlocks([{ name: 'log', bytes }], []);
  });

  test('there is something to compare, and every line is counted', () => {
    const { lines, entries, blank, unparsed, cutLines } = whole.counts;
    expect(whole.findings.length).toBeGreaterThan(300);
    expect(lines).toBe(bytes.toString('latin1').split('\n').length);
    expect(lines).toBe(entries + blank + unparsed);
    expect(cutLines).toBe(2);
  });

  const cuts = fc.array(fc.nat({ max: bytes.length }), { maxLength: 40 });

  test('however the bytes are cut into blocks', async () => {
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => void expect(await asBlocks([{ name: 'log', bytes }], at)).toEqual(whole)),
      { numRuns: 15, seed: 7 },
    );
  });

  test('line by line, as from a pipe', async () => {
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => void expect(await asLines(bytes, at)).toEqual(whole)),
      { numRuns: 8, seed: 8 },
    );
  });

  test('without WebAssembly', async () => {
    const memory = lineFeedMemory(layoutFor());
    expect(await asBlocks([{ name: 'log', bytes }], [500_000], { memory })).toEqual(whole);
  });

  test('from a file', async () => {
    expect(bytes.length).toBeGreaterThan(SLOT_BYTES);
    expect(await asFiles([{ name: 'log', bytes }])).toMatchObject(whole);
  });
}, 60_000);

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const AGENTS = [
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0',
  'curl/8.5.0',
  '-',
];

/** Made-up traffic with its own clock. The same seed gives the same traffic. */
class LogMaker {
  readonly #parts: string[] = [];
  #state: number;
  #seconds = Date.UTC(2026, 10, 22, 12) / 1000;
  bytes = 0;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A number from 0 to below `of`. */
  random(of: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * of);
  }

  raw(text: string): void {
    this.#parts.push(text);
    this.bytes += text.length;
  }

  wait(seconds: number): void {
    this.#seconds += seconds;
  }

  line(client: string, request: string, status: number, size: number, agent: string, tail = ''): void {
    const at = new Date(this.#seconds * 1000).toISOString();
    const stamp = `${at.slice(8, 10)}/${MONTHS[Number(at.slice(5, 7)) - 1]}/${at.slice(0, 4)}:${at.slice(11, 19)} +0000`;
    this.raw(`${client} - - [${stamp}] "${request}" ${status} ${size} "-" "${agent}"${tail}\n`);
  }

  /** Writes one line of a random client. One line in `hitsOneIn` is a hit. */
  traffic(hitsOneIn: number): void {
    const who = this.random(300);
    const client = `198.51.${100 + (who % 3)}.${who % 250}`;
    const agent = AGENTS[who % AGENTS.length]!;
    const path = `/part-${this.random(6)}/${'p'.repeat(this.random(160))}${this.random(50)}`;
    if (this.random(12) === 0) this.wait(1);
    if (this.random(hitsOneIn) > 0) {
      const status = this.random(40) === 0 ? [404, 502, 504, 408, 494][this.random(5)]! : 200;
      return this.line(client, `GET ${path} HTTP/1.1`, status, 100 + this.random(9000), agent);
    }
    const kind = this.random(6);
    if (kind === 0) this.line(client, '\\x16\\x03\\x01\\x02', 400, 157, '-');
    else if (kind === 1) this.line(client, '-', 400, 0, '-');
    else if (kind === 2) this.line(client, `GET ${path} HTTP/1.1`, 400, 233, agent);
    else if (kind === 3) this.line('203.0.113.1', `GET ${path} HTTP/1.1`, 499, 0, agent, ` "${client}"`);
    else this.line(client, `GET ${path} HTTP/1.1`, 499, 0, agent);
  }

  done(): string {
    return this.#parts.join('');
  }
}

// What is written at the borders of blocks, in turn.
const AT_BORDER: readonly ((log: LogMaker) => void)[] = [
  // One hit, with lines of its client on both sides of the border.
  (log) => {
    for (let i = 0; i < 5; i++) log.line('192.0.2.1', `GET /page-${i} HTTP/1.1`, 200, 500, AGENTS[0]!);
    log.line('192.0.2.1', 'GET /page HTTP/1.1', 499, 0, AGENTS[0]!);
    for (let i = 0; i < 30; i++) log.traffic(1000);
    log.line('192.0.2.1', 'GET /page HTTP/1.1', 200, 700, AGENTS[0]!);
  },
  // A burst: many people leave in three seconds, and there are failures.
  (log) => {
    for (let i = 0; i < 40; i++) {
      if (i % 13 === 0) log.wait(1);
      log.line(`192.0.2.${i}`, 'GET /part-1/slow HTTP/1.1', i % 9 === 0 ? 504 : 499, 0, AGENTS[i % 3]!);
    }
  },
  // A new stretch, with open hits on both sides of its beginning.
  (log) => {
    for (let i = 0; i < 8; i++) log.line('192.0.2.60', `GET /a${i} HTTP/1.1`, 499, 0, AGENTS[1]!);
    log.wait(-3600);
    for (let i = 0; i < 8; i++) log.line('192.0.2.60', `GET /a${i} HTTP/1.1`, 499, 0, AGENTS[1]!);
  },
  // Lines that are no entries.
  (log) => {
    for (let i = 0; i < 400; i++) log.raw(['\n', '\r\n', '   \n', 'what is this\n', '{"status":400}\n'][i % 5]!);
  },
  // Over-long lines: each crosses the border, and one crosses two borders.
  (log) => log.line('192.0.2.70', `GET /${'l'.repeat(1_300_000)} HTTP/1.1`, 400, 157, '-'),
  (log) => {
    log.line('192.0.2.71', 'GET /l HTTP/1.1', 499, 0, 'curl/8.5.0', ` ${'l'.repeat(2_500_000)}`);
    log.line('192.0.2.71', 'GET /l HTTP/1.1', 499, 0, 'curl/8.5.0');
  },
  // A long line that is not cut, just before another one.
  (log) => {
    log.line('192.0.2.72', `GET /${'m'.repeat(900_000)} HTTP/1.1`, 400, 157, '-');
    log.line('192.0.2.72', `GET /${'m'.repeat(700_000)} HTTP/1.1`, 499, 0, '-');
  },
];

/** A log with something at every border of its blocks, if `inFront` bytes are put in front of it. */
function bordered(mebibytes: number, { seed = 1, hitsOneIn = 12, inFront = 0 } = {}): string {
  const log = new LogMaker(seed);
  for (let turn = 0; log.bytes < (mebibytes - 1) * SLOT_BYTES; turn++) {
    const border = (Math.floor((inFront + log.bytes + 8000) / SLOT_BYTES) + 1) * SLOT_BYTES - inFront;
    const ahead = [500, 1000, 2500, 4000][turn % 4]!;
    while (log.bytes < border - ahead) log.traffic(hitsOneIn);
    AT_BORDER[turn % AT_BORDER.length]!(log);
    log.wait(2);
  }
  while (log.bytes < mebibytes * SLOT_BYTES) log.traffic(hitsOneIn);
  return log.done();
}

/** Only hits, each with as many neighbours as a hit can have. */
function dense(hits: number): string {
  const log = new LogMaker(9);
  for (let i = 0; i < hits; i++) {
    if (i % 500 === 0) log.wait(1);
    log.line(`192.0.2.${i % 3}`, `GET /${i % 5} HTTP/1.1`, i % 7 === 0 ? 400 : 499, 0, 'curl/8.5.0');
  }
  return log.done();
}

const MOST_IN_FRONT = 400_000;

// Lines with this many bytes together; an empty text if that is too short for a line.
function front(bytes: number): string {
  if (bytes > MOST_IN_FRONT) return front(MOST_IN_FRONT) + front(bytes - MOST_IN_FRONT);
  const [head, tail] = ['192.0.2.9 - - [22/Nov/2026:11:59:00 +0000] "GET /', ' HTTP/1.1" 200 5 "-" "curl/8.5.0"\n'];
  return bytes < head.length + tail.length ? '' : head + 'f'.repeat(bytes - head.length - tail.length) + tail;
}

describe('the same findings from files, block by block', () => {
  const base = bordered(9);

  test('the log has something at every border', async () => {
    const { findings, counts } = await asFiles([{ name: 'log', bytes: Buffer.from(base, 'latin1') }]);
    expect(findings.length).toBeGreaterThan(1500);
    expect(counts).toMatchObject({ cutLines: 2, unparsed: 161, blank: 240 });
    const borders = Array.from({ length: Math.floor(base.length / SLOT_BYTES) }, (_, i) => (i + 1) * SLOT_BYTES);
    const cut = borders.filter((border) => base[border - 1] !== '\n');
    expect(cut.length).toBeGreaterThan(5);
  });

  test('wherever the borders are', async () => {
    const inFront = fc.oneof(fc.nat({ max: 5000 }), fc.nat({ max: SLOT_BYTES + 5000 }));
    await fc.assert(
      fc.asyncProperty(inFront, fc.boolean(), async (filler, isWhole) => {
        const text = front(filler) + base;
        const input = { name: 'log', bytes: Buffer.from(isWhole ? text : text.slice(0, -1), 'latin1') };
        const expected = await asBlocks([input], [text.length / 3, text.length / 2].map(Math.floor));
        same(await asFiles([input]), expected);
      }),
      { numRuns: 12, seed: 11 },
    );
  }, 60_000);

  test('line by line too', async () => {
    const bytes = Buffer.from(base.slice(0, -1), 'latin1');
    same(await asFiles([{ name: 'log', bytes }]), await asLines(bytes, [12_345, 3_000_000]));
  }, 60_000);

  test('without WebAssembly', async () => {
    const bytes = Buffer.from(base, 'latin1');
    const expected = await asFiles([{ name: 'log', bytes }]);
    const memory = lineFeedMemory(layoutFor());
    same(await asBlocks([{ name: 'log', bytes }], [], { memory }), expected);
  }, 60_000);

  test('several in turn: some in blocks, some streamed, some packed', async () => {
    const inputs = [
      { name: 'a.log', bytes: Buffer.from(bordered(3, { seed: 2 }).slice(0, -1), 'latin1') },
      { name: 'b.log', bytes: Buffer.from(bordered(1, { seed: 3 }).slice(0, 300_000), 'latin1') },
      { name: 'c.log.gz', bytes: Buffer.from(bordered(2, { seed: 4 }), 'latin1') },
      { name: 'd.log', bytes: Buffer.alloc(0) },
      { name: 'e.log', bytes: Buffer.from(bordered(2, { seed: 5 }), 'latin1') },
    ].map(({ name, bytes }, i) => {
      // Inputs of the same time would be merged, so each has a day of its own.
      const text = bytes.toString('latin1').replaceAll(/\[\d\d\/(\w{3}\/\d{4}:)/g, `[${10 + i}/$1`);
      return { name, bytes: Buffer.from(text, 'latin1') };
    });
    same(await asFiles(inputs), await asBlocks(inputs, [1000, 250_000]));
  }, 60_000);

  test.each([
    ['lines of blanks', `${' '.repeat(9999)}\n`],
    ['lines of another log', `${'2026/11/22 15:04:05 [error] 1#1: *1 open() failed'.padEnd(120, '.')}\n`],
  ])('when %s fill all memory, and no entry comes', async (_name, line) => {
    const bytes = Buffer.from(bordered(1, { seed: 8 }) + line.repeat(Math.ceil((9 * 2 ** 20) / line.length)), 'latin1');
    const expected = await asBlocks([{ name: 'log', bytes }], []);
    expect(expected.findings.length).toBeGreaterThan(20);
    const memory = new ScanMemory({ ...layoutFor(), slots: 5 });
    same(await asBlocks([{ name: 'log', bytes }], [], { memory }), expected);
  });

  test('with the zone of each line, whichever way its file is read', async () => {
    const one = '192.0.2.9 - - [22/Nov/2026:11:59:00 +0530] "GET / HTTP/1.1" 200 5 "-" "curl/8.5.0"\n';
    const inputs = [
      { name: 'a.log', bytes: Buffer.from(one.repeat(14_000)) },
      { name: 'b.log', bytes: Buffer.from(one.replace('11:59:00', '11:59:01')) },
    ];
    expect(inputs[0]!.bytes.length).toBeGreaterThan(SLOT_BYTES);
    const { report, counts } = await asFiles(inputs);
    expect(counts.utcOffsetMinutes).toBe(330);
    expect(report.period).toEqual({ begin: '2026-11-22T11:59:00+05:30', end: '2026-11-22T11:59:01+05:30' });
  });
});

/** Expects equal outcomes. A failure shows only the first difference. */
function same(actual: Outcome, expected: Outcome): void {
  expect(actual.counts).toEqual(expected.counts);
  sameLines(actual.findings, expected.findings);
}

function sameLines(actual: readonly string[], expected: readonly string[]): void {
  const at = expected.findIndex((one, i) => actual[i] !== one);
  expect(actual[at]?.slice(0, 3000)).toBe(expected[at]?.slice(0, 3000));
  expect(actual).toHaveLength(expected.length);
  expect(at).toBe(-1);
}

describe('the same findings by any number of threads', () => {
  let copy = '';
  beforeAll(() => {
    copy = copyRepository({ compiled: true });
  }, 60_000);
  afterAll(() => removeFolder(copy));

  /** The NDJSON lines of a run, without names of files. */
  function run(words: readonly string[], setting: { input?: Buffer; env?: Record<string, string> } = {}): string[] {
    const output = execFileSync('node', [join(copy, 'bin', 'logscan.js'), ...words, '--format', 'ndjson'], {
      input: setting.input ?? '',
      env: { ...process.env, ...setting.env },
      maxBuffer: 2 ** 30,
    });
    return output
      .toString('utf8')
      .trimEnd()
      .replaceAll(/"file":"(?:-|[^"]*large\.log)"/g, '"file":""')
      .split('\n');
  }

  test.for<[string, number, number, boolean, readonly string[]]>([
    ['a log with more bytes than the window keeps, as from a pipe', 44, 0, true, ['1', '2', '7']],
    ['a log with other borders and no line feed at its end', 33, 777_777, false, ['7']],
  ])('%s', { timeout: 120_000 }, ([, mebibytes, inFront, isWhole, allJobs]) => {
    const path = join(folder, 'large.log');
    const text = front(inFront) + bordered(mebibytes, { seed: mebibytes, hitsOneIn: 40, inFront });
    const bytes = Buffer.from(isWhole ? text : text.slice(0, -1), 'latin1');
    writeFileSync(path, bytes);
    const expected = run(['-'], { input: bytes });
    expect(expected.length).toBeGreaterThan(2500);
    for (const jobs of allJobs) sameLines(run([path, '--jobs', jobs]), expected);
    if (!isWhole) sameLines(run([path, '--jobs', '3'], { env: { LOGSCAN_KERNEL: 'off' } }), expected);
  });

  test('several logs in turn, one of them full of hits', () => {
    const texts = [bordered(20, { seed: 50, hitsOneIn: 40 }), dense(20_000), bordered(12, { seed: 52, hitsOneIn: 40 })];
    expect(texts[1]!.length).toBeGreaterThan(1.5 * SLOT_BYTES);
    const paths = texts.map((text, i) => {
      const path = join(folder, `part-${i}.log`);
      writeFileSync(path, i === 1 ? text.slice(0, -1) : text, 'latin1');
      return path;
    });
    const expected = run([...paths, '--jobs', '1']);
    expect(expected.length).toBeGreaterThan(20_000);
    sameLines(run([...paths, '--jobs', '4']), expected);
  }, 120_000);

  test.for<[string, number]>([
    ['whole', 0],
    ['cut short', 1000],
    ['damaged before any text can be unpacked', Infinity],
  ])('a packed log that another thread unpacks, %s', { timeout: 120_000 }, async ([, cut]) => {
    const log = join(folder, 'packed-source.log');
    await generateLog(log, { bytes: 34e6, clients: 3000, hits: 0.02, seed: 9, linesPerSecond: 300 });
    const packed = gzipSync(readFileSync(log), { level: 1 });
    // One more line, because a copy would be read only once.
    appendFileSync(log, '\n');
    expect(packed.length).toBeGreaterThan(2 * 1024 * 1024);
    const head = Buffer.concat([packed.subarray(0, 20), Buffer.alloc(2 ** 21 + 2 ** 22, 0xff)]);
    const path = join(folder, 'packed.log.gz');
    writeFileSync(path, cut === Infinity ? head : packed.subarray(0, packed.length - cut));
    const [one, two] = ['1', '2'].map((jobs) =>
      spawnSync('node', [join(copy, 'bin', 'logscan.js'), path, log, '--jobs', jobs, '--format', 'json'], {
        maxBuffer: 2 ** 30,
      }),
    );
    expect(two!.status).toBe(one!.status);
    expect(two!.stderr.toString()).toBe(one!.stderr.toString());
    expect(two!.stdout.toString()).toBe(one!.stdout.toString());
    const { inputs } = JSON.parse(two!.stdout.toString()) as { inputs: { lines: number; error?: string }[] };
    expect(inputs[1]!.lines).toBeGreaterThan(150_000);
    if (cut === 0) expect(inputs[0]!.lines).toBe(inputs[1]!.lines - 1);
    expect(inputs[0]!.error ?? '').toMatch(cut === 0 ? /^$/ : /gzip/);
    if (cut === 1000) expect(inputs[0]!.lines).toBeGreaterThan(100_000);
  });

  test.for<[string, readonly number[]]>([
    ['many small logs', [40_000]],
    ['logs of little more than a MiB, with small logs between them', [SLOT_BYTES + 300, 12_000]],
  ])('%s, whose hits have neighbours in other logs', { timeout: 120_000 }, async ([, sizes]) => {
    const path = join(folder, 'made.log');
    await generateLog(path, { bytes: 35e6, clients: 500, hits: 0.01, seed: 6, linesPerSecond: 500 });
    const bytes = readFileSync(path);
    const paths: string[] = [];
    for (let at = 0; at < bytes.length;) {
      const end = bytes.indexOf('\n', at + sizes[paths.length % sizes.length]!) + 1 || bytes.length;
      const piece = join(folder, `made.${paths.length}`);
      writeFileSync(piece, bytes.subarray(at, end));
      paths.push(piece);
      at = end;
    }
    const expected = run([...paths, '--jobs', '1']);
    expect(expected.length).toBeGreaterThan(1500);
    for (const jobs of ['2', '4']) sameLines(run([...paths, '--jobs', jobs]), expected);
  });

  test('the logs of three servers, one of them packed', { timeout: 120_000 }, async () => {
    const path = join(folder, 'balanced.log');
    await generateLog(path, { bytes: 36e6, clients: 500, hits: 0.01, seed: 7, linesPerSecond: 50 });
    const lines = readFileSync(path, 'latin1').split('\n');
    const logs = [0, 1, 2].map((server) => {
      const text = `${lines.filter((_, i) => i % 3 === server).join('\n')}\n`;
      const log = join(folder, `balanced.${server}${server === 1 ? '.gz' : ''}`);
      writeFileSync(log, server === 1 ? gzipSync(Buffer.from(text, 'latin1'), { level: 1 }) : text, 'latin1');
      return log;
    });
    const expected = run([...logs, '--jobs', '1']);
    expect(expected.length).toBeGreaterThan(1500);
    for (const jobs of ['2', '4']) sameLines(run([...logs, '--jobs', jobs]), expected);
    const findings = (all: readonly string[]): string[] => all.filter((one) => one.startsWith('{"type":"finding"'));
    sameLines(findings(run([...logs.toReversed(), '--jobs', '2'])), findings(expected));
  });
});
