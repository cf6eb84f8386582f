// Finding the formats of log files before they are read.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { parseLogFormat } from '../../src/formats/log-format/directive.ts';
import { findParser } from '../../src/sources/log-formats.ts';
import { newFolder, removeFolder } from '../built-copy.ts';
import { makeRequests, MADE_SEED, writeLine } from '../formats/log-format/made-log.ts';

const folder = newFolder();
afterAll(() => removeFolder(folder));

const OWN = `log_format own '$remote_addr|$time_iso8601|$status|$body_bytes_sent|$request|$http_user_agent';`;
const COMBINED = `log_format c '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';`;
const SERVER_LOG = '2026/11/29 12:00:00 [error] 7#7: *1 connect() failed\n'.repeat(50);

let files = 0;
function fileOf(content: string | Buffer): string {
  const path = join(folder, `${++files}.log`);
  writeFileSync(path, content, 'latin1');
  return path;
}
function logOf(directive: string, count = 200): string {
  const format = parseLogFormat(directive);
  return makeRequests(count, MADE_SEED)
    .map((values) => `${writeLine(format, values)}\n`)
    .join('');
}
async function found(...paths: readonly string[]): Promise<{ formats: readonly string[]; remarks: string[] }> {
  const remarks: string[] = [];
  const { formats } = await findParser(paths, (file, text) => void remarks.push(`${paths.indexOf(file)}: ${text}`));
  return { formats, remarks };
}

test('a combined log needs no format and no remark', async () => {
  expect(await found(fileOf(logOf(COMBINED)))).toEqual({ formats: [], remarks: [] });
});

test('the format of a log is found, and told', async () => {
  const { formats, remarks } = await found(fileOf(logOf(OWN)));
  expect(formats).toHaveLength(1);
  expect(formats[0]).toContain('$remote_addr|$time_iso8601|$status|$body_bytes_sent|$request|$http_user_agent');
  expect(remarks).toEqual([`0: read as ${formats[0]!}`]);
});

test('each file is told about, and a format is tried once', async () => {
  const [one, other] = [fileOf(logOf(OWN)), fileOf(logOf(OWN))];
  const { formats, remarks } = await found(one, fileOf(logOf(COMBINED)), other);
  expect(formats).toHaveLength(1);
  expect(remarks.map((remark) => remark.slice(0, 9))).toEqual(['0: read a', '2: read a']);
});

test('a packed file is looked into', async () => {
  const text = logOf(OWN, 2000);
  expect((await found(fileOf(gzipSync(Buffer.from(text, 'latin1'))))).formats).toEqual(
    (await found(fileOf(text))).formats,
  );
});

test('a long file is looked at in many places', async () => {
  // The beginning is in another format.
  const text = logOf(COMBINED, 1500) + logOf(OWN, 60_000);
  expect(text.length).toBeGreaterThan(5_000_000);
  const { remarks } = await found(fileOf(text));
  expect(remarks.join('')).toContain('$remote_addr|$time_iso8601|$status');
});

describe('no format is found', () => {
  test('for standard input, folders, empty files and files that are missing', async () => {
    expect(await found('-', folder, fileOf(''), fileOf('\n\n'), join(folder, 'gone.log'))).toEqual({
      formats: [],
      remarks: [],
    });
  });

  test('for a file that is no access log', async () => {
    expect((await found(fileOf(SERVER_LOG))).formats).toEqual([]);
  });

  test('for packed data that is damaged', async () => {
    const packed = gzipSync(Buffer.from(logOf(OWN))).subarray(0, 200);
    expect((await found(fileOf(packed))).formats).toEqual([]);
  });
});

test('a log that only partly fits a format is told how to give it', async () => {
  const lines = logOf(OWN).split('\n');
  const text = lines.map((line, i) => (i % 20 === 0 ? line.replace(/\|\d{3}\|/, '|OK|') : line)).join('\n');
  const { formats, remarks } = await found(fileOf(text));
  expect(formats).toEqual([]);
  expect(remarks).toHaveLength(1);
  expect(remarks[0]).toMatch(
    /^0: no known format fits; give the log_format of nginx\.conf with --log-format\. The nearest is log_format inferred '.*'; \(a line does not fit it at \$status\)$/,
  );
});
