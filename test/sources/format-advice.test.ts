// What stderr says if an input looks like no access log: the way out, in one line.
import { expect, test } from 'vitest';
import { logscan } from '../fake-host.ts';

async function said(lines: readonly string[]): Promise<string> {
  const { code, stderr } = await logscan([], { stdin: lines.map((line) => `${line}\n`).join('') });
  expect(code).toBe(3);
  return stderr;
}

test('the JSON of an application: its names, and the flag that says what they mean', async () => {
  const line = (n: number): string =>
    `{"level":"info","pid":${n},"msg":"done","req":{"verb":"GET","url":"/a"},"took":"${n} ms"}`;
  expect(await said([1, 2, 3, 4, 5].map(line))).toBe(
    'logscan: -: its lines are JSON in which no field is known as the status and the request; if it is an access log, name them: ' +
      '--field status=NAME --field request_method=NAME --field request_uri=NAME (the names are level, pid, msg, req.verb, req.url, took)\n',
  );
});

test('JSON whose lines differ has no list of names', async () => {
  expect(await said(['{"a":1}', '{"b":[2]}', '', '{"c":{"d":3}}'])).toMatch(/request_uri=NAME\n$/);
});

test('any other text: where the access logs are', async () => {
  const expected =
    'logscan: -: its lines are not those of an access log; nginx -T | grep access_log shows where the access logs are, ' +
    'and --log-format takes a log_format of your own\n';
  expect(await said(['Nov 22 15:00:01 host sshd[12]: Failed password', 'for root'])).toBe(expected);
  expect(await said(['{', '  "a": 1', '}'])).toBe(expected);
  expect(await said(['192.0.2.7 - - [22/Nov/20'])).toBe('');
});

test('a log of which combined fits only a part: give the log_format', async () => {
  const line = (status: string): string => `192.0.2.7 - - [22/Nov/2026:15:00:00 +0000] "GET /a HTTP/1.1" ${status}`;
  const read = Array.from({ length: 12 }, () => line('499 0.100'));
  const expected =
    'logscan: -: no known format fits these lines; 25 % of them have a request, but cannot be read as combined; ' +
    'give the log_format of nginx.conf: --log-format FORMAT (nginx -T | grep log_format shows it)\n';
  const stderrOf = async (lines: readonly string[]): Promise<string> =>
    (await logscan([], { stdin: lines.map((one) => `${one}\n`).join('') })).stderr;
  expect(await stderrOf([...Array.from({ length: 4 }, () => line('- -')), ...read])).toBe(expected);
  // Fewer lines, a smaller share, lines of error.log, and lines without a request.
  expect(await stderrOf([...Array.from({ length: 3 }, () => line('- -')), ...read.slice(0, 9)])).toBe('');
  expect(await stderrOf([...Array.from({ length: 4 }, () => line('- -')), ...read, line('499 0')])).toBe('');
  const error = '2026/11/22 15:00:00 [error] 7#7: *1 upstream timed out, request: "GET /a HTTP/1.1"';
  expect(await stderrOf([...Array.from({ length: 9 }, () => error), ...read])).toBe('');
  expect(await stderrOf([...Array.from({ length: 9 }, () => 'php-fpm | ready'), ...read])).toBe('');
});

test.each([
  ['an access log', ['192.0.2.7 - - [22/Nov/2026:15:00:00 +0000] "GET / HTTP/1.1" 499 0 "-" "-"', 'and a torn line']],
  ['no line', []],
  ['blank lines', ['', ' ']],
])('%s: nothing', async (_what, lines) => {
  const { code, stderr } = await logscan([], { stdin: lines.map((line) => `${line}\n`).join('') });
  expect([code, stderr]).toEqual([0, '']);
});
