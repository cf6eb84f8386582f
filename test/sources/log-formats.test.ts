// Finding the formats of log files before they are read.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { parseLogFormat } from '../../src/formats/log-format/directive.ts';
import { PeekedStream } from '../../src/sources/files/peeked-stream.ts';
import { findFormats } from '../../src/sources/log-formats.ts';
import { newFolder, removeFolder } from '../built-copy.ts';
import { openStdin } from '../fake-host.ts';
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
async function found(...paths: readonly string[]): Promise<Omit<Searched, 'stdin' | 'milliseconds'>> {
  const { formats, learned, foundBy, remarks } = await search(paths, []);
  return { formats, learned, foundBy, remarks };
}

interface Searched {
  readonly formats: readonly string[];
  /** Formats that are tried after combined. */
  readonly learned: readonly string[];
  /** How the format of each input was found. */
  readonly foundBy: readonly (string | undefined)[];
  readonly remarks: string[];
  /** What can still be read of standard input. */
  readonly stdin: string;
  readonly milliseconds: number;
}

/** Finds formats with these chunks on standard input; it stays open where `isLive`. */
async function search(
  inputs: readonly string[],
  chunks: readonly (string | Buffer)[],
  isLive = false,
): Promise<Searched> {
  const remarks: string[] = [];
  const live = openStdin(...chunks);
  if (!isLive) live.push(null);
  const { signal } = new AbortController();
  const begin = performance.now();
  const remark = (file: string, text: string): void => void remarks.push(`${inputs.indexOf(file)}: ${text}`);
  const { parser, streams, formatsOf } = await findFormats({ files: inputs, stdin: live, peeks: true, signal, remark });
  const milliseconds = performance.now() - begin;
  if (isLive) live.push(null);
  let stdin = '';
  for await (const chunk of streams.get('-')!) stdin += (chunk as Buffer).toString('latin1');
  return {
    formats: parser.formats,
    learned: parser.learned,
    foundBy: inputs.map((file) => formatsOf(file).format?.foundBy),
    remarks,
    stdin,
    milliseconds,
  };
}

test('a combined log needs no format and no remark', async () => {
  expect(await found(fileOf(logOf(COMBINED)))).toEqual({
    formats: [],
    learned: [],
    foundBy: ['combined'],
    remarks: [],
  });
});

test('the format of a log is found', async () => {
  const { formats, foundBy, remarks } = await found(fileOf(logOf(OWN)));
  expect(formats).toHaveLength(1);
  expect(formats[0]).toContain('$remote_addr|$time_iso8601|$status|$body_bytes_sent|$request|$http_user_agent');
  expect({ foundBy, remarks }).toEqual({ foundBy: ['inferred'], remarks: [] });
});

test('each file has its format, and a format is tried once', async () => {
  const [one, other] = [fileOf(logOf(OWN)), fileOf(logOf(OWN))];
  const { formats, foundBy } = await found(one, fileOf(logOf(COMBINED)), other);
  expect(formats).toHaveLength(1);
  expect(foundBy).toEqual(['inferred', 'combined', 'inferred']);
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
  const { learned, remarks } = await found(fileOf(text));
  expect(learned.join('')).toContain('$remote_addr|$time_iso8601|$status');
  expect(remarks).toEqual([]);
});

describe('no format is found', () => {
  test('for empty inputs, folders, empty files and files that are missing', async () => {
    expect(await found('-', folder, fileOf(''), fileOf('\n\n'), join(folder, 'gone.log'))).toMatchObject({
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

test('a log that only partly fits a format is told how to give it, and where it fails', async () => {
  const lines = logOf(OWN).split('\n');
  const text = lines.map((line, i) => (i % 20 === 7 ? line.replace(/\|\d{3}\|/, '|OK|') : line)).join('\n');
  const { formats, remarks } = await found(fileOf(text));
  expect(formats).toEqual([]);
  expect(remarks).toHaveLength(1);
  const [, word, share, column] =
    /^0: no known format fits nearly all lines; give the log_format of nginx\.conf, or correct the nearest one: --log-format '(.*)' \((\d+) % of the lines fit it; line 8 does not, from \$status on: column (\d+), "OK\|.*"\)$/.exec(
      remarks[0]!,
    )!;
  expect(Number(share)).toBe(95);
  expect(lines[7]!.indexOf('|', lines[7]!.indexOf('|') + 1) + 2).toBe(Number(column));
  expect(word).toBe('$remote_addr|$time_iso8601|$status|$body_bytes_sent|$request|$http_user_agent');
});

test('a format that fits, but whose user agents look like none, is only proposed', async () => {
  const format = `log_format n escape=json '{"time":"$time_iso8601","ip":"$remote_addr","request":"$request","status":$status,"agent":"some words"}';`;
  const { formats, remarks } = await found(fileOf(logOf(format)));
  expect(formats).toEqual([]);
  expect(remarks).toHaveLength(1);
  expect(remarks[0]).toMatch(
    /^0: a format fits the lines, but it is unsure; give this one if it is right, otherwise the log_format of nginx\.conf: --log-format '.*' \(100 % of the lines fit it\)$/,
  );
});

describe('standard input', () => {
  const own = logOf(OWN, 3000);

  test('its format is found, and nothing of it is lost', async () => {
    const { formats, stdin, milliseconds } = await search(['-'], [own.slice(0, 70_000), own.slice(70_000)]);
    expect(formats[0]).toContain('$remote_addr|$time_iso8601|$status');
    expect(stdin).toBe(own);
    expect(milliseconds).toBeLessThan(1900);
  });

  test.each([
    ['in single bytes', Array.from(Buffer.from(own.slice(0, 20_000), 'latin1'), (byte) => Buffer.of(byte))],
    ['in one line without a line feed', [logOf(OWN, 1).trimEnd()]],
    ['packed', [gzipSync(Buffer.from(own, 'latin1'))]],
    ['packed, in two chunks', [gzipSync(Buffer.from(own)).subarray(0, 3), gzipSync(Buffer.from(own)).subarray(3)]],
  ])('comes %s', async (_how, chunks) => {
    const { formats, stdin } = await search(['-'], chunks);
    expect(formats).toHaveLength(1);
    expect(stdin).toBe(Buffer.concat(chunks.map((chunk) => Buffer.from(chunk))).toString('latin1'));
  });

  test('a live log that is combined is not waited for', async () => {
    const { formats, milliseconds } = await search(['-'], [logOf(COMBINED, 4)], true);
    expect(formats).toEqual([]);
    expect(milliseconds).toBeLessThan(1500);
  });

  test('three lines of a live log may be the beginning of another format', async () => {
    const { formats, milliseconds } = await search(['-'], [logOf(COMBINED, 3)], true);
    expect(formats).toEqual([]);
    expect(milliseconds).toBeGreaterThan(1500);
  });

  test('the format does not depend on the pieces in which a stream comes', async () => {
    const text = logOf(COMBINED, 4) + logOf(OWN, 300);
    const whole = await search(['-'], [text]);
    const lines = await search(['-'], text.split(/(?<=\n)/));
    expect(lines.formats).toEqual(whole.formats);
  });

  test('a live log in another format is waited for, but not long', async () => {
    const { formats, stdin, milliseconds } = await search(['-'], [logOf(OWN, 30)], true);
    expect(formats).toHaveLength(1);
    expect(stdin).toBe(logOf(OWN, 30));
    expect(milliseconds).toBeGreaterThan(1500);
    expect(milliseconds).toBeLessThan(4000);
  });

  test('1,000 lines are enough', async () => {
    const { formats, milliseconds } = await search(['-'], [own], true);
    expect(formats).toHaveLength(1);
    expect(milliseconds).toBeLessThan(1900);
  });

  test('an error of a stream is thrown after the bytes before it', async () => {
    async function* failing(): AsyncGenerator<Buffer> {
      yield Buffer.from('a\n');
      throw Object.assign(new Error('gone'), { code: 'EIO' });
    }
    const stream = new PeekedStream(Readable.from(failing()));
    const { signal } = new AbortController();
    expect(await stream.peek({ milliseconds: 2000, isEnough: () => false, signal })).toEqual({
      chunks: [Buffer.from('a\n')],
      isWhole: false,
    });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const chunk of stream) seen.push(chunk.toString());
    })();
    await expect(reading).rejects.toThrow('gone');
    expect(seen).toEqual(['a\n']);
  });
});
