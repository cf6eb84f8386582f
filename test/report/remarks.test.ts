// What the report says of itself.
import { expect, test } from 'vitest';
import { Tables } from '../../src/judge/tables/tables.ts';
import type { Counts } from '../../src/hits/counts.ts';
import { remarksOf, type RemarkParts } from '../../src/report/remarks.ts';
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

function codes(parts: Partial<RemarkParts>): string[] {
  const whole = { inputs: [], counts: COUNTS, filteredOut: 0, tally: tallyOf([]), tables: new Tables(), ...parts };
  return remarksOf(whole).map(({ code }) => code);
}

/** The remarks of a log with some hits, a few of them only possible. */
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

test('a log without requests gets no remark about hits', () => {
  expect(codes({ counts: { ...COUNTS, entries: 0, unparsed: 3 } })).toEqual(['unparsed-lines']);
});

test('what was not read comes first', () => {
  const inputs = [{ file: 'access.log', page: undefined, error: 'no such file' }];
  const counts = { ...COUNTS, unparsed: 1, cutLines: 1, windowsCut: 1 };
  expect(codes({ inputs, counts, filteredOut: 2 })).toEqual([
    'input-error',
    'unparsed-lines',
    'cut-lines',
    'windows-cut',
    'filtered-out',
  ]);
});

test('the size of the 400 page is missed only where a cause reads it', () => {
  const invalid = findingOf('invalid-header', { status: 400 });
  expect(codes({ tally: tallyOf([invalid]) })).toEqual([
    'not-in-log-empty-connections',
    'page-size-unknown',
    'error-log-at-info',
  ]);
  expect(codes({ tally: tallyOf([findingOf('stopped')]) })).not.toContain('page-size-unknown');
});
