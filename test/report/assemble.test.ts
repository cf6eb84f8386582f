// The report as a whole, made from few parts.
import { expect, test } from 'vitest';
import { noCounts } from '../../src/hits/counts.ts';
import { assembleReport } from '../../src/report/assemble.ts';
import { Tables } from '../../src/judge/tables/tables.ts';
import { tallyOf } from './literal.ts';

test('the report of a log without lines has zeros, null and empty lists', () => {
  const parts = { inputs: [], pending: 0, filteredOut: 0, tables: new Tables(), unparsed: [] };
  const report = assembleReport({ ...parts, counts: noCounts(), tally: tallyOf([]) });
  expect(report).toMatchObject({ period: null, totals: { entries: 0, share: 0, clients: 0 }, fixes: [], remarks: [] });
  expect(report.timeline).toEqual({ begin: null, bin_seconds: 0, bins: [] });
});

test('the share of hits is that of all entries', () => {
  const counts = { ...noCounts(), lines: 8, entries: 8, status400: 1, status499: 1, oldest: 0, newest: 10 };
  const parts = { inputs: [], pending: 2, filteredOut: 0, tables: new Tables(), unparsed: [] };
  expect(assembleReport({ ...parts, counts, tally: tallyOf([]) }).totals).toMatchObject({ share: 0.25, pending: 2 });
});
