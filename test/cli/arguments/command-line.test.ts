// The option --log-format: the format that is given is the one in which the lines are read. And the list of formats.
import { describe, expect, test } from 'vitest';
import { PRESETS } from '../../../src/formats/presets.ts';
import type { Report } from '../../../src/report/report.ts';
import { logscan } from '../../fake-host.ts';

const LINES = [
  '203.0.113.4|29/Nov/2026:12:00:00 +0000|200|GET / HTTP/1.1',
  '203.0.113.5|29/Nov/2026:12:00:01 +0000|499|GET /slow|er HTTP/1.1',
  '203.0.113.6|29/Nov/2026:12:00:02 +0000|400|\\x16\\x03\\x01',
  'another line',
];
const BARE = '$remote_addr|$time_local|$status|$request';

async function reportOf(format: string, lines: readonly string[] = LINES): Promise<Report> {
  const words = ['--log-format', format, '--format', 'json'];
  const { code, stdout } = await logscan(words, { stdin: lines.map((line) => `${line}\n`).join('') });
  expect(code).toBe(0);
  return JSON.parse(stdout) as Report;
}

describe('--log-format', () => {
  test.each([
    ['a directive', `log_format pipes '${BARE}';`],
    [
      'several strings and a comment',
      `log_format pipes '$remote_addr|' # client\n  "$time_local|$status|" '$request';`,
    ],
    ['strings alone', `'$remote_addr|$time_local|' '$status|$request'`],
    ['a bare format', BARE],
    ['a bare format with braces', '${remote_addr}|${time_local}|${status}|${request}'],
  ])('is %s', async (_what, format) => {
    expect((await reportOf(format)).totals).toMatchObject({
      lines: 4,
      unparsed: 1,
      by_status: { 400: 1, 499: 1 },
    });
  });

  test('is used for JSON with escape=json', async () => {
    const format = `log_format j escape=json '{"status":$status,"request":"$request","time":$msec,"ip":"$remote_addr"}';`;
    const lines = ['{"status":499,"request":"GET /a\\"b HTTP/1.1","time":1795953600.123,"ip":"203.0.113.4"}'];
    expect((await reportOf(format, lines)).totals).toMatchObject({ lines: 1, unparsed: 0 });
  });

  test.each([
    [`log_format x escape=xml '$status';`, 'unknown escape "xml"; nginx knows default, json and none.'],
    ['$remote_addr "$request"', 'the format has no $status, so no line says that it is a 400 or 499.'],
    ['$remote_addr $status', 'the format has no $request (and no $request_uri), so no line says what was asked for.'],
    [`log_format x '$status\n$request';`, 'the format has line breaks; logscan reads one line for each request.'],
    ['combinde', 'unknown format "combinde"; did you mean "combined"?'],
    ['weather', 'unknown format "weather"; logscan formats lists all names.'],
    // What a shell leaves of "$remote_addr [$time_local]".
    [' []', '" []" has no $variable; write the format in single quotes, so that the shell keeps each $variable.'],
    [`log_format x '$status`, `a quote is not closed: '$status.`],
  ])('is refused with a reason: %s', async (format, reason) => {
    const { code, stdout, stderr } = await logscan(['--log-format', format], { stdin: '' });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`--log-format: ${reason}`);
  });

  test.each(['apisix', 'APISIX'])('is the name of a known format: %s', async (name) => {
    const { samples } = PRESETS.find((preset) => preset.name === 'apisix')!;
    expect((await reportOf(name, Object.values(samples))).totals).toMatchObject({
      lines: 2,
      unparsed: 0,
      by_status: { 400: 1, 499: 1 },
    });
  });
});

describe('logscan formats', () => {
  test('lists each format with what writes it', async () => {
    const { code, stdout } = await logscan(['formats']);
    expect(code).toBe(0);
    const rows = stdout.trimEnd().split('\n');
    expect(rows.map((row) => row.split(/ {2,}/))).toEqual(PRESETS.map(({ name, title }) => [name, title]));
  });

  test('prints a log_format that --log-format takes', async () => {
    const { code, stdout } = await logscan(['formats', 'apisix']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^log_format main\n {4}'\$remote_addr [^]*';\n$/);
    const { samples } = PRESETS.find(({ name }) => name === 'apisix')!;
    expect((await reportOf(stdout, [samples[400]])).totals).toMatchObject({ entries: 1 });
  });

  test.each([
    [['apisx'], 'formats: unknown format "apisx"; did you mean "apisix"?'],
    [['weather'], 'formats: unknown format "weather"; logscan formats lists all names.'],
    [['apisix', 'kong'], 'formats takes one name; logscan formats lists all names.'],
  ])('refuses %j', async (words, message) => {
    const { code, stdout, stderr } = await logscan(['formats', ...words]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.split('\n')[0]).toBe(`logscan: ${message}`);
  });
});

describe('--by', () => {
  const LOG = 'fixtures/logs/2008-thread.log';

  test('takes several keys, and each of them once', async () => {
    const { stdout } = await logscan([LOG, '--by', 'Status, server', '--by', 'status', '--format', 'json']);
    const { by } = JSON.parse(stdout) as Report;
    expect(by?.map(({ key, groups }) => [key, groups.map(({ value, hits }) => [value, hits])])).toEqual([
      [
        'status',
        [
          ['400', 180],
          ['499', 14],
        ],
      ],
      ['server', [[LOG, 194]]],
    ]);
  });

  test('adds a table to the screen, which follows the filters', async () => {
    const { stdout } = await logscan([LOG, '--by', 'server', '--status', '499']);
    expect(stdout).toMatch(
      /^BY SERVER +hits +400 +499 +of lines +400 page +nginx\n  2008-thread.log +14 +0 +14 +316 /m,
    );
  });

  test('an unknown key', async () => {
    const { code, stderr } = await logscan([LOG, '--by', 'hosts']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('--by: unknown key "hosts"; did you mean "host"?')]);
  });
});
