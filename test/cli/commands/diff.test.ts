// logscan diff as users see it: logs, reports, one of each; what it refuses; its exit codes.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, describe, expect, test } from 'vitest';
import type { Comparison } from '../../../src/report/shape/comparison.ts';
import { newFolder, removeFolder } from '../../built-copy.ts';
import { logscan } from '../../fake-host.ts';

const THREAD = 'fixtures/logs/2008-thread.log';
const folder = newFolder();
afterAll(() => removeFolder(folder));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** A log of some hours. Every 20th request on a path ends in 499, from an hour on. */
function logWith(from: number, path = '/search'): string {
  return Array.from({ length: 4000 }, (_, index) => {
    const clock = new Date(index * 4000).toISOString().slice(11, 19);
    const isHit = index % 20 === 0 && index * 4 >= from * 3600;
    const rest = isHit ? `"GET ${path}?q=${index} HTTP/1.1" 499 0` : `"GET / HTTP/1.1" 200 ${1000 + index}`;
    return `198.51.${index % 100}.${(index >> 4) % 250} - - [22/Nov/2026:${clock} +0100] ${rest} "-" "Mozilla/5.0 Firefox/130.0"\n`;
  }).join('');
}

const quiet = file('quiet.log', logWith(9));
const busy = file('busy.log', logWith(0));
const later = file('later.log', logWith(2));

async function reportOf(log: string, name: string, format = 'json'): Promise<string> {
  return file(name, (await logscan([log, '--format', format])).stdout);
}

async function comparisonOf(...words: readonly string[]): Promise<Comparison> {
  const { stdout, stderr } = await logscan(['diff', ...words, '--format', 'json']);
  expect(stderr).toBe('');
  return (JSON.parse(stdout) as { comparison: Comparison }).comparison;
}

test('logs and their reports give the same comparison', async () => {
  const logs = await comparisonOf(quiet, busy);
  expect(logs).toMatchObject({ at: null, too_little: null, before: { requests: 4000 }, after: { requests: 4000 } });
  expect(logs.changes[0]).toMatchObject({
    what: 'all',
    word: 'new',
    before: { hits: 0 },
    after: { hits: 200, per_1000: 50 },
  });
  const [a, b] = [await reportOf(quiet, 'a.json'), await reportOf(busy, 'b.ndjson', 'ndjson')];
  expect(await comparisonOf(a, b)).toEqual(logs);
  expect(await comparisonOf(quiet, b)).toEqual(logs);
  expect((await comparisonOf(busy, quiet)).changes[0]).toMatchObject({ word: 'gone' });
});

test('says when it began in the second log', async () => {
  const { changes } = await comparisonOf(quiet, later);
  expect(changes[0]?.began).toMatch(/^2026-11-22T0(?:1:5|2:0)\d:\d\d\+01:00$/);
  const { stdout } = await logscan(['diff', quiet, later]);
  expect(stdout).toContain('More requests fail in later.log: none → 28 of 1,000 requests');
});

test('JSON is what its schema says', async () => {
  const ajv = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false });
  const validate = ajv.compile(JSON.parse(readFileSync('schema/comparison.schema.json', 'utf8')) as object);
  for (const words of [
    [quiet, busy],
    [busy, THREAD],
    [THREAD, THREAD],
  ]) {
    const { stdout } = await logscan(['diff', ...words, '--format', 'json']);
    validate(JSON.parse(stdout));
    expect(validate.errors ?? []).toEqual([]);
  }
});

test('a pattern in quotes is one side, and flags of input hold for both', async () => {
  expect((await comparisonOf(join(folder, '[bq]u*.log'), busy)).before.requests).toBe(8000);
  expect((await comparisonOf(quiet, busy, '--until', '2026-11-22T00:59:59')).after.requests).toBe(900);
});

describe('exit codes', () => {
  test('10 if something is new to fix and --fail-on asks for it', async () => {
    const { code, stderr } = await logscan(['diff', quiet, THREAD, '--fail-on', 'new fix']);
    expect(stderr).toContain('logscan: --fail-on condition holds: new fix cookie-or-header-too-large');
    expect(code).toBe(10);
    expect((await logscan(['diff', quiet, THREAD])).code).toBe(0);
    expect((await logscan(['diff', THREAD, THREAD, '--fail-on', 'new-fix'])).code).toBe(0);
  });

  test('4 for a log that is not there, and nothing is compared', async () => {
    const { code, stdout, stderr } = await logscan(['diff', quiet, join(folder, 'no.log')]);
    expect([code, stdout]).toEqual([4, '']);
    expect(stderr).toMatch(/no\.log: no such file\n$/);
  });
});

describe('refuses', () => {
  test.each<[name: string, content: string, why: string]>([
    ['version', '{"schema_version":2}', 'it has schema_version 2 and this logscan reads 1'],
    ['other', '{"schema_version":1,"period":null}', 'totals is missing'],
    ['torn', '{"schema_version":1,"per', 'it is no whole JSON value'],
    ['lines', '{"type":"finding","file":"a"}\n{"type":"rep', 'its last line is no whole record'],
    ['comparison', '{"schema_version":1,"type":"comparison","comparison":{}}', 'it is a comparison'],
  ])('a file that begins like a report: %s', async (name, content, why) => {
    const path = file(`${name}.json`, content);
    const { code, stdout, stderr } = await logscan(['diff', quiet, path]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(
      `diff: "${path}" begins like a report of logscan, but ${why}; write it again with --format json.`,
    );
  });

  test('a report with a part that is changed in any way is refused, or compared', async () => {
    const report = JSON.parse((await logscan([THREAD, '--format', 'json'])).stdout) as Record<string, unknown>;
    for (const part of ['period', 'totals', 'timeline', 'causes', 'fixes']) {
      for (const value of [1, 'x', [], [null], [[]], {}, { bins: 'x' }, [{ cause: 'no-such' }], [{ top_uris: 3 }]]) {
        const path = file('changed.json', JSON.stringify({ ...report, [part]: value }));
        const { code, stderr } = await logscan(['diff', path, quiet]);
        expect([0, 2], `${part} ${JSON.stringify(value)} ${stderr}`).toContain(code);
      }
    }
  });

  test.each<[words: readonly string[], says: string]>([
    [[quiet], 'diff compares two logs or reports, and there is 1 name'],
    [[quiet, busy, THREAD], 'there are 3 names'],
    [['-', '-'], 'diff can read only one of both from standard input; name the other file.'],
    [[quiet, busy, '--state', 'x'], '--state does not work with diff; leave it out.'],
    [[quiet, busy, '--format', 'ndjson'], 'diff has no findings to print as ndjson; use --format json.'],
    [
      [quiet, busy, '--fail-on', 'fix > 0'],
      '--fail-on: diff knows only the condition "new fix"; leave out the others.',
    ],
  ])('%j', async (words, says) => {
    const { code, stderr } = await logscan(['diff', ...words]);
    expect(stderr).toContain(says);
    expect(code).toBe(2);
  });
});

test('a log without times is not compared, nor is its report', async () => {
  const timeless = file('timeless.log', `192.0.2.7 "GET / HTTP/1.1" 400 157\n`.repeat(300));
  const words = ['--log-format', '$remote_addr "$request" $status $body_bytes_sent'];
  const report = file('timeless.json', (await logscan([timeless, ...words, '--format', 'json'])).stdout);
  const { code, stdout } = await logscan(['diff', report, busy]);
  expect([code, stdout.split('\n').at(-2)]).toEqual([0, 'Nothing can be compared: the log has no times.']);
  const alone = await logscan([timeless, ...words, '--compare-at', '14:30']);
  expect(alone.stdout).toContain('Nothing can be compared: the log has no times.');
});

test('standard input is one side', async () => {
  const { stdout } = await logscan(['diff', quiet, '-', '--format', 'json'], { stdin: logWith(0) });
  expect((JSON.parse(stdout) as { comparison: Comparison }).comparison.after.requests).toBe(4000);
});

describe('--fail-on "new fix" with --state', () => {
  test('nothing is new in the first run, or again', async () => {
    const [log, state] = [file('state.log', logWith(9)), join(folder, 'state')];
    const run = (): ReturnType<typeof logscan> => logscan([log, '--state', state, '--fail-on', 'new fix']);
    expect((await run()).code).toBe(0);
    // The findings of the last lines come with the lines after them.
    const thread = readFileSync(THREAD, 'utf8');
    const end = `192.0.2.1 - - [16/Dec/2008:12:00:00 -0500] "GET / HTTP/1.1" 200 1 "-" "curl/8"\n`;
    writeFileSync(log, thread + end, { flag: 'a' });
    const second = await run();
    expect(second.stderr).toContain('new fix cookie-or-header-too-large');
    expect(second.code).toBe(10);
    writeFileSync(log, thread + end, { flag: 'a' });
    const third = await run();
    expect([third.code, third.stderr]).toEqual([0, '']);
    expect(third.stdout).toContain('cookie-or-header-too-large');
  });

  test('a first run fails for nothing, even if there is something to fix', async () => {
    expect((await logscan([THREAD, '--state', join(folder, 'first'), '--fail-on', 'new fix'])).code).toBe(0);
  });

  test('needs something to compare with', async () => {
    const { code, stderr } = await logscan([THREAD, '--fail-on', 'new fix']);
    expect(stderr).toContain(
      '"new fix" needs something to compare with; add --state or --compare-at, or use logscan diff.',
    );
    expect(code).toBe(2);
  });
});

describe('--compare-at', () => {
  test('what is new to fix since then fails with --fail-on, and what was there does not', async () => {
    const before = Array.from({ length: 200 }, (_, index) => {
      const clock = new Date(index * 1000).toISOString().slice(14, 19);
      return `192.0.2.${index} - - [15/Dec/2008:20:${clock} -0500] "GET / HTTP/1.1" 200 1 "-" "Firefox/3.0"\n`;
    });
    const log = file('before.log', before.join('') + readFileSync(THREAD, 'utf8'));
    const codeAt = async (time: string): Promise<number> =>
      (await logscan([log, '--compare-at', `2008-12-15T${time}`, '--fail-on', 'new fix'])).code;
    expect(await codeAt('20:44')).toBe(10);
    expect(await codeAt('20:57')).toBe(0);
  });

  test.each<[words: readonly string[], says: string]>([
    [['--compare-at', 'soon'], '--compare-at: cannot read the time "soon"'],
    [
      ['--compare-at', '14:30', '-f'],
      '--compare-at needs the lines before that time, and --follow reads new lines; leave out one of them.',
    ],
    [['--compare-at', '14:30', '--state', 'x'], 'and --state reads only what is new; leave out one of them.'],
  ])('%j is refused', async (words, says) => {
    const { code, stderr } = await logscan([THREAD, ...words]);
    expect(stderr).toContain(says);
    expect(code).toBe(2);
  });

  test('the commands of the screen, which keep the flag, work', async () => {
    const { code, stdout } = await logscan([
      THREAD,
      '--compare-at',
      '2008-12-15T20:50',
      '--cause',
      'retried',
      '--lines',
    ]);
    expect([code, stdout === '']).toEqual([0, false]);
  });

  test('several files, packed or not, are one log', async () => {
    const { stdout } = await logscan([
      quiet,
      'fixtures/corpus/dev-newest/access.log.gz',
      '--compare-at',
      '2026-11-22T01:00',
      '--format',
      'json',
    ]);
    const { comparison, totals } = JSON.parse(stdout) as { comparison: Comparison; totals: { entries: number } };
    expect(comparison.at).toBe('2026-11-22T01:00:00+01:00');
    expect(comparison.before.requests + comparison.after.requests).toBe(totals.entries);
  });

  test('is the only difference of the report', async () => {
    const plain = JSON.parse((await logscan([THREAD, '--format', 'json'])).stdout) as object;
    const words = [THREAD, '--compare-at', '2008-12-15T20:50', '--format', 'json'];
    const { comparison, ...rest } = JSON.parse((await logscan(words)).stdout) as { comparison: unknown };
    expect(comparison).toBeDefined();
    expect(rest).toEqual(plain);
  });
});
