// What the user names: folders, patterns, folders of rotated files, pipes and copies, up to the report and the exit code.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Report } from '../../../src/report/report.ts';
import { copyRepository, newFolder, removeFolder } from '../../built-copy.ts';
import { logscan } from '../../fake-host.ts';
import { storedZstd } from '../../sources/files/stored-zstd.ts';

const isWindows = process.platform === 'win32';
const isRoot = process.getuid?.() === 0;

let folder = '';
beforeEach(() => void (folder = newFolder()));
afterEach(() => removeFolder(folder));

/** A request at a second after 15:00:00. */
function line(second: number, status = 499, path = '/'): string {
  const time = [Math.floor(second / 60), second % 60].map((part) => String(part).padStart(2, '0')).join(':');
  return `192.0.2.7 - - [22/Nov/2026:15:${time} +0000] "GET ${path} HTTP/1.1" ${status} 0 "-" "Mozilla/5.0 (X11) Firefox/140.0"\n`;
}

function write(files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
}

interface Result {
  readonly code: number;
  readonly inputs: string;
  readonly lines: number;
  readonly stderr: string;
}

/** Runs logscan on names in the folder; names in the result are relative to it. */
async function run(names: readonly string[], ...flags: readonly string[]): Promise<Result> {
  const words = names.map((name) => (name === '-' ? name : join(folder, name)));
  const { code, stdout, stderr } = await logscan([...words, ...flags, '--format', 'json'], { stdin: line(9) });
  // If no input could be read at all, there is no report.
  const { inputs, totals } = stdout === '' ? { inputs: [], totals: { lines: 0 } } : (JSON.parse(stdout) as Report);
  const short = (text: string): string => text.replaceAll(`${folder}/`, '').replaceAll(folder, 'FOLDER');
  return { code, inputs: inputs.map(({ file }) => short(file)).join(' '), lines: totals.lines, stderr: short(stderr) };
}

describe('a folder', () => {
  test('its logs are read, the oldest first, and everything else is named', async () => {
    write({
      'access.log': line(30),
      'access.log.1': line(20),
      'access.log.2.gz': gzipSync(line(10)),
      'error.log': 'x\n',
    });
    expect(await run([''])).toEqual({
      code: 0,
      inputs: 'access.log.2.gz access.log.1 access.log',
      lines: 3,
      stderr: 'logscan: FOLDER: 1 file does not look like an access log; to read it, name it: "error.log"\n',
    });
  });

  test('hostile names are escaped', async () => {
    write({ 'a\n\u001b[31m.log': line(1), 'b\nlogscan: forged': 'text\n' });
    const { code, lines, stderr } = await run(['']);
    expect({ code, lines }).toEqual({ code: 0, lines: 1 });
    expect(stderr).toMatch(/^[ -~]+\n$/);
    expect(stderr).toContain('"b\\x0Alogscan: forged"');
  });

  test('without a log: exit code 4, and what to do', async () => {
    write({ 'notes.txt': 'text\n' });
    const { code, stderr } = await run(['']);
    expect(code).toBe(4);
    expect(stderr).toMatch(/no access log was found in it\n.*it is a directory; name a file in it\n$/);
  });

  test('named together with a file in it: the file is read once', async () => {
    write({ 'access.log': line(1) });
    expect(await run(['access.log', ''])).toMatchObject({ code: 0, inputs: 'access.log', lines: 1 });
  });

  test('a packed file in it that logscan cannot unpack: exit code 4, and the command', async () => {
    write({ 'access.log': line(1), 'access.log.1.xz': Buffer.from('\u00fd7zXZ\0more', 'latin1') });
    const { code, lines, stderr } = await run(['']);
    expect([code, lines]).toEqual([4, 1]);
    expect(stderr).toContain('access.log.1.xz: it is compressed with xz, which logscan cannot read');
  });

  test.skipIf(isWindows || isRoot)('a file without permission: exit code 4', async () => {
    write({ 'access.log': line(1), 'secret.log': line(2) });
    chmodSync(join(folder, 'secret.log'), 0);
    expect(await run([''])).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('secret.log: permission denied') as string,
    });
  });

  test('is refused by --follow and --state, which name each log', async () => {
    write({ 'access.log': line(1) });
    for (const [flag, words] of [
      ['--state', ['--state', join(folder, 'state')]],
      ['--follow', ['-f']],
    ] as const) {
      const { code, stderr } = await logscan([folder, ...words]);
      const text = `logscan: ${flag}: "${folder}" is a folder; name its logs, or write a pattern in quotes, like "${join(folder, '*.log')}"`;
      expect([code, stderr]).toEqual([2, expect.stringContaining(text)]);
    }
  });

  test('a report is never written over a log in it', async () => {
    write({ 'access.log': line(1) });
    const { code, stderr } = await logscan([folder, '-o', join(folder, 'access.log'), '--format', 'json']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('this file is already a log')]);
  });
});

describe('a pattern in quotes', () => {
  test('names files, as in a shell', async () => {
    write({ 'access.log': line(30), 'access.log.1': line(20), 'other.log': line(1) });
    expect(await run(['access.log*'])).toEqual({ code: 0, inputs: 'access.log.1 access.log', lines: 2, stderr: '' });
  });

  test('is a name if there is such a file', async () => {
    write({ 'a[1].log': line(1), 'a1.log': line(2) });
    expect(await run(['a[1].log'])).toMatchObject({ code: 0, inputs: 'a[1].log' });
  });

  test('without a match: exit code 4, and what to do', async () => {
    write({ 'access.log': line(1) });
    const message =
      'logscan: nothing*: no file matches this pattern; list the folder with ls, and correct the pattern\n';
    expect(await run(['nothing*', 'access.log'])).toEqual({
      code: 4,
      inputs: 'nothing* access.log',
      lines: 1,
      stderr: message,
    });
    const state = join(folder, 'state');
    expect(await run(['nothing*'], '--state', state)).toMatchObject({ code: 4, stderr: message });
  });

  test('with --follow and without a match: it is refused, because the file would be waited for', async () => {
    const { code, stderr } = await logscan(['-f', join(folder, 'nothing*')]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/--follow: no file matches ".*nothing\*"; name the log/)]);
  });

  test('with --state, a rotated part that it names is refused as in a shell', async () => {
    write({ 'access.log': line(30), 'access.log.1': line(20) });
    const { code, stderr } = await logscan([join(folder, 'access.log*'), '--state', join(folder, 'state')]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('is a rotated part of')]);
  });
});

describe('several files', () => {
  test('neighbours are found across the joints, whatever the order of the names', async () => {
    // The client asks again, and is answered in the next file.
    write({ 'a.log.1': line(50, 499, '/slow'), 'a.log': line(55, 200, '/slow') });
    const causes: unknown[] = [];
    for (const names of [
      ['a.log', 'a.log.1'],
      ['a.log.1', 'a.log'],
    ]) {
      const words = names.map((name) => join(folder, name));
      const { stdout } = await logscan([...words, '--format', 'ndjson']);
      const finding = JSON.parse(stdout.split('\n')[0]!) as { cause: string; evidence: Record<string, unknown> };
      causes.push([finding.cause, finding.evidence]);
    }
    expect(causes[0]).toEqual(causes[1]);
    expect(causes[0]).toEqual([
      expect.any(String),
      expect.objectContaining({ asked_again: expect.anything() as unknown }),
    ]);
  });

  test('with standard input they keep the order of the names', async () => {
    write({ 'a.log': line(50), 'b.log': line(20) });
    expect(await run(['a.log', '-', 'b.log'])).toMatchObject({ inputs: 'a.log - b.log', lines: 3 });
  });

  test('copies are read once, and stderr says so', async () => {
    write({ 'access.log.1': line(1), 'access.log.1.gz': gzipSync(line(1)) });
    symlinkSync('access.log.1', join(folder, 'link'));
    const { code, lines, stderr } = await run(['access.log.1', 'access.log.1.gz', 'link', 'access.log.1']);
    expect({ code, lines, said: stderr.split('\n') }).toEqual({
      code: 0,
      lines: 1,
      said: [
        'logscan: link: it is the same file as "access.log.1", and read once',
        'logscan: access.log.1: it is named twice, and read once',
        'logscan: access.log.1.gz: it has the same lines as "access.log.1", and is not read again',
        '',
      ],
    });
  });
});

describe('a log that is packed with zstd', () => {
  const text = Array.from({ length: 3000 }, (_, i) => line(i % 3600)).join('');

  test('is read from a file and from standard input', async () => {
    write({ 'a.log.zst': storedZstd(text) });
    expect(await run(['a.log.zst'])).toEqual({ code: 0, inputs: 'a.log.zst', lines: 3000, stderr: '' });
    const { stdout } = await logscan(['--format', 'json'], { stdin: storedZstd(text) });
    expect((JSON.parse(stdout) as Report).totals.lines).toBe(3000);
  });

  test('is damaged: the blocks before the damage are read, and the exit code is 4', async () => {
    write({ 'a.log.zst': storedZstd(text).subarray(0, -7) });
    const { code, lines, stderr } = await run(['a.log.zst']);
    expect([code, stderr]).toEqual([
      4,
      'logscan: a.log.zst: the zstd data is damaged or incomplete; everything before the damage was read\n',
    ]);
    expect(lines).toBe(text.slice(0, 2 * 128 * 1024).split('\n').length);
  });

  test('needs a larger window: exit code 4, and the command', async () => {
    write({ 'a.log.zst': Buffer.from('28b52ffd0088010000', 'hex') });
    const { code, stderr } = await run(['a.log.zst']);
    expect([code, stderr]).toEqual([4, expect.stringContaining('zstdcat --long=31 FILE | logscan')]);
  });
});

describe('--rotated', () => {
  test('adds the rotated files of the named logs, and no others', async () => {
    write({ 'access.log': line(30) });
    mkdirSync(join(folder, 'old'));
    write({
      'old/access.log-20261121.gz': gzipSync(line(10)),
      'old/access.log.1': line(20),
      'old/other.log.1': line(1),
      'old/access.log': line(2),
    });
    expect(await run(['access.log'], '--rotated', join(folder, 'old'))).toEqual({
      code: 0,
      inputs: 'old/access.log-20261121.gz old/access.log.1 access.log',
      lines: 3,
      stderr: '',
    });
  });

  test('a folder without such files is named', async () => {
    write({ 'access.log': line(30) });
    const { code, stderr } = await run(['access.log'], '--rotated', folder);
    expect([code, stderr]).toEqual([0, 'logscan: FOLDER: no rotated file of the named logs was found in it\n']);
  });

  test.each<[string, string[], RegExp]>([
    [
      'a folder that is not there',
      ['LOG', '--rotated', 'gone'],
      /--rotated: cannot list "gone": no such file; name a folder\./,
    ],
    ['a file', ['LOG', '--rotated', 'LOG'], /--rotated: cannot list ".*": a part of its path is not a folder/],
    ['standard input', ['--rotated', '.'], /--rotated needs the name of a log/],
    ['--follow', ['LOG', '-f', '--rotated', '.'], /--rotated does not work with --follow/],
  ])('is refused with %s', async (_what, words, message) => {
    write({ 'access.log': line(30) });
    const { code, stderr } = await logscan(words.map((word) => (word === 'LOG' ? join(folder, 'access.log') : word)));
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});

describe.skipIf(isWindows)('a pipe with a name', () => {
  let copy = '';
  beforeAll(() => void (copy = copyRepository({ compiled: true })), 60_000);
  afterAll(() => removeFolder(copy));

  function shell(command: string): { code: number | null; stdout: string; stderr: string } {
    const words = ['-c', command, 'bash', process.execPath, join(copy, 'bin/logscan.js')];
    const { status, stdout, stderr } = spawnSync('bash', words, { cwd: folder, encoding: 'utf8', timeout: 30_000 });
    return { code: status, stdout, stderr };
  }

  // A pipe that is opened a second time would wait for another writer, or find no bytes.
  test.each([
    ['a process substitution', '"$1" "$2" --format json <(cat b.log) <(gzip -c a.log) a.log', 3],
    ['a FIFO', 'mkfifo pipe; cat b.log > pipe & "$1" "$2" --format json a.log pipe', 2],
    ['the same FIFO twice', 'mkfifo pipe; cat b.log > pipe & "$1" "$2" --format json pipe ./pipe', 1],
    ['a pattern that names a FIFO', 'mkfifo pipe; cat b.log > pipe & "$1" "$2" --format json "pip?"', 1],
  ])('%s is read once', (_what, command, lines) => {
    write({ 'a.log': line(1), 'b.log': line(2) });
    const { code, stdout } = shell(command);
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as Report).totals.lines).toBe(lines);
  });

  test('a large log that is packed with zstd is unpacked in a thread of its own', () => {
    const text = Array.from({ length: 3600 }, (_, i) => line(i, 200))
      .join('')
      .repeat(20);
    write({ 'large.zst': storedZstd(text) });
    const { code, stdout } = shell('"$1" "$2" --jobs 2 --format json large.zst');
    expect([code, (JSON.parse(stdout) as Report).totals.lines]).toEqual([0, 3600 * 20]);
  });

  test('a file that vanishes between the listing and the reading: exit code 4', () => {
    write({ 'a.log': line(1), 'b.log': line(2) });
    // The pipe makes logscan wait while the file is removed.
    const { code, stdout, stderr } = shell(
      'mkfifo pipe; (exec 3> pipe; rm b.log; cat a.log >&3) & "$1" "$2" --format json pipe b.log',
    );
    expect([code, stderr]).toEqual([4, 'logscan: b.log: no such file\n']);
    expect((JSON.parse(stdout) as Report).totals.lines).toBe(1);
  });
});
