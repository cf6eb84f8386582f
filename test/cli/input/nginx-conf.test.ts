// --nginx-conf: the configuration that wrote the logs, with real logs of nginx where it is installed.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import type { Report } from '../../../src/report/report.ts';
import { FakeHost, logscan } from '../../fake-host.ts';

const NGINX = '/usr/sbin/nginx';
const folder = mkdtempSync(join(tmpdir(), 'nginx-conf-flag-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function file(text: string | Buffer, ending = 'conf'): string {
  const path = join(folder, `${++files}.${ending}`);
  writeFileSync(path, text, 'latin1');
  return path;
}

async function reportOf(...words: readonly string[]): Promise<{ report: Report; stderr: string }> {
  const { stdout, stderr } = await logscan([...words, '--format', 'json']);
  return { report: JSON.parse(stdout) as Report, stderr };
}

const OWN = "log_format own '$remote_addr|$time_iso8601|$status|$body_bytes_sent|$request|$http_user_agent';";
function ownLog(name: string, count = 50): string {
  const path = join(folder, name);
  const line = (i: number): string =>
    `192.0.2.1|2026-11-29T12:00:${String(i).padStart(2, '0')}+00:00|${i % 2 === 0 ? 200 : 499}|0|GET /${i} HTTP/1.1|curl/8.5.0\n`;
  writeFileSync(path, Array.from({ length: count }, (_, i) => line(i)).join(''));
  return path;
}

describe('a configuration that cannot be read', () => {
  const deep = 'a{'.repeat(100);
  test.each<[string, string | Buffer, string]>([
    ['a brace too many', 'http {\n}\n}\n', 'unexpected "}" in FILE:3; nginx -t checks it.'],
    ['an open quote', 'user "a;\n', 'unexpected end of file, expecting ";" or "}" in FILE:2; nginx -t checks it.'],
    [
      'a long open quote',
      `user "${'a'.repeat(5000)}`,
      'too long parameter, probably missing terminating """ character in FILE:1; nginx -t checks it.',
    ],
    [
      'binary data',
      Buffer.from([0, 1, 2, 255, 59]),
      'unknown directive "\\x00\\x01\\x02\\xFF" in FILE:1; nginx -t checks it.',
    ],
    ['many blocks', deep, 'blocks are nested more than 32 deep in FILE:1; nginx -t checks it.'],
  ])('%s is an error with its place', async (_name, text, said) => {
    const path = file(text);
    const { code, stderr, stdout } = await logscan(['--nginx-conf', path]);
    const shown = said.replace('FILE', path).replace('\\xFF', '\u00ff');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.split('\n')[0]).toBe(`logscan: --nginx-conf: ${shown}`);
  });

  test('is not read beyond 64 MiB', async () => {
    const { code, stderr } = await logscan(['--nginx-conf', file(Buffer.alloc(65 * 1024 * 1024, 'a b;\n'))]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^logscan: --nginx-conf: more than 64 MiB of configuration in /);
  });

  test('may be missing, or a folder', async () => {
    for (const name of [join(folder, 'gone.conf'), folder]) {
      const { code, stderr } = await logscan(['--nginx-conf', name, 'a.log']);
      expect(code).toBe(2);
      expect(stderr).toContain(`in ${name}; name nginx.conf, or a file with the output of nginx -T.\n`);
    }
  });
});

describe('the logs', () => {
  test('are read in the formats of the configuration', async () => {
    const log = ownLog('own.log');
    const conf = file(`http { ${OWN} access_log ${log} own; }`);
    const { report, stderr } = await reportOf('--nginx-conf', conf, log);
    expect(stderr).toBe('');
    expect(report.inputs[0]?.log_format).toMatchObject({ found_by: 'nginx.conf', name: 'own' });
    expect(report.totals.by_status).toEqual({ '400': 0, '499': 25 });
  });

  test('are those of the configuration if none is named', async () => {
    const log = ownLog('named.log');
    const conf = file(`http { ${OWN}\nserver { access_log ${log} own; }\nserver { access_log off; access_log /x; } }`);
    const { report, stderr } = await reportOf('--nginx-conf', conf);
    expect(stderr).toContain(
      `logscan: ${files}.conf: access_log off (${files}.conf:3): these requests are in no log\n`,
    );
    expect(report.inputs.map((input) => input.file)).toEqual([log]);
    const { code, stderr: none } = await logscan(['--nginx-conf', file('http { access_log off; }')]);
    expect(code).toBe(2);
    expect(none).toContain(`logscan: --nginx-conf: no access log of ${files}.conf is here; name the log files.\n`);
  });

  test('may have more columns than combined, which the configuration names', async () => {
    const log = file(
      Array.from(
        { length: 50 },
        (_, i) =>
          `192.0.2.1 - - [29/Nov/2026:12:00:${10 + i} +0000] "GET /${i} HTTP/1.1" 200 5 "-" "curl/8.5.0" 0.123 0.122 . - 4321\n`,
      ).join(''),
      'log',
    );
    const conf = file(`http { access_log ${log}; server { } }`);
    const { report, stderr } = await reportOf('--nginx-conf', conf, log);
    const { report: without } = await reportOf(log);
    expect(stderr).toContain('the lines have more columns than combined has');
    expect(without.inputs[0]?.log_format?.found_by).toBe('inferred');
    expect(report.inputs).toEqual(without.inputs);
  });

  test('may be copied: then the name says which access_log wrote them, and stderr says so', async () => {
    const log = ownLog('copied.log');
    const conf = file(`http { ${OWN} access_log /var/log/nginx/copied.log own; }`);
    const { report, stderr } = await reportOf('--nginx-conf', conf, log);
    const origin = `log_format own (${files}.conf:1), of the access_log with this name (${files}.conf:1)`;
    expect(stderr).toBe(`logscan: ${log}: read as ${origin}\n`);
    expect(report.totals.entries).toBe(50);
  });

  test('are looked at for another format if they are older than the configuration', async () => {
    const log = ownLog('old.log');
    const conf = file(`http { log_format new '$status $request'; access_log ${log} new; }`);
    const { report, stderr } = await reportOf('--nginx-conf', conf, log);
    expect(stderr).toContain(`only 0 % of the lines fit log_format new (${files}.conf:1). Is the log older`);
    expect(report.totals.entries).toBe(50);
  });

  test('are read in the format of --log-format, if it is given', async () => {
    const log = ownLog('given.log');
    const conf = file(`http { log_format new '$status $request'; access_log ${log} new; }`);
    const { report, stderr } = await reportOf('--nginx-conf', conf, '--log-format', OWN, log);
    expect([stderr, report.totals.entries]).toEqual(['', 50]);
  });

  test('are followed in the formats of the configuration, also if they are empty at first', async () => {
    const log = join(folder, 'followed.log');
    writeFileSync(log, '');
    const conf = file(`http { ${OWN} access_log ${log} own; }`);
    const host = new FakeHost(['-f', '--nginx-conf', conf, '--format', 'json']);
    const ran = host.run();
    await sleep(300);
    // So few lines would not show their format.
    writeFileSync(log, readFileSync(ownLog('lines.log', 2)));
    await sleep(500);
    host.send('SIGINT');
    const { stdout, stderr } = await ran;
    expect((JSON.parse(stdout) as Report).totals).toMatchObject({ entries: 2, unparsed: 0 });
    expect(stderr).toBe('');
  });

  test('may come on standard input, or the configuration may', async () => {
    const log = ownLog('stream.log');
    const text = `http { ${OWN} access_log ${log} own; }`;
    const words = ['--nginx-conf', file(text), '-', '--format', 'json'];
    const piped = await logscan(words, { stdin: readFileSync(log) });
    expect((JSON.parse(piped.stdout) as Report).totals.entries).toBe(50);
    const dump = `nginx: the configuration file x syntax is ok\n# configuration file /etc/nginx/nginx.conf:\n${text}`;
    const dumped = await logscan(['--nginx-conf', '-', log], { stdin: dump });
    expect([dumped.code, dumped.stderr]).toEqual([0, '']);
    expect(dumped.stdout).toContain('log_format own from nginx.conf');
    const both = await logscan(['--nginx-conf', '-', '-'], { stdin: dump });
    expect(both.code).toBe(2);
    expect(both.stderr).toContain('--nginx-conf - reads standard input, so no log can be read from it');
  });

  test('stay readable if an included file is missing, which stderr says', async () => {
    const log = ownLog('partly.log');
    const conf = file(
      `http { ${OWN} access_log ${log} own;\ninclude /no/such/file; include ${'/no/pattern/'.repeat(2)}\x1b; }`,
    );
    const { report, stderr } = await reportOf('--nginx-conf', conf, log);
    expect(stderr).toContain(
      `logscan: ${files}.conf: open() "/no/such/file" failed (2: No such file or directory) (${files}.conf:2)\n`,
    );
    expect(stderr).toContain(String.raw`\x1B`);
    expect(report.totals.entries).toBe(50);
  });
});

test('a terminal on standard input shows no help', async () => {
  const log = ownLog('terminal.log');
  const conf = file(`http { ${OWN} access_log ${log} own; }`);
  const { code, stdout } = await logscan(['--nginx-conf', conf], { tty: ['stdin'] });
  expect(code).toBe(0);
  expect(stdout).toContain('25 of 50 requests');
});

describe.skipIf(!existsSync(NGINX))('logs of a real nginx', () => {
  const prefix = join(folder, 'prefix');
  mkdirSync(join(prefix, 'conf'), { recursive: true });
  mkdirSync(join(prefix, 'logs'));
  const socket = join(prefix, 'socket');
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${prefix}/${name};`,
  );
  const conf = join(prefix, 'conf', 'nginx.conf');
  writeFileSync(
    conf,
    `daemon off; master_process off; pid ${prefix}/pid; error_log ${prefix}/error.log;
events { }
http {
  ${temp.join('\n  ')}
  log_format mine escape=json '{"t":"$time_iso8601","s":$status,"r":"$request",'
                              '"b":$body_bytes_sent,"a":"$remote_addr","ua":"$http_user_agent"}';
  access_log logs/mine.log mine;
  server { listen unix:${socket}; location / { return 200; } location /old { return 400 "gone\\n"; } }
}
`,
  );

  /** Resolves to false if nginx does not listen. */
  async function request(text: string): Promise<boolean> {
    const client = connect(socket);
    client.end(text);
    client.resume();
    return await new Promise((resolve) => client.on('error', () => {}).on('close', (hasFailed) => resolve(!hasFailed)));
  }

  test('are read by the configuration alone, from its file and from nginx -T', async () => {
    const checked = spawnSync(NGINX, ['-t', '-p', prefix, '-c', conf]);
    expect(checked.status, String(checked.stderr)).toBe(0);
    const nginx = spawn(NGINX, ['-p', prefix, '-c', conf], { stdio: 'ignore' });
    try {
      const answered = 'GET /a HTTP/1.0\r\nUser-Agent: curl/8.5.0\r\n\r\n';
      // The file of the socket exists before nginx listens to it.
      for (let tries = 0; !(await request(answered)) && tries < 100; tries++) await sleep(50);
      for (let i = 0; i < 4; i++) await request(answered);
      await request('\x16\x03\x01 no request\r\n\r\n');
      await request('GET / HTTP/1.1\r\n\r\n');
      await request('GET /old HTTP/1.0\r\nUser-Agent: curl/8.5.0\r\n\r\n');
    } finally {
      const ended = new Promise((resolve) => nginx.on('exit', resolve));
      nginx.kill('SIGQUIT');
      await ended;
    }
    const log = join(prefix, 'logs', 'mine.log');
    const { report, stderr } = await reportOf('--nginx-conf', conf);
    expect(stderr).toBe('');
    expect(report.inputs).toMatchObject([{ file: log, log_format: { found_by: 'nginx.conf', name: 'mine' } }]);
    expect(report.totals.by_status).toEqual({ '400': 3, '499': 0 });
    expect(report.totals).toMatchObject({ entries: 8, unparsed: 0 });
    expect(report.causes.map(({ cause }) => cause)).toContain('configured-response');
    const dump = execFileSync(NGINX, ['-T', '-p', prefix, '-c', conf], { stdio: ['ignore', 'pipe', 'ignore'] });
    const { stdout } = await logscan(['--nginx-conf', '-', '--format', 'json'], { stdin: dump });
    expect((JSON.parse(stdout) as Report).totals).toEqual(report.totals);
  });
});

describe('the report', () => {
  const thread = join(folder, 'thread.log');
  const text = readFileSync('fixtures/logs/2008-thread.log');
  writeFileSync(thread, text);
  const conf = file(`events { }
http {
  access_log ${thread};
  large_client_header_buffers 4 16k;
  server { location / { proxy_pass http://127.0.0.1; } }
}
`);

  test('quotes the configuration in JSON, in NDJSON and on the screen', async () => {
    const { report } = await reportOf('--nginx-conf', conf, thread);
    const fix = report.fixes.find(({ cause }) => cause === 'cookie-or-header-too-large');
    expect(fix?.action).toMatch(/^Shrink the cookies, or raise large_client_header_buffers to 4 32k\. /);
    expect(fix?.action).toMatch(/ large_client_header_buffers is 4 16k here \(\d+\.conf:4\)\.$/);
    expect(fix?.configuration).toEqual([
      {
        directive: 'large_client_header_buffers',
        values: [{ value: '4 16k', file: expect.stringMatching(/^\d+\.conf$/), line: 4 }],
        more: 0,
        is_complete: true,
      },
    ]);
    const ndjson = await logscan(['--nginx-conf', conf, thread, '--format', 'ndjson']);
    expect(JSON.parse(ndjson.stdout.trimEnd().split('\n').at(-1) ?? '')).toEqual({ type: 'report', ...report });
    const { stdout } = await logscan(['--nginx-conf', conf, thread]);
    expect(stdout).toMatch(/^ {6}large_client_header_buffers is 4 16k here \(\d+\.conf:4\)\.$/m);
    expect(stdout).toContain('proxy_read_timeout is not set here');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('prints the log_format with the variables that would help', async () => {
    const named = file(`http {
  log_format main '$remote_addr - $remote_user [$time_local] "$request" '
                  '$status $body_bytes_sent "$http_referer" "$http_user_agent"';
  access_log ${thread} main;
}
`);
    const name = `${files}.conf`;
    const { report } = await reportOf('--nginx-conf', named, thread);
    const remark = report.remarks.find(({ code }) => code === 'add-log-fields');
    expect(remark?.change).toHaveLength(1);
    expect(remark?.change?.[0]).toMatchObject({ file: name, line: 2 });
    expect(remark?.change?.[0]?.text).toMatch(
      /^log_format main '.*' *\n {16}'\$status .*agent"'\n {16}' rt=\$request_time.*';$/,
    );
    const { stdout } = await logscan(['--nginx-conf', named, thread]);
    expect(stdout).toContain(
      `\n  ${name}:2:\n    log_format main '$remote_addr - $remote_user [$time_local] "$request" '\n`,
    );
    expect(stdout).toContain(`\n                    ' rt=$request_time`);
  });

  test('does not ask for a level of error_log that is there', async () => {
    const said = async (level: string): Promise<string> => {
      const path = file(`error_log /e.log ${level}; http { access_log ${thread}; server { } }`);
      return (await logscan(['--nginx-conf', path, thread], { columns: 200 })).stdout;
    };
    expect(await said('warn')).toMatch(
      /for certain: set error_log to level info\.\s+error_log is set here to \/e\.log warn/,
    );
    expect(await said('info')).toMatch(/for certain: read it; it is at level info\s+already\.\s+error_log is set/);
  });

  test('is the same without the flag as before, and differs with it only by what it quotes', async () => {
    const { report } = await reportOf(thread);
    expect(JSON.stringify(report)).not.toContain('configuration');
    const { report: quoting } = await reportOf('--nginx-conf', conf, thread);
    const findings = ({ fixes }: Report): unknown[] =>
      fixes.map(({ cause, hits, evidence }) => [cause, hits, evidence]);
    expect(findings(quoting)).toEqual(findings(report));
    expect(quoting.causes).toEqual(report.causes);
  });

  test('escapes what it quotes', async () => {
    const hostile = file(
      `http { access_log ${thread}; server { large_client_header_buffers 4 "8k\x1b[31m\xe2\x80\xae\xff"; } }`,
    );
    const { stdout } = await logscan(['--nginx-conf', hostile, thread]);
    // eslint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/\x1b|\u202e/);
    expect(stdout).toContain(String.raw`8k\x1B[31m\u202e`);
    const { stdout: json } = await logscan(['--nginx-conf', hostile, thread, '--format', 'json']);
    expect(json).toMatch(/^[\x20-\x7e]*\n$/);
  });
});
