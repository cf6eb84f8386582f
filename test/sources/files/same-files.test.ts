// Inputs that are the same file or have the same text: each is read once, and what is left out is named.
import { execFileSync } from 'node:child_process';
import { linkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withoutCopies, withoutSameNames } from '../../../src/sources/files/same-files.ts';
import { newFolder, removeFolder } from '../../built-copy.ts';
import { storedZstd } from './stored-zstd.ts';

const TEXT = Array.from(
  { length: 60 },
  (_, i) => `192.0.2.7 - - [22/Nov/2026:15:00:00 +0000] "GET /${i} HTTP/1.1"\n`,
).join('');
/** As long as TEXT, and different only at its end. */
const OTHER = `${TEXT.slice(0, -2)}!\n`;

let folder = '';
beforeEach(() => void (folder = newFolder()));
afterEach(() => removeFolder(folder));

async function kept(
  files: Readonly<Record<string, string | Buffer>>,
  names: readonly string[] = Object.keys(files),
): Promise<{ kept: string[]; told: string[] }> {
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  const told: string[] = [];
  const short = (text: string): string => text.replaceAll(`${folder}/`, '');
  const paths = await withoutCopies(
    names.map((name) => join(folder, name)),
    (file, text) => told.push(short(`${file}: ${text}`)),
    new AbortController().signal,
  );
  return { kept: paths.map(short), told };
}

test('a name that is given twice', async () => {
  expect(await kept({ a: TEXT }, ['a', 'a'])).toEqual({ kept: ['a'], told: ['a: it is named twice, and read once'] });
});

test('a link and a hard link', async () => {
  writeFileSync(join(folder, 'a'), TEXT);
  symlinkSync('a', join(folder, 'link'));
  linkSync(join(folder, 'a'), join(folder, 'hard'));
  expect(await kept({}, ['link', 'a', 'hard'])).toEqual({
    kept: ['link'],
    told: ['a: it is the same file as "link", and read once', 'hard: it is the same file as "link", and read once'],
  });
});

test.each<[string, Readonly<Record<string, string | Buffer>>]>([
  ['a copy', { one: TEXT, two: TEXT }],
  ['a short copy', { one: 'a line\n', two: 'a line\n' }],
  ['a copy that is packed', { one: TEXT, two: gzipSync(TEXT) }],
  ['the copy before the packed file', { one: gzipSync(TEXT), two: TEXT }],
  ['a copy that is packed with zstd', { one: gzipSync(TEXT), two: storedZstd(TEXT) }],
])('%s', async (_what, files) => {
  const told = ['two: it has the same lines as "one", and is not read again'];
  expect(await kept(files)).toEqual({ kept: ['one'], told });
});

test.each<[string, Readonly<Record<string, string | Buffer>>]>([
  ['a file of the same length and with the same head', { one: TEXT, two: OTHER }],
  ['the same, packed', { one: TEXT, two: gzipSync(OTHER) }],
  ['a longer file', { one: TEXT, two: `${TEXT}one more\n` }],
  ['a damaged packed copy under another name', { one: TEXT, two: gzipSync(TEXT).subarray(0, -9) }],
  ['empty files', { one: '', two: '' }],
])('near miss: %s is read', async (_what, files) => {
  expect(await kept(files)).toEqual({ kept: ['one', 'two'], told: [] });
});

test.each([0, 5, 40, -9])('a file that is being packed right now, cut at byte %d', async (end) => {
  const files = { 'a.1.gz': gzipSync(TEXT).subarray(0, end), 'a.1': TEXT };
  const told = [expect.stringMatching(/^a\.1\.gz: it is not packed to its end yet, so only "a\.1" is read$/) as string];
  expect(await kept(files)).toEqual({ kept: ['a.1'], told });
});

test('near miss: a whole packed file of other lines beside a file of its name', async () => {
  expect(await kept({ 'a.1': TEXT, 'a.1.gz': gzipSync(OTHER) })).toEqual({ kept: ['a.1', 'a.1.gz'], told: [] });
});

test('files that are not there stay, and pipes are not opened', async () => {
  if (process.platform !== 'win32') execFileSync('mkfifo', [join(folder, 'pipe')]);
  expect(await kept({}, ['gone', 'pipe', 'gone'])).toEqual({ kept: ['gone', 'pipe', 'gone'], told: [] });
});

test('with --follow and --state only names are compared', () => {
  const told: string[] = [];
  const files = ['a.log', './a.log', 'b.log', '-', '-'];
  expect(withoutSameNames(files, (file) => told.push(file))).toEqual(['a.log', 'b.log', '-']);
  expect(told).toEqual(['./a.log', '-']);
});
