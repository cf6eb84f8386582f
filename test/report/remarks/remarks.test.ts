// Which remarks a report gets, and in which order.
import { expect, test } from 'vitest';
import type { ExtraFields } from '../../../src/formats/entry.ts';
import type { CauseId } from '../../../src/judge/catalogue.ts';
import type { Finding } from '../../../src/judge/diagnose.ts';
import { Tables } from '../../../src/judge/tables/tables.ts';
import type { Counts } from '../../../src/hits/counts.ts';
import { remarksOf, type RemarkParts } from '../../../src/report/remarks/remarks.ts';
import type { Remark } from '../../../src/report/report.ts';
import { type Line, placed, tablesOf } from '../../judge/literal.ts';
import { plainObservation } from '../../../src/hits/plain.ts';
import { sentenceOf } from '../../../src/report/words/remark-words.ts';
import { pair } from '../../judge/pair.ts';
import { findingOf, findingsOf, tallyOf } from '../literal.ts';

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
  oldestRead: NaN,
  newestRead: NaN,
};

function remarksWith(parts: Partial<RemarkParts>): Remark[] {
  return remarksOf({
    inputs: [],
    counts: COUNTS,
    filteredOut: 0,
    ignored: [],
    ambiguousLines: 0,
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

pair('remarks', 'READ_SHARE', {
  inside: () => expect(errorLog(90, 90)).toEqual([{ code: 'error-log-given', facts: { file: 'error.log' } }]),
  outside: () => expect(errorLog(89, 89)).toEqual([]),
});

pair('remarks', 'LEAST_READ', {
  inside: () => expect(errorLog(15, 15, 25)).toEqual([]),
  outside: () => expect(errorLog(15, 15, 24)).toEqual([{ code: 'error-log-given', facts: { file: 'error.log' } }]),
});

/** The remarks on an input of so many lines; this many of them have the form of error.log. */
function errorLog(errorLogLines: number, unparsedLines: number = 100, counted: number = 100): Remark[] {
  const counts = { errorLogLines, unparsedLines };
  const input = { file: 'error.log', page: undefined, error: undefined, input: { counted }, ...counts };
  return remarksWith({ inputs: [input] });
}

test('an input without lines is not an error.log', () => {
  const inputs = [
    { file: 'a', page: undefined, error: undefined, input: { counted: 0 }, errorLogLines: 0, unparsedLines: 0 },
  ];
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
    {
      file: 'access.log',
      page: undefined,
      error: 'no such file',
      input: { counted: 0 },
      errorLogLines: 0,
      unparsedLines: 0,
    },
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

test('accepted hits are told with the commonest reasons', () => {
  const of = (reason: string, hits: number, related = 0): RemarkParts['ignored'][number] => ({
    reason,
    hits,
    by_status: { '400': hits, '499': 0 },
    related,
  });
  const factsOf = (...ignored: RemarkParts['ignored']): unknown =>
    remarksWith({ ignored }).find(({ code }) => code === 'ignored-hits')?.facts;
  expect(factsOf(of('old balancer', 12))).toEqual({ hits: 12, reasons: '12 × old balancer' });
  const many = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((reason) => of(reason, 2, 1));
  expect(factsOf(...many)).toEqual({
    hits: 14,
    related: 7,
    reasons: '3 × a; 3 × b; 3 × c; 3 × d; 3 × e; 6 × other reasons',
  });
  expect(factsOf()).toBeUndefined();
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

test('the remark about log_format counts the hits that more fields would settle, and names only fields that are lacking', () => {
  const likely = (cause: CauseId, extra: ExtraFields): Finding => findingOf(cause, { extra }, { confidence: 'likely' });
  const tally = tallyOf([
    likely('stopped', { upstream_status: '-' }),
    likely('invalid-header', { upstream_status: '-' }),
    likely('stopped', { upstream_status: '-', request_time: 2 }),
    findingOf('bot-gave-up'),
  ]);
  expect(remarksWith({ tally })).toContainEqual({
    code: 'add-log-fields',
    facts: { hits: 2, fields: 'rt=$request_time hh="$http_host"' },
  });
  expect(codes({ tally: tallyOf([likely('stopped', { request_time: 2 })]) })).not.toContain('add-log-fields');
});

test('a log without sizes gets a remark that says what to add, and none that says that no line shows the page', () => {
  const line = { status: 400, body_bytes_sent: undefined };
  const tally = tallyOf([
    findingOf('unexplained', line, { confidence: 'possible' }),
    findingOf('application-400', line),
  ]);
  const said = remarksWith({ tally });
  expect(said).toContainEqual({ code: 'page-size-not-logged', facts: { hits: 1 } });
  expect(said.map(({ code }) => code)).not.toContain('page-size-unknown');
});

test('nearly all traffic from few addresses gets a remark with their number and share', () => {
  const tables = tablesOf(
    findingsOf(100, (index) => ({ client: '192.0.2.1', http_user_agent: `Browser ${index % 4}` })),
  );
  const tally = tallyOf([findingOf('stopped')]);
  expect(remarksWith({ tally, tables })).toContainEqual({ code: 'few-addresses', facts: { addresses: 1, share: 1 } });
  expect(codes({ tally })).not.toContain('few-addresses');
  // The realip module shows the clients behind the one peer.
  const real = tablesOf(
    findingsOf(100, (index) => ({
      client: `192.0.2.${index}`,
      http_user_agent: `Browser ${index % 4}`,
      extra: { realip_remote_addr: '198.51.100.1' },
    })),
  );
  expect(codes({ tally, tables: real })).not.toContain('few-addresses');
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

test('some of several inputs have one page, or are of Apache', () => {
  const tables = new Tables();
  const files = ['a.log', 'b.log', 'c.log'];
  for (const file of files) tables.logs.begin(file, file);
  const observe = (file: string, line: Line): void => tables.observe(plainObservation({ ...placed(line), file }, 1));
  observe('c.log', { status: 499 });
  for (const file of ['a.log', 'b.log']) observe(file, { request: 'GET /\\" HTTP/1.1' });
  const page = { plainBytes: 265, votes: 8, isFirm: true, isOnePage: true };
  const inputs = files.map((file) => ({
    file,
    page: { ...page, isOnePage: file !== 'c.log' },
    error: undefined,
    input: { counted: 9 },
    errorLogLines: 0,
    unparsedLines: 0,
  }));
  const made = remarksWith({ tables, inputs, tally: tallyOf([findingOf('stopped')]) });
  const facts = { file: 'a.log', other_files: 1 };
  expect(made).toContainEqual({ code: 'one-page-for-all', facts });
  expect(made).toContainEqual({ code: 'apache-input', facts });
  expect(made.map((remark) => sentenceOf(remark)).join(' ')).toContain('of a.log and 1 other input have the same size');
});
