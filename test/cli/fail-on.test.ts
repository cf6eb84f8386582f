// What --fail-on understands, what it counts, how it says so, and what it answers to words that make no sense.
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../src/judge/catalogue.ts';
import { UsageError } from '../../src/cli/errors.ts';
import { type Condition, describeCondition, holds, parseCondition } from '../../src/cli/fail-on.ts';
import type { Count, Report } from '../../src/report/report.ts';
import { FAMILIES, VERDICTS } from '../../src/cli/vocabulary.ts';
import { logscan } from '../fake-host.ts';

const count = (hits: number, clients: number): Count => ({ hits, share: hits / 80, clients });
const sums = { confidence: { certain: 0, likely: 0, possible: 0 }, bins: [] };
const causeSums = { ...sums, title: '', verdicts: {}, related: 0, begin: '', end: '' };

// 1000 lines of 900 requests; 50 times 400 and 31 times 499, of which one is not judged yet.
const REPORT: Report = {
  schema_version: 1,
  inputs: [],
  period: { begin: '2026-11-22T15:00:00Z', end: '2026-11-22T16:00:00Z' },
  totals: {
    lines: 1000,
    entries: 900,
    blank: 75,
    unparsed: 25,
    cut_lines: 0,
    by_status: { '400': 50, '499': 31 },
    share: 81 / 900,
    clients: 40,
    related: 3,
    windows_cut: 0,
    pending: 1,
    filtered_out: 0,
  },
  verdicts: {
    harmless: count(50, 20),
    fix: count(12, 7),
    client: count(4, 2),
    hostile: count(4, 4),
    unknown: count(10, 9),
  },
  families: [
    { family: 'timeout', ...count(5, 3), ...sums },
    { family: 'unexplained', ...count(10, 9), ...sums },
  ],
  causes: [
    { cause: 'balancer-timeout', family: 'timeout', ...count(5, 3), ...causeSums },
    { cause: 'cookie-or-header-too-large', family: 'cookie-or-header-error', ...count(7, 5), ...causeSums },
    { cause: 'unexplained', family: 'unexplained', ...count(10, 9), ...causeSums },
  ],
  fixes: [],
  clients: [],
  user_agents: [],
  timeline: { begin: null, bin_seconds: 0, bins: [] },
  unparsed: [],
  remarks: [],
};
const EMPTY: Report = {
  ...REPORT,
  totals: { ...REPORT.totals, lines: 0, entries: 0, unparsed: 0, clients: 0, by_status: { '400': 0, '499': 0 } },
  verdicts: Object.fromEntries(VERDICTS.map((one) => [one, { hits: 0, share: 0, clients: 0 }])) as Report['verdicts'],
  families: [],
  causes: [],
};

describe('what is read', () => {
  test.each<[string, Condition]>([
    ['fix > 0', { subject: 'fix', measure: 'hits', operator: '>', limit: 0 }],
    ['fix hits>0', { subject: 'fix', measure: 'hits', operator: '>', limit: 0 }],
    ['fix>0', { subject: 'fix', measure: 'hits', operator: '>', limit: 0 }],
    ['  FIX \t Hits  >=  10 \n', { subject: 'fix', measure: 'hits', operator: '>=', limit: 10 }],
    ['client > 5', { subject: 'client', measure: 'hits', operator: '>', limit: 5 }],
    ['client clients > 5', { subject: 'client', measure: 'clients', operator: '>', limit: 5 }],
    ['all clients < 1', { subject: 'all', measure: 'clients', operator: '<', limit: 1 }],
    [
      'cookie-or-header-too-large clients >= 5',
      { subject: 'cookie-or-header-too-large', measure: 'clients', operator: '>=', limit: 5 },
    ],
    ['timeout <= 3', { subject: 'timeout', measure: 'hits', operator: '<=', limit: 3 }],
    ['499 share > 2%', { subject: '499', measure: 'share', operator: '>', limit: 0.02 }],
    ['400 == 0', { subject: '400', measure: 'hits', operator: '=', limit: 0 }],
    ['unparsed != 0', { subject: 'unparsed', measure: 'hits', operator: '!=', limit: 0 }],
    ['unparsed share = 100 %', { subject: 'unparsed', measure: 'share', operator: '=', limit: 1 }],
    ['unknown share > 0.7%', { subject: 'unknown', measure: 'share', operator: '>', limit: 0.007 }],
    ['unknown share > .25', { subject: 'unknown', measure: 'share', operator: '>', limit: 0.25 }],
    ['unknown share > 0', { subject: 'unknown', measure: 'share', operator: '>', limit: 0 }],
  ])('%j', (text, condition) => {
    expect(parseCondition(text)).toEqual(condition);
  });

  test('every verdict, family and cause', () => {
    for (const subject of [...VERDICTS, ...FAMILIES, ...Object.keys(CATALOGUE)]) {
      expect(parseCondition(`${subject} share > 1%`)).toMatchObject({ subject, measure: 'share' });
    }
  });
});

describe('what is counted', () => {
  test.each<[string, boolean, number]>([
    ['fix > 0', true, 12],
    ['fix > 12', false, 12],
    ['fix >= 12', true, 12],
    ['fix < 12', false, 12],
    ['fix <= 12', true, 12],
    ['fix = 12', true, 12],
    ['fix != 12', false, 12],
    ['fix clients > 6', true, 7],
    ['client > 2', true, 4],
    ['client clients > 2', false, 2],
    ['unknown share > 10%', true, 0.125],
    ['unknown share = 12.5%', true, 0.125],
    ['timeout clients = 3', true, 3],
    ['unexplained > 9', true, 10],
    ['cookie-or-header-too-large clients >= 5', true, 5],
    ['400 = 50', true, 50],
    ['499 share > 2%', true, 31 / 900],
    ['all = 80', true, 80],
    ['all clients = 40', true, 40],
    ['all share > 10%', false, 80 / 900],
    ['unparsed = 25', true, 25],
    ['unparsed share = 2.5%', true, 0.025],
    ['slow-upstream > 0', false, 0],
    ['slow-upstream clients = 0', true, 0],
    ['slow-server share < 1%', true, 0],
  ])('%s', (text, isHeld, actual) => {
    expect(holds(parseCondition(text), REPORT)).toEqual({ holds: isHeld, actual });
  });

  test.each(['all share', '400 share', 'unparsed share', 'fix share', 'stopped share', 'all', 'all clients'])(
    '%s of nothing is 0',
    (left) => {
      expect(holds(parseCondition(`${left} > 0`), EMPTY)).toEqual({ holds: false, actual: 0 });
    },
  );

  test('a share is exactly the percentage that it is', () => {
    for (let tenths = 0; tenths <= 1000; tenths++) {
      const report = { ...EMPTY, totals: { ...EMPTY.totals, lines: 3000, unparsed: 3 * tenths } };
      expect(holds(parseCondition(`unparsed share = ${tenths / 10}%`), report).holds).toBe(true);
    }
  });

  test('as the report of a real log says', async () => {
    const { stdout } = await logscan(['fixtures/logs/2008-thread.log', '--format', 'json']);
    const report = JSON.parse(stdout) as Report;
    for (const [text, actual] of [
      ['all', 194],
      ['400', 180],
      ['499', 14],
      ['cookie-or-header-too-large clients', 3],
      ['slow-server', 6],
      ['all clients', 25],
    ] as const) {
      expect(holds(parseCondition(`${text} = ${actual}`), report)).toEqual({ holds: true, actual });
    }
  });
});

describe('how it is said', () => {
  test.each<[string, number, string]>([
    ['fix > 0', 12, 'fix hits 12 > 0'],
    ['client clients >= 2', 2, 'client clients 2 >= 2'],
    ['unparsed == 3', 3, 'unparsed hits 3 = 3'],
    ['unknown share > 10%', 0.125, 'unknown share 12.5% > 10%'],
    ['unknown share > 0.07', 1 / 3, 'unknown share 33.3% > 7%'],
    ['unknown share > 10%', 0.1004, 'unknown share 10.04% > 10%'],
    ['unknown share > 0', 0.00001, 'unknown share 0.001% > 0%'],
    ['unknown share < 100%', 0.9999, 'unknown share 99.99% < 100%'],
    ['499 share != 2.5%', 0.025000001, '499 share 2.5000001% != 2.5%'],
  ])('%s with %d: %s', (text, actual, said) => {
    const condition = parseCondition(text);
    expect(describeCondition(condition, actual)).toBe(said);
    // What is said can be read again, but for the count.
    expect(parseCondition(said.replace(/(hits|clients|share) \S+/, '$1'))).toEqual(condition);
  });
});

describe('what makes no sense', () => {
  test.each<[string, RegExp]>([
    ['', /does not begin with what to count/],
    ['> 0', /does not begin with what to count/],
    ['fix', /compares nothing.*> 0.*quote/],
    ['fix hits', /compares nothing/],
    ['fxi > 0', /nothing is called fxi: did you mean fix\?/],
    ['unkown share > 10%', /unkown: did you mean unknown\?/],
    ['fixes > 0', /did you mean fix\?/],
    ['cookie-or-header-to-large > 0', /did you mean cookie-or-header-too-large\?/],
    ['cookie_or_header_too_large > 0', /did you mean cookie-or-header-too-large\?/],
    ['cookie or header too large > 0', /called cookie: did you mean cookie-or-header-too-large\?/],
    ['navigated away clients > 0', /called navigated: did you mean navigated-away\?/],
    ['balancer > 0', /did you mean balancer-timeout\?/],
    ['weather > 0', /called weather: use harmless, fix, client, hostile, unknown, 400, 499, all, unparsed, a family/],
    [`${'stopped'.repeat(10)} > 0`, /use harmless/],
    ['constructor > 0', /nothing is called constructor/],
    ['404 > 0', /404 is not counted: of the statuses only 400 and 499 are/],
    ['clients > 5', /clients says how to count.*did you mean all clients\?.*client is a verdict/],
    ['hits > 5', /did you mean all hits\? \(for/],
    ['clients fix > 5', /comes second: did you mean fix clients\?/],
    ['share unknown > 5%', /did you mean unknown share\?/],
    ['fix client > 5', /client is not a way to count: did you mean clients\?/],
    ['fix lines > 5', /lines is not a way to count: count hits, clients or share/],
    ['fix hits clients > 5', /clients is one word too many/],
    ['499 clients > 5', /clients are not counted for each status; count all clients, or those of a verdict/],
    ['400 clients > 5', /clients are not counted for each status/],
    ['unparsed clients > 5', /unparsed lines have no clients/],
    ['fix => 5', /=> is no comparison: did you mean >=\?/],
    ['fix === 5', /=== is no comparison: did you mean =\?/],
    ['fix ≥ 5', /≥ is no comparison: did you mean >=\?/],
    ['fix ! 5', /! is no comparison: use > >= < <= = !=/],
    ['fix > ', /no number behind/],
    ['fix > -1', /-1 is no number, write it like 5 or 2\.5%/],
    ['fix > 1,000', /1,000 is no number/],
    ['fix > 1e3', /1e3 is no number/],
    ['fix > five', /five is no number/],
    ['fix > NaN', /NaN is no number/],
    ['fix > 0 and unknown > 5', /is no number; a condition is one comparison/],
    ['0 < fix < 5', /nothing is called 0/],
    ['fix > 10%', /10% is a share: did you mean fix share\?/],
    ['fix clients > 10%', /10% is a share: did you mean fix share\?/],
    ['fix > 2.5', /2\.5: hits are whole numbers/],
    ['fix share > 10', /a share is below 1 or has a %: did you mean 10%\?/],
    ['fix share > 1', /did you mean 1%\?/],
    ['fix share > 101%', /101% is more than all/],
  ])('%j', (text, message) => {
    expect(() => parseCondition(text)).toThrow(UsageError);
    expect(() => parseCondition(text)).toThrow(message);
    expect(() => parseCondition(text)).toThrow(/^--fail-on ".*\(for example --fail-on "unknown share > 10%"\)$/s);
  });
});
