// Strangers write into the log and must not make logscan slow or large. Each known attack is compared with a log of plain hits.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scan } from '../src/index.ts';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0';
/** Characters of each log. */
const SIZE = 600_000;
/** A log may take at most this many times as long per byte as a log of plain hits. */
const MOST = 3;
/** Factor that a busy machine may add to the ratio of two short runs. */
const SLACK = 1.5;
const TRIES = 4;

/** Makes line number i, with numbers that look random but are the same every time. */
type Kind = (i: number) => string;

const scattered = (i: number): number => Math.imul(i, 0x9e3779b1) >>> 0;
const address = (i: number): string => [1 + ((i >>> 24) % 200), (i >>> 16) & 255, (i >>> 8) & 255, i & 255].join('.');

function line(client: string, second: number, request: string, agent = FIREFOX, status = 499): string {
  const two = (value: number): string => String(value % 60).padStart(2, '0');
  const time = `20/Nov/2026:1${Math.floor(second / 3600) % 10}:${two(Math.floor(second / 60))}:${two(second)} +0000`;
  return `${client} - - [${time}] "${request} HTTP/1.1" ${status} 0 "-" "${agent}"\n`;
}

const plain: Kind = (i) => line(address(scattered(i % 5000)), i >> 6, `GET /p${i % 50}`);

const PARAMETERS = Array.from({ length: 20 }, (_, k) => `filter${k}=${k}`).join('&');
const KINDS: Readonly<Record<string, Kind>> = {
  'many empty parameters': (i) => line(address(i % 20), i >> 6, `GET /search?${'&'.repeat(1600)}${i}`),
  'many parameters': (i) => line(address(i % 20), i >> 6, `GET /search?${'a=1&'.repeat(400)}${i}`),
  'requests with twenty parameters': (i) => line(address(i % 50), i >> 6, `GET /api?${PARAMETERS}&t=${i}`),
  'one client': (i) => line('192.0.2.1', i >> 6, `GET /p${i % 50}`),
  'many clients': (i) => line(address(scattered(i)), i >> 6, `GET /p${i % 50}`),
  'one second': (i) => line(address(scattered(i % 5000)), 0, `GET /p${i % 50}`),
  'times that jump back and forth by 100 s': (i) =>
    line(address(scattered(i % 500)), (i >> 6) + (i & 1) * 100, `GET /p${i % 50}`),
  'times that jump back and forth by 200 s': (i) =>
    line(address(scattered(i % 500)), (i >> 6) + (i & 1) * 200, `GET /p${i % 50}`),
  'times in any order': (i) => line(address(scattered(i)), scattered(i) % 110, `GET /p${i % 50}`),
  'one client whose times jump back and forth': (i) => line('192.0.2.1', (i >> 6) + (i & 1) * 100, `GET /p${i % 50}`),
  'long paths': (i) => line(address(i % 20), i >> 6, `GET /${'a/'.repeat(800)}${i % 7}`),
  'many user agents': (i) =>
    line(
      address(scattered(i % 5000)),
      i >> 6,
      `GET /p${i % 50}`,
      `Agent${scattered(i).toString(36)}/1.0 (an agent with a name)`,
    ),
  'robots with a long word': (i) =>
    line(address(i % 5000), i >> 6, 'GET /', `Mozilla/5.0 (crawl http://x.y) ${'a-'.repeat(220)}${scattered(i)}`),
  'robots with many words': (i) =>
    line(address(i % 5000), i >> 6, 'GET /', `Mozilla/5.0 http://x ${'compatible; '.repeat(38)}${scattered(i)}`),
  'browsers with many versions': (i) =>
    line(address(i % 5000), i >> 6, 'GET /', `Mozilla/5.0 Version/${'1'.repeat(450)}${scattered(i)}`),
  'many hosts': (i) =>
    `h${scattered(i)}.example.com ${line(address(i % 5000), i >> 6, `GET /p${i % 50}`, FIREFOX, 400)}`,
  'blank lines': () => '\n',
};

/** CPU seconds that a log takes. */
async function cost(text: string): Promise<number> {
  const before = process.cpuUsage();
  await scan({ text });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function logOf(kind: Kind, size = SIZE): string {
  const lines: string[] = [];
  for (let i = 0, characters = 0; characters < size; i++) {
    lines.push(kind(i));
    characters += lines[i]!.length;
  }
  return lines.join('');
}

describe('time', () => {
  const plainLog = logOf(plain);

  beforeAll(async () => {
    await cost(plainLog);
  }, 60_000);

  test.each(Object.entries(KINDS))(
    '%s',
    async (_, kind) => {
      const text = logOf(kind);
      // The two runs of a ratio follow each other, so that a busy machine slows both down.
      let least = Infinity;
      for (let i = 0; i < TRIES && least > MOST; i++)
        least = Math.min(least, (await cost(text)) / (await cost(plainLog)));
      expect(least).toBeLessThan(MOST * SLACK);
    },
    120_000,
  );
});

describe('memory', () => {
  const folder = mkdtempSync(join(tmpdir(), 'logscan-cost-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  // Attacks on lists that grow with the text of the log: groups to fix, user agents of clients, whole lines.
  const LARGE: Readonly<Record<string, readonly [kind: Kind, size: number]>> = {
    'groups to fix with many paths': [
      (i) =>
        line(
          `2001:db8::${(1 + (i % 1990)).toString(16)}`,
          i >> 6,
          `GET /${String(scattered(i)).padEnd(12, 'x').repeat(16)}`,
          `uptime${scattered(i)}abcdefghijklmnopqrst/1`,
        ),
      100e6,
    ],
    'lines of 900 kB': [(i) => line(address(i), i, `GET /${'a'.repeat(900_000)}`, FIREFOX, 400), 90e6],
  };

  test.each(Object.entries(LARGE))(
    '%s',
    (_, [kind, size]) => {
      const file = join(folder, 'access.log');
      writeFileSync(file, logOf(kind, size), 'latin1');
      const program = `
        process.argv = ['node', 'logscan', '--jobs', '1', '--format', 'json', ${JSON.stringify(file)}];
        process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS));
        await import(${JSON.stringify(new URL('../bin/logscan.js', import.meta.url).href)});`;
      const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
        encoding: 'latin1',
        maxBuffer: 2 ** 28,
      });
      expect(Number(/peak (\d+)/.exec(stderr)?.[1]) / 1024).toBeLessThan(288);
    },
    180_000,
  );
});
