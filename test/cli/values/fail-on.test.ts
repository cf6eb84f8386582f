// What --fail-on understands, counts and prints, and its errors for invalid words.
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../../src/judge/catalogue.ts';
import { UsageError } from '../../../src/cli/errors.ts';
import { type Condition, describeCondition, holds, parseCondition } from '../../../src/cli/values/fail-on.ts';
import type { Count, Report } from '../../../src/report/report.ts';
import { FAMILIES, VERDICTS } from '../../../src/judge/catalogue.ts';
import { logscan } from '../../fake-host.ts';

const count = (hits: number, clients: number): Count => ({ hits, share: hits / 80, clients });
const sums = { confidence: { certain: 0, likely: 0, possible: 0 }, bins: [] };
const causeSums = { ...sums, title: '', verdicts: {}, related: 0, clients_with_related: 0, begin: '', end: '' };

// 1000 lines with 900 requests: 50 of them are 400 and 31 are 499. One of these is not judged yet.
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
    { cause: 'balancer-timeout', family: 'timeout', ...count(5, 3), ...causeSums, clients_with_related: 3 },
    {
      cause: 'cookie-or-header-too-large',
      family: 'cookie-or-header-error',
      ...count(7, 5),
      ...causeSums,
      related: 3,
      clients_with_related: 6,
    },
    { cause: 'unexplained', family: 'unexplained', ...count(10, 9), ...causeSums, clients_with_related: 9 },
  ],
  verdict_changes: [],
  // Only two fields of a row are counted.
  fixes: [
    { hits: 6, related: 3, clients: 5 },
    { hits: 3, related: 0, clients: 2 },
  ] as unknown as Report['fixes'],
  clients: [],
  user_agents: [],
  timeline: {
    begin: null,
    bin_seconds: 0,
    bins: [],
    other_requests: [],
    trend: { word: 'unknown', since: null, factor: null },
  },
  unparsed: [],
  remarks: [],
};
const EMPTY: Report = {
  ...REPORT,
  totals: { ...REPORT.totals, lines: 0, entries: 0, unparsed: 0, clients: 0, by_status: { '400': 0, '499': 0 } },
  verdicts: Object.fromEntries(VERDICTS.map((one) => [one, { hits: 0, share: 0, clients: 0 }])) as Report['verdicts'],
  families: [],
  causes: [],
  fixes: [],
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
    ['cookie-or-header-too-large clients >= 5', true, 6],
    ['cookie-or-header-too-large = 10', true, 10],
    ['cookie-or-header-error = 10', true, 10],
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
    '%s of an empty log is 0',
    (left) => {
      expect(holds(parseCondition(`${left} > 0`), EMPTY)).toEqual({ holds: false, actual: 0 });
    },
  );

  test('a share is exactly equal to its percentage', () => {
    for (let tenths = 0; tenths <= 1000; tenths++) {
      const report = { ...EMPTY, totals: { ...EMPTY.totals, lines: 3000, unparsed: 3 * tenths } };
      expect(holds(parseCondition(`unparsed share = ${tenths / 10}%`), report).holds).toBe(true);
    }
  });

  test('the counts of a real log equal those of its report', async () => {
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

describe('how the result is printed', () => {
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
    // Without the count, the printed text is a condition again, and it is the same condition.
    expect(parseCondition(said.replace(/(hits|clients|share) \S+/, '$1'))).toEqual(condition);
  });
});

describe('invalid conditions', () => {
  const begin = 'begin with a verdict, a family, a cause, 400, 499, all or unparsed, or write "new fix".';
  const compare = 'add one like > 0, and put the condition in quotes, because > redirects output in a shell.';
  const subjects =
    'use harmless, fix, client, hostile, unknown, 400, 499, all, unparsed, ' +
    'a family or a cause (logscan causes lists them).';
  const ofClients = 'count all clients, or the clients of a verdict, a family or a cause.';
  const number = 'write it like 5 or 2.5%.';
  test.each<[string, string, string]>([
    ['', 'nothing to count', begin],
    ['> 0', 'nothing to count', begin],
    ['fix', 'no comparison', compare],
    ['fix hits', 'no comparison', compare],
    ['fxi > 0', 'unknown subject "fxi"', 'did you mean "fix"?'],
    ['unkown share > 10%', 'unknown subject "unkown"', 'did you mean "unknown"?'],
    ['fixes > 0', 'unknown subject "fixes"', 'did you mean "fix"?'],
    [
      'cookie-or-header-to-large > 0',
      'unknown subject "cookie-or-header-to-large"',
      'did you mean "cookie-or-header-too-large"?',
    ],
    [
      'cookie_or_header_too_large > 0',
      'unknown subject "cookie_or_header_too_large"',
      'did you mean "cookie-or-header-too-large"?',
    ],
    ['cookie or header too large > 0', 'unknown subject "cookie"', 'did you mean "cookie-or-header-too-large"?'],
    ['navigated away clients > 0', 'unknown subject "navigated"', 'did you mean "navigated-away"?'],
    ['balancer > 0', 'unknown subject "balancer"', 'did you mean "balancer-timeout"?'],
    ['weather > 0', 'unknown subject "weather"', subjects],
    [`${'stopped'.repeat(10)} > 0`, `unknown subject "${'stopped'.repeat(10)}"`, subjects],
    ['constructor > 0', 'unknown subject "constructor"', subjects],
    ['404 > 0', 'unknown status "404"', 'use 400 or 499.'],
    [
      'clients > 5',
      'the measure "clients" comes before the subject',
      'did you mean "all clients"? The verdict client counts the lines of broken clients.',
    ],
    ['hits > 5', 'the measure "hits" comes before the subject', 'did you mean "all hits"?'],
    ['clients fix > 5', 'the measure "clients" comes before the subject', 'did you mean "fix clients"?'],
    ['share unknown > 5%', 'the measure "share" comes before the subject', 'did you mean "unknown share"?'],
    ['fix client > 5', 'unknown measure "client"', 'did you mean "clients"?'],
    ['fix lines > 5', 'unknown measure "lines"', 'use hits, clients or share.'],
    ['fix hits clients > 5', 'extra word "clients"', 'leave it out.'],
    ['499 clients > 5', 'clients cannot be counted by status', ofClients],
    ['400 clients > 5', 'clients cannot be counted by status', ofClients],
    ['unparsed clients > 5', 'clients of unparsed lines cannot be counted', 'use hits or share.'],
    ['fix => 5', 'unknown comparison "=>"', 'did you mean ">="?'],
    ['fix === 5', 'unknown comparison "==="', 'did you mean "="?'],
    ['fix ≥ 5', 'unknown comparison "≥"', 'did you mean ">="?'],
    ['fix ! 5', 'unknown comparison "!"', 'use >, >=, <, <=, = or !=.'],
    ['fix > ', 'no number after ">"', number],
    ['fix > -1', 'invalid number "-1"', number],
    ['fix > 1,000', 'invalid number "1,000"', number],
    ['fix > 1e3', 'invalid number "1e3"', number],
    ['fix > five', 'invalid number "five"', number],
    ['fix > NaN', 'invalid number "NaN"', number],
    ['fix > 0 and unknown > 5', 'more than one comparison', 'give --fail-on once for each comparison.'],
    ['0 < fix < 5', 'unknown subject "0"', subjects],
    ['fix > 10%', 'the share "10%" is compared with a number of hits', 'did you mean "fix share"?'],
    ['fix clients > 10%', 'the share "10%" is compared with a number of clients', 'did you mean "fix share"?'],
    ['fix > 2.5', 'invalid number of hits "2.5"', 'use a whole number.'],
    ['fix share > 10', 'the share "10" has no % and is not below 1', 'did you mean "10%"?'],
    ['fix share > 1', 'the share "1" has no % and is not below 1', 'did you mean "1%"?'],
    ['fix share > 101%', 'the share "101%" is more than 100%', 'use 0% to 100%.'],
  ])('%j', (text, problem, advice) => {
    const message = `--fail-on: ${problem} in "${text}"; ${advice} Example: --fail-on "unknown share > 10%".`;
    expect(() => parseCondition(text)).toThrow(new UsageError(message));
  });
});
