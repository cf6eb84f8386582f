// The screen: its parts, its widths, and hostile text in it.
import stringWidth from 'string-width';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';

import type { Fix, Report } from '../../../src/report/report.ts';
import { answerOf } from '../../../src/report/words.ts';
import { renderTable, type TableOptions } from '../../../src/render/table/table.ts';
import { BINS, cause, count, EMPTY, fix, hostile, report, sure } from '../sample-report.ts';

const OPTIONS: TableOptions = { width: 80, color: false, top: 5, ascii: false };
const WIDTHS = [60, 61, 72, 80, 100, 120];

const render = (value: Report, options: Partial<TableOptions> = {}): string =>
  renderTable(value, { ...OPTIONS, ...options });
const section = (text: string, first: string): string =>
  text.split('\n\n').find((part) => part.startsWith(first)) ?? '';

describe('the screen', () => {
  test('at 80 columns', () => {
    expect(render(report())).toMatchInlineSnapshot(`
      "access.log   5,579 lines   22 Nov 2026 15:19:59 – 15:26:57 +01:00
      100 of 5,570 requests (1.8 %) ended in 400 (60) or 499 (40), from 24 clients
      nginx < 1.3.15

        Mostly harmless  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░█████████████████▒▒▒▓▓▓▓??
        ░ 60 % harmless  █ 30 % to fix  ▒ 4 % broken clients  ▓ 5 % hostile
        ? 1 % unknown

      FIX FIRST
       1  The backend stalled: 33 requests of 28 clients were abandoned
          15:22:32 – 15:22:56 · /app/report 20, /app/export 13 · Chrome · likely
          → See what was slow just then. proxy_read_timeout is not the cure, for it…

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
        user agent     hits  no user agent  of 400/499     of requests
        Firefox          50             48     50 % █████     33 % ███▎
        no user agent    20                    20 % ██           –

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
      nginx < 1.3.15

        Mostly harmless  ..................................#################===xxxx??
        . 60 % harmless  # 30 % to fix  = 4 % broken clients  x 5 % hostile
        ? 1 % unknown

      FIX FIRST
       1  The backend stalled: 33 requests of 28 clients were abandoned
          15:22:32 - 15:22:56 | /app/report 20, /app/export 13 | Chrome | likely
          -> See what was slow just then. proxy_read_timeout is not the cure, for...

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
        user agent     hits  no user agent  of 400/499     of requests
        Firefox          50             48     50 % #####     33 % ###
        no user agent    20                    20 % ##           -

      7 lines could not be parsed (--unparsed FILE writes all of them to a file):
        access.log:17: no time: GET \\x1B[2J\\x9B31m\\x0D\\x0A\\u202e\\u0436\\x07
      No access log shows connections that were reset before nginx accepted them.
      To be surer about 41 hits, add $request_time $upstream_status to log_format.
      5,579 lines = 5,570 entries + 2 blank + 7 unparsed
      "
    `);
  });

  test('fits on one screen', () => {
    expect(render(report()).split('\n').length).toBeLessThanOrEqual(40);
  });

  test.for(WIDTHS)('fits %d columns with any log', (width) => {
    for (const value of [report(), EMPTY, hostile()]) {
      for (const ascii of [false, true]) {
        for (const line of render(value, { width, ascii }).split('\n')) {
          expect(stringWidth(line), line).toBeLessThanOrEqual(width);
          expect(line).toBe(line.trimEnd());
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
    expect(text.indexOf('Every line')).toBeLessThan(text.indexOf(answerOf(value)));
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
    const text = render(report({ verdicts: counts as Report['verdicts'] })).split('\n\n')[1] ?? '';
    return text.split('\n')[0]?.trim().split('  ')[0] ?? '';
  };

  test.for<[Parameters<typeof answer>[0], string]>([
    [{ harmless: 5 }, 'All harmless'],
    [{ harmless: 51, fix: 49 }, 'Mostly harmless'],
    [{ harmless: 50, fix: 50 }, 'Mixed'],
    [{ fix: 51, unknown: 49 }, 'Mostly yours to fix'],
    [{ hostile: 9, fix: 1 }, 'Mostly refused scans'],
    [{ hostile: 40, harmless: 40, fix: 20 }, 'Mostly no action needed'],
    [{ unknown: 1 }, 'All unexplained'],
  ])('%o: %s', ([verdicts, words]) => {
    expect(answer(verdicts)).toBe(words);
  });

  test('a verdict of one in a thousand still has its cell and its share', () => {
    const text = render(report({ verdicts: { ...EMPTY.verdicts, harmless: count(999), fix: count(1) } }));
    expect(text).toMatch(/Mostly harmless {2}░+█\n/);
    expect(text).toContain('░ 99 % harmless   █ < 1 % to fix');
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
  test('has at most five entries of at most three lines', () => {
    const text = section(render(report({ fixes: Array.from({ length: 9 }, () => fix()) })), 'FIX FIRST');
    expect(text.split('\n')).toHaveLength(1 + 5 * 3 + 1);
    expect(text).toContain('and 4 more (logscan --format json lists all)');
  });

  test('says that there is nothing to fix, or that hits are unsure or unexplained', () => {
    expect(render(report({ fixes: [] }))).toMatch(
      /No fix is clear: [\d,]+ hits may need one, but they are single cases or unsure\./,
    );
    const none = { ...report().verdicts, fix: count(0) };
    const left = render(report({ fixes: [], verdicts: none }));
    expect(left).toMatch(/No fix is known, and [\d.]+ % of the hits are unexplained\./);
    const verdicts = { ...none, unknown: count(0) };
    expect(render(report({ fixes: [], verdicts }))).toContain('Nothing to fix.');
  });

  test('names a single client, and says that a fix covers most of the log', () => {
    const about = { cause: 'stopped', headline: 'Handshakes failed', confidence: 'certain' } as const;
    const one = fix({ ...about, clients: 1, hits: 67, constant: true });
    const text = section(render(report({ fixes: [one] })), 'FIX FIRST');
    expect(text).toMatch(/Handshakes failed +for most of the log\n {4}203\.0\.113\.7, 67 lines · /);
  });

  test('is one line if there is nothing to add', () => {
    const bare = fix({
      action: '',
      confidence: 'certain',
      verdict_confidence: 'certain',
      top_uris: [],
      top_user_agents: [{ value: '-', hits: 33 }],
    });
    expect(section(render(report({ fixes: [bare] })), 'FIX FIRST').split('\n')).toHaveLength(3);
    const short = { ...bare, headline: 'Stalled: 33 requests of 28 clients' };
    expect(section(render(report({ fixes: [short] })), 'FIX FIRST').split('\n')).toHaveLength(2);
  });

  test('does not repeat a count that the headline states', () => {
    const where = (id: Fix['cause']): string => {
      const one = fix({ cause: id, headline: 'It failed', hits: 12, clients: 2 });
      return section(render(report({ fixes: [one] })), 'FIX FIRST').split('\n')[2] ?? '';
    };
    expect(where('slow-upstream')).toMatch(/^ {4}\/app\/report/);
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

  test('shows related lines even without hits', () => {
    const only = cause('cookie-or-header-too-large', 'cookie-or-header-error', 0, { related: 3, verdicts: {} });
    const value = report({ ...EMPTY, causes: [only], totals: { ...EMPTY.totals, entries: 9, related: 3 } });
    expect(render(value)).toContain('+ 3 related lines with other statuses: cookie-or-header-too-large 3');
  });
});
