// `logscan explain FILE:LINE` as users see it: any line of a log, and lines that the log does not have.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { newFolder, removeFolder } from '../../built-copy.ts';
import { logscan } from '../../fake-host.ts';

const THREAD = 'fixtures/logs/2008-thread.log';
const LINES = readFileSync(THREAD, 'latin1').trimEnd().split('\n');
const folder = newFolder();
afterAll(() => removeFolder(folder));

interface Finding {
  readonly line: number;
  readonly cause: string;
  readonly confidence: string;
  readonly alternatives?: readonly string[];
}

test('every line of a log has an explanation: that of the report for a hit, its status for any other line', async () => {
  const { stdout } = await logscan([THREAD, '--format', 'ndjson']);
  const records = stdout.trimEnd().split('\n').slice(0, -1);
  const findings = new Map(records.map((record) => JSON.parse(record) as Finding).map((one) => [one.line, one]));
  for (let line = 1; line <= LINES.length; line += 3) {
    const place = `${THREAD}:${line}`;
    const { code, stdout: text, stderr } = await logscan(['explain', place]);
    expect([code, stderr]).toEqual([0, '']);
    const finding = findings.get(line);
    const status = / (\d{3}) \S+ "/.exec(LINES[line - 1]!)?.[1];
    const head = finding === undefined ? status : `${finding.cause} (${finding.confidence})`;
    expect(text.split('\n').slice(0, 2)).toEqual([`${place}  ${head}`, LINES[line - 1]]);
    for (const other of finding?.alternatives ?? []) expect(text).toContain(`\n  - ${other} has evidence: `);
  }
});

test('a line after the first MiB, in a log of any size, is found whether it is a hit or not', async () => {
  const log = join(folder, 'long.log');
  const line = (second: number, status: number): string => {
    const clock = new Date(1000 * second).toISOString().slice(11, 19);
    return `192.0.2.${second % 7} - - [22/Nov/2026:${clock} +0000] "GET /${second} HTTP/1.1" ${status} 0 "-" "curl/8.5.0"`;
  };
  const all = Array.from({ length: 40_000 }, (_, i) => line(Math.floor(i / 4), i % 5000 === 4999 ? 499 : 200));
  writeFileSync(log, `${all.join('\n')}\n`);
  for (const number of [1, 20_001, 20_002, 25_000, 40_000]) {
    const { stdout } = await logscan(['explain', `${log}:${number}`, '-C', '1']);
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      expect.stringContaining(`${log}:${number}  ${number % 5000 === 0 ? 'client-timeout' : '200'}`),
      all[number - 1],
    ]);
    expect(stdout).toMatch(/\n>.* {2}(?:200|499) {2}GET \/\d+ HTTP\/1\.1\n/);
  }
});

test('reads packed files, names with colons, standard input, and the other logs', async () => {
  const packed = join(folder, 'a:1.gz');
  writeFileSync(packed, gzipSync(readFileSync(THREAD)));
  const { stdout } = await logscan(['explain', `${THREAD}:75`]);
  expect((await logscan(['explain', `${packed}:75`])).stdout.replaceAll(packed, THREAD)).toBe(stdout);
  const { stdout: fromStdin } = await logscan(['explain', '-:75'], { stdin: readFileSync(THREAD) });
  expect(fromStdin.replace(/^-:/, `${THREAD}:`)).toBe(stdout);
  // Logs of the same time are merged, so their lines come in turn.
  const other = join(folder, 'other.log');
  writeFileSync(other, readFileSync(THREAD, 'latin1').replaceAll('203.0.113.', '198.18.0.'), 'latin1');
  for (const line of [1, 74, 75, LINES.length]) {
    const { stdout: text } = await logscan(['explain', `${THREAD}:${line}`, other]);
    expect(text.split('\n')[1]).toBe(LINES[line - 1]);
  }
});

test.each<[string, number, string]>([
  ['beyond the end', 999, 'logscan: explain: LOG has 6 lines, so line 999 is beyond its end; name another line.\n'],
  ['blank', 4, 'logscan: explain: line 4 of LOG is blank; name another line.\n'],
])('a line that is %s is a usage error', async (_name, line, message) => {
  const log = join(folder, 'odd.log');
  writeFileSync(log, `${LINES.slice(0, 3).join('\n')}\n\nno \u001b[31mline\n${LINES[3]!}\n`);
  const { code, stdout, stderr } = await logscan(['explain', `${log}:${line}`]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr.replaceAll(log, 'LOG')).toContain(message);
});

test('a line that cannot be parsed is shown with the reason, and the exit code is 3', async () => {
  const { code, stdout, stderr } = await logscan(['explain', `${join(folder, 'odd.log')}:5`]);
  expect([code, stdout]).toEqual([3, '']);
  expect(stderr).toMatch(/odd\.log:5: this line could not be parsed: .+\nno \\x1B\[31mline\n$/);
});

test('a folder is no line; with its folder a file is read once, without a remark', async () => {
  writeFileSync(join(folder, 'access.log'), readFileSync(THREAD));
  const { code, stderr } = await logscan(['explain', `${folder}:5`]);
  expect(code).toBe(2);
  expect(stderr).toContain(`explain: "${folder}" is not one file, but a folder, a pattern or a copy; name a file.`);
  const place = `${join(folder, 'access.log')}:75`;
  const explained = await logscan(['explain', place, join(folder, 'access*')]);
  expect(explained).toMatchObject({ code: 0, stderr: '' });
});

test('a log that cannot be read has exit code 4', async () => {
  const { code, stderr } = await logscan(['explain', `${join(folder, 'missing.log')}:5`]);
  expect(code).toBe(4);
  expect(stderr).toContain('missing.log: no such file');
});

test('a related line is explained by its status, with its neighbours', async () => {
  const log = join(folder, 'related.log');
  const line = (status: number): string =>
    `192.0.2.7 - - [22/Nov/2026:15:00:00 +0000] "GET / HTTP/1.1" ${status} 0 "-" "curl/8.5.0"\n`;
  writeFileSync(log, line(200) + line(494));
  const { stdout } = await logscan(['explain', `${log}:2`]);
  expect(stdout).toContain('cookie-or-header-too-large');
  expect(stdout).toContain('None: nginx logs this status only for cookie-or-header-too-large.');
  expect(stdout).toContain('    +0 s  200  GET / HTTP/1.1\n>   +0 s  494  GET / HTTP/1.1\n');
});

test('a file without a number, and flags without use, get advice', async () => {
  expect((await logscan(['explain', THREAD])).stderr).toContain(
    `"${THREAD}" is a file; add the number of a line, as in logscan explain ${THREAD}:1.`,
  );
  expect((await logscan(['explain', `${THREAD}:1`, '--by', 'uri'])).stderr).toContain(
    'explain FILE:LINE reads the whole log and shows one line, so --by has nothing to do; leave it out.',
  );
});
