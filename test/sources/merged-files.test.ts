// Logs that are merged by time, run by run: --state reads what is new of several logs.
import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newFolder, removeFolder } from '../built-copy.ts';
import { logscan } from '../fake-host.ts';

let folder = '';
beforeEach(() => void (folder = newFolder()));
afterEach(() => removeFolder(folder));

const COUNT = 240;

/** The second of a line; both servers write two lines in each. */
const secondOf = (i: number): number => i >> 2;

/** A retry on the other server follows each abort. */
function line(i: number): string {
  const second = secondOf(i);
  const clock = `15:0${Math.floor(second / 60)}:${String(second % 60).padStart(2, '0')}`;
  const status = i % 8 < 2 ? 499 : i % 8 < 4 ? 200 : 404;
  return `192.0.2.${i % 2} - - [22/Nov/2026:${clock} +0000] "GET /${i >> 3} HTTP/1.1" ${status} 0 "-" "Mozilla/5.0 (X11; rv:${i % 2}) Firefox/130.0"\n`;
}

/** A line that is late enough to close all hits. */
const LAST = '192.0.2.9 - - [22/Nov/2026:15:09:00 +0000] "GET / HTTP/1.1" 200 0 "-" "curl/8.5.0"\n';

/** The lines of a server before a second. */
function textOf(server: number, before = Infinity): string {
  const own = Array.from({ length: COUNT }, (_, i) => i).filter((i) => ((i >> 1) + i) % 2 === server);
  return own
    .filter((i) => secondOf(i) < before)
    .map((i) => line(i))
    .join('')
    .concat(before === Infinity ? LAST : '');
}

const TEXTS = [textOf(0), textOf(1)] as const;
const names = (): [string, string] => [join(folder, 'web1.log'), join(folder, 'web2.log')];

interface Found {
  readonly file: string;
  readonly line: number;
  readonly cause: string;
}

/** The findings of a run with --state, as `file:line cause`, in their order. */
async function run(state = 'state'): Promise<string[]> {
  const { code, stdout, stderr } = await logscan([...names(), '--state', join(folder, state), '--format', 'ndjson']);
  expect([code, stderr]).toEqual([0, '']);
  return stdout
    .trimEnd()
    .split('\n')
    .map((one) => JSON.parse(one) as Found & { readonly type: string })
    .filter(({ type }) => type === 'finding')
    .map(({ file, line: number, cause }) => `${file.slice(folder.length + 1)}:${number} ${cause}`);
}

function write(first: string, second: string): void {
  const [a, b] = names();
  writeFileSync(a, first);
  writeFileSync(b, second);
}

test('the first run merges logs as a run without --state does', async () => {
  write(...TEXTS);
  const { stdout } = await logscan([...names(), '--format', 'ndjson']);
  const merged = [...stdout.matchAll(/web\d\.log","line":\d+/g)].map(([place]) => place.replace('","line":', ':'));
  const found = await run();
  expect(found).toHaveLength(COUNT / 4);
  expect(found.map((one) => one.replace(/ .*/, ''))).toEqual(merged);
  expect(found.some((one) => one.endsWith(' retried'))).toBe(true);
});

test('runs that end at the same second in all logs find what one run finds', async () => {
  write(...TEXTS);
  const whole = await run('whole');
  const parts: string[] = [];
  for (const before of [7, 20, 21, 55, Infinity]) {
    write(textOf(0, before), textOf(1, before));
    parts.push(...(await run()));
  }
  expect(parts).toEqual(whole);
});

test('wherever the logs end, also in a line, every line is read once', async () => {
  write(...TEXTS);
  const places = (found: readonly string[]): string[] => found.map((one) => one.replace(/ .*/, '')).sort();
  const whole = places(await run('whole'));
  const cut = fc.tuple(fc.nat(TEXTS[0].length), fc.nat(TEXTS[1].length));
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(cut, { minLength: 1, maxLength: 4 }), async (cuts) => {
      const state = `state ${runs++}`;
      const found: string[] = [];
      let [a, b] = [0, 0];
      for (const [toA, toB] of [...cuts, [Infinity, Infinity] as const]) {
        [a, b] = [Math.max(a, toA), Math.max(b, toB)];
        write(TEXTS[0].slice(0, a), TEXTS[1].slice(0, b));
        found.push(...(await run(state)));
      }
      expect(places(found)).toEqual(whole);
    }),
    { numRuns: 25 },
  );
});

test('a log that was rotated since the last run is read in its own order', async () => {
  const [a] = names();
  write(textOf(0, 20), textOf(1, 20));
  const found = await run();
  appendFileSync(a, textOf(0, 30).slice(textOf(0, 20).length));
  renameSync(a, `${a}.1`);
  write(textOf(0).slice(textOf(0, 30).length), textOf(1));
  found.push(...(await run()));
  expect(found.some((one) => one.startsWith('web1.log.1:'))).toBe(true);
  expect(found.length).toBe(COUNT / 4);
});

test('a log that cannot be read does not stop the others', async () => {
  const [, b] = names();
  write(...TEXTS);
  const words = [join(folder, 'gone.log'), b, '--state', join(folder, 'state'), '--format', 'ndjson'];
  const { code, stdout, stderr } = await logscan(words);
  expect([code, stderr]).toEqual([4, expect.stringContaining('gone.log: no such file')]);
  expect(stdout.split('"type":"finding"')).toHaveLength(1 + COUNT / 8);
});
