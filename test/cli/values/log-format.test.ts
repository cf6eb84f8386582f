// The format of a log is found wherever its lines come from: files, standard input, pipes, and logs that grow.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, createWriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parseLogFormat } from '../../../src/formats/log-format/directive.ts';
import { PRESETS } from '../../../src/formats/presets.ts';
import type { Report } from '../../../src/report/report.ts';
import { copyRepository, newFolder, removeFolder } from '../../built-copy.ts';
import { FakeHost, logscan, openStdin } from '../../fake-host.ts';
import { MADE_SEED, makeRequests, writeLine } from '../../formats/log-format/made-log.ts';

const folder = newFolder();
afterAll(() => removeFolder(folder));

const JSON_FORMAT = `log_format j escape=json '{"time":"$time_iso8601","ip":"$remote_addr","status":$status,"size":$body_bytes_sent,"request":"$request","agent":"$http_user_agent"}';`;
const COMBINED = `log_format c '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';`;
const OWN = `log_format own '$remote_addr|$time_iso8601|$status|$body_bytes_sent|$request|$http_user_agent';`;
const isWindows = process.platform === 'win32';

function logOf(directive: string, count = 300): string {
  const format = parseLogFormat(directive);
  return makeRequests(count, MADE_SEED)
    .map((values) => `${writeLine(format, values)}\n`)
    .join('');
}
const LOG = logOf(JSON_FORMAT);
let files = 0;
function fileOf(content: string): string {
  const path = join(folder, `${++files}.log`);
  writeFileSync(path, content, 'latin1');
  return path;
}
function reportIn(stdout: string): Report {
  return JSON.parse(stdout) as Report;
}

describe('JSON is read', () => {
  let asFile: Report;
  beforeAll(async () => {
    asFile = reportIn((await logscan(['--format', 'json', fileOf(LOG)])).stdout);
    expect(asFile.totals).toMatchObject({ lines: 300, unparsed: 0 });
    expect(asFile.totals.by_status[400]).toBeGreaterThan(0);
  });

  test.each([
    ['on standard input', LOG],
    ['packed on standard input', gzipSync(Buffer.from(LOG, 'latin1'))],
    ['in small pieces', LOG.match(/[^]{1,1000}/g)!],
  ])('%s', async (_where, stdin) => {
    const { stdout } = await logscan(['--format', 'json'], { stdin });
    const { totals, causes } = reportIn(stdout);
    expect({ totals, causes }).toEqual({ totals: asFile.totals, causes: asFile.causes });
  });

  test.skipIf(isWindows)('from a named pipe', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const run = logscan(['--format', 'json', pipe]);
    createWriteStream(pipe).end(LOG, 'latin1');
    expect(reportIn((await run).stdout).totals).toEqual(asFile.totals);
  });

  test('from a log that is followed', async () => {
    const log = fileOf(LOG);
    const report = await follow(log, () => Promise.resolve());
    expect(report?.totals).toEqual(asFile.totals);
  });

  test('from a log that is empty when following begins', async () => {
    const log = fileOf('');
    const report = await follow(log, async () => {
      appendFileSync(log, LOG.slice(0, 5000), 'latin1');
      await new Promise((resolve) => setTimeout(resolve, 300));
      appendFileSync(log, LOG.slice(5000), 'latin1');
    });
    expect(report?.totals).toEqual(asFile.totals);
  });

  async function follow(log: string, act: () => Promise<void>): Promise<Report | undefined> {
    const host = new FakeHost(['--format', 'json', '-f', log]);
    const run = host.run();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await act();
    await vi.waitFor(
      async () => {
        host.send('SIGUSR1');
        await new Promise((resolve) => setTimeout(resolve, 100));
        expect(reportsIn(host.stdout.text).at(-1)?.totals.lines).toBe(300);
      },
      { timeout: 8000, interval: 200 },
    );
    host.send('SIGTERM');
    await run;
    return reportsIn(host.stdout.text).at(-1);
  }
});

// With -f one report follows the other.
function reportsIn(stdout: string): Report[] {
  return (stdout.match(/[^\n]+/g) ?? []).map(reportIn);
}

describe('the report names the format and how it was found', () => {
  const apisix = PRESETS.find(({ name }) => name === 'apisix')!;
  const logged = `${Object.values(apisix.samples).join('\n')}\n`;
  const PIPES = '$remote_addr|$time_local|$status|$request';
  const pipes = '203.0.113.4|29/Nov/2026:12:00:00 +0000|400|GET / HTTP/1.1\n';

  test.each<[string, readonly string[], string, object, string]>([
    [
      'combined',
      [],
      '192.0.2.7 - - [29/Nov/2026:12:00:00 +0000] "GET / HTTP/1.1" 400 157 "-" "curl/8"\n',
      { found_by: 'combined', name: null, directive: null, also_fits: [] },
      '',
    ],
    [
      'a preset',
      [],
      logged,
      { found_by: 'preset', name: 'apisix', directive: apisix.directive, also_fits: ['apisix-old'] },
      'log_format apisix (or apisix-old)',
    ],
    ['inferred', [], LOG, { found_by: 'inferred', name: null }, 'log_format inferred from the lines'],
    [
      'given',
      ['--log-format', PIPES],
      pipes,
      { found_by: 'option', name: null, directive: PIPES },
      'log_format from --log-format',
    ],
    [
      'given by its name',
      ['--log-format', 'apisix'],
      logged,
      { found_by: 'option', name: 'apisix', directive: apisix.directive },
      'log_format apisix from --log-format',
    ],
  ])('%s', async (_how, words, log, expected, head) => {
    const { stdout, stderr } = await logscan([...words, '--format', 'json', fileOf(log)]);
    const { inputs } = reportIn(stdout);
    expect(inputs).toMatchObject([{ log_format: expected }]);
    // Nobody has to do anything.
    expect(stderr).toBe('');
    const { stdout: text } = await logscan([...words], { stdin: log, columns: 100 });
    expect(/log_format.*?(?= {3}|$)/m.exec(text.split('\n\n')[0]!)?.[0] ?? '').toBe(head);
  });

  test('each input has its own', async () => {
    const { stdout } = await logscan(['--format', 'json', fileOf(LOG), fileOf(logged)]);
    expect(reportIn(stdout).inputs.map(({ log_format }) => log_format?.found_by)).toEqual(['inferred', 'preset']);
  });

  test('a log whose addresses look alike is not taken for certain', async () => {
    const lines = Array.from(
      { length: 60 },
      (_, i) =>
        `203.0.113.${i} 198.51.100.${(i * 7) % 60} [29/Nov/2026:12:00:${String(i).padStart(2, '0')} +0000] "GET /${i} HTTP/1.1" ${i % 9 === 0 ? 499 : 200} ${i % 9 === 0 ? 0 : 612 + i} "curl/8.5.0"\n`,
    );
    const { remarks } = reportIn((await logscan(['--format', 'json', fileOf(lines.join(''))])).stdout);
    expect(remarks.map(({ code }) => code)).toContain('format-undecided');
  });

  test('if none fits, the exit code is 3, and the nearest format can be pasted', async () => {
    const lines = logOf(OWN).split('\n');
    const log = fileOf(lines.map((line, i) => (i % 20 === 7 ? line.replace(/\|\d{3}\|/, '|OK|') : line)).join('\n'));
    const { code, stderr } = await logscan([log]);
    expect(code).toBe(3);
    const word = /--log-format '(.*)' \(95 % of the lines fit it; line 8 does not, from \$status on/.exec(stderr)?.[1];
    const { totals } = reportIn((await logscan(['--format', 'json', '--log-format', word!, log])).stdout);
    expect(totals.entries).toBe(285);
  });
});

test('a --log-format with other signs than those of ASCII fits its lines', async () => {
  const directive = `log_format own '$remote_addr – [$time_local] Méthode: "$request" $status';`;
  // The file holds the bytes that nginx wrote, each of which is a character here.
  const log = fileOf(logOf(Buffer.from(directive, 'utf8').toString('latin1')));
  const report = reportIn((await logscan(['--format', 'json', '--log-format', directive, log])).stdout);
  expect(report.totals).toMatchObject({ entries: 300, unparsed: 0 });
  expect(report.inputs[0]?.log_format?.directive).toBe(directive);
  const { stderr } = await logscan(['--log-format', `log_format own 'é $status`, log]);
  expect(stderr).toContain(`'é $status`);
});

describe('a format with letters that are not ASCII', () => {
  const format = '$remote_addr – Métodó: $request_method | $request_uri | $status [$time_local]';
  const directive = `log_format own '${format}';`;
  const path = join(folder, 'letters.log');
  beforeAll(() => {
    const line = '192.0.2.1 – Métodó: GET | /a?b | 499 [29/Nov/2026:12:00:00 +0000]';
    writeFileSync(path, `${line}\n${line.replace('GET', 'POST')}\n`);
  });

  test.each([format, directive])('fits the bytes of the lines: %s', async (text) => {
    const { totals, inputs } = reportIn((await logscan(['--format', 'json', '--log-format', text, path])).stdout);
    expect(totals).toMatchObject({ entries: 2, unparsed: 0, by_status: { 400: 0, 499: 2 } });
    expect(inputs[0]!.log_format!.directive).toBe(text);
  });

  test('stands in the config file', async () => {
    const config = join(folder, 'letters.toml');
    writeFileSync(config, `log-format = ${JSON.stringify(format)}\n`);
    const { totals } = reportIn((await logscan(['--format', 'json', '--config', config, path])).stdout);
    expect(totals).toMatchObject({ entries: 2, unparsed: 0 });
  });

  test('has fields that are named with --field', async () => {
    const json = join(folder, 'letters.json');
    const line = '{"time":"2026-11-29T12:00:00+00:00","ip":"192.0.2.1","requête":"GET / HTTP/1.1","état":"499"}\n';
    writeFileSync(json, line.repeat(8));
    const fields = ['--field', 'status=état', '--field', 'request=requête'];
    const { totals } = reportIn((await logscan(['--format', 'json', ...fields, json])).stdout);
    expect(totals).toMatchObject({ entries: 8, unparsed: 0, by_status: { 400: 0, 499: 8 } });
  });
});

describe('--field', () => {
  // Neither the names nor the values show which number is the status.
  const odd = `log_format o escape=json '{"t":"$time_iso8601","c":{"who":"$remote_addr"},"resp":{"kind":$upstream_status,"code":$status},"q":"$request","ua":"$http_user_agent"}';`;
  const log = logOf(odd)
    .split('\n')
    .map((line) => line.replace(/"kind":.*?,"code"/, '"kind":200,"code"'))
    .join('\n');

  test.each([
    ['a file', [fileOf(log)], undefined],
    ['standard input', [], log],
  ])('says which field is which variable: %s', async (_where, words, stdin) => {
    const fields = ['--field', 'status=resp.code', '--field', 'remote_addr=c.who'];
    const { stdout, stderr } = await logscan(
      ['--format', 'json', ...fields, ...words],
      stdin === undefined ? {} : { stdin },
    );
    const { totals, inputs } = reportIn(stdout);
    expect(stderr).toBe('');
    expect(totals.unparsed).toBe(0);
    expect(inputs[0]!.log_format?.directive).toContain('"code":$status}');
    expect(totals.by_status[400] + totals.by_status[499]).toBe(51);
  });

  test('the other field of the same form', async () => {
    const { stdout } = await logscan(['--format', 'json', '--field', 'status=resp.kind', fileOf(log)]);
    expect(reportIn(stdout).totals.by_status).toEqual({ '400': 0, '499': 0 });
  });

  test('LTSV', async () => {
    const ltsv = logOf(
      `log_format l 'time:$time_iso8601\\tip:$remote_addr\\ta:200\\tb:$status\\treq:$request\\tua:$http_user_agent';`,
    );
    const { stdout } = await logscan(['--format', 'json', '--field', 'status=b', fileOf(ltsv)]);
    const { totals } = reportIn(stdout);
    expect(totals.by_status[400] + totals.by_status[499]).toBe(51);
  });

  test('a key that the lines do not have is named, with those that they have', async () => {
    const { stderr } = await logscan(['--field', 'status=resp.cod', fileOf(log)]);
    expect(stderr).toContain(
      'its lines have no field "resp.cod"; their names are t, c.who, resp.kind, resp.code, q, ua',
    );
  });

  test('a field whose values are no values of the variable', async () => {
    const { code, stderr } = await logscan(['--field', 'status=c.who', fileOf(log)]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/\(0 % of the lines fit it; line \d+ does not, from \$status on: column \d+, "[\d.a-f:]+/);
  });

  test.each([
    [['status'], '--field: "status" is not VARIABLE=KEY; write it like status=resp.code.'],
    [['=x'], '--field: "=x" is not VARIABLE=KEY; write it like status=resp.code.'],
    [['statsu=x'], '--field: unknown variable "statsu"; did you mean "status"?'],
    [['status=x', 'status=y'], '--field: the variable "status" is given twice; leave out one of them.'],
    [['status=x', 'request=x'], '--field: the key "x" is given twice; leave out one of them.'],
  ])('%j is refused', async (words, message) => {
    const { code, stderr } = await logscan(
      words.flatMap((word) => ['--field', word]),
      { stdin: '' },
    );
    expect({ code, message: stderr.split('\n')[0] }).toEqual({ code: 2, message: `logscan: ${message}` });
  });
});

describe('--client-field and --trusted-proxy', () => {
  const line = (second: number, address: string, forwarded: string): string =>
    `${address} - - [29/Nov/2026:12:00:0${second} +0000] "GET /a HTTP/1.1" 400 157 "-" "curl/8.5.0" "${forwarded}"\n`;
  const log =
    line(0, '10.0.0.1', '198.51.100.66, 203.0.113.4') +
    line(1, '203.0.113.9', '198.51.100.66') +
    line(2, '10.0.0.1', '-');

  async function clientsOf(words: readonly string[], text = log): Promise<(string | undefined)[]> {
    const { stdout, stderr } = await logscan(['--format', 'ndjson', ...words, fileOf(text)]);
    expect(stderr).toBe('');
    const records = stdout
      .trimEnd()
      .split('\n')
      .slice(0, -1)
      .map((one) => JSON.parse(one) as Record<string, string>);
    return records.map(({ client, remote_addr }) => client ?? remote_addr);
  }

  test.each([
    [[], ['198.51.100.66', '198.51.100.66', '10.0.0.1']],
    [
      ['--client-field', 'http_x_forwarded_for'],
      ['198.51.100.66', '198.51.100.66', '10.0.0.1'],
    ],
    [
      ['--client-field', 'remote_addr'],
      ['10.0.0.1', '203.0.113.9', '10.0.0.1'],
    ],
    [
      ['--trusted-proxy', '10.0.0.0/8'],
      ['203.0.113.4', '203.0.113.9', '10.0.0.1'],
    ],
    [
      ['--trusted-proxy', '192.0.2.0/24', '--trusted-proxy', '10.0.0.1'],
      ['203.0.113.4', '203.0.113.9', '10.0.0.1'],
    ],
  ])('%j', async (words, clients) => {
    expect(await clientsOf(words)).toEqual(clients);
    // The kernel would take remote_addr of a plain line.
    if (words.length > 0) expect(await clientsOf(words, log.replaceAll(' "-"\n', '\n'))).toEqual(clients);
  });

  test('a variable of a given format', async () => {
    const format = '$remote_addr|$http_cf_connecting_ip|$time_local|$status|$request';
    const text = '10.0.0.1|203.0.113.4|29/Nov/2026:12:00:00 +0000|400|GET / HTTP/1.1\n';
    const words = ['--log-format', format, '--client-field', '$http_cf_connecting_ip'];
    expect(await clientsOf(words, text)).toEqual(['203.0.113.4']);
    expect(await clientsOf([...words, '--trusted-proxy', '192.0.2.1'], text)).toEqual(['10.0.0.1']);
  });

  test.each<[readonly string[], string, RegExp]>([
    [
      ['--client-field', 'http_cf_connecting_ip'],
      log,
      /^logscan: --client-field: ".*\.log" has no \$http_cf_connecting_ip; name another variable with --client-field, or add this one to log_format\.$/m,
    ],
    [['--trusted-proxy', '10.0.0.1'], LOG, /^logscan: --client-field: ".*\.log" has no \$http_x_forwarded_for; name/m],
    [
      ['--log-format', '$status "$request"', '--client-field', 'http_x_real_ip'],
      log,
      /^logscan: --client-field: the log_format has no \$http_x_real_ip; name another variable/m,
    ],
    [
      ['--client-field', 'X-Real-IP'],
      log,
      /^logscan: --client-field: "X-Real-IP" is not a variable of nginx; write it like/m,
    ],
    [
      ['--trusted-proxy', '10.0.0.0/40'],
      log,
      /^logscan: --trusted-proxy: "10\.0\.0\.0\/40" is not an address or a network; write/m,
    ],
  ])('%j is refused', async (words, text, message) => {
    const { code, stdout, stderr } = await logscan([...words, fileOf(text)]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  test('an empty log is not refused', async () => {
    expect((await logscan(['--client-field', 'http_x_real_ip', fileOf('')])).code).toBe(0);
  });

  test('of several logs, one that lacks the variable is named', async () => {
    const { code, stderr } = await logscan(['--trusted-proxy', '10.0.0.1', fileOf(log), fileOf(LOG)]);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^logscan: .*\.log: its lines have no \$http_x_forwarded_for; their client is remote_addr\n$/,
    );
  });
});

describe('a format that changes in the middle of a log', () => {
  const combined = logOf(COMBINED);
  const changed = combined + LOG;

  test('is found before the log is read', async () => {
    const { inputs, totals } = reportIn((await logscan(['--format', 'json', fileOf(changed)])).stdout);
    expect(totals).toMatchObject({ lines: 600, unparsed: 0 });
    expect(inputs).toMatchObject([
      { log_format: { found_by: 'combined' }, later_log_formats: [{ found_by: 'inferred', from_line: 301 }] },
    ]);
  });

  test('is found while standard input is read; 20 lines do not fit before that', async () => {
    const { inputs, totals, unparsed } = reportIn(
      (await logscan(['--format', 'json'], { stdin: [combined, LOG] })).stdout,
    );
    expect(totals).toMatchObject({ lines: 600, unparsed: 20 });
    expect(unparsed[0]).toMatchObject({ line: 301, reason: 'JSON, not the combined format' });
    expect(inputs).toMatchObject([{ later_log_formats: [{ found_by: 'inferred', from_line: 321 }] }]);
  });

  test('and changes back', async () => {
    const stdin = [combined, LOG, combined, logOf(OWN)];
    const { inputs, totals } = reportIn((await logscan(['--format', 'json'], { stdin })).stdout);
    expect(totals).toMatchObject({ lines: 1200, unparsed: 40 });
    expect(inputs[0]!.later_log_formats).toHaveLength(2);
    const text = (await logscan([], { stdin, columns: 100 })).stdout;
    expect(text).toContain('log_format inferred from the lines from line 321 on');
  });

  test('is not looked for if the format is given', async () => {
    const words = ['--format', 'json', '--log-format', 'combined'];
    const { inputs, totals } = reportIn((await logscan(words, { stdin: [combined, LOG] })).stdout);
    expect(totals).toMatchObject({ unparsed: 300 });
    expect(inputs[0]!.later_log_formats).toBeUndefined();
  });

  test('stays known in the next run with --state', async () => {
    const [log, state] = [fileOf(combined), join(folder, 'state')];
    const run = async (): Promise<Report> =>
      reportIn((await logscan(['--format', 'json', '--state', state, log])).stdout);
    expect((await run()).totals).toMatchObject({ lines: 300, unparsed: 0 });
    appendFileSync(log, LOG, 'latin1');
    expect((await run()).totals).toMatchObject({ lines: 300, unparsed: 0 });
    appendFileSync(log, LOG.split('\n', 1)[0]! + '\n', 'latin1');
    expect((await run()).totals).toMatchObject({ lines: 1, unparsed: 0 });
  });
});

test('a live log that gives one line is not waited for long', async () => {
  const [line] = LOG.split('\n');
  const host = new FakeHost(['--format', 'ndjson'], {
    stdin: openStdin(`${line!.replace(/"status":\d+/, '"status":400')}\n`),
  });
  const run = host.run();
  await new Promise((resolve) => setTimeout(resolve, 3000));
  host.send('SIGTERM');
  const { stdout } = await run;
  expect(stdout).toContain('"entries":1');
}, 15_000);

describe.skipIf(isWindows)('the program', () => {
  let program: string;
  beforeAll(() => {
    program = copyRepository({ compiled: true });
  }, 120_000);
  afterAll(() => removeFolder(program));

  test('reads JSON from process substitutions', () => {
    const [one, other] = [fileOf(LOG), fileOf(logOf(JSON_FORMAT, 100))];
    const command = `node bin/logscan.js --format json <(cat ${one}) <(gzip -c ${other})`;
    const { totals } = reportIn(execFileSync('bash', ['-c', command], { cwd: program, encoding: 'utf8' }));
    expect(totals).toMatchObject({ lines: 400, unparsed: 0 });
  }, 30_000);

  test('learns the same in one thread and in two, with the kernel and without it', () => {
    // The change is between the places that are looked at before.
    const combined = logOf(COMBINED, 1000);
    const copies = Math.ceil((34 * 2 ** 20) / combined.length);
    const log = fileOf(combined.repeat(copies) + LOG + combined);
    const run = (jobs: string, kernel = 'on'): string =>
      execFileSync('node', ['bin/logscan.js', '--format', 'ndjson', '--jobs', jobs, log], {
        cwd: program,
        encoding: 'latin1',
        maxBuffer: 2 ** 30,
        env: { ...process.env, LOGSCAN_KERNEL: kernel },
      });
    const one = run('1');
    expect(run('2') === one).toBe(true);
    expect(run('2', 'off') === one).toBe(true);
    const report = reportIn(one.slice(one.lastIndexOf('\n', one.length - 2) + 1));
    expect(report.totals).toMatchObject({ lines: 1000 * copies + 1300, unparsed: 20 });
    expect(report.inputs).toMatchObject([{ later_log_formats: [{ from_line: 1000 * copies + 21 }] }]);
  }, 180_000);

  test('ends at once when a pipe never gets a writer', async () => {
    const pipe = join(folder, 'silent');
    execFileSync('mkfifo', [pipe]);
    const child = spawn('node', ['bin/logscan.js', pipe], { cwd: program });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(143);
  }, 30_000);
});
