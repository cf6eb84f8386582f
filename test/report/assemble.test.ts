// The whole report, made from a few parts.
import { expect, test } from 'vitest';
import { noCounts } from '../../src/hits/counts.ts';
import { assembleReport } from '../../src/report/assemble.ts';
import type { Finding } from '../../src/judge/diagnose.ts';
import { OtherRequests } from '../../src/report/timeline/other-requests.ts';
import type { TrendWord } from '../../src/report/shape/timeline-report.ts';
import { Tables } from '../../src/judge/tables/tables.ts';
import { START, tablesOf } from '../judge/literal.ts';
import { findingOf, tallyOf } from './literal.ts';

test('the report of a log without lines has zeros, null and empty lists', () => {
  const parts = {
    inputs: [],
    pending: 0,
    filteredOut: 0,
    ignored: [],
    ambiguousLines: 0,
    lost: [],
    tables: new Tables(),
    unparsed: [],
    verdictChanges: [],
  };
  const report = assembleReport({ ...parts, counts: noCounts(), tally: tallyOf([]) });
  expect(report).toMatchObject({ period: null, totals: { entries: 0, share: 0, clients: 0 }, fixes: [], remarks: [] });
  expect(report.timeline).toEqual({
    begin: null,
    bin_seconds: 0,
    bins: [],
    other_requests: [],
    trend: { word: 'unknown', since: null, factor: null },
  });
});

test('the share of hits is a share of all entries', () => {
  const counts = { ...noCounts(), lines: 8, entries: 8, status400: 1, status499: 1, oldest: 0, newest: 10 };
  const parts = {
    inputs: [],
    pending: 2,
    filteredOut: 0,
    ignored: [],
    ambiguousLines: 0,
    lost: [],
    tables: new Tables(),
    unparsed: [],
    verdictChanges: [],
  };
  expect(assembleReport({ ...parts, counts, tally: tallyOf([]) }).totals).toMatchObject({ share: 0.25, pending: 2 });
});

test('a log of Apache has no fixes and no nginx version', () => {
  const counts = { ...noCounts(), lines: 8, entries: 8, status400: 1, oldest: 0, newest: 10 };
  const refused = findingOf('cookie-or-header-too-large', { status: 400 }, { verdict: 'fix' });
  const tally = tallyOf([refused, refused]);
  const era = { nginx: '< 1.3.15', because: 'it was given' };
  const inputs = [
    {
      file: 'access.log',
      input: { counted: 8 },
      page: undefined,
      era,
      error: undefined,
      errorLogLines: 0,
      unparsedLines: 0,
    },
  ];
  const parts = {
    inputs,
    pending: 0,
    filteredOut: 0,
    ignored: [],
    ambiguousLines: 0,
    lost: [],
    unparsed: [],
    verdictChanges: [],
    counts,
    tally,
  };
  const quote = { http_user_agent: 'Mozilla/5.0 (\\"x\\")' };
  const [nginx, apache] = [tablesOf([{}]), tablesOf([quote])].map((tables) => assembleReport({ ...parts, tables }));
  expect(nginx).toMatchObject({ fixes: [{ hits: 2 }], inputs: [{ era }] });
  expect(apache).toMatchObject({ fixes: [], inputs: [{ era: null }], remarks: [{ code: 'apache-log' }] });
});

test('hits that are not judged yet are no end of the hits, and those of an earlier run are no burst', () => {
  const otherRequests = new OtherRequests();
  const judged: Finding[] = [];
  for (let at = 0; at < 480; at++) {
    const time = START + at;
    otherRequests.observe({ time, sampleWeight: 1, isHit: true });
    otherRequests.observe({ time, sampleWeight: 1, isHit: false });
    if (at < 400) judged.push(findingOf('navigated-away', { at }));
  }
  const counts = { ...noCounts(), lines: 960, entries: 960, status499: 480, oldest: START, newest: START + 479 };
  const earlier = Array.from({ length: 200 }, () => findingOf('navigated-away', { at: -5 }));
  const wordOf = (pending: number, findings = judged): TrendWord =>
    assembleReport({
      inputs: [],
      pending,
      filteredOut: 0,
      ignored: [],
      ambiguousLines: 0,
      lost: [],
      tables: tablesOf([1, 2, 3].map((at) => ({ at }))),
      unparsed: [],
      verdictChanges: [],
      counts,
      tally: tallyOf(findings),
      otherRequests,
    }).timeline.trend.word;
  expect(wordOf(0)).toBe('over');
  expect(wordOf(80)).toBe('steady');
  expect(wordOf(80, [...earlier, ...judged])).toBe('steady');
  expect(wordOf(480)).toBe('unknown');
});
