// The overview: it fits a terminal of 24 lines, shows whole fixes, and says what to type next.
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { renderNext } from '../../../src/render/table/next-commands.ts';
import { OVERVIEW_LINES } from '../../../src/render/table/overview.ts';
import { makeScreen } from '../../../src/render/table/screen.ts';
import { renderTable } from '../../../src/render/table/table.ts';
import type { Report } from '../../../src/report/report.ts';
import { BINS, cause, count, EMPTY, fix, hostile, report, sure } from '../sample-report.ts';

const again = (flags: string): string => `logscan access.log ${flags}`;

function overview(value: Report, options: Partial<Parameters<typeof renderTable>[1]> = {}): string {
  return renderTable(value, { width: 80, color: false, top: 5, ascii: false, view: 'overview', again, ...options });
}

function linesIn(text: string): number {
  return text.split('\n').length - 1;
}

/** A fix whose row is as long as rows of real logs are. */
const LONG = fix({
  cause: 'cookie-or-header-too-large',
  headline: 'Cookies or headers no longer fit the buffers: 15 refused, 3 clients, and 12 lines with other statuses',
  action: `Shrink the cookies, or raise large_client_header_buffers to 4 16k. ${'Put it in http. '.repeat(12)}`.trim(),
  directive: { context: 'http', text: 'large_client_header_buffers 4 16k;' },
  locked_out: 12,
  locked_out_clients: ['2001:db8:85a3::8a2e:370:7334', '2001:db8:85a3::8a2e:370:7335'],
  confidence: 'likely',
  verdict_confidence: 'possible',
});

/** Hostile text in everything that comes from the log. */
function hostileLog(): Report {
  const value = hostile();
  const [first] = value.fixes;
  const file = 'access.log';
  const fixes = value.fixes.map((one) => ({ ...LONG, ...tops(one), sample: { ...first!.sample!, file } }));
  return { ...value, fixes, remarks: [], inputs: value.inputs };
}

function tops({ top_uris, top_clients, top_user_agents, locked_out_clients }: Report['fixes'][number]): object {
  return { top_uris, top_clients, top_user_agents, locked_out_clients };
}

test('one fix', () => {
  expect(overview(report())).toMatchInlineSnapshot(`
    "access.log   5,579 lines   22 Nov 2026 15:19:59 – 15:26:57 +01:00
    100 of 5,570 requests (1.8 %) ended in 400 (60) or 499 (40), from 24 clients

    Not an attack: mostly harmless. To fix: slow-upstream since 15:22.
      ░ 60 % harmless  █ 30 % to fix  ▒ 4 % broken clients  ▓ 5 % hostile
      ? 1 % unknown
      15:19 ▃▇▅▆▇▄█▃▇▅▆▇ 15:26  highest bar: 18 in 35 s  rising since 15:22 (3.2×)

    FIX FIRST
     1  slow-upstream                         likely · since 15:22:32, last 15:22:56
        The backend stalled: 33 requests of 28 clients were abandoned
        20× /app/report, 13× /app/export · 33× Chrome
        → See what was slow just then. proxy_read_timeout is not the cure, for it
          ends only what waits even longer.
        logs/access.log:1204  203.0.113.7 "GET /app/report HTTP/1.1" 499 "Mozilla/5…

    NEXT  logscan explain slow-upstream  what it means, what to change
          logscan access.log --cause slow-upstream --lines  its lines in the log
          logscan access.log --compare-at 2026-11-22T15:22  before and after 15:22
          logscan access.log --cause slow-upstream --by client,uri,host
          logscan access.log --full  everything, and 3 notes on this log
    "
  `);
});

test('many fixes, in ASCII', () => {
  expect(overview(report({ fixes: [LONG, LONG, LONG] }), { ascii: true })).toMatchInlineSnapshot(`
    "access.log   5,579 lines   22 Nov 2026 15:19:59 - 15:26:57 +01:00
    100 of 5,570 requests (1.8 %) ended in 400 (60) or 499 (40), from 24 clients
    Not an attack: mostly harmless. To fix: cookie-or-header-too-large since 15:22.
      . 60 % harmless  # 30 % to fix  = 4 % broken clients  x 5 % hostile
      ? 1 % unknown
      15:19 -%+*%=#-%+*% 15:26  highest bar: 18 in 35 s  rising since 15:22 (3.2x)

    FIX FIRST
     1  cookie-or-header-too-large                     likely, need to fix: possible
        Cookies or headers no longer fit the buffers: 15 refused, 3 clients, and 12
        lines with other statuses
        since 15:22:32, last 15:22:56
        12 clients still refused: 2001:db8:85a3::8a2e:370:7334,
        2001:db8:85a3::8a2e:370:7335, 10 more | 20x /app/report, 13x /app/export
        -> Shrink the cookies, or raise large_client_header_buffers to 4 16k.
          in http: large_client_header_buffers 4 16k;
        logs/access.log:1204  203.0.113.7 "GET /app/report HTTP/1.1" 499 "Mozilla...
        2 more: logscan access.log --fixes
    NEXT  logscan explain cookie-or-header-too-large  what it means, what to change
          logscan access.log --cause cookie-or-header-too-large --lines
          logscan access.log --compare-at 2026-11-22T15:22  before and after 15:22
          logscan access.log --full  everything, and 3 notes on this log
    "
  `);
});

/** Agents and paths in other scripts, as the bytes that a log has. */
function inOtherScripts(): Report {
  const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
  const uris = ['/検索/東京', '/カート/追加/とても長いパスの名前', '/🚀/👩‍👩‍👧'].map((path, at) => ({
    value: bytes(path),
    hits: 9 - at,
  }));
  const agents = [{ value: bytes('東京ブラウザ 😀'), hits: 33 }];
  const text = bytes(
    '203.0.113.7 "GET /カート/追加/とても長いパスの名前ですから折り返します HTTP/1.1" 499 "東京 😀👩‍👩‍👧"',
  );
  const sample = { file: bytes('/var/log/日本.log'), line: 7, text };
  const value = report();
  return {
    ...value,
    inputs: [{ ...value.inputs[0]!, file: sample.file }],
    fixes: [fix({ top_uris: uris, top_user_agents: agents, sample }), { ...LONG, sample }, LONG],
  };
}

test.for<[string, Partial<Parameters<typeof renderTable>[1]>]>([
  ['40-columns', { width: 40 }],
  ['80-columns', { width: 80 }],
  ['80-columns-colour', { width: 80, color: true }],
  ['80-columns-ascii', { width: 80, ascii: true }],
  ['300-columns', { width: 300 }],
])('the screen with other scripts: %s', async ([name, options]) => {
  const text = overview(inOtherScripts(), options);
  for (const line of text.split('\n')) expect(stringWidth(line), line).toBeLessThanOrEqual(options.width ?? 80);
  await expect(text).toMatchFileSnapshot(`../../../fixtures/screens/${name}.txt`);
});

describe.for([80, 100, 160, 300])('at %d columns', (width) => {
  test.for<[string, Report]>([
    ['one fix', report()],
    ['many fixes', report({ fixes: Array.from({ length: 9 }, () => fix()) })],
    ['many long fixes', report({ fixes: Array.from({ length: 9 }, () => LONG) })],
    ['no fix', report({ fixes: [] })],
    ['nothing', EMPTY],
    ['hostile text of the log', hostileLog()],
    ['a warning', report({ fixes: [LONG, LONG], remarks: [{ code: 'only-hits', facts: {} }] })],
    [
      'many causes',
      report({
        fixes: [],
        families: [
          { family: 'aborted-request', ...count(90, 20, 0.9), confidence: sure(90), bins: BINS },
          { family: 'probe', ...count(10, 20, 0.1), confidence: sure(10), bins: BINS },
        ],
        causes: (['stopped', 'retried', 'navigated-away', 'superseded', 'media-seek', 'bot-gave-up'] as const).map(
          (id) => cause(id, 'aborted-request', 15),
        ),
      }),
    ],
  ])(`%s: at most ${OVERVIEW_LINES} lines`, ([, value]) => {
    expect(linesIn(overview(value, { width }))).toBeLessThanOrEqual(OVERVIEW_LINES);
    expect(linesIn(overview(value, { width, ascii: true }))).toBeLessThanOrEqual(OVERVIEW_LINES);
  });
});

test('rows are whole, and the rest is counted with the command that shows it', () => {
  const short = (n: number): Report['fixes'][number] => fix({ headline: `Headline ${n}`, action: `Action ${n}.` });
  for (let all = 1; all <= 12; all++) {
    const text = overview(report({ fixes: Array.from({ length: all }, (_, n) => short(n)) }));
    const shown = text.match(/^ *\d+ {2}slow-upstream/gm)?.length ?? 0;
    expect(shown).toBeGreaterThan(0);
    expect(text.match(/Headline/g)).toHaveLength(shown);
    expect(text.match(/→ Action \d+\.\n/g)).toHaveLength(shown);
    expect(text.match(/logs\/access\.log:1204/g)).toHaveLength(shown);
    const more = `    ${all - shown} more: logscan access.log --fixes\n`;
    expect(text.includes(more)).toBe(shown < all);
  }
});

test('the advice is whole if all fixes fit with it, otherwise its first step', () => {
  expect(overview(report({ fixes: [fix()] }))).toMatch(
    /→ See what was slow just then\. proxy_read_timeout is not[^→]*longer\.\n/,
  );
  const many = overview(report({ fixes: Array.from({ length: 9 }, () => fix()) }));
  expect(many).toMatch(/→ See what was slow just then\.\n/);
  const action = 'If all leave at one time, nothing is wrong. Otherwise find out what was slow. Nothing else helps.';
  const conditional = overview(report({ fixes: Array.from({ length: 9 }, () => fix({ action })) }));
  expect(conditional).toMatch(/→ If all leave at one time, nothing is wrong\. Otherwise find out what was\n +slow\.\n/);
});

test('a line that is left names the causes of the fixes that are not shown, as many as fit', () => {
  const causes = [
    'slow-upstream',
    'client-timeout',
    'balancer-timeout',
    'monitor-timeout',
    'application-400',
    'client-timeout',
  ] as const;
  const fixes = causes.map((id) => ({ ...LONG, cause: id, headline: 'It failed', locked_out: 0 }));
  const lines = overview(report({ fixes })).split('\n');
  const at = lines.findIndex((line) => line.includes(' more: logscan'));
  expect(lines[at - 1]).toMatch(/^ {4}then (?:[a-z0-9-]+, )*(?:[a-z0-9-]+|…)$/);
  const narrow = overview(report({ fixes }), { width: 60 }).split('\n');
  expect(narrow.find((line) => line.startsWith('    then '))?.length ?? 0).toBeLessThanOrEqual(60);
});

test('thousands of fixes take no longer than those that are shown', () => {
  const one = report({ fixes: Array.from({ length: 20_000 }, () => LONG) });
  const started = performance.now();
  expect(overview(one)).toContain(' more: logscan access.log --fixes');
  expect(performance.now() - started).toBeLessThan(1000);
});

test('without a fix the rest of the screen names causes', () => {
  expect(overview(report({ fixes: [] }))).toMatch(/\nWHY .*\n(?:.*\n)*. +unused-connection/);
});

/** Nothing is to fix, and nothing is unknown. */
function clearVerdicts(): Report['verdicts'] {
  const { verdicts } = report();
  return { ...verdicts, fix: { ...verdicts.fix, hits: 0 }, unknown: { ...verdicts.unknown, hits: 0 } };
}

describe('what to type next', () => {
  const { timeline } = report();
  const steady = { ...timeline, trend: { word: 'steady', since: null, factor: null } } as const;

  test('asks about the cause of the first fix, otherwise about the main cause', () => {
    expect(overview(report())).toContain('NEXT  logscan explain slow-upstream ');
    const none = report({ fixes: [], timeline: steady });
    expect(overview(none)).toContain('NEXT  logscan access.log --verdict fix --lines');
    expect(overview(none)).toContain('      logscan explain unused-connection ');
    expect(overview(none)).toContain('      logscan access.log --verdict unknown --by cause,client,uri');
    const clear = overview(report({ fixes: [], timeline: steady, verdicts: clearVerdicts() }));
    expect(clear).toContain('NEXT  logscan explain unused-connection ');
    expect(clear).toContain('      logscan access.log --cause unused-connection --lines');
    expect(clear).not.toContain('--verdict');
    expect(overview(none)).toMatch(/ {6}logscan access\.log --full +everything, and 3 notes on this log\n$/);
  });

  test('asks what happened at the time since which hits rise, unless that is on the screen', () => {
    const command = 'logscan access.log --compare-at 2026-11-22T15:22';
    expect(overview(report())).toContain(command);
    const side = { begin: null, end: null, requests: 500 };
    const lists = { changes: [], new_fixes: [], solved_fixes: [] };
    const comparison = { at: '2026-11-22T15:22:00+01:00', before: side, after: side, too_little: null, ...lists };
    expect(overview(report({ comparison }))).not.toContain(command);
  });

  test('asks whether a deploy caused it: at the begin of the first fix, or, where nothing began, in the middle of the log', () => {
    const calm = (part: Partial<Report>): string => overview(report({ timeline: steady, fixes: [fix({})], ...part }));
    const late = fix({ constant: false, begin: '2026-11-22T15:24:10+01:00' });
    expect(calm({ fixes: [late] })).toContain('--compare-at 2026-11-22T15:24  before and after 15:24\n');
    const asks = '--compare-at 2026-11-22T15:23  did a deploy do it?\n';
    expect(calm({ fixes: [fix({ constant: true })] })).toContain(asks);
    expect(calm({ fixes: [] })).toContain(asks);
    expect(calm({ fixes: [], period: null })).not.toContain('--compare-at');
    // All of it is one minute, so there is no minute before.
    const minute = { begin: '2026-11-22T15:24:01+01:00', end: '2026-11-22T15:24:59+01:00' };
    expect(calm({ fixes: [], period: minute })).not.toContain('--compare-at');
  });

  test('explains the line of the first fix, if a command can and it fits', () => {
    const explainLine = (file: string, line: number): string => `logscan explain ${file}:${line}`;
    expect(overview(report({ timeline: steady }), { explainLine })).toMatch(
      /\n {6}logscan explain logs\/access\.log:1204 +why that line\n/,
    );
    expect(overview(report({ timeline: steady }), { explainLine: () => undefined })).not.toContain('why that line');
    const wide = (): string => `logscan explain ${'x'.repeat(80)}:1`;
    expect(overview(report({ timeline: steady }), { explainLine: wide })).not.toContain('explain x');
  });

  test('has no cause to ask about without hits, and nothing at all without lines', () => {
    const quiet = report({ ...EMPTY, totals: { ...EMPTY.totals, lines: 9, entries: 9 } });
    expect(overview(quiet)).toContain('NEXT  logscan access.log --full  everything\n');
    expect(overview(EMPTY)).not.toContain('NEXT');
  });

  test('is not shown while the log is read, because nobody can type then', () => {
    expect(overview(report(), { live: true })).not.toContain('NEXT');
  });

  test('a command that does not fit names no logs, or goes on in the next line', () => {
    const long = (flags: string): string => `logscan ${'/var/log/nginx/access.log '.repeat(3)}${flags}`;
    const many = report({ fixes: [LONG, LONG, LONG] });
    expect(overview(many, { again: (flags) => `${long(flags)} -- x` })).toContain(
      '      logscan … --cause cookie-or-header-too-large --lines  its lines in the log\n',
    );
    const two = (flags: string): string => `logscan '/var/log/nginx/my access.log' ${flags}`;
    const none = report({ fixes: [], timeline: steady, verdicts: clearVerdicts() });
    expect(overview(none, { again: two })).toContain(
      "      logscan '/var/log/nginx/my access.log' \\\n        --cause unused-connection --by client,uri,host\n",
    );
    const narrow = makeScreen({ width: 40, color: false, top: 5, ascii: false, again });
    expect(renderNext(report({ timeline: steady }), narrow, 3, false)).toEqual([
      'NEXT',
      '  logscan explain slow-upstream',
      '  logscan … --cause slow-upstream \\',
      '  --lines',
      '  logscan access.log --full',
    ]);
  });
});
