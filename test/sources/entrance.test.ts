// Where the reading of a sorted log begins for --since, and which numbers its lines have then.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findEntrance } from '../../src/sources/entrance.ts';
import { newFolder, removeFolder } from '../built-copy.ts';
import { logscan } from '../fake-host.ts';

const folder = newFolder();
afterAll(() => removeFolder(folder));

const START = Date.UTC(2026, 10, 22, 0, 0, 0) / 1000;
const SINCE = START + 20_000;

/** A log with a line each second and a 499 in each 500 of them. */
function logOf(name: string, client: string): string {
  const path = join(folder, name);
  const lines = Array.from({ length: 30_000 }, (_, i) => {
    const clock = new Date((START + i) * 1000).toISOString().slice(11, 19);
    return `${client} - - [22/Nov/2026:${clock} +0000] "GET /${i} HTTP/1.1" ${i % 500 === 499 ? 499 : 200} 0 "-" "curl/8.5.0"\n`;
  });
  writeFileSync(path, lines.join(''));
  return path;
}

const first = logOf('a.log', '192.0.2.7');
const second = logOf('b.log', '192.0.2.8');

test('the lines before the entrance are counted', async () => {
  const timeRange = () => ({ since: SINCE, until: Infinity });
  const { offset, lines } = await findEntrance(first, timeRange, () => {});
  expect(offset).toBeGreaterThan(1024 * 1024);
  expect(lines).toBe(readFileSync(first).subarray(0, offset).toString('latin1').split('\n').length - 1);
  expect(await findEntrance(first, undefined, () => {})).toMatchObject({ offset: 0, lines: 0 });
});

test.each([[[first]], [[first, second]]])('a line has its number in its file: %j', async (files) => {
  const places = async (...words: string[]): Promise<string[]> => {
    const { stdout } = await logscan([...files, '--lines', ...words]);
    return stdout.match(/^\S+\.log:\d+(?= {2})/gm) ?? [];
  };
  const all = await places();
  const since = await places('--since', `@${SINCE}`);
  expect(since).toHaveLength(20 * files.length);
  expect(since).toEqual(all.slice(-20 * files.length));
  const { stdout } = await logscan([...files, '--format', 'ndjson', '--since', `@${SINCE}`]);
  const found = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { file: string; line: number });
  expect(found.filter(({ line }) => line > 0).map(({ file, line }) => `${file}:${line}`)).toEqual(since);
});
