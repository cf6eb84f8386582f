// --lines as users see it: which lines, in which order, with which other flags.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PassThrough } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import { linePrinter } from '../../../src/cli/output/line-printer.ts';
import { Output } from '../../../src/cli/output/output.ts';
import { logscan } from '../../fake-host.ts';
import { newFolder, removeFolder } from '../../built-copy.ts';
import { findingOf } from '../../report/literal.ts';

const THREAD = 'fixtures/logs/2008-thread.log';
const folder = newFolder();
afterAll(() => removeFolder(folder));

/** The places in the heads of the lines. */
function placesIn(stdout: string): number[] {
  return [...stdout.matchAll(/^\S+:(\d+) {2}[a-z0-9-]+ \((?:certain|likely|possible)\) {2}/gm)].map(([, line]) =>
    Number(line),
  );
}

async function findings(words: readonly string[]): Promise<{ line: number; type: string }[]> {
  const { stdout } = await logscan([...words, '--format', 'ndjson']);
  const records = stdout.trimEnd().split('\n');
  return records.map((record) => JSON.parse(record) as { line: number; type: string }).slice(0, -1);
}

test('prints the lines of all findings, in their order, as they are in the log', async () => {
  const { code, stdout, stderr } = await logscan([THREAD, '--lines']);
  const log = readFileSync(THREAD, 'latin1').split('\n');
  const places = placesIn(stdout);
  expect(places).toEqual((await findings([THREAD])).map(({ line }) => line));
  const shown = stdout.split('\n\n').slice(0, -1);
  expect(shown.map((text) => text.split('\n')[1])).toEqual(places.map((place) => log[place - 1]));
  expect([code, stderr]).toEqual([0, '']);
});

test('filters choose the lines', async () => {
  const words = [THREAD, '--verdict', 'harmless', '--status', '499'];
  const places = placesIn((await logscan([...words, '--lines'])).stdout);
  expect(places.length).toBeGreaterThan(0);
  expect(places).toEqual((await findings(words)).map(({ line }) => line));
});

test('reads packed files and standard input, and writes to a file', async () => {
  const packed = join(folder, 'a.gz');
  writeFileSync(packed, gzipSync(readFileSync(THREAD)));
  const { stdout } = await logscan([THREAD, '--lines', '-C', '2']);
  const { stdout: fromPacked } = await logscan([packed, '--lines', '-C', '2']);
  const { stdout: fromStdin } = await logscan(['--lines', '-C', '2'], { stdin: readFileSync(THREAD) });
  expect(fromPacked.replaceAll(`${packed}:`, `${THREAD}:`)).toBe(stdout);
  expect(fromStdin.replaceAll(/^-:/gm, `${THREAD}:`)).toBe(stdout);
  const file = join(folder, 'lines.txt');
  expect((await logscan([THREAD, '--lines', '-C', '2', '-o', file])).stdout).toBe('');
  expect(readFileSync(file, 'utf8')).toBe(stdout);
});

test('says why nothing is printed', async () => {
  const { code, stdout, stderr } = await logscan([THREAD, '--lines', '--client', '203.0.113.99']);
  expect([code, stdout]).toEqual([0, '']);
  expect(stderr).toBe('logscan: --lines: Your filters match none of the 194 hits.\n');
});

test('a reader that leaves is success', async () => {
  expect(await logscan([THREAD, '--lines'], { stdoutFails: 'EPIPE' })).toMatchObject({ code: 0, stderr: '' });
});

test.each([
  [['-C', '2'], '--context adds neighbours to the lines of --lines; add --lines, or leave out --context.'],
  [
    ['--lines', '--by', 'uri'],
    '--lines prints log lines and no report, so --by has nothing to do; leave out one of them.',
  ],
  [['--lines', '--format', 'json'], '--lines prints log lines, and --format json prints data; leave out one of them'],
  [['--lines', '-C', '17'], '--context: invalid number "17"; use a whole number from 1 to 16.'],
])('%j is refused', async (words, message) => {
  const { code, stdout, stderr } = await logscan([THREAD, ...words]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(`logscan: ${message}`);
});

test('a line with a provisional finding is printed again only if its cause changes', () => {
  const stream = new PassThrough();
  const printer = linePrinter({ width: 80, color: false, top: 5, ascii: false }, 0, new Output(stream, () => {}));
  const first = findingOf('stopped', {}, { position: 1, line: 1 });
  const second = findingOf('stopped', {}, { position: 2, line: 2 });
  printer.provisional?.(first);
  printer.provisional?.(second);
  printer.finding?.(first, false);
  printer.finding?.({ ...second, cause: 'retried' }, false);
  const heads = String(stream.read())
    .split('\n')
    .filter((line) => /^\S+:\d/.test(line));
  expect(heads.map((head) => head.replace(/ {2}[^ ]*: .*/, ''))).toEqual([
    expect.stringMatching(/:1 {2}stopped \(certain, may change\)$/),
    expect.stringMatching(/:2 {2}stopped \(certain, may change\)$/),
    expect.stringMatching(/:2 {2}retried \(certain\)$/),
  ]);
});
