// Which remarks a report gets, and in which order.
import { expect, test } from 'vitest';
import { Tables } from '../../src/judge/tables/tables.ts';
import type { Counts } from '../../src/hits/counts.ts';
import { remarksOf, type RemarkParts } from '../../src/report/remarks.ts';
import type { Remark } from '../../src/report/report.ts';
import { tablesOf } from '../judge/literal.ts';
import { pair } from '../judge/pair.ts';
import { findingOf, findingsOf, tallyOf } from './literal.ts';

const COUNTS: Counts = {
  lines: 100,
  entries: 100,
  blank: 0,
  unparsed: 0,
  status400: 0,
  status499: 20,
  windowsCut: 0,
  cutLines: 0,
  oldest: 0,
  newest: 1000,
  utcOffsetMinutes: 0,
};

function remarksWith(parts: Partial<RemarkParts>): Remark[] {
  return remarksOf({
    inputs: [],
    counts: COUNTS,
    filteredOut: 0,
    lost: [],
    tally: tallyOf([]),
    tables: new Tables(),
    ...parts,
  });
}

function codes(parts: Partial<RemarkParts>): string[] {
  return remarksWith(parts).map(({ code }) => code);
}

/** The remarks of a log with this many hits; this many of them have a cause that is only possible. */
function remarks(hits: number, possible: number): string[] {
  const findings = findingsOf(hits, (index) =>
    findingOf('stopped', {}, { confidence: index < possible ? 'possible' : 'likely' }),
  );
  return codes({ tally: tallyOf(findings) });
}

pair('remarks', 'UNSURE_HITS', {
  inside: () => expect(remarks(20, 20)).toContain('nearly-all-unsure'),
  outside: () => expect(remarks(19, 19)).not.toContain('nearly-all-unsure'),
});

pair('remarks', 'UNSURE_SHARE', {
  inside: () => expect(remarks(100, 50)).toContain('nearly-all-unsure'),
  outside: () => expect(remarks(100, 49)).not.toContain('nearly-all-unsure'),
});

pair('remarks', 'FILTERED_ENTRIES', {
  inside: () =>
    expect(codes({ counts: { ...COUNTS, entries: 20, status400: 8, status499: 12 } })).toEqual(['only-hits']),
  outside: () => expect(codes({ counts: { ...COUNTS, entries: 19, status400: 7, status499: 12 } })).toEqual([]),
});

test('a log with one line that is not a hit does not count as filtered', () => {
  expect(codes({ counts: { ...COUNTS, entries: 21, status499: 20 } })).not.toContain('only-hits');
});

pair('remarks', 'ERROR_LOG_SHARE', {
  inside: () => expect(errorLog(51)).toEqual([{ code: 'error-log-given', facts: { file: 'error.log' } }]),
  outside: () => expect(errorLog(50)).toEqual([]),
});

/** The remarks on an input of 100 lines; this many of them have the form of error.log. */
function errorLog(errorLogLines: number): Remark[] {
  const input = { file: 'error.log', page: undefined, error: undefined, input: { counted: 100 }, errorLogLines };
  return remarksWith({ inputs: [input] });
}

test('an input without lines is not an error.log', () => {
  const inputs = [{ file: 'a', page: undefined, error: undefined, input: { counted: 0 }, errorLogLines: 0 }];
  expect(codes({ inputs })).toEqual([]);
});

test('a log of Apache gets the remark about Apache first, and no remark about nginx', () => {
  const tables = tablesOf([{ http_user_agent: 'Mozilla/5.0 (\\"x\\")' }]);
  const counts = { ...COUNTS, unparsed: 1 };
  const tally = tallyOf([findingOf('invalid-header', { status: 400 })]);
  expect(codes({ tables, counts, tally })).toEqual(['apache-log', 'unparsed-lines']);
  expect(codes({ tables })).toEqual(['apache-log']);
});

test.for([
  'unused-connection',
  'spare-closed-after-error',
  'tls-handshake-failed',
  'tcp-health-check',
  'port-scan',
] as const)('with hits of %s, no remark says that connections without a request are missing', (cause) => {
  const found = codes({ tally: tallyOf([findingOf(cause, { status: 400 })]) });
  expect(found).toContain('not-in-log-resets');
  expect(found).not.toContain('not-in-log-empty-connections');
});

test('a log without requests gets no remark about hits', () => {
  expect(codes({ counts: { ...COUNTS, entries: 0, unparsed: 3 } })).toEqual(['unparsed-lines']);
});

test('remarks about lines that were not read come first', () => {
  const inputs = [
    { file: 'access.log', page: undefined, error: 'no such file', input: { counted: 0 }, errorLogLines: 0 },
  ];
  const counts = { ...COUNTS, unparsed: 1, cutLines: 1, windowsCut: 1 };
  expect(codes({ inputs, counts, filteredOut: 2 })).toEqual([
    'input-error',
    'unparsed-lines',
    'cut-lines',
    'windows-cut',
    'filtered-out',
  ]);
});

test('an unknown size of the 400 page gets a remark only if a cause depends on it', () => {
  const invalid = findingOf('invalid-header', { status: 400 });
  expect(codes({ tally: tallyOf([invalid]) })).toEqual([
    'not-in-log-empty-connections',
    'page-size-unknown',
    'error-log-at-info',
  ]);
  expect(codes({ tally: tallyOf([findingOf('stopped')]) })).not.toContain('page-size-unknown');
});

test('nearly all traffic from few addresses gets a remark with their number and share', () => {
  const tables = tablesOf(
    findingsOf(100, (index) => ({ client: '192.0.2.1', http_user_agent: `Browser ${index % 4}` })),
  );
  const tally = tallyOf([findingOf('stopped')]);
  expect(remarksWith({ tally, tables })).toContainEqual({ code: 'few-addresses', facts: { addresses: 1, share: 1 } });
  expect(codes({ tally })).not.toContain('few-addresses');
});

test('the remark that hits are unsure has their number', () => {
  const tally = tallyOf(
    findingsOf(25, (index) => findingOf('stopped', {}, { confidence: index < 22 ? 'possible' : 'likely' })),
  );
  expect(remarksWith({ tally })).toContainEqual({ code: 'nearly-all-unsure', facts: { hits: 22 } });
});

test('aborts over HTTP/3 get a remark with their number, also in a log without hits', () => {
  const aborted = findingOf('stopped').entry;
  const tables = tablesOf([{ ...aborted, at: 0, request: 'GET /x HTTP/3.0', status: 0 }]);
  expect(remarksWith({ tables })).toContainEqual({ code: 'aborts-over-http3', facts: { lines: 1 } });
});
