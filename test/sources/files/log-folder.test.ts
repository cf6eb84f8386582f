// A folder as an input: the access logs in it are found by their content, and everything else is named.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { logsIn, looksLikeLog } from '../../../src/sources/files/log-folder.ts';
import { newFolder, removeFolder } from '../../built-copy.ts';
import { storedZstd } from './stored-zstd.ts';

const LINE = '192.0.2.7 - - [22/Nov/2026:15:00:00 +0000] "GET / HTTP/1.1" 400 0 "-" "curl/8.5.0"\n';
const isWindows = process.platform === 'win32';

let folder = '';
beforeEach(() => void (folder = newFolder()));
afterEach(() => removeFolder(folder));

async function look(): Promise<{ logs: string[]; told: string[] }> {
  const told: string[] = [];
  const logs = await logsIn(folder, (file, text) => {
    expect(file).toBe(folder);
    told.push(text);
  });
  return { logs: logs.map((path) => path.slice(folder.length + 1)), told };
}

function write(files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
}

test('plain and packed logs are read, by name', async () => {
  write({
    'b.log': LINE,
    'a.log': `torn line\n${LINE}`,
    'c.log.1.gz': gzipSync(LINE),
    'd.log.2.zst': storedZstd(LINE),
    'other-format.log': '{"time_iso8601":"2026-11-22T15:00:00+00:00","status":400}\n',
    'seconds.log': '1795359600.123 400 /\n',
  });
  const logs = ['a.log', 'b.log', 'c.log.1.gz', 'd.log.2.zst', 'other-format.log', 'seconds.log'];
  expect(await look()).toEqual({ logs, told: [] });
});

test('what is no log is named', async () => {
  write({
    'access.log': LINE,
    'empty.log': '',
    'empty.log.gz': gzipSync(''),
    'error.log': '2026/11/22 15:00:00 [error] 7#7: *1 open() failed, client: 192.0.2.7\n',
    'notes.txt': 'call the hoster\n',
    state: Buffer.from(`\0\x01state 22/Nov/2026:15:00:00\n`),
  });
  mkdirSync(join(folder, 'old'));
  writeFileSync(join(folder, 'old', 'access.log'), LINE);
  symlinkSync('gone', join(folder, 'nowhere'));
  symlinkSync('loop', join(folder, 'loop'));
  const { logs, told } = await look();
  expect(logs).toEqual(['access.log']);
  expect(told).toEqual([
    '2 files are empty: "empty.log", "empty.log.gz"',
    '3 files do not look like access logs; to read one, name it: "error.log", "notes.txt", "state"',
    '2 names lead to no file: "loop", "nowhere"',
    '1 folder inside it is not searched; to read it, name it: "old"',
  ]);
});

test('what cannot be read or unpacked stays, so that reading it gives an error', async () => {
  write({
    'access.log.1.xz': Buffer.from('\xfd7zXZ\0more', 'latin1'),
    'access.log.2.gz': gzipSync(LINE).subarray(0, 12),
  });
  expect(await look()).toEqual({ logs: ['access.log.1.xz', 'access.log.2.gz'], told: [] });
});

/** Does something as a user without rights, if the tests run as root. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return await work();
  process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

test.skipIf(isWindows)('without permission: a file stays, and a folder is named', async () => {
  write({ 'access.log': LINE, 'secret.log': LINE });
  chmodSync(join(folder, 'secret.log'), 0);
  chmodSync(folder, 0o755);
  expect(await asNobody(look)).toEqual({ logs: ['access.log', 'secret.log'], told: [] });
  chmodSync(folder, 0);
  const { logs, told } = await asNobody(look);
  chmodSync(folder, 0o755);
  expect([logs, told]).toEqual([
    [''],
    [expect.stringMatching(/^cannot be listed: permission denied \(often only root/)],
  ]);
});

test.skipIf(isWindows)('a pipe in it is never opened', async () => {
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  write({ 'access.log': LINE });
  const { logs, told } = await look();
  expect([logs, told]).toEqual([['access.log'], ['1 file is no regular file; to read it, name it: "pipe"']]);
});

test('thousands of files: a remark names some of them', async () => {
  write({ 'access.log': LINE });
  for (let i = 0; i < 3000; i++) writeFileSync(join(folder, `x${i}`), '');
  const { logs, told } = await look();
  expect(logs).toEqual(['access.log']);
  expect(told).toEqual([expect.stringMatching(/^3,000 files are empty: ("x\d+", ){7}"x\d+" and 2,992 more$/)]);
});

test('a folder without a log, and one that cannot be listed, stay', async () => {
  expect(await look()).toEqual({ logs: [''], told: ['no access log was found in it'] });
  const told: string[] = [];
  const gone = join(folder, 'gone');
  expect(await logsIn(gone, (_file, text) => told.push(text))).toEqual([gone]);
  expect(told).toEqual(['cannot be listed: no such file']);
});

describe('the first lines decide', () => {
  test.each<[string, boolean]>([
    [LINE, true],
    [`${'text\n'.repeat(15)}${LINE}`, true],
    [`${'text\n'.repeat(16)}${LINE}`, false],
    [`\0\0\0${LINE}`, false],
    ['2026/11/22 15:00:00 [error] 7#7: failed\n', false],
    ['{"type":"finding","time":"2026-11-22T15:00:00+00:00"}\n', false],
    ['{"schema_version":1,"first":"2026-11-22T15:00:00+00:00"}\n', false],
    ['', false],
  ])('%j: %s', (text, expected) => {
    expect(looksLikeLog(Buffer.from(text))).toBe(expected);
  });
});
