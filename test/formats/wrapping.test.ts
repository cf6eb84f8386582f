// What is taken off a line, what is not, and what a client cannot forge with it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../src/formats/entry.ts';
import { parseLine } from '../../src/formats/line.ts';
import { unwrap, type Wrapper } from '../../src/formats/wrapping.ts';

const ESC = '\u001b';
const LINE = '198.51.100.7 - - [22/Nov/2026:15:04:05 +0100] "GET /a HTTP/1.1" 499 0 "-" "curl/8.5.0"';
const HOST_LINE = `shop.example.com ${LINE}`;

const json = (value: object): string => JSON.stringify(value);
const docker = (line: string): string => json({ log: `${line}\n`, stream: 'stdout', time: '2026-11-22T14:04:05.1Z' });

function entry(text: string): Entry {
  const parsed = parseLine(text);
  if (typeof parsed === 'string') throw new Error(`${parsed}: ${text}`);
  return parsed;
}

const ROWS: readonly (readonly [string, (line: string) => string, ...Wrapper[]])[] = [
  ['Docker json-file', docker, 'docker'],
  [
    'Docker json-file with attributes, from stderr',
    (line) => json({ log: `${line}\r\n`, stream: 'stderr', attrs: { tag: 'web' }, time: '2026-11-22T14:04:05Z' }),
    'docker',
  ],
  [
    'fluent-bit in Kubernetes',
    (line) => json({ stream: 'stdout', logtag: 'F', log: line, kubernetes: { pod_name: 'web' } }),
    'docker',
  ],
  ['journalctl -o json', (line) => json({ __REALTIME_TIMESTAMP: '1795356245000000', MESSAGE: line }), 'journal'],
  [
    'journalctl -o json, as bytes',
    (line) => json({ MESSAGE: [...Buffer.from(line, 'latin1')], __CURSOR: 's=1;i=2' }),
    'journal',
  ],
  [
    'Filebeat',
    (line) => json({ '@timestamp': '2026-11-22T14:04:05.000Z', message: line, input: { type: 'filestream' } }),
    'beats',
  ],
  ['Vector', (line) => json({ file: '/var/log/nginx/access.log', message: line, source_type: 'file' }), 'vector'],
  ['Docker fluentd driver', (line) => json({ container_id: 'c0ffee', source: 'stdout', log: line }), 'fluent'],
  ['fluentd file', (line) => `2026-11-22T15:04:05+01:00\tnginx.access\t${json({ message: line })}`, 'fluent'],
  ['logcli -o jsonl', (line) => json({ labels: { app: 'web' }, line, timestamp: '2026-11-22T14:04:05Z' }), 'loki'],
  ['logcli', (line) => `2026-11-22T15:04:05+01:00 {app="web", path="/a\\"}b"} ${line}`, 'loki'],
  ['logcli without labels', (line) => `2026-11-22T14:04:05Z {} ${line}`, 'loki'],
  ['CloudWatch', (line) => json({ timestamp: 1795356245000, message: line, ingestionTime: 1795356246000 }), 'cloud'],
  [
    'Google Cloud Logging',
    (line) => json({ textPayload: line, insertId: 'a1', logName: 'projects/p/logs/web' }),
    'cloud',
  ],
  ['CRI', (line) => `2026-11-22T15:04:05.123456789Z stdout F ${line}`, 'cri'],
  ['CRI with an offset', (line) => `2026-11-22T15:04:05.123456789+01:00 stderr F:tag ${line}`, 'cri'],
  ['kubectl --timestamps', (line) => `2026-11-22T15:04:05.123456789Z ${line}`, 'timestamp'],
  ['a timestamp of whole seconds', (line) => `2026-11-22T15:04:05Z ${line}`, 'timestamp'],
  ['a timestamp with a blank', (line) => `2026-11-22 15:04:05.123 ${line}`, 'timestamp'],
  ['ts', (line) => `Nov 22 15:04:05 ${line}`, 'timestamp'],
  ['kubectl --prefix', (line) => `[pod/web-6f7c9d-abcde/nginx] ${line}`, 'pod'],
  ['stern', (line) => `web-6f7c9d-abcde nginx ${line}`, 'pod'],
  ['stern, a pod without a suffix', (line) => `my-web nginx ${line}`, 'pod'],
  ['stern, several namespaces', (line) => `kube-system web-0 nginx ${line}`, 'pod'],
  [
    'stern in colour',
    (line) => `${ESC}[38;5;2mweb-6f7c9d-abcde${ESC}[0m ${ESC}[32mnginx${ESC}[0m ${line}`,
    'colour',
    'pod',
  ],
  ['docker compose', (line) => `web-1  | ${line}`, 'compose'],
  ['docker compose in colour', (line) => `${ESC}[36mweb-1  | ${ESC}[0m${line}`, 'colour', 'compose'],
  ['docker compose -t', (line) => `web-1  | 2026-11-22T15:04:05.123456789Z ${line}`, 'compose', 'timestamp'],
  ['docker service logs', (line) => `web.1.x7k2@node-1    | ${line}`, 'compose'],
  ['podman-compose', (line) => `[web] | ${line}`, 'compose'],
  ['syslog', (line) => `Nov 22 15:04:05 web1 nginx: ${line}`, 'syslog'],
  ['syslog with a priority', (line) => `<190>Nov  2 15:04:05 web1 nginx[812]: ${line}`, 'syslog'],
  ['syslog without a host', (line) => `<190>Nov 22 15:04:05 nginx: ${line}`, 'syslog'],
  ['syslog of RFC 5424', (line) => `<190>1 2026-11-22T15:04:05.123Z web1 nginx 812 - - ${line}`, 'syslog'],
  ['syslog of RFC 5424 without a priority', (line) => `1 2026-11-22T15:04:05Z web1 nginx - - - ${line}`, 'syslog'],
  [
    'syslog of RFC 5424 with data and a byte order mark',
    (line) => `<190>1 - web1 nginx - id [a@1 b="x\\]"][d@1] \u00ef\u00bb\u00bf${line}`,
    'syslog',
  ],
  ['rsyslog file', (line) => `2026-11-22T15:04:05.123456+01:00 web1 nginx: ${line}`, 'syslog'],
  ['journalctl', (line) => `Nov 22 15:04:05 web1 nginx[812]: ${line}`, 'syslog'],
  ['journalctl -o short-precise', (line) => `Nov 22 15:04:05.123456 web1 nginx[812]: ${line}`, 'syslog'],
  ['journalctl -o short-iso', (line) => `2026-11-22T15:04:05+0100 web1 nginx[812]: ${line}`, 'syslog'],
  ['journalctl -o short-full', (line) => `Sun 2026-11-22 15:04:05 CET web1 nginx[812]: ${line}`, 'syslog'],
  ['journalctl -o short-unix', (line) => `1795356245.123456 web1 nginx[812]: ${line}`, 'syslog'],
  ['journalctl -o short-monotonic', (line) => `[   12.123456] web1 nginx[812]: ${line}`, 'syslog'],
  ['grep -H', (line) => `access.log:${line}`, 'grep'],
  ['grep -H on a path', (line) => `/var/log/nginx/shop-access_log.1:${line}`, 'grep'],
  ['grep -H on a file with the name of a host', (line) => `shop.example.com-ssl_log:${line}`, 'grep'],
  ['zgrep', (line) => `access.log.12.gz:${line}`, 'grep'],
  ['grep -H on standard input', (line) => `(standard input):${line}`, 'grep'],
  ['grep -n', (line) => `12:${line}`, 'grep'],
  ['grep -n, a large number', (line) => `1234567:${line}`, 'grep'],
  ['grep -Hn', (line) => `access.log-20261122:12:${line}`, 'grep', 'grep'],
  [
    'grep -Hn in colour',
    (line) =>
      ['35maccess.log', 'm', '36m:', 'm', '32m12', 'm', '36m:', 'm'].map((code) => `${ESC}[${code}${ESC}[K`).join('') +
      line,
    'colour',
  ],
  ['nl', (line) => `    12\t${line}`, 'number'],
  ['cat -n of a file of grep', (line) => `12\taccess.log:${line}`, 'number', 'grep'],
  ['mail', (line) => `> ${line}`, 'quote'],
  ['mail, twice', (line) => `>> > ${line}`, 'quote'],
  ['a list', (line) => `- ${line}`, 'bullet'],
  ['a list with dots', (line) => `\u00e2\u0080\u00a2 ${line}`, 'bullet'],
  ['a list with numbers', (line) => `12. ${line}`, 'bullet'],
  ['code', (line) => `\`${line}\``, 'code'],
  ['a list of code, quoted', (line) => `> * \`\`\`${line}\`\`\``, 'quote', 'bullet', 'code'],
  ['Docker json-file, after grep', (line) => `abc-json.log:12:${docker(line)}`, 'grep', 'grep', 'docker'],
  ['docker compose of json', (line) => `web-1 | ${docker(line)}`, 'compose', 'docker'],
];

const WRAPPINGS = ROWS.map(([name, wrap, ...wrappers]) => ({ name, wrap, wrappers }));

describe.each(WRAPPINGS)('$name', ({ wrap, wrappers }) => {
  test('is taken off', () => {
    for (const line of [LINE, HOST_LINE]) {
      // A number or a blank at the start is off before this is called.
      const unwrapped = unwrap(wrap(line).trimStart(), (bare) => bare === line);
      expect(unwrapped.line).toBe(line);
      expect(unwrapped.isPart).toBe(false);
      expect(unwrapped.wrappers.slice(0, wrappers.length)).toEqual(wrappers);
    }
  });

  test('leaves an entry with the fields of its line', () => {
    expect(entry(wrap(HOST_LINE))).toEqual(entry(HOST_LINE));
    expect(entry(wrap(LINE))).toEqual(entry(LINE));
  });

  test('around an entry of error.log makes no entry', () => {
    expect(typeof parseLine(wrap('2026/11/22 15:04:05 [error] 7#7: *1 open() failed'))).toBe('string');
  });
});

describe('is not taken off', () => {
  const REST = 'GET /a 499';
  test.for([
    ['a combined line', LINE],
    ['a host first', HOST_LINE],
    ['a host with a port first', `log.example.com:443 198.51.100.7 ${REST}`],
    ['a host with a port, after a number', `12:443 198.51.100.7 ${REST}`],
    ['an address with a port first', `198.51.100.7:5112 ${REST}`],
    ['an IPv6 address first', `2001:db8::7 ${REST}`],
    ['an IPv6 address that may have a number in front', `2001:2001:db8::7 ${REST}`],
    ['the address of a translator', `64:ff9b::198.51.100.7 ${REST}`],
    ['$time_iso8601 first', `2026-11-22T15:04:05+01:00 198.51.100.7 ${REST}`],
    ['$time_iso8601 and a tab first', `2026-11-22T15:04:05+01:00\t198.51.100.7\t${REST}`],
    ['$time_local first', `[22/Nov/2026:15:04:05 +0100] 198.51.100.7 ${REST}`],
    ['a time in brackets first', `[22/Nov/2026:15:04:05 +0100] | 198.51.100.7 | ${REST}`],
    ['a number in brackets first', `[12.123456] 198.51.100.7 ${REST}`],
    ['$msec first', `1795356245.123 198.51.100.7 ${REST}`],
    ['a time of day first', `15:04:05 198.51.100.7 ${REST}`],
    ['a date first', `2026-11-22 198.51.100.7 ${REST}`],
    ['$status first', `499 198.51.100.7 ${REST}`],
    ['$request first', `"GET / HTTP/1.1" 198.51.100.7 499`],
    ['key=value', `time=2026-11-22T15:04:05+01:00 status=499 log:12:x`],
    ['labels and tabs', `time:22/Nov/2026:15:04:05 +0100\thost:198.51.100.7\tstatus:499`],
    ['a label and an address', `ip:198.51.100.7 status:499`],
    ['columns with pipes', `198.51.100.7 | - | [22/Nov/2026:15:04:05 +0100] | "${REST}"`],
    ['an address without its end, and pipes', `192.0.2.xxx | - | ${REST}`],
    ['numbers with pipes', `1795356245.123 | 198.51.100.7 | ${REST}`],
    ['two hosts', `shop.example.com web.example.com 198.51.100.7 ${REST}`],
    ['- first', `- - - [22/Nov/2026:15:04:05 +0100] "${REST}"`],
    ['nginx writing JSON', json({ time: '2026-11-22T15:04:05+01:00', remote_addr: '198.51.100.7', status: 499 })],
    ['JSON of nginx with a message', json({ '@timestamp': '2026-11-22T15:04:05+01:00', message: LINE, agent: 'curl' })],
    ['JSON of nginx with a field log', json({ log: LINE, stream: 'access', time: '2026-11-22T15:04:05+01:00' })],
    ['JSON of nginx with fields', json({ log: `${LINE}\n`, stream: 'stdout', request: 'GET /' })],
    ['JSON that is cut', docker(LINE).slice(0, -1)],
    ['JSON with more after it', `${docker(LINE)} x`],
    ['an array', `[${docker(LINE)}]`],
    ['a number instead of a line', json({ log: 5, stream: 'stdout' })],
    ['bytes that are none', json({ MESSAGE: [49, 256], __CURSOR: 's=1' })],
    ['two lines in one object', json({ log: `${LINE}\n${LINE}\n`, stream: 'stdout', time: '2026-11-22T14:04:05Z' })],
    ['fluentd without an object', `2026-11-22T15:04:05+01:00\tnginx\t${LINE}`],
    ['a line of error.log', '2026/11/22 15:04:05 [error] 7#7: *1 open() "/a" failed'],
    ['a heading of tail', '==> /var/log/nginx/access.log <=='],
    ['a separator of grep', '--'],
    ['an escape that is no colour', `${ESC}[5A${LINE}`],
    ['nothing', ''],
    ['a name of a file alone', 'access.log:'],
    ['a pod alone', '[pod/web/nginx]'],
  ] as const)('%s', ([, text]) => {
    expect(unwrap(text)).toEqual({ line: text, wrappers: [], isPart: false });
  });

  test('what a reader can read, once an outer layer is off', () => {
    const inner = 'my-web nginx first';
    expect(unwrap(`web-1 | ${inner}`, (bare) => bare === inner)).toMatchObject({ line: inner, wrappers: ['compose'] });
    expect(unwrap(`web-1 | ${inner}`)).toMatchObject({ line: 'first', wrappers: ['compose', 'pod'] });
  });

  test('more than six layers', () => {
    const { line, wrappers } = unwrap(`${'* '.repeat(9)}${LINE}`);
    expect(wrappers).toEqual(new Array(6).fill('bullet'));
    expect(line).toBe(`${'* '.repeat(3)}${LINE}`);
  });
});

test('the number of a line is taken off an IPv6 address, if no client has the address that they form together', () => {
  for (const number of ['1', '12', '1999', '4000', '9999', '12345'])
    for (const address of ['2001:db8::7', '2001:db8:0:1:2:3:4:5', 'fd00::7', 'FE80::7'])
      for (const after of ['GET', '- - [22/Nov/2026:15:04:05 +0100]'])
        expect(unwrap(`${number}:${address} ${after}`).line).toBe(`${address} ${after}`);
  for (const number of ['2000', '3999']) expect(unwrap(`${number}:2001:db8::7 GET`).wrappers).toEqual([]);
});

describe('the bytes of a line', () => {
  const agent = 'caf\u00c3\u00a9 \u00f0\u009f\u0098\u0080 \u00ff';
  const line = LINE.replace('curl/8.5.0', agent);

  test('stay as they are in JSON that holds bytes', () => {
    expect(unwrap(`{"log":${JSON.stringify(`${line}\n`)},"stream":"stdout"}`).line).toBe(line);
  });

  test.for([
    ['\\u00e9', '\u00c3\u00a9'],
    ['\\u20ac', '\u00e2\u0082\u00ac'],
    ['\\ud83d\\ude00', '\u00f0\u009f\u0098\u0080'],
    ['\\uD83D\\uDE00', '\u00f0\u009f\u0098\u0080'],
    ['\\ud83d', '\u00ef\u00bf\u00bd'],
    ['\\ude00\\ud83d', '\u00ef\u00bf\u00bd\u00ef\u00bf\u00bd'],
    ['\\u003c\\u0026\\u007f', '<&\u007f'],
    ['\\u0080', '\u00c2\u0080'],
    ['\\u07ff\\u0800', '\u00df\u00bf\u00e0\u00a0\u0080'],
    ['\\\\u00e9', '\\u00e9'],
    ['\\\\\\u00e9', '\\\u00c3\u00a9'],
    ['\\\\x22', '\\x22'],
    ['\\"\\/', '"/'],
  ] as const)('%s in JSON', ([escaped, bytes]) => {
    expect(unwrap(`{"log":"${escaped}\\n","stream":"stdout","time":""}`).line).toBe(bytes);
  });

  test('of the journal are numbers', () => {
    expect(unwrap(json({ MESSAGE: [...Buffer.from(line, 'latin1')], __CURSOR: '' })).line).toBe(line);
  });
});

describe('a line that a container runtime split', () => {
  const PART = 'a part of a line, split by a container';

  test.for([
    ['Docker', json({ log: LINE, stream: 'stdout', time: '2026-11-22T14:04:05Z' })],
    ['Docker with attributes', json({ log: LINE, stream: 'stdout', attrs: {}, time: '2026-11-22T14:04:05Z' })],
    ['CRI', `2026-11-22T15:04:05.123456789Z stdout P ${LINE}`],
    ['fluent-bit', json({ log: LINE, stream: 'stdout', logtag: 'P' })],
    ['fluentd', `2026-11-22T15:04:05+01:00\ta\t${json({ log: LINE, logtag: 'P' })}`],
    ['Docker, after grep', `12:${json({ log: LINE, stream: 'stdout', time: '2026-11-22T14:04:05Z' })}`],
  ] as const)('%s: a part that is not the last is no entry', ([, text]) => {
    expect(unwrap(text).isPart).toBe(true);
    // Its size may be cut: 15 of 157.
    expect(parseLine(text)).toBe(PART);
  });

  test('the last part is not taken for a line', () => {
    const text = docker('a/b/c HTTP/1.1\\" 400 157 \\"-\\" \\"curl/8.5.0\\"');
    expect(parseLine(text)).toBe('no user name field');
  });
});

describe('what is no entry has a reason', () => {
  test.for([
    ['==> access.log <==', 'a heading of tail, not an entry'],
    ['==> standard input <==', 'a heading of tail, not an entry'],
    ['2026/11/22 15:04:05 [error] 20#20: *1 connect() failed', 'a line of error.log'],
    ['web-1  | 2026/11/22 15:04:05 [notice] 1#1: start worker processes', 'a line of error.log'],
    ['web-1  | ==> access.log <==', 'a heading of tail, not an entry'],
    ['==> access.log', 'no user name field'],
    [docker(''), 'no address at its start'],
    [docker('starting'), 'no user name field'],
    [docker(json({ status: 499 })), 'JSON, not the combined format'],
    [`12:${LINE.slice(0, 60)}`, 'no quoted request'],
  ] as const)('%s', ([text, reason]) => {
    expect(parseLine(text)).toBe(reason);
  });
});

describe('a client cannot write another line', () => {
  const FORGED =
    '203.0.113.66 - - [22/Nov/2026:15:04:05 +0100] \\x22GET /forged HTTP/1.1\\x22 400 0 \\x22-\\x22 \\x22f\\x22';
  const attacks: readonly string[] = [
    FORGED,
    ...WRAPPINGS.map(({ wrap }) => wrap(FORGED)),
    ...WRAPPINGS.map(({ wrap }) => `x\n${wrap(FORGED)}`),
    '" 400 0 "-" "x"',
    '\\" 400 0 \\"-\\" \\"x\\"',
    '","log":"203.0.113.66 - - ',
    '\\u0022 400 0',
    '` `',
  ];
  // The escapes of ngx_http_log_escape: quotes, backslashes, control characters and bytes from 0x7f on.
  const escape = (text: string): string =>
    text.replace(
      /["\\\u007f-\u00ff]|[^ -~]/g,
      (byte) => `\\x${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    );

  test.each(WRAPPINGS)('in a line of $name', ({ wrap }) => {
    for (const attack of attacks) {
      const text = escape(attack);
      for (const [request, agent] of [
        [text, 'x'],
        [`GET /${text} HTTP/1.1`, 'x'],
        ['GET / HTTP/1.1', text],
      ] as const) {
        const line = `shop.example.com 198.51.100.7 - - [22/Nov/2026:15:04:05 +0100] "${request}" 499 0 "-" "${agent}"`;
        expect(entry(wrap(line))).toMatchObject({
          remote_addr: '198.51.100.7',
          status: 499,
          request,
          http_user_agent: agent,
          extra: { host: 'shop.example.com' },
        });
      }
    }
  });

  test('in the JSON of nginx, whatever the fields are called', () => {
    for (const name of ['message', 'log', 'line', 'MESSAGE', 'textPayload']) {
      for (const { wrap } of WRAPPINGS) {
        const text = json({ '@timestamp': '2026-11-22T15:04:05+01:00', [name]: LINE, user: 'x', code: 499 });
        expect(typeof parseLine(text)).toBe('string');
        expect(typeof parseLine(wrap(text))).toBe('string');
      }
    }
  });
});

describe('any line', () => {
  // Printable characters as nginx logs them: quotes and backslashes are escaped.
  const text = fc
    .string({ unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)), maxLength: 40 })
    .map((value) => value.replace(/["\\]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).toUpperCase()}`));
  const address = fc.oneof(
    fc.ipV4().filter((ip) => ip !== ''),
    fc.nat({ max: 0xffff }).map((group) => `2001:db8::${group.toString(16)}`),
    fc.nat({ max: 0xffff }).map((group) => `2001:db8:0:1:2:3:4:${group.toString(16)}`),
    fc.constantFrom('unix:', '198.51.100.xxx'),
  );
  const time = '[22/Nov/2026:15:04:05 +0100]';
  const line = fc
    .tuple(address, text, text, fc.integer({ min: 100, max: 599 }), fc.nat(), fc.constantFrom('', '"-"', 'rt=0.5'))
    .chain(([ip, request, agent, status, size, tail]) => {
      const combined = `${ip} - - ${time} "${request}" ${status} ${size} "-" "${agent}"${tail}`;
      return fc.constantFrom(
        combined,
        `shop.example.com:443 ${combined}`,
        `_ ${combined}`,
        `2026-11-22T15:04:05+01:00 ${combined}`,
        `1795356245.123 ${combined}`,
        `${time} ${ip} "${request}" ${status}`,
        `"${request}" ${ip} ${status}`,
        `ip=${ip} req="${request}" status=${status} ua="${agent}"`,
        json({ remote_addr: ip, request, status, agent }),
        json({ ts: 1795356245.123, ip, req: request, code: status }),
        `${ip} | ${time} | ${request} | ${status}`,
      );
    });

  test('comes out of any wrapping unchanged', () => {
    fc.assert(
      fc.property(line, fc.constantFrom(...WRAPPINGS), (inner, { wrap }) => {
        expect(unwrap(wrap(inner).trimStart(), (bare) => bare === inner).line).toBe(inner);
      }),
      { numRuns: 2000 },
    );
  });

  test('with nothing around it is not changed', () => {
    fc.assert(
      fc.property(line, (inner) => {
        expect(unwrap(inner)).toEqual({ line: inner, wrappers: [], isPart: false });
      }),
      { numRuns: 2000 },
    );
  });

  test('of any characters is handled, and its bytes stay bytes', () => {
    const head = fc.constantFrom(
      ...WRAPPINGS.map(({ wrap }) => wrap('')),
      '{"log":"',
      '> `',
      ESC,
      '\u00ef\u00bb\u00bf',
    );
    const any = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) });
    fc.assert(
      fc.property(fc.array(fc.oneof(head, any), { maxLength: 5 }), (pieces) => {
        const whole = pieces.join('');
        const unwrapped = unwrap(whole);
        expect(unwrapped.line.length).toBeLessThanOrEqual(whole.length);
        expect(Buffer.from(unwrapped.line, 'latin1').toString('latin1')).toBe(unwrapped.line);
        expect(unwrapped.wrappers.length).toBeLessThanOrEqual(6);
        parseLine(whole);
      }),
      { numRuns: 2000 },
    );
  });
});

test('time is linear in the length of a hostile line', () => {
  const pieces = [
    'x',
    ' ',
    '\t',
    '-',
    ':',
    '1:',
    '1-',
    'a-1-',
    '[',
    '[a="\\]"]',
    '{',
    '{"a":',
    '[[',
    '\\',
    '\\u00e9',
    '"',
  ];
  pieces.push(
    `${ESC}[`,
    `${ESC}[1m`,
    '`',
    '> ',
    '* ',
    '| ',
    'a=',
    'a="b",',
    'web-1 | ',
    '<1>',
    'Nov 22 15:04:05 ',
    '/',
  );
  const began = performance.now();
  for (const piece of pieces) {
    const long = piece.repeat(Math.ceil(200_000 / piece.length));
    for (const start of [
      '',
      '{"log":"',
      '{"log":',
      '{"MESSAGE":[',
      '2026-11-22T15:04:05Z {',
      '1 - a b c d ',
      'my-web ',
      '12:',
    ])
      parseLine(start + long);
    parseLine(`{"log":${JSON.stringify(long)},"stream":"stdout"}`);
    parseLine(`${'> '.repeat(20)}{"MESSAGE":[${'49,'.repeat(50_000)}49],"__CURSOR":""}`);
  }
  expect(performance.now() - began).toBeLessThan(10_000);
});
