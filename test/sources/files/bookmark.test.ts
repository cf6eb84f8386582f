// --state when rotation gives a log an unusual name, folder or packing.
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readState } from '../../../src/cli/input/state-file.ts';
import { findUnread } from '../../../src/sources/files/bookmark.ts';
import { newFolder, removeFolder } from '../../built-copy.ts';
import { logscan, type Ran } from '../../fake-host.ts';
import { storedZstd } from './stored-zstd.ts';

const XZ = Buffer.from('\xfd7zXZ\0 and more', 'latin1');
const BZIP2 = Buffer.from('BZh91 and more', 'latin1');

let folder: string;
let log: string;
let written: number;
let told: number[];

beforeEach(() => {
  folder = newFolder();
  log = join(folder, 'access.log');
  written = 0;
  told = [];
});

afterEach(() => removeFolder(folder));

/** Lines of hits, each with its number as path. */
function hits(count: number): string {
  return Array.from({ length: count }, () => {
    const number = written++;
    const clock = new Date(number * 1000).toISOString().slice(11, 19);
    return `192.0.2.7 - - [22/Nov/2026:${clock} +0000] "GET /${number} HTTP/1.1" 499 0 "-" "curl/8.5.0"\n`;
  }).join('');
}

async function run(...words: string[]): Promise<Ran> {
  const ran = await logscan([log, '--state', join(folder, 'state'), '--format', 'ndjson', ...words]);
  for (const [, number] of ran.stdout.matchAll(/"request":"GET \/(\d+) /g)) told.push(Number(number));
  return ran;
}

/** The last run: its log ends with a line that closes all open hits. */
async function end(...words: string[]): Promise<Ran> {
  appendFileSync(log, '192.0.2.9 - - [23/Nov/2026:23:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/8.5.0"\n');
  return await run(...words);
}

/** Does something as a user who may not read every file. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return await work();
  chmodSync(folder, 0o777);
  process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

const all = (): number[] => Array.from({ length: written }, (_, number) => number);

describe('the rest of a rotated file is found under any name', () => {
  test.each([
    'access.1.log',
    'access-20261122.log',
    'access.log_20261122',
    'access.log.old',
    'access.log.1',
    'something else',
  ])('%s', async (name) => {
    writeFileSync(log, hits(30));
    await run();
    appendFileSync(log, hits(20));
    renameSync(log, join(folder, name));
    writeFileSync(log, hits(9));
    expect((await end()).stderr).toBe('');
    expect(told).toEqual(all());
  });

  test('in another folder with --rotated, and not without it', async () => {
    mkdirSync(join(folder, 'old'));
    writeFileSync(log, hits(30));
    await run();
    appendFileSync(log, hits(20));
    renameSync(log, join(folder, 'old', 'access.log.1'));
    writeFileSync(log, hits(9));
    copyFileSync(join(folder, 'state'), join(folder, 'kept'));
    const { stderr, stdout, code } = await run();
    expect(stderr).toMatch(/access\.log: the file that the last run read up to line 30 was not found/);
    expect(stdout).toContain('{"code":"lines-lost","facts":{"file"');
    expect(code).toBe(0);
    told = [];
    copyFileSync(join(folder, 'kept'), join(folder, 'state'));
    expect((await end('--rotated', join(folder, 'old'))).stderr).toBe('');
    expect(told).toEqual(all());
  });

  test('after two rotations, with the number before the extension', async () => {
    writeFileSync(log, hits(10));
    await run();
    appendFileSync(log, hits(10));
    renameSync(log, join(folder, 'access.2.log'));
    await sleep(20);
    writeFileSync(log, hits(10));
    renameSync(log, join(folder, 'access.1.log'));
    // Near miss: a rotated file of another log.
    await sleep(20);
    writeFileSync(join(folder, 'other.1.log'), hits(3));
    written -= 3;
    writeFileSync(log, hits(5));
    expect((await end()).stderr).toBe('');
    expect(told).toEqual(all());
  });

  test('packed with zstd', async () => {
    writeFileSync(log, hits(10));
    await run();
    appendFileSync(log, hits(10));
    await sleep(20);
    writeFileSync(`${log}.1.zst`, storedZstd(readFileSync(log)));
    writeFileSync(log, hits(5));
    expect((await end()).stderr).toBe('');
    expect(told).toEqual(all());
  });

  test.each([
    ['xz', XZ],
    ['bz2', BZIP2],
  ])('a file packed with %s is named, and the rest is read', async (ending, bytes) => {
    writeFileSync(log, hits(10));
    await run();
    await sleep(20);
    rmSync(log);
    writeFileSync(`${log}.1.${ending}`, bytes);
    const before = written;
    writeFileSync(log, hits(5));
    const { stderr } = await end();
    expect(stderr).toMatch(/access\.log\.1\.\w+: it is compressed with \w+, which logscan cannot read/);
    expect(stderr).toMatch(/up to line 10 was not found/);
    expect(told).toContain(before);
  });
});

describe('lines that were read are not read again', () => {
  test('from a copy with a new modification time', async () => {
    writeFileSync(log, hits(10));
    await run();
    renameSync(log, `${log}.1`);
    writeFileSync(log, hits(10));
    await run();
    await sleep(20);
    // A copy as cp, rsync and a restore make it.
    writeFileSync(`${log}.2`, readFileSync(`${log}.1`));
    renameSync(log, `${log}.1`);
    writeFileSync(log, hits(10));
    expect((await end()).stderr).toBe('');
    expect(told).toEqual(all());
  });

  test('from a packed copy beside the plain one', async () => {
    writeFileSync(log, hits(10));
    await run();
    appendFileSync(log, hits(10));
    copyFileSync(log, `${log}.1`);
    truncateSync(log);
    writeFileSync(join(folder, 'backup.gz'), gzipSync(readFileSync(`${log}.1`)));
    writeFileSync(log, hits(10));
    expect((await end()).stderr).toBe('');
    expect(told).toEqual(all());
  });

  test('and `./access.log` is the same log as its full path', async () => {
    writeFileSync(log, hits(10));
    await run();
    log = `${folder}/./access.log`;
    appendFileSync(log, hits(10));
    await end();
    expect(told).toEqual(all());
  });
});

describe('a rotated file that cannot be read yet', () => {
  test('half-written gzip: each run reports it, and it is read once it is whole', async () => {
    writeFileSync(log, hits(10));
    await run();
    appendFileSync(log, hits(4000));
    const packed = gzipSync(readFileSync(log));
    rmSync(log);
    writeFileSync(`${log}.1.gz`, packed.subarray(0, packed.length >> 1));
    writeFileSync(log, hits(10));
    for (let i = 0; i < 2; i++) {
      const { code, stderr } = await run();
      expect(stderr).toMatch(/access\.log\.1\.gz: the gzip data is damaged or incomplete/);
      expect(code).toBe(4);
    }
    writeFileSync(`${log}.1.gz`, packed);
    expect((await end()).stderr).toBe('');
    expect(told).toEqual(all());
  });

  test('half-written gzip with its number before the ending, before a rotation showed that form', async () => {
    writeFileSync(log, hits(10));
    await run();
    appendFileSync(log, hits(10));
    const packed = gzipSync(readFileSync(log));
    rmSync(log);
    const rotated = join(folder, 'access.1.log.gz');
    // So little of it is there that it cannot be compared.
    writeFileSync(rotated, packed.subarray(0, 40));
    writeFileSync(log, hits(10));
    expect((await run()).stderr).toMatch(/access\.1\.log\.gz: the gzip data is damaged or incomplete/);
    writeFileSync(rotated, packed);
    expect((await end()).stderr).toBe('');
    expect(told).toEqual(all());
  });

  test('no permission: it is read once permission is given', async () => {
    writeFileSync(log, hits(10));
    await run();
    appendFileSync(log, hits(10));
    renameSync(log, `${log}.1`);
    chmodSync(`${log}.1`, 0);
    writeFileSync(log, hits(10));
    const bookmark = readState(join(folder, 'state'))?.source.bookmarks.get(log);
    const { unread } = await asNobody(() => findUnread(log, bookmark));
    expect(unread[0]).toMatchObject({ path: `${log}.1`, handle: undefined, failure: { code: 'EACCES' } });
    chmodSync(`${log}.1`, 0o644);
    expect((await end()).stderr).toBe('');
    expect(told).toEqual(all());
  });
});
