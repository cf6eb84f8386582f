// The command line as users see it: in a fake host, and in the last tests as a separate process.
import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { linkSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { MAX_LINE_BYTES } from '../../src/formats/line.ts';
import type { Report } from '../../src/report/report.ts';
import { describeFileError } from '../../src/sources/files/file-error.ts';
import { corpora } from '../../scripts/accuracy/labelled-logs.ts';
import { copyRepository, newFolder, removeFolder } from '../built-copy.ts';
import { FakeHost, logscan, openStdin, type Setting } from '../fake-host.ts';

const THREAD = 'fixtures/logs/2008-thread.log';
const thread = readFileSync(THREAD);
const HITS = 194;
const LINES = 316;

const folder = newFolder();
const missing = join(folder, 'missing.log');
afterAll(() => removeFolder(folder));

let files = 0;
/** Writes a file (latin1 where the content is a string) and returns its path. */
function file(content: string | Buffer, name: string = `${++files}.log`): string {
  const path = join(folder, name);
  writeFileSync(path, content, 'latin1');
  return path;
}

/** A line of the log; its time is given in seconds after the hour. */
function line(second: number, status: number, { request = 'GET /a HTTP/1.1', agent = 'curl/8.5.0' } = {}): string {
  const clock = new Date(second * 1000).toISOString().slice(14, 19);
  return `192.0.2.7 - - [22/Nov/2026:15:${clock} +0000] "${request}" ${status} 157 "-" "${agent}"`;
}

interface Finding {
  readonly type: 'finding' | 'related';
  readonly file: string;
  readonly line: number;
  readonly status: number;
  readonly cause: string;
  readonly verdict: string;
  readonly request: string;
  readonly http_user_agent: string;
}

function parseNdjson(stdout: string): { findings: Finding[]; related: Finding[]; report: Report & { type: string } } {
  const records = stdout
    .trimEnd()
    .split('\n')
    .map((record): unknown => JSON.parse(record));
  const report = records.pop() as Report & { type: string };
  const lines = records as Finding[];
  return { findings: lines.filter(isFinding), related: lines.filter((record) => !isFinding(record)), report };
}

function isFinding({ type }: Finding): boolean {
  return type === 'finding';
}

async function reportOf(words: readonly string[], setting?: Setting): Promise<Report> {
  return JSON.parse((await logscan([...words, '--format', 'json'], setting)).stdout) as Report;
}

/** The whole output for an input, without the name of the input. */
async function saidOf(words: readonly string[], setting?: Setting): Promise<string> {
  const { stdout } = await logscan(['--format', 'ndjson', ...words], setting);
  return stdout.replaceAll(/"file":"[^"]*"/g, '"file":""');
}

function countHits(log: Buffer): number {
  return log
    .toString('latin1')
    .split('\n')
    .filter((one) => /" (400|499) /.test(one)).length;
}

const garbage = file('not a line of nginx\nnor this\n');
const empty = file('');

describe('inputs', () => {
  const gzipped = gzipSync(thread);
  const half = thread.indexOf('\n', thread.length / 2) + 1;
  const members = Buffer.concat([gzipSync(thread.subarray(0, half)), gzipSync(thread.subarray(half))]);
  const singleBytes = Array.from(gzipped, (byte) => Buffer.of(byte));

  test.each<[string, readonly string[], Setting?]>([
    ['a file by another name', [file(thread)]],
    ['- for standard input', ['-'], { stdin: thread }],
    ['no file and standard input not a terminal', [], { stdin: thread }],
    ['gzip, whatever its name', [file(gzipped, 'gzip.log')]],
    ['gzip members one after the other', [file(members, 'members.txt')]],
    ['gzip members on standard input', ['-'], { stdin: members }],
    ['gzip that comes byte by byte', [], { stdin: singleBytes }],
    ['plain text called .gz', [file(thread, 'plain.gz')]],
    ['a file after --', ['--', THREAD]],
    ['CRLF line ends', [file(thread.toString('latin1').replaceAll('\n', '\r\n'))]],
    ['no line feed at the end', [file(thread.subarray(0, -1))]],
  ])('%s gives the same output', async (_name, words, setting) => {
    const said = await saidOf(words, setting);
    expect(said).toBe(await saidOf([THREAD]));
    expect(parseNdjson(said).findings).toHaveLength(HITS);
  });

  test('several files and standard input are named in the given order and added up', async () => {
    const report = await reportOf([THREAD, '-', garbage, empty], { stdin: `${line(0, 400)}\n` });
    expect(report.inputs.map(({ file: name, lines }) => [name, lines])).toEqual([
      [THREAD, LINES],
      ['-', 1],
      [garbage, 2],
      [empty, 0],
    ]);
    expect(report.totals).toMatchObject({ lines: LINES + 3, entries: LINES + 1, unparsed: 2 });
  });

  test('--until with a time in the first of two large logs: the second log is read too, and the report is complete', async () => {
    const logFrom = (from: number): string =>
      Array.from({ length: 24_000 }, (_, i) => `${line(from + Math.floor(i / 15), i % 50 === 0 ? 499 : 200)}\n`).join(
        '',
      );
    const logs = [file(logFrom(0)), file(logFrom(1700))];
    const report = await reportOf([...logs, '--until', '22/Nov/2026:15:10:00 +0000']);
    expect(report.totals.lines).toBe(15 * 601);
    expect(report.inputs.map(({ lines }) => lines)).toEqual([15 * 601, 0]);
  });

  test.each([
    ['table', [missing]],
    ['json', [missing, '--format', 'json']],
    ['ndjson', [missing, `${missing}.1`, '--format', 'ndjson']],
    ['a folder', [`${missing}/`]],
  ])('no report if no input could be read at all: %s', async (_name, words) => {
    const { code, stdout, stderr } = await logscan(words);
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toMatch(/^(logscan: .*missing\.log.*: no such file\n)+$/);
  });

  test.each(['kept.ndjson', 'kept.txt'])('a missing input leaves the old %s as it was', async (name) => {
    const path = file('old', name);
    expect((await logscan([missing, '-o', path, '--unparsed', file('old', `${name}.un`)])).code).toBe(4);
    expect([readFileSync(path, 'latin1'), readFileSync(`${path}.un`, 'latin1')]).toEqual(['old', 'old']);
  });

  test('line numbers start again in every file', async () => {
    const { stdout } = await logscan([garbage, file(`\n${line(0, 400)}\n`), '--format', 'ndjson']);
    expect(parseNdjson(stdout).findings.map((finding) => finding.line)).toEqual([2]);
  });

  test('on a terminal without a file: a few lines of help on stderr, at once', async () => {
    const { code, stdout, stderr } = await logscan([], { stdin: openStdin(), tty: ['stdin', 'stdout', 'stderr'] });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^logscan says why [^]*\n  logscan \/var\/log\/nginx\/access\.log [^]*logscan --help /);
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(10);
  });

  test.each<[string, Buffer, number]>([
    ['cut short', gzipped.subarray(0, 2000), 100],
    ['with other bytes after it', Buffer.concat([gzipped, Buffer.from('\u001f\u008bnot gzip', 'latin1')]), LINES],
    ['with text after it', Buffer.concat([gzipped, thread]), LINES],
  ])('gzip %s: what came before is reported', async (_name, bytes, atLeast) => {
    for (const [words, setting] of [[[file(bytes)], {}] as const, [['-'], { stdin: bytes }] as const]) {
      const { code, stdout, stderr } = await logscan([...words, '--format', 'json'], setting);
      const { totals, inputs } = JSON.parse(stdout) as Report;
      expect(totals.entries).toBeGreaterThanOrEqual(atLeast);
      expect(inputs[0]?.error).toMatch(/gzip/);
      expect(stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(/gzip/)]);
      expect(code).toBe(4);
    }
  });

  test('a torn last line counts in a gzip file, in a plain file and on standard input', async () => {
    const torn = thread.subarray(0, thread.lastIndexOf(10, -500) + 60);
    // The cut removes the checksum and leaves all of the text.
    const cut = gzipSync(torn).subarray(0, -8);
    const readings: readonly (readonly [readonly string[], Setting, number])[] = [
      [[file(torn)], {}, 0],
      [[], { stdin: torn }, 0],
      [[file(gzipSync(torn))], {}, 0],
      [[], { stdin: gzipSync(torn) }, 0],
      [[file(cut)], {}, 4],
      [[], { stdin: cut }, 4],
    ];
    const lines = torn.toString('latin1').split('\n').length;
    for (const [words, setting, exit] of readings) {
      const { code, stdout } = await logscan([...words, '--format', 'json'], setting);
      const { totals } = JSON.parse(stdout) as Report;
      expect({ code, lines: totals.lines, unparsed: totals.unparsed }).toEqual({ code: exit, lines, unparsed: 1 });
    }
  });

  test.each([
    ['compressed with xz', '\u00fd7zXZ\0', 'xzcat'],
    ['compressed with bzip2', 'BZh9', 'bzcat'],
    ['a zip archive', 'PK\u0003\u0004', 'unzip -p'],
    ['UTF-16 text', '\u00ff\u00fe', 'iconv -f UTF-16 -t UTF-8'],
  ])('a file that is %s: the error names the command that converts it', async (what, magic, command) => {
    const path = file(`${magic} and more bytes`);
    const { code, stderr } = await logscan([path]);
    expect(code).toBe(4);
    expect(stderr).toBe(
      `logscan: ${path}: it is ${what}, which logscan cannot read; convert it first: ${command} FILE | logscan\n`,
    );
  });

  test('each unreadable input gets one line on stderr, and the rest is reported', async () => {
    const logless = join(folder, 'logless');
    mkdirSync(logless);
    const words = [missing, THREAD, logless, `${THREAD}/x`];
    const { code, stdout, stderr } = await logscan([...words, '--format', 'json']);
    expect(code).toBe(4);
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/logless: no access log was found in it/),
      expect.stringMatching(/missing\.log: no such file/),
      expect.stringMatching(/logless: .*directory/),
      expect.stringMatching(/2008-thread\.log\/x: /),
    ]);
    const { inputs, totals } = JSON.parse(stdout) as Report;
    expect(totals.lines).toBe(LINES);
    expect(inputs.filter(({ error }) => error !== undefined).map(({ file: name }) => name)).toEqual(
      words.filter((word) => word !== THREAD),
    );
  });

  test.each([
    ['EACCES', /^permission denied \(often only root and the group adm may read logs: try sudo, or sudo usermod .*\)$/],
    ['EPERM', /^permission denied \(/],
    ['ENOENT', /^no such file$/],
    ['EISDIR', /^it is a directory; name a file in it$/],
    ['EMFILE', /^too many open files; raise the limit with ulimit -n$/],
    ['ELOOP', /^its links lead in a circle; name the file itself$/],
    ['ENOTDIR', /^a part of its path is not a folder; check the path$/],
    ['ENOSPC', /^the disk is full; free some space$/],
    ['Z_DATA_ERROR', /^the gzip data is damaged or incomplete; everything before the damage was read$/],
    ['ZSTD_DATA_ERROR', /^the zstd data is damaged or incomplete; everything before the damage was read$/],
    ['Z_BUF_ERROR', /^the gzip data is damaged or incomplete; /],
    ['EIO', /^the message of Node$/],
  ])('%s as a sentence', (code, words) => {
    const error = Object.assign(new Error('the message of Node'), { code });
    expect(describeFileError(error)).toMatch(words);
  });
});

describe('exit codes', () => {
  const usage = '--no-such-option';
  const eio: Setting = { stdoutFails: 'EIO' };
  test.each<[number, string, readonly string[], Setting?]>([
    [0, 'read and reported', [THREAD]],
    [0, 'an empty file', [empty]],
    [0, 'blank lines only', [file('\n \r\n\n')]],
    [0, 'a reader that left', [THREAD], { stdoutFails: 'EPIPE' }],
    [1, 'writing fails', [THREAD], eio],
    [1, 'writing fails before an unreadable input', [THREAD, missing], eio],
    [1, 'writing fails before no line parsed', [garbage], eio],
    [2, 'usage', [usage]],
    [2, 'usage before an unreadable input', [usage, missing]],
    [3, 'no line parsed', [garbage]],
    [3, 'no line parsed, and an empty file', [garbage, empty]],
    [4, 'a missing file', [missing]],
    [4, 'every file missing', [missing, `${missing}.1`]],
    [4, 'unreadable before no line parsed', [garbage, missing]],
    [0, 'some lines parsed', [garbage, THREAD]],
  ])('%i: %s', async (code, _name, words, setting) => {
    expect((await logscan(words, setting)).code).toBe(code);
  });

  test.each<[number, 'SIGINT' | 'SIGTERM', readonly string[], Setting]>([
    [130, 'SIGINT', [], {}],
    [143, 'SIGTERM', [], {}],
    [130, 'SIGINT', [missing], {}],
    [143, 'SIGTERM', [garbage, missing], {}],
    [1, 'SIGINT', [], eio],
  ])('%i: %s, with the inputs %j', async (code, signal, words, setting) => {
    const host = new FakeHost([...words, '-'], { ...setting, stdin: openStdin(thread) });
    const done = host.run();
    // The beginning of standard input is read before the other inputs, to find its format.
    await vi.waitFor(() => expect(host.stdin.readableLength).toBe(0));
    setTimeout(() => host.send(signal), 50);
    const { code: actual, stdout } = await done;
    expect(actual).toBe(code);
    if (code !== 1) expect(stdout).toMatch(/FIX FIRST/);
    expect(host.listenerCount).toBe(0);
  });

  test('a signal that ends the reading of gzip does not make the file look damaged', async () => {
    const gzipped = gzipSync(thread);
    const host = new FakeHost(['--format', 'json'], { stdin: openStdin(gzipped.subarray(0, 3000)) });
    const done = host.run();
    await vi.waitFor(() => expect(host.stdin.readableLength).toBe(0));
    setImmediate(() => host.send('SIGINT'));
    const { code, stdout, stderr } = await done;
    expect(code).toBe(130);
    expect(stderr).toMatch(/^logscan: interrupted after \d+ lines; the report is about these lines only\n$/);
    expect((JSON.parse(stdout) as Report).inputs).toEqual([expect.not.objectContaining({ error: expect.anything() })]);
  });

  test('a reader that leaves while gzip is read: no message, exit code 0', async () => {
    const gzipped = gzipSync(Buffer.concat(Array.from({ length: 40 }, () => thread)));
    const chunks = Array.from({ length: Math.ceil(gzipped.length / 64) }, (_, i) =>
      gzipped.subarray(i * 64, i * 64 + 64),
    );
    const { code, stderr } = await logscan(['--format', 'ndjson'], { stdin: chunks, stdoutFails: 'EPIPE' });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe('arguments', () => {
  const lacking = join(folder, 'no', 'r.json');
  test.each<[string, readonly string[], string]>([
    ['an unknown option', ['--fromat', 'json'], 'unknown option "--fromat"; did you mean "--format"?'],
    ['an unknown option with a value', ['--tpo=3'], 'unknown option "--tpo"; did you mean "--top"?'],
    ['an option like no other', ['--weather'], 'unknown option "--weather"; check its spelling.'],
    ['an unknown letter', ['-x'], 'unknown option "-x"; check its spelling.'],
    ['a value for an option without one', ['--quiet=5'], '--quiet takes no value; leave out "=5".'],
    ['an unknown format', ['--format', 'xml'], '--format: unknown format "xml"; use table, json or ndjson.'],
    ['a misspelt format', ['--format', 'jsn'], '--format: unknown format "jsn"; did you mean "json"?'],
    ['--top 0', ['--top', '0'], '--top: invalid number "0"; use a whole number from 1 to 10000.'],
    ['--top -1', ['--top', '-1'], '--top: invalid number "-1"; use a whole number from 1 to 10000.'],
    ['--top 1.5', ['--top', '1.5'], '--top: invalid number "1.5"; use a whole number from 1 to 10000.'],
    ['--top 10001', ['--top', '10001'], '--top: invalid number "10001"; use a whole number from 1 to 10000.'],
    ['--top many', ['--top', 'many'], '--top: invalid number "many"; use a whole number from 1 to 10000.'],
    ['--top without a number', ['--top'], '--top: the value is missing; write --top <n>.'],
    ['-o without a file', ['-o'], '--output: the value is missing; write --output <file>.'],
    ['-j 65', ['-j', '65'], '--jobs: invalid number "65"; use a whole number from 1 to 64.'],
    ['a bad version', ['--nginx-version', 'new'], '--nginx-version: invalid version "new"; write it like 1.22.1.'],
    [
      '-o with an unknown ending',
      ['-o', 'report.xml'],
      '--output: the ending of "report.xml" does not select a format; use .txt, .json or .ndjson, or add --format.',
    ],
    [
      '-o without an ending',
      ['-o', 'report'],
      '--output: the ending of "report" does not select a format; use .txt, .json or .ndjson, or add --format.',
    ],
    ['--unparsed -', ['--unparsed', '-'], '--unparsed: standard output is reserved for the report; name a file.'],
    [
      '--since with text that is not a time',
      ['--since', '25 o’clock'],
      '--since: cannot read the time "25 o’clock"; use a date (2026-11-22), a time (2026-11-22T15:04, ' +
        '"2026-11-22 15:04:05+01:00", "22/Nov/2026:15:04:05 +0100"), ' +
        'a time of day (03:00, "yesterday 03:00"), a time before now (90s, 15min, 1h30m, 3d, "1 hour ago"), ' +
        'now, today or yesterday.',
    ],
    [
      '--until a day that does not exist',
      ['--until', '2026-02-30'],
      '--until: the time "2026-02-30" does not exist; check the date, the time of day and the UTC offset.',
    ],
    ['-o into a folder that does not exist', ['-o', lacking], `${lacking}: no such file`],
    ['--unparsed into a folder that does not exist', ['--unparsed', lacking], `${lacking}: no such file`],
  ])('%s: one sentence and the next step on stderr', async (_name, words, message) => {
    const { code, stdout, stderr } = await logscan([THREAD, ...words]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    const [sentence, next] = stderr.split('\n');
    expect(sentence).toBe(`logscan: ${message}`);
    expect(next).toMatch(/logscan --help/);
    expect(stderr).not.toMatch(/\\x0A|internal|\bat .*:\d+/);
  });

  test('a full disk while --help is printed', async () => {
    const { code, stderr } = await logscan(['--help'], { stdoutFails: 'ENOSPC' });
    expect(code).toBe(2);
    expect(stderr).toContain('logscan: cannot write to standard output: the disk is full; free some space.\n');
  });

  test('--version is the version of package.json', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    for (const words of [['--version'], ['version'], ['--ascii', '-V']])
      expect(await logscan(words)).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('after -- every argument is a file', async () => {
    const { code, stderr } = await logscan(['--', '--help']);
    expect(code).toBe(4);
    expect(stderr).toMatch(/--help: no such file/);
  });

  test('a file name with an accent is printed as it was typed', async () => {
    expect((await logscan([join(folder, 'café.log')])).stderr).toContain('café.log');
  });
});

describe('-o', () => {
  test.each([
    ['r.json', [], /^\{"schema_version":1,.*\}\n$/],
    ['r.JSON', [], /^\{"schema_version":1,.*\}\n$/],
    ['r.ndjson', [], /^(\{"type":"(finding|related)".*\}\n)+\{"type":"report".*\}\n$/],
    ['r.txt', [], /FIX FIRST/],
    ['r.log', ['--format', 'json'], /^\{"schema_version":1,.*\}\n$/],
    ['f.json', ['--format', 'table'], /FIX FIRST/],
  ])('%s %j: the report in the file, nothing on stdout, no colours', async (name, words, content) => {
    const path = join(folder, name);
    const ran = await logscan([THREAD, '-o', path, ...words], { tty: ['stdout'] });
    expect(ran).toEqual({ code: 0, stdout: '', stderr: '' });
    const written = readFileSync(path, 'utf8');
    expect(written).toMatch(content);
    expect(written).not.toContain('\u001b');
  });

  test('the file has the same content as standard output', async () => {
    const path = join(folder, 'same.ndjson');
    await logscan([THREAD, '-o', path]);
    expect(readFileSync(path, 'utf8')).toBe((await logscan([THREAD, '--format', 'ndjson'])).stdout);
  });

  test.each([
    ['-o names the log itself', (log: string) => [log, '-o', log]],
    ['-o names the log by another path', (log: string) => [log, '-o', join(folder, '.', basename(log))]],
    ['-o names a hard link of the log', (log: string) => [log, '-o', linked(log)]],
    ['--unparsed names the log itself', (log: string) => [log, '--unparsed', log]],
  ])('%s: refused, and the log stays as it was', async (_name, words) => {
    const log = file(thread, `precious-${++files}.txt`);
    const { code } = await logscan(words(log));
    expect(readFileSync(log).equals(thread)).toBe(true);
    expect(code).toBe(2);
  });

  test('-o and --unparsed name the same file: refused', async () => {
    const path = join(folder, 'both.json');
    expect((await logscan([garbage, '-o', path, '--unparsed', path])).code).toBe(2);
  });

  test('a refused command line leaves the file of -o as it was', async () => {
    const path = file('kept', 'kept.json');
    expect((await logscan([THREAD, '-o', path, '--unparsed', join(folder, 'no', 'u')])).code).toBe(2);
    expect(readFileSync(path, 'utf8')).toBe('kept');
  });

  test.runIf(existsSync('/dev/full')).each([
    ['json', ['-o', '/dev/full', '--format', 'json'], THREAD],
    ['ndjson', ['-o', '/dev/full', '--format', 'ndjson'], THREAD],
    ['unparsed lines', ['--unparsed', '/dev/full'], garbage],
  ])('a full disk is reported: %s', async (_name, words, log) => {
    const { code, stderr } = await logscan([log, ...words]);
    expect(stderr).toMatch(/the disk is full; free some space/);
    expect(code).toBe(1);
  });
});

function linked(path: string): string {
  linkSync(path, `${path}.link.txt`);
  return `${path}.link.txt`;
}

describe('counts of lines', () => {
  test('--unparsed holds exactly the unparsed lines, byte for byte', async () => {
    const odd = [
      'plain words',
      '\u0080\u00ff\u00c3(',
      '\u001b[31mred',
      'with a carriage return\r',
      '{"status": 400}',
      '\u0000',
    ];
    const log = odd.flatMap((one, i) => [line(i, 400), one, '', line(i, 200), ' \t\r']);
    for (const [words, setting] of [
      [[file(`${log.join('\n')}\n`)], {}] as const,
      [['-'], { stdin: log.join('\n') }] as const,
    ]) {
      const path = join(folder, `unparsed-${++files}`);
      const report = await reportOf([...words, '--unparsed', path], setting);
      expect(readFileSync(path, 'latin1')).toBe(odd.map((one) => `${one}\n`).join(''));
      expect(report.totals).toMatchObject({ lines: log.length, entries: 12, blank: 12, unparsed: odd.length });
      expect(report.unparsed[0]).toMatchObject({ line: 2, text: 'plain words' });
    }
  });

  test('every line is counted once, with any line ends and any end of the file', async () => {
    const { totals } = await reportOf([file(`${line(0, 400)}\r\n\r\n\nx\r\n${line(1, 499)}`)]);
    expect(totals).toMatchObject({ lines: 5, entries: 2, blank: 2, unparsed: 1, by_status: { '400': 1, '499': 1 } });
  });

  test('a line of more than 1 MiB is cut and counted; a line of exactly 1 MiB is not', async () => {
    const long = (bytes: number): string => line(0, 400).padEnd(bytes, 'x');
    const log = [long(MAX_LINE_BYTES), line(1, 499), long(MAX_LINE_BYTES + 1), long(5_000_000), line(2, 499)].join(
      '\n',
    );
    for (const [words, setting] of [[[file(log)], {}] as const, [['-'], { stdin: log }] as const]) {
      const { report, findings } = parseNdjson((await logscan([...words, '--format', 'ndjson'], setting)).stdout);
      expect(report.totals).toMatchObject({ cut_lines: 2, lines: 5, entries: 5 });
      expect(report.remarks).toContainEqual({ code: 'cut-lines', facts: { lines: 2 } });
      expect(findings.map((finding) => finding.line)).toEqual([1, 2, 3, 4, 5]);
    }
  });

  test('an empty file gives a report that says so', async () => {
    const { stdout, stderr } = await logscan([empty]);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/\b0 lines/);
    expect((await reportOf([empty])).totals).toMatchObject({ lines: 0, entries: 0, share: 0 });
  });

  const logs = [
    THREAD,
    ...corpora().flatMap((name) => ['access', 'access.ext'].map((log) => `fixtures/corpus/${name}/${log}.log.gz`)),
  ];
  test.each(logs)('%s: findings come in line order, then the report, whose totals are their sums', async (log) => {
    const { stdout, code } = await logscan([log, '--format', 'ndjson']);
    const { findings, related, report } = parseNdjson(stdout);
    const bytes = readFileSync(log);
    const { totals } = report;
    expect(code).toBe(0);
    expect(report.type).toBe('report');
    expect(findings).toHaveLength(countHits(log.endsWith('.gz') ? gunzipSync(bytes) : bytes));
    const order = stdout.match(/"line":\d+(?=,"time")/g)?.map((word) => Number(word.slice(7))) ?? [];
    expect(order).toHaveLength(findings.length + related.length);
    expect(order.filter((at, i) => at <= (order[i - 1] ?? 0))).toEqual([]);
    expect(totals.lines).toBe(totals.entries + totals.blank + totals.unparsed);
    expect(totals.by_status).toEqual({ '400': 0, '499': 0, ...count(findings, ({ status }) => String(status)) });
    expect(totals.related).toBe(related.length);
    expect(totals.pending).toBe(0);
    const causes = report.causes.flatMap(({ cause, hits }) => (hits > 0 ? [[cause, hits]] : []));
    expect(Object.fromEntries(causes)).toEqual(count(findings, ({ cause }) => cause));
    const verdicts = Object.entries(report.verdicts).flatMap(([name, { hits }]) => (hits > 0 ? [[name, hits]] : []));
    // The report judges each client by the whole log, and says how many verdicts that changes.
    const said = count(findings, ({ verdict }) => verdict);
    const changed = { ...said };
    for (const { from, to, hits } of report.verdict_changes) {
      changed[from] = (changed[from] ?? 0) - hits;
      changed[to] = (changed[to] ?? 0) + hits;
    }
    const left = Object.entries(changed).filter(([, hits]) => hits !== 0);
    expect(Object.fromEntries(verdicts)).toEqual(Object.fromEntries(left));
    for (const { hits, bins } of [...report.causes, ...report.families, { hits: findings.length, ...report.timeline }])
      expect(bins.reduce((sum, value) => sum + value, 0)).toBe(hits);
  });
});

function count(findings: readonly Finding[], by: (finding: Finding) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const finding of findings) counts[by(finding)] = (counts[by(finding)] ?? 0) + 1;
  return counts;
}

describe('terminals', () => {
  const terminal: Setting = { tty: ['stdout', 'stderr'] };
  test.each<[boolean, string, readonly string[], Setting]>([
    [true, 'a terminal', [], terminal],
    [true, 'an empty NO_COLOR', [], { ...terminal, env: { NO_COLOR: '' } }],
    [false, 'NO_COLOR', [], { ...terminal, env: { NO_COLOR: '1' } }],
    [false, '--no-color', ['--no-color'], terminal],
    [false, 'TERM=dumb', [], { ...terminal, env: { TERM: 'dumb' } }],
    [false, 'a pipe', [], {}],
    [false, 'json on a terminal', ['--format', 'json'], terminal],
    [false, 'ndjson on a terminal', ['--format', 'ndjson'], terminal],
  ])('colours %s: %s', async (hasColors, _name, words, setting) => {
    const { stdout, stderr } = await logscan([THREAD, ...words], setting);
    expect(stdout.includes('\u001b')).toBe(hasColors);
    expect(stderr).not.toContain('\u001b');
  });

  test('colours do not change the text', async () => {
    const plain = (await logscan([THREAD, '--full'])).stdout;
    const colored = (await logscan([THREAD, '--full'], terminal)).stdout;
    expect(colored).not.toBe(plain);
    expect(withoutColors(colored)).toBe(plain);
  });

  test.each([40, 80, 120, 200])(
    'no line is wider than a terminal of %i columns (40 at least, 160 at most)',
    async (columns) => {
      const { stdout } = await logscan([THREAD, '--full'], { tty: ['stdout'], columns, env: { NO_COLOR: '1' } });
      const width = Math.max(...stdout.split('\n').map((one) => stringWidth(one)));
      expect(width).toBeLessThanOrEqual(Math.min(160, columns));
      expect(width).toBeGreaterThan(30);
    },
  );

  test('--ascii: only printable ASCII', async () => {
    const hostile = file(`${line(0, 400, { request: 'GET /\u00c3\u00a9 HTTP/1.1' })}\nno line \u00e9\n`);
    const { stdout } = await logscan([THREAD, hostile, '--ascii']);
    expect(stdout).toMatch(/^[\n -~]+$/);
  });

  test('a terminal shows one screen with commands for the same log, anything else the whole report', async () => {
    const setting: Setting = { env: { NO_COLOR: '1' } };
    const words = ['--since', '2008-12-15T20:41', '--', THREAD];
    const { stdout } = await logscan(words, { ...setting, tty: ['stdout'] });
    expect(stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(22);
    expect(stdout).toContain(`logscan --since 2008-12-15T20:41 --full -- ${THREAD}\n`);
    const whole = (await logscan(words, setting)).stdout;
    expect(whole).toMatch(/\nWHY [^]*\nWHO /);
    expect((await logscan(['--full', ...words], { ...setting, tty: ['stdout'] })).stdout).toBe(whole);
  });

  test.each([
    ...readdirSync('fixtures/logs').map((name) => `fixtures/logs/${name}`),
    ...corpora().map((name) => `fixtures/corpus/${name}/access.ext.log.gz`),
  ])('%s: one screen of 22 lines and 80 columns, which says what to type next', async (log) => {
    for (const words of [[log], [log, '--ascii']]) {
      const { stdout } = await logscan(words, { tty: ['stdout'], columns: 80, env: { NO_COLOR: '1' } });
      const lines = stdout.trimEnd().split('\n');
      expect(lines.length).toBeLessThanOrEqual(22);
      for (const one of lines) expect(stringWidth(one), one).toBeLessThanOrEqual(80);
      expect(stdout).toMatch(/^NEXT {2}logscan explain [a-z0-9-]+ /m);
      expect(stdout).toContain('--full');
    }
  });

  test('--fixes shows every fix and nothing else below the answer, on a terminal and elsewhere', async () => {
    const { stdout } = await logscan(['fixtures/corpus/dev-modern-1.22/access.log.gz', '--fixes']);
    expect(stdout).toMatch(/\nFIX FIRST\n/);
    expect(stdout).not.toMatch(/^WHY|^WHO|more: logscan/m);
    const { fixes } = await reportOf(['fixtures/corpus/dev-modern-1.22/access.log.gz']);
    expect(fixes.length).toBeGreaterThan(3);
    expect(stdout.match(/^ ?[ \d]\d {2}[a-z]/gm)).toHaveLength(fixes.length);
    expect(
      (
        await logscan(['fixtures/corpus/dev-modern-1.22/access.log.gz', '--fixes'], {
          tty: ['stdout'],
          env: { NO_COLOR: '1' },
        })
      ).stdout,
    ).toBe(stdout);
  });

  test('--by on a terminal shows only its tables, and with --full everything', async () => {
    const setting: Setting = { tty: ['stdout'], env: { NO_COLOR: '1' } };
    const { stdout } = await logscan([THREAD, '--by', 'client'], setting);
    expect(stdout).toMatch(/\nBY CLIENT /);
    expect(stdout).not.toMatch(/^WHY|^WHO|^FIX/m);
    expect((await logscan([THREAD, '--by', 'client', '--full'], setting)).stdout).toMatch(/\nWHO [^]*\nBY CLIENT /);
  });

  test('a live log on a terminal is redrawn, and one screen is printed at the end', async () => {
    const stdin = openStdin(thread);
    const host = new FakeHost([], { stdin, tty: ['stdout'], env: { NO_COLOR: '1' } });
    const done = host.run();
    await vi.waitFor(() => expect(host.stdout.text).toContain('\u001b[H'), { timeout: 3000 });
    stdin.push(null);
    const { stdout } = await done;
    const setting: Setting = { stdin: thread, tty: ['stdout'], env: { NO_COLOR: '1' } };
    const last = (text: string): string | undefined => text.split('\u001b[H\u001b[J').at(-1);
    expect(last(stdout)).toMatch(/\nNEXT  logscan explain /);
    expect(last(stdout)).toBe(last((await logscan([], setting)).stdout));
  });
});

describe('hostile bytes', () => {
  const payloads = {
    'a cursor sequence': '\u001b[2J',
    'a title (OSC)': '\u001b]0;owned\u0007',
    'a C1 control byte': '\u009b31m',
    'a C1 control in UTF-8': '\u00c2\u009b31m',
    'a bidi override': '\u00e2\u0080\u00ae',
    'a bidi isolate': '\u00e2\u0081\u00a6',
    'an invisible character': '\u00e2\u0080\u008b',
    'a line separator': '\u00e2\u0080\u00a8',
    'a private character': '\u00ee\u0080\u0080',
    'a delete': '\u007f',
    'a backspace': '\b\b\b',
    'a lone high byte': '\u00ff',
  };
  // Everything that a terminal could take for a command: controls except the line feed, format characters, lone surrogates.
  const orders = /[^\P{C}\n]|[\u2028\u2029]/u;

  test.each(Object.entries(payloads))('%s is never printed as it is', async (name, payload) => {
    const fields = [
      line(0, 400, { request: `GET /${payload} HTTP/1.1`, agent: `x${payload}y/1.0` }),
      line(1, 400, { request: payload.repeat(3) }),
      line(2, 499, { agent: payload }),
      line(3, 499, {
        request: `GET /?${payload} HTTP/1.1`,
        agent: `Mozilla/5.0 (compatible; bot${payload}; +https://example.com)`,
      }),
      line(4, 400).replace('- -', `- u${payload}`),
      line(5, 408, { request: payload }),
      `192.0.2.7${payload} - - no`,
    ];
    const log = file(`${fields.join('\n')}\n`, `${name}${decoded(payload)}.log`);
    for (const setting of [{}, { tty: ['stdout', 'stderr'] }] satisfies Setting[]) {
      const { stdout, stderr } = await logscan([log, `${missing}${payload}`], setting);
      expect(withoutColors(stdout)).not.toMatch(orders);
      expect(stderr).not.toMatch(orders);
    }
    for (const format of ['json', 'ndjson']) {
      const { stdout } = await logscan([log, '--format', format]);
      expect(stdout).toMatch(/^[\n -~]+$/);
    }
    const { findings, report } = parseNdjson((await logscan([log, '--format', 'ndjson'])).stdout);
    const meant = decoded(payload);
    expect(findings[0]).toMatchObject({ request: `GET /${meant} HTTP/1.1`, http_user_agent: `x${meant}y/1.0` });
    expect(report.unparsed[0]?.text).toBe(decoded(fields.at(-1) ?? ''));
  });
});

/** Bytes as they are in JSON: decoded if they are UTF-8, otherwise one character a byte. */
function decoded(latin1: string): string {
  const utf8 = Buffer.from(latin1, 'latin1').toString('utf8');
  return utf8.includes('\ufffd') ? latin1 : utf8;
}

function withoutColors(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/\u001b\[\d+(?:;\d+)*m/g, '');
}

test('a slow file of -o does not make listeners pile up', async () => {
  const warnings: string[] = [];
  const listen = (warning: Error): number => warnings.push(warning.message);
  process.on('warning', listen);
  const big = file(Buffer.concat(Array.from({ length: 60 }, () => thread)));
  await logscan([big, '-o', join(folder, 'big.ndjson')]);
  await new Promise(setImmediate);
  process.off('warning', listen);
  expect(warnings).toEqual([]);
});

test('a long unnamed field after the format takes only linear time', async () => {
  const tail = ` "${'a'.repeat(4000)}"`;
  const log = file(`${Array.from({ length: 200 }, (_, i) => line(i, 400) + tail).join('\n')}\n`);
  const start = performance.now();
  expect((await reportOf([log])).totals.entries).toBe(200);
  expect(performance.now() - start).toBeLessThan(1000);
});

/** How a process ended. */
interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe.skipIf(process.platform === 'win32')('as a process', () => {
  let copy = '';
  const bin = (): string => join(copy, 'bin/logscan.js');
  beforeAll(() => {
    copy = copyRepository({ compiled: true });
  });
  afterAll(() => removeFolder(copy));

  function start(words: readonly string[]): ChildProcessWithoutNullStreams {
    return spawn(process.execPath, [bin(), ...words], { timeout: 8000, killSignal: 'SIGKILL' });
  }

  function shell(script: string): Promise<Ended> {
    const child = spawn('bash', ['-c', `set -o pipefail; ${script}`, 'bash', process.execPath, bin()], {
      timeout: 15_000,
    });
    return finished(child);
  }

  async function finished(child: ChildProcessWithoutNullStreams): Promise<Ended> {
    const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [stdout, stderr] = await Promise.all([textOf(child.stdout), textOf(child.stderr)]);
    return { code: await closed, stdout, stderr };
  }

  const waitFor = (stream: Readable): Promise<string> =>
    new Promise((resolve) => stream.once('data', (data) => resolve(String(data))));

  test.each([
    ['gzip files', '"$1" "$2" $CORPUS --format ndjson | head -1'],
    ['a pipe', '(gunzip -c $CORPUS 2>/dev/null || true) | "$1" "$2" --format ndjson | head -1'],
    ['gzip in a pipe', '(cat $CORPUS 2>/dev/null || true) | "$1" "$2" --format ndjson | head -1'],
    ['the table', '"$1" "$2" $CORPUS | head -1'],
  ])('| head -1 ends without a message: %s', async (_name, script) => {
    const logs = corpora().map((name) => `fixtures/corpus/${name}/access.log.gz`);
    const { code, stdout, stderr } = await shell(script.replace('$CORPUS', logs.join(' ')));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toHaveLength(2);
  });

  test('a live log: findings come while it is read, and the report comes at its end', async () => {
    const child = start(['--format', 'ndjson']);
    child.stdin.write(`${line(0, 400)}\n${line(31, 200)}\n${line(32, 200).slice(0, 20)}`);
    expect(await waitFor(child.stdout)).toMatch(/^\{"type":"finding".*\}\n$/);
    const rest = finished(child);
    child.stdin.end(line(32, 499).slice(20));
    const { code, stdout } = await rest;
    const { findings, report } = parseNdjson(stdout);
    expect({ code, lines: report.totals.lines }).toEqual({ code: 0, lines: 3 });
    expect(findings.map((finding) => finding.line)).toEqual([3]);
  });

  test.each([
    [130, 'SIGINT'],
    [143, 'SIGTERM'],
  ] as const)('%i after %s, with the report', async (code, signal) => {
    const child = start(['--format', 'ndjson']);
    child.stdin.write(`${line(0, 400)}\n${line(31, 499)}\n`);
    await waitFor(child.stdout);
    const rest = finished(child);
    child.kill(signal);
    const { stdout, ...ended } = await rest;
    const stderr = 'logscan: interrupted after 2 lines; the report is about these lines only\n';
    expect(ended).toEqual({ code, stderr });
    expect(parseNdjson(stdout)).toMatchObject({
      findings: [{ line: 2 }],
      report: { type: 'report', totals: { lines: 2, pending: 0 } },
    });
  });

  test('SIGINT ends the wait for a pipe without a writer', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('bash', ['-c', `mkfifo '${pipe}'`]);
    // A file before a pipe waits for it, because the pipe may have older lines.
    for (const logs of [[pipe], [THREAD, pipe]]) {
      const child = start([...logs, '--format', 'ndjson']);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      child.kill('SIGINT');
      expect((await finished(child)).code).toBe(130);
    }
  }, 15_000);

  test('a file that cannot be opened is reported like any other, also after a readable file', async () => {
    // Opening a socket fails (ENXIO) for root too.
    const socket = join(folder, 'socket');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    const { code, stdout, stderr } = await finished(start([THREAD, socket, '--format', 'json']));
    server.close();
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(/socket: /)]);
    expect((JSON.parse(stdout) as Report).totals.lines).toBe(LINES);
    expect(code).toBe(4);
  });

  test('-o names the log that standard input reads: refused, and the log stays as it was', async () => {
    const log = file(thread, 'redirected.txt');
    const { code } = await shell(`"$1" "$2" -o ${log} < ${log}`);
    expect(readFileSync(log).equals(thread)).toBe(true);
    expect(code).toBe(2);
  });

  test.each([
    ['<(...)', `"$1" "$2" --format json <(cat ${THREAD})`],
    ['<(...) of gzip', `"$1" "$2" --format json <(gzip -c ${THREAD})`],
    ['/dev/stdin from a pipe', `cat ${THREAD} | "$1" "$2" --format json /dev/stdin`],
  ])('a pipe by name: %s', async (_name, script) => {
    const { code, stdout, stderr } = await shell(script);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect((JSON.parse(stdout) as Report).totals.lines).toBe(LINES);
  });

  test('merges many packed files, without a word about it', async () => {
    const many = join(folder, 'many-packed');
    mkdirSync(many);
    for (let i = 0; i < 30; i++)
      writeFileSync(join(many, `${i}.log.gz`), gzipSync(`${line(0, 400)}\n${line(100 + i, 499)}\n`));
    const { code, stdout, stderr } = await shell(`"$1" "$2" --format json ${many}/*.log.gz`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect((JSON.parse(stdout) as Report).totals).toMatchObject({ entries: 60, by_status: { 400: 30, 499: 30 } });
  });

  test('reads more files than may be open at once', async () => {
    const many = join(folder, 'many');
    mkdirSync(many);
    for (let i = 0; i < 300; i++) writeFileSync(join(many, `${i}.log`), `${line(i, 400)}\n`);
    const { code, stdout, stderr } = await shell(
      `ulimit -Sn 100; ulimit -Hn 100; "$1" "$2" --format json ${many}/*.log`,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect((JSON.parse(stdout) as Report).totals.entries).toBe(300);
  });
});
