// The screen: its parts, its widths, and hostile text in it.
import stringWidth from 'string-width';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';

import type { Report } from '../../../src/report/report.ts';
import type { Fix } from '../../../src/report/shape/fix.ts';
import { answerOf } from '../../../src/report/words/words.ts';
import { makeScreen } from '../../../src/render/table/screen.ts';
import { renderWhy } from '../../../src/render/table/why.ts';
import { renderTable, type TableOptions } from '../../../src/render/table/table.ts';
import { BINS, cause, count, EMPTY, fix, hostile, report, sure } from '../sample-report.ts';

const OPTIONS: TableOptions = { width: 80, color: false, top: 5, ascii: false };
const WIDTHS = [40, 41, 60, 72, 80, 100, 120, 300];
const VIEWS = ['overview', 'all', 'fixes', 'causes', 'user-agents', 'groups'] as const;

const render = (value: Report, options: Partial<TableOptions> = {}): string =>
  renderTable(value, { ...OPTIONS, ...options });
const section = (text: string, first: string): string =>
  text.split('\n\n').find((part) => part.startsWith(first)) ?? '';

describe('the screen', () => {
  test('at 80 columns', () => {
    expect(render(report())).toMatchInlineSnapshot(`
      "access.log   5,579 lines   22 Nov 2026 15:19:59 – 15:26:57 +01:00
      100 of 5,570 requests (1.8 %) ended in 400 (60) or 499 (40), from 24 clients
      nginx < 1.3.15   causes: 7 % certain, 84 % likely, 9 % possible

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

      WHY                           hits  share  clients  sure     15:19 ···· 15:26
        preconnect-and-close          60   60 %       20  ~likely  ▂▇▄▅▆▄█▂▇▄▅▆▄█▂▇
      ░   unused-connection           52   52 %        2  certain  ▂▇▄▅▆▄█▂▇▄▅▆▄█▂▇
      ░   spare-closed-after-error     8  8.0 %        2  certain  ▂▇▄▅▆▄█▂▇▄▅▆▄█▂▇
      █ slow-upstream                 30   30 %        2  likely   ▂▇▄▅▆▄█▂▇▄▅▆▄█▂▇
      ▓ foreign-protocol               5  5.0 %        2  certain  ▂▇▄▅▆▄█▂▇▄▅▆▄█▂▇
      ▒ invalid-header                 4  4.0 %        2  mixed    ▂▇▄▅▆▄█▂▇▄▅▆▄█▂▇
      ? unexplained                    1  1.0 %        2  certain  ▂▇▄▅▆▄█▂▇▄▅▆▄█▂▇
        + 3 related lines with other statuses: unused-connection 3

      WHO                             hits  main cause           user agent
        203.0.113.7                     12  unused-connection 9  Firefox
        2001:db8:85a3::8a2e:370:7334     3  slow-upstream
        user agent     hits  of the 400/499  of all requests  without user agent
        Firefox          50     50 % █████      33 % ███▎                     48
        no user agent    20     20 % ██            –

      7 lines could not be parsed (--unparsed FILE writes all of them to a file):
        access.log:17: no time: GET \\x1B[2J\\x9B31m\\x0D\\x0A\\u202eж\\x07
      No access log shows connections that were reset before nginx accepted them.
      To be surer about 41 hits, add $request_time $upstream_status to log_format.
      5,579 lines = 5,570 entries + 2 blank + 7 unparsed
      "
    `);
  });

  test('in ASCII', () => {
    expect(render(report(), { ascii: true })).toMatchInlineSnapshot(`
      "access.log   5,579 lines   22 Nov 2026 15:19:59 - 15:26:57 +01:00
      100 of 5,570 requests (1.8 %) ended in 400 (60) or 499 (40), from 24 clients
      nginx < 1.3.15   causes: 7 % certain, 84 % likely, 9 % possible

      Not an attack: mostly harmless. To fix: slow-upstream since 15:22.
        . 60 % harmless  # 30 % to fix  = 4 % broken clients  x 5 % hostile
        ? 1 % unknown
        15:19 -%+*%=#-%+*% 15:26  highest bar: 18 in 35 s  rising since 15:22 (3.2x)

      FIX FIRST
       1  slow-upstream                         likely | since 15:22:32, last 15:22:56
          The backend stalled: 33 requests of 28 clients were abandoned
          20x /app/report, 13x /app/export | 33x Chrome
          -> See what was slow just then. proxy_read_timeout is not the cure, for it
             ends only what waits even longer.
          logs/access.log:1204  203.0.113.7 "GET /app/report HTTP/1.1" 499 "Mozilla...

      WHY                           hits  share  clients  sure     15:19 ____ 15:26
        preconnect-and-close          60   60 %       20  ~likely  :%=+*=#:%=+*=#:%
      .   unused-connection           52   52 %        2  certain  :%=+*=#:%=+*=#:%
      .   spare-closed-after-error     8  8.0 %        2  certain  :%=+*=#:%=+*=#:%
      # slow-upstream                 30   30 %        2  likely   :%=+*=#:%=+*=#:%
      x foreign-protocol               5  5.0 %        2  certain  :%=+*=#:%=+*=#:%
      = invalid-header                 4  4.0 %        2  mixed    :%=+*=#:%=+*=#:%
      ? unexplained                    1  1.0 %        2  certain  :%=+*=#:%=+*=#:%
        + 3 related lines with other statuses: unused-connection 3

      WHO                             hits  main cause           user agent
        203.0.113.7                     12  unused-connection 9  Firefox
        2001:db8:85a3::8a2e:370:7334     3  slow-upstream
        user agent     hits  of the 400/499  of all requests  without user agent
        Firefox          50     50 % #####      33 % ###                      48
        no user agent    20     20 % ##            -

      7 lines could not be parsed (--unparsed FILE writes all of them to a file):
        access.log:17: no time: GET \\x1B[2J\\x9B31m\\x0D\\x0A\\u202e\\u0436\\x07
      No access log shows connections that were reset before nginx accepted them.
      To be surer about 41 hits, add $request_time $upstream_status to log_format.
      5,579 lines = 5,570 entries + 2 blank + 7 unparsed
      "
    `);
  });

  test('fits on one screen', () => {
    expect(render(report()).split('\n').length).toBeLessThanOrEqual(43);
  });

  test.for(WIDTHS)('fits %d columns with any log', (width) => {
    for (const value of [report(), EMPTY, hostile()]) {
      for (const ascii of [false, true]) {
        for (const view of VIEWS) {
          for (const line of render(value, { width, ascii, view, allFixes: true }).split('\n')) {
            expect(stringWidth(line), line).toBeLessThanOrEqual(width);
            expect(line).toBe(line.trimEnd());
          }
        }
      }
    }
  });

  test.for(WIDTHS)('is the same text with and without colour at %d columns', (width) => {
    for (const value of [report(), EMPTY, hostile()]) {
      const colored = render(value, { width, color: true });
      expect(stripVTControlCharacters(colored)).toBe(render(value, { width }));
    }
    expect(render(report(), { width, color: true })).toContain('\u001b[31m');
  });

  test('contains no control character of the log, and with --ascii only ASCII', () => {
    // eslint-disable-next-line no-control-regex -- these characters must not be printed
    expect(render(hostile())).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(render(hostile(), { ascii: true })).toMatch(/^[\x20-\x7e\n]*$/);
    expect(render(report(), { ascii: true })).toMatch(/^[\x20-\x7e\n]*$/);
  });

  test('contains no escape sequences other than its own colours', () => {
    // eslint-disable-next-line no-control-regex -- SGR
    expect(render(hostile(), { color: true }).replace(/\u001b\[[\d;]*m/g, '')).not.toContain('\u001b');
  });
});

describe('the head', () => {
  test('shows folders only if several files have the same name', () => {
    const input = (file: string): Report['inputs'][number] => ({ file, lines: 1, page_size: null, era: null });
    const first = (files: string[]): string => render(report({ inputs: files.map(input) })).split('   ')[0] ?? '';
    expect(first(['a/access.log', 'a/access.log.1'])).toBe('access.log, access.log.1');
    expect(first(['x/a/access.log', 'x/b/access.log'])).toBe('a/access.log, b/access.log');
    expect(first(['-'])).toBe('standard input');
    expect(first(Array.from({ length: 30 }, (_, n) => `access.log.${n}`))).toBe('access.log.0 and 29 more files');
  });

  test('shows the log’s own clock, and both dates if they differ', () => {
    expect(render(report())).toContain('22 Nov 2026 15:19:59 – 15:26:57 +01:00');
    const period = { begin: '2026-12-30T23:00:00+00:00', end: '2027-01-02T01:00:00+00:00' };
    expect(render(report({ period }), { width: 120 })).toContain(
      '30 Dec 2026 23:00:00 – 2 Jan 2027 01:00:00 UTC   2.1 days',
    );
  });

  test('says how many hits are not judged yet', () => {
    const value = report({ totals: { ...report().totals, pending: 3 } });
    expect(render(value, { live: true })).toMatch(/\n3 not judged yet .* still reading\n/);
  });
});

test('a remark that puts the report in doubt is shown once, above the answer, in every view', () => {
  const value = report({ remarks: [{ code: 'only-hits', facts: {} }, ...report().remarks] });
  for (const view of ['all', 'fixes', 'causes', 'user-agents'] as const) {
    const text = render(value, { view });
    expect(text.match(/Every line is a 400 or 499/g)).toHaveLength(1);
    expect(text.indexOf('Every line')).toBeLessThan(text.indexOf(answerOf(value).slice(1)));
  }
});

test('a log of Apache gets a warning and no answer', () => {
  const text = render(report({ fixes: [], remarks: [{ code: 'apache-log', facts: {} }] }));
  expect(text).toMatch(/^(?:.+\n){1,3}\n.*\bApache\b/);
  expect(text).not.toContain(answerOf(report()));
  expect(text).not.toContain('Nothing to fix');
});

describe('the answer', () => {
  const answer = (verdicts: Partial<Record<keyof Report['verdicts'], number>>): string => {
    const all = { fix: 0, harmless: 0, client: 0, hostile: 0, unknown: 0, ...verdicts };
    const counts = Object.fromEntries(Object.entries(all).map(([verdict, hits]) => [verdict, count(hits)]));
    const text = render(report({ verdicts: counts as Report['verdicts'], fixes: [] })).split('\n\n')[1] ?? '';
    return text.replaceAll('\n', ' ').split('. ')[0] ?? '';
  };

  test.for<[Parameters<typeof answer>[0], string]>([
    [{ harmless: 60 }, 'Not an attack: all harmless (unused-connection 87 %)'],
    [{ harmless: 51, fix: 49 }, 'Not an attack: mostly harmless (unused-connection 52 %)'],
    [{ harmless: 50, fix: 50 }, 'Not an attack: mixed'],
    [{ fix: 51, unknown: 49 }, 'Not an attack: mostly yours to fix (slow-upstream 30 %)'],
    [{ hostile: 9, fix: 1 }, 'Mostly scans and attacks that were refused (foreign-protocol 50 %)'],
    [{ hostile: 40, harmless: 40, fix: 20 }, 'Some refused scans (40 %), mostly no action needed'],
    [{ hostile: 10, harmless: 90 }, 'Some refused scans (10 %), mostly harmless (unused-connection 52 %)'],
    [{ hostile: 9, harmless: 91 }, 'Not an attack: mostly harmless (unused-connection 52 %)'],
    [{ unknown: 5 }, 'All unclear (unexplained 20 %)'],
    [{ unknown: 6 }, 'All unclear'],
  ])('%o: %s', ([verdicts, words]) => {
    expect(answer(verdicts)).toBe(words);
  });

  test('a verdict of one in a thousand still has its cell and its share', () => {
    const text = render(report({ verdicts: { ...EMPTY.verdicts, harmless: count(999), fix: count(1) } }));
    expect(text).toMatch(/\n {2}░ 99 % harmless {2}█ < 1 % to fix {2}░+█\n/);
  });

  test('says that there are no hits', () => {
    expect(render(EMPTY)).toContain('No request was found.');
    const quiet = report({ ...EMPTY, totals: { ...EMPTY.totals, lines: 9, entries: 9 } });
    expect(render(quiet)).toContain('No 400 and no 499 in 9 requests');
    expect(render(quiet)).not.toContain('FIX');
    expect(render(quiet)).toContain('9 lines = 9 entries + 0 blank + 0 unparsed');
  });
});

describe('FIX FIRST', () => {
  const nine = report({ fixes: Array.from({ length: 9 }, () => fix()) });
  const rowsIn = (text: string): number => text.match(/^ *\d  slow-upstream/gm)?.length ?? 0;

  test('has five rows, and says how to see the others', () => {
    expect(rowsIn(render(nine))).toBe(5);
    expect(render(nine)).toContain('\n    4 more: logscan … --fixes\n');
    const again = (flags: string): string => `logscan access.log ${flags}`;
    expect(render(nine, { again })).toContain('\n    4 more: logscan access.log --fixes\n');
    expect(render(nine, { again: (flags) => `logscan ${'x'.repeat(60)} ${flags}` })).toContain(
      'more: logscan … --fixes\n',
    );
  });

  test('has all rows in the view of the fixes, and if all are wanted', () => {
    expect(rowsIn(render(nine, { view: 'fixes' }))).toBe(9);
    expect(rowsIn(render(nine, { allFixes: true }))).toBe(9);
    expect(render(nine, { allFixes: true })).toContain('\nWHY');
  });

  test('shows the whole advice, the line to paste, who is still refused, and a line of the log', () => {
    const action = `${'Change what is wrong. '.repeat(20)}This is not the cure.`;
    const one = fix({
      action,
      locked_out: 3,
      locked_out_clients: ['192.0.2.1', '2001:db8::1'],
      directive: { context: 'http', text: 'large_client_header_buffers 4 16k;' },
    });
    for (const width of [40, 80, 160]) {
      const text = section(render(report({ fixes: [one] }), { width }), 'FIX FIRST').replaceAll(/\n? +|\n/g, ' ');
      expect(text).toContain(`→ ${action}`);
      expect(text).toContain('in http: large_client_header_buffers 4 16k;');
      expect(text).toContain('3 clients still refused: 192.0.2.1, 2001:db8::1, 1 more');
      expect(text).toContain('logs/access.log:1204 203.0.113.7 "GET /app/');
    }
  });

  test('never cuts the place of the sample', () => {
    const file = `/var/log/${'very-long-name-'.repeat(20)}access.log`;
    const one = fix({ sample: { file, line: 123_456, text: 'x' } });
    for (const width of [40, 80]) {
      const text = section(render(report({ fixes: [one] }), { width }), 'FIX FIRST');
      expect(text.replaceAll(/\n */g, '')).toContain(`${file}:123456`);
    }
    const piped = fix({ sample: { file: '-', line: 7, text: 'x' } });
    expect(render(report({ fixes: [piped] }))).toContain('    line 7 of standard input  x');
  });

  test('says that there is nothing to fix, or that hits are unsure or unexplained', () => {
    const said = (more: Partial<Report>): string => render(report(more)).replaceAll('\n', ' ');
    expect(said({ fixes: [] })).toMatch(
      /No fix is clear: [\d,]+ hits may need one, but they are single cases or unsure\./,
    );
    const none = { ...report().verdicts, fix: count(0) };
    const left = said({ fixes: [], verdicts: none });
    expect(left).toMatch(
      /Nothing of it is yours to fix\. For [\d.]+ % of the hits the log does not show who should act\./,
    );
    const verdicts = { ...none, unknown: count(0) };
    expect(said({ fixes: [], verdicts })).toContain('Nothing to fix.');
  });

  test('says when the trouble began, and whether it goes on at the end of the log', () => {
    const at = (clock: string): string => `2026-11-22T${clock}+01:00`;
    const when = (begin: string | null, end: string | null, period = report().period): string => {
      const one = fix({ begin, end, confidence: 'certain', verdict_confidence: 'certain' });
      return (
        section(render(report({ fixes: [one], period })), 'FIX FIRST')
          .split('\n')[1]
          ?.replace(/.* {2}/, '') ?? ''
      );
    };
    expect(when(at('15:20:00'), at('15:26:50'))).toBe('certain · since 15:20:00, goes on');
    expect(when(at('15:20:00'), at('15:25:00'))).toBe('certain · since 15:20:00, last 15:25:00');
    expect(when(at('15:20:00'), at('15:20:01'))).toBe('certain · 15:20:00 – 15:20:01, over');
    expect(when(at('15:20:00'), at('15:20:00'))).toBe('certain · at 15:20:00, over');
    expect(when(null, null, null)).toBe('certain');
    const days = { begin: '2026-11-20T00:00:00+01:00', end: '2026-11-22T15:26:57+01:00' };
    expect(when(days.begin, at('15:25:00'), days)).toBe('certain · since 20 Nov 00:00, goes on');
  });

  test('names a single client', () => {
    const about = { cause: 'stopped', headline: 'Handshakes failed' } as const;
    const one = fix({ ...about, clients: 1, hits: 67, locked_out: 1, locked_out_clients: ['203.0.113.7'] });
    const text = section(render(report({ fixes: [one] })), 'FIX FIRST');
    expect(text).toMatch(/\n {4}203\.0\.113\.7, 67 lines · still refused · /);
  });

  test('has no empty lines if there is nothing to say', () => {
    const { sample: _, ...bare } = fix({
      action: '',
      top_uris: [],
      top_user_agents: [{ value: '-', hits: 33 }],
    });
    expect(section(render(report({ fixes: [bare] })), 'FIX FIRST').split('\n')).toHaveLength(3);
  });

  test('does not repeat a count that the headline states', () => {
    const where = (id: Fix['cause']): string => {
      const one = fix({ cause: id, headline: 'It failed', hits: 12, clients: 2 });
      return section(render(report({ fixes: [one] })), 'FIX FIRST').split('\n')[3] ?? '';
    };
    expect(where('slow-upstream')).toMatch(/^ {4}20× \/app\/report/);
    expect(where('balancer-timeout')).toMatch(/^ {4}2 clients · /);
    expect(where('stopped')).toMatch(/^ {4}2 clients, 12 lines · /);
  });
});

describe('WHY', () => {
  test('merges the causes that do not fit into one row', () => {
    const ids = [
      'stopped',
      'retried',
      'navigated-away',
      'superseded',
      'media-seek',
      'bot-gave-up',
      'fire-and-forget',
    ] as const;
    const many = Array.from({ length: 5 }, () => fix());
    const value = report({
      fixes: many,
      families: [
        ...report().families,
        { family: 'aborted-request', ...count(7, 5, 0.07), confidence: sure(7), bins: BINS },
      ],
      causes: [...report().causes, ...ids.map((id) => cause(id, 'aborted-request', 1, { share: 0.01 }))],
    });
    const text = section(render(value), 'WHY');
    expect(text).toMatch(/… 6 more causes +6 +6\.0 %/);
  });

  test('counts the causes of a family that are not shown in a row below it', () => {
    const family = { family: 'aborted-request', ...count(55, 5, 1), confidence: sure(55), bins: BINS } as const;
    const all = [30, 20, 3, 2].map((hits, at) =>
      cause((['stopped', 'retried', 'superseded', 'media-seek'] as const)[at]!, 'aborted-request', hits),
    );
    const value = report({ families: [family], causes: all, totals: { ...report().totals, related: 0 } });
    const lines = renderWhy(value, makeScreen({ ...OPTIONS, width: 60 }), 4);
    expect(lines.slice(1).map((line) => line.slice(0, 26).trimEnd())).toEqual([
      '  aborted-request      55',
      '█   stopped            30',
      '█   retried            20',
      '    … 2 more causes     5',
    ]);
  });

  test('shows related lines even without hits', () => {
    const only = cause('cookie-or-header-too-large', 'cookie-or-header-error', 0, { related: 3, verdicts: {} });
    const value = report({ ...EMPTY, causes: [only], totals: { ...EMPTY.totals, entries: 9, related: 3 } });
    expect(render(value)).toContain('+ 3 related lines with other statuses: cookie-or-header-too-large 3');
  });
});

test('the answer says what to fix first, since when', () => {
  const second = (value: Report): string => render(value).split('\n\n')[1]?.split('\n')[0] ?? '';
  expect(second(report())).toBe('Not an attack: mostly harmless. To fix: slow-upstream since 15:22.');
  const mostlyFix = report({ verdicts: { ...report().verdicts, harmless: count(10), fix: count(80) } });
  expect(second(mostlyFix)).toBe('Mostly yours to fix: slow-upstream since 15:22.');
  expect(second(report({ period: null, fixes: [fix({ begin: null, end: null })] }))).toBe(
    'Not an attack: mostly harmless. To fix: slow-upstream.',
  );
  const days = { begin: '2026-11-20T00:00:00+01:00', end: '2026-11-22T15:26:57+01:00' };
  expect(second(report({ period: days }))).toBe(
    'Not an attack: mostly harmless. To fix: slow-upstream since 22 Nov 15:22.',
  );
});

test('the course over time has its scale and its trend in words', () => {
  const line = (trend: Report['timeline']['trend']): string =>
    /^ {2}15:19 .*$/m.exec(render(report({ timeline: { ...report().timeline, trend } }), { width: 100 }))?.[0] ?? '';
  const since = '2026-11-22T15:22:19+01:00';
  expect(line({ word: 'rising', since, factor: 3.24 })).toMatch(
    /15:26 {2}highest bar: \d+ in \d+ s {2}rising since 15:22 \(3\.2×\)$/,
  );
  expect(line({ word: 'rising', since, factor: 12.7 })).toMatch(/rising since 15:22 \(13×\)$/);
  expect(line({ word: 'rising', since, factor: null })).toMatch(/rising since 15:22 \(none before\)$/);
  expect(line({ word: 'falling', since, factor: 0.36 })).toMatch(/ {2}down to 1\/3 since 15:22$/);
  expect(line({ word: 'falling', since, factor: 0.11 })).toMatch(/ {2}down to 1\/9 since 15:22$/);
  expect(line({ word: 'over', since, factor: 0 })).toMatch(/over since 15:22$/);
  expect(line({ word: 'steady', since: null, factor: null })).toMatch(/ {2}steady$/);
  expect(line({ word: 'steady', since: null, factor: null, with_traffic: 'falling' })).toMatch(
    / {2}falls with the traffic$/,
  );
  expect(line({ word: 'steady', since: null, factor: null, with_traffic: 'rising' })).toMatch(
    / {2}rises with the traffic$/,
  );
  expect(line({ word: 'unknown', since: null, factor: null })).toMatch(/ {2}too few for a trend$/);
});
