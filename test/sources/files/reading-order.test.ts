// The order in which files are read: the oldest first, whatever the order of their names.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { oldestFirst } from '../../../src/sources/files/reading-order.ts';
import { newFolder, removeFolder } from '../../built-copy.ts';
import { storedZstd } from './stored-zstd.ts';

let folder = '';
beforeEach(() => void (folder = newFolder()));
afterEach(() => removeFolder(folder));

function line(minute: number): string {
  const time = String(minute).padStart(2, '0');
  return `192.0.2.7 - - [22/Nov/2026:15:${time}:00 +0000] "GET / HTTP/1.1" 400 0 "-" "curl/8.5.0"\n`;
}

/** Writes files in the given order, and returns the order in which they are read. */
async function order(files: Readonly<Record<string, string | Buffer>>, rotated?: string): Promise<string> {
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return await orderOf(Object.keys(files), rotated);
}

async function orderOf(names: readonly string[], rotated?: string): Promise<string> {
  const paths = names.map((name) => (name === '-' ? name : join(folder, name)));
  const sorted = await oldestFirst(paths, rotated === undefined ? [] : [join(folder, rotated)]);
  return sorted.map((path) => path.replace(`${folder}/`, '')).join(' ');
}

test('as a shell names a rotated log', async () => {
  const files = {
    'a.log': line(30),
    'a.log.1': line(20),
    'a.log.10.gz': gzipSync(line(1)),
    'a.log.2.zst': storedZstd(line(10)),
  };
  expect(await order(files)).toBe('a.log.10.gz a.log.2.zst a.log.1 a.log');
});

test('the first line that is an entry decides, also after a MiB of other text', async () => {
  const files = { 'a.log': `torn\n${line(30)}`, 'a.log.1': `${'x'.repeat(1_040_000)}\n${line(20)}` };
  expect(await order(files)).toBe('a.log.1 a.log');
});

test('files of one log stay together, and logs begin with their oldest file', async () => {
  const files = { 'a.log': line(30), 'a.log.1': line(10), 'b.log': line(31), 'b.log.1': line(5), 'c.log': line(7) };
  expect(await order(files)).toBe('b.log.1 b.log c.log a.log.1 a.log');
});

test('a folder of rotated files belongs to the logs in other folders', async () => {
  const files = { 'a.log': line(30), 'b.log': line(31), 'old/a.log.1': line(10), 'old/b.log.1': line(11) };
  expect(await order(files, 'old')).toBe('old/a.log.1 a.log old/b.log.1 b.log');
  expect(await orderOf(Object.keys(files))).toBe('old/a.log.1 old/b.log.1 a.log b.log');
});

test('files of the same time keep their order', async () => {
  expect(await order({ 'c.log': line(5), 'a.log': line(5), 'b.log': line(5) })).toBe('c.log a.log b.log');
});

test('a file without an entry, or that is not there, keeps its place', async () => {
  await order({ 'b.log': line(30), 'error.log': 'no entry\n', 'a.log': line(10) });
  expect(await orderOf(['b.log', 'error.log', 'gone.log', 'a.log'])).toBe('a.log error.log gone.log b.log');
});

test('standard input and pipes: all keep their places, and no pipe is opened', async () => {
  await order({ 'b.log': line(30), 'a.log': line(10) });
  expect(await orderOf(['b.log', '-', 'a.log'])).toBe('b.log - a.log');
  if (process.platform === 'win32') return;
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  expect(await orderOf(['b.log', 'a.log', 'pipe'])).toBe('b.log a.log pipe');
});

test('every order of the names gives the same order of times', async () => {
  const minutes = [3, 14, 15, 9, 26];
  await order(Object.fromEntries(minutes.map((minute) => [`${minute}.log`, line(minute)])));
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(minutes, { minLength: 2 }), async (some) => {
      const expected = some.toSorted((a, b) => a - b).map((minute) => `${minute}.log`);
      expect(await orderOf(some.map((minute) => `${minute}.log`))).toBe(expected.join(' '));
    }),
    { numRuns: 40 },
  );
});
