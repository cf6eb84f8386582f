// Rules of accepted hits: what they match, what is wrong with them, and what the report then says.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { UsageError } from '../../../src/cli/errors.ts';
import { compilePath, readIgnoreRules } from '../../../src/cli/values/ignore-rules.ts';
import type { Report } from '../../../src/report/report.ts';
import { newFolder, removeFolder } from '../../built-copy.ts';
import { logscan } from '../../fake-host.ts';
import { findingOf } from '../../report/literal.ts';

const LOG = 'fixtures/logs/2008-thread.log';
const folder = newFolder();
afterAll(() => removeFolder(folder));

let files = 0;
function file(text: string): string {
  const path = join(folder, `${++files}.toml`);
  writeFileSync(path, text);
  return path;
}

function read(table: Readonly<Record<string, unknown>>): ReturnType<typeof readIgnoreRules>[number] {
  return readIgnoreRules([table], () => 'f:3')[0]!;
}

describe('the path of a request', () => {
  test.each([
    ['/health', '/health', true],
    ['/health', '/healthy', false],
    ['/health*', '/healthy/a', true],
    ['*/health', '/api/health', true],
    ['*.php', '/a/b.php', true],
    ['*.php', '/a/b.php5', false],
    ['/a*b*c', '/a-b-c', true],
    ['/a*b*c', '/a-c-b', false],
    ['/ab*ba', '/aba', false],
    ['*', '/', true],
    ['/.*', '/.env', true],
  ])('%s matches %s: %s', (pattern, path, expected) => {
    expect(compilePath(pattern)(path)).toBe(expected);
  });

  test('is matched as a regular expression would match it', () => {
    const text = fc.stringMatching(/^[ab/]{0,8}$/);
    const parts = fc.array(text, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(parts, text, (literals, path) => {
        const expected = new RegExp(`^${literals.join('.*')}$`).test(path);
        expect(compilePath(literals.join('*'))(path)).toBe(expected);
      }),
    );
  });

  test('takes no longer for a hostile path', () => {
    const matches = compilePath(`/${'*a'.repeat(500)}b`);
    const began = performance.now();
    expect(matches(`/${'a'.repeat(1_000_000)}`)).toBe(false);
    expect(performance.now() - began).toBeLessThan(2000);
  });

  test('has no query, and a line without a request has no path', () => {
    const rule = read({ path: ['/a', '/b'], reason: 'r' });
    expect(rule.matches(findingOf('stopped', { request: 'GET /a?b=1 HTTP/1.1' }))).toBe(true);
    expect(rule.matches(findingOf('stopped', { request: 'GET /c HTTP/1.1' }))).toBe(false);
    expect(read({ path: '*', reason: 'r' }).matches(findingOf('stopped', { request: '-' }))).toBe(false);
  });
});

test('all conditions must hold, and the values of one are alternatives', () => {
  const rule = read({ cause: ['Stopped', 'retried'], client: ['192.0.2.0/24', '2001:db8::1'], reason: ' known ' });
  expect(rule.reason).toBe('known');
  expect(rule.matches(findingOf('stopped', { client: '192.0.2.9' }))).toBe(true);
  expect(rule.matches(findingOf('retried', { client: '2001:db8::1' }))).toBe(true);
  expect(rule.matches(findingOf('stopped', { client: '198.51.100.1' }))).toBe(false);
  expect(rule.matches(findingOf('superseded', { client: '192.0.2.9' }))).toBe(false);
});

test.each<[Readonly<Record<string, unknown>>, string]>([
  [{ cause: 'stopped' }, 'the rule has no reason; say in one line why these hits are accepted.'],
  [{ cause: 'stopped', reason: ' ' }, 'the rule has no reason; say in one line why these hits are accepted.'],
  [{ cause: 'stopped', reason: 'a\nb' }, 'the reason must be one line of at most 200 characters.'],
  [{ cause: 'stopped', reason: 'a'.repeat(201) }, 'the reason must be one line of at most 200 characters.'],
  [{ reason: 'a' }, 'the rule ignores every hit; add a cause, a client or a path.'],
  [{ until: '2026-12-31', reason: 'a' }, 'the rule ignores every hit; add a cause, a client or a path.'],
  [{ cuase: 'stopped', reason: 'a' }, 'unknown key "cuase"; did you mean "cause"?'],
  [{ cause: 'stoped', reason: 'a' }, 'cause: unknown cause "stoped"; did you mean "stopped"?'],
  [{ cause: [], reason: 'a' }, 'cause needs a text, or a list of texts.'],
  [{ cause: ['stopped', 4], reason: 'a' }, 'cause needs a text, or a list of texts.'],
  [
    { client: 'foo', reason: 'a' },
    'client: "foo" is not an address or a network; write it like 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32.',
  ],
  [
    { path: 'a', reason: 'a' },
    'the path "a" must begin with / or * and have no query; write it like /health or /api/*.',
  ],
  [
    { path: '/a?b', reason: 'a' },
    'the path "/a?b" must begin with / or * and have no query; write it like /health or /api/*.',
  ],
  [{ path: '/', until: 'soon', reason: 'a' }, 'until needs a date; write it like 2026-12-31.'],
  [{ path: '/', until: '2026-13-01', reason: 'a' }, 'until needs a date; write it like 2026-12-31.'],
  [{ path: '/', until: '2026-02-30', reason: 'a' }, 'until needs a date; write it like 2026-12-31.'],
  [{ path: '/', until: new Date(0), reason: 'a' }, 'until needs a date; write it like 2026-12-31.'],
  [{ path: '/', until: 5, reason: 'a' }, 'until needs a date; write it like 2026-12-31.'],
])('%j is refused with its place', (table, message) => {
  expect(() => read(table)).toThrow(UsageError);
  expect(() => read(table)).toThrow(`f:3: ${message}`);
});

describe('the report', () => {
  const balancer = '[[ignore]]\nreason = "the old balancer"\ncause = "tcp-health-check"\n';
  const cookies = '[[ignore]]\nreason = "known"\ncause = "cookie-or-header-too-large"\n';
  const reportOf = async (...words: readonly string[]): Promise<Report> =>
    JSON.parse((await logscan([LOG, ...words, '--format', 'json'])).stdout) as Report;

  test('counts them by reason and nowhere else', async () => {
    const { ignored, totals, causes, verdicts, remarks, clients } = await reportOf('--ignore', file(balancer));
    expect(ignored).toEqual([
      { reason: 'the old balancer', hits: 121, by_status: { '400': 121, '499': 0 }, related: 0 },
    ]);
    expect(totals).toMatchObject({ ignored: 121, by_status: { '400': 180, '499': 14 }, filtered_out: 0 });
    expect(causes.map(({ cause }) => cause)).not.toContain('tcp-health-check');
    expect(Object.values(verdicts).reduce((sum, { hits }) => sum + hits, 0)).toBe(194 - 121);
    expect(clients.map(({ client }) => client)).not.toContain('192.0.2.10');
    expect(remarks).toContainEqual({ code: 'ignored-hits', facts: { hits: 121, reasons: '121 × the old balancer' } });
  });

  test('says so on the screen, and they leave FIX FIRST, --fail-on and the findings', async () => {
    const words = [LOG, '--ignore', file(cookies), '--fail-on', 'cookie-or-header-too-large > 0'];
    const { code, stdout } = await logscan(words);
    expect(code).toBe(0);
    expect(stdout).toMatch(/, 15 ignored\n/);
    expect(stdout).toContain('15 hits are ignored: 15 × known.');
    expect(stdout).not.toContain('Cookies or headers no longer fit');
    const ndjson = await logscan([...words, '--format', 'ndjson']);
    expect(ndjson.stdout).not.toContain('"cause":"cookie-or-header-too-large"');
    expect((await logscan([LOG, '--fail-on', 'cookie-or-header-too-large > 0'])).code).toBe(10);
  });

  test('--fail-on counts no ignored 400 and 499', async () => {
    const conditions = ['--fail-on', '400 > 59', '--fail-on', '499 > 14'];
    expect((await logscan([LOG, '--ignore', file(balancer), ...conditions])).code).toBe(0);
    expect((await logscan([LOG, '--ignore', file(balancer), '--fail-on', '400 > 58'])).code).toBe(10);
  });

  test('a rule ends with its last day, by the clock of the log', async () => {
    // At 21:00 -05:00 it is already the next day in UTC.
    for (const until of ['2008-12-15', '"2008-12-15"', '2008-12-16'])
      expect((await reportOf('--ignore', file(`${balancer}until = ${until}\n`))).totals.ignored).toBe(121);
    expect((await reportOf('--ignore', file(`${balancer}until = 2008-12-14\n`))).totals.ignored).toBeUndefined();
  });

  test('several lists, and filters before them', async () => {
    const both = ['--ignore', file(balancer), '--ignore', file(cookies)];
    expect((await reportOf(...both)).totals.ignored).toBe(121 + 15);
    const { totals } = await reportOf(...both, '--status', '499');
    expect(totals).toMatchObject({ filtered_out: 180 });
    expect(totals.ignored).toBeUndefined();
  });

  test.each([
    [`${balancer}until = 5\n`, /:1: until needs a date/],
    [`${balancer}until = 2026-02-30\n`, /:4: the day 2026-02-30 does not exist; check until\./],
    [`${balancer}until = "2026-02-30"\n`, /:4: the day 2026-02-30 does not exist; check until\./],
    [
      'ignore = [{ reason = "a", path = "/", until = 2027-02-29 }]\n',
      /:1: the day 2027-02-29 does not exist; check until\./,
    ],
    [`# a list\n${balancer}\n[[ignore]]\ncause = "stopped"\n`, /:6: the rule has no reason/],
    ['top = 5\n', /:1: unknown key "top"; a list of accepted hits has only \[\[ignore\]\]\./],
    ['[[ignore]\n', /:1: this is not TOML: /],
    ['ignore = 5\n', /:1: ignore must be a list of rules/],
  ])('a wrong list: %j', async (text, message) => {
    const path = file(text);
    const { code, stdout, stderr } = await logscan([LOG, '--ignore', path]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toContain(`logscan: ${path}:`);
  });

  test('a list that is missing', async () => {
    const { code, stderr } = await logscan([LOG, '--ignore', join(folder, 'none')]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/--ignore: ".*none" cannot be read: no such file; name another file\./),
    ]);
  });
});
