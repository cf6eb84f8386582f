// The option --log-format: the format that is given is the one in which the lines are read.
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import { logscan } from '../fake-host.ts';

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
    ['main', 'a log_format needs at least one $variable.'],
    [`log_format x '$status`, `a quote is not closed: '$status.`],
  ])('is refused with a reason: %s', async (format, reason) => {
    const { code, stdout, stderr } = await logscan(['--log-format', format], { stdin: '' });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`--log-format: ${reason}`);
  });
});
