// The sentences and labels of the report, without a renderer.
import { expect, test } from 'vitest';
import type { Confidence } from '../../../src/judge/catalogue.ts';
import type { Totals } from '../../../src/report/report.ts';
import {
  aftermathOf,
  answerOf,
  headlineOf,
  hitCounts,
  mainCauseOf,
  mainVerdict,
  nothingToFix,
  stateOf,
  surenessOf,
  titleOf,
} from '../../../src/report/words/words.ts';
import { pair } from '../../judge/pair.ts';
import { cause, count, EMPTY, fix, report } from '../../render/sample-report.ts';

test('there is no answer while all hits are pending', () => {
  const totals: Totals = { ...report().totals, pending: 3 };
  expect(answerOf({ ...EMPTY, totals })).toBe('');
  expect(answerOf({ ...EMPTY, totals: { ...totals, pending: 0 } })).not.toBe('');
});

test('a log without 400 and 499 has no counts of hits', () => {
  expect(hitCounts(EMPTY.totals)).toEqual([]);
  expect(hitCounts({ ...EMPTY.totals, by_status: { '400': 0, '499': 1 } })).not.toEqual([]);
});

test('a status without hits is not counted', () => {
  const first = (s400: number, s499: number): string =>
    hitCounts({ ...report().totals, entries: 1000, by_status: { '400': s400, '499': s499 } })[0] ?? '';
  expect(first(60, 40)).toMatch(/^100 of 1,000 requests \(.*\) ended in 400 \(60\) or 499 \(40\)$/);
  expect(first(60, 0)).toMatch(/ended in 400$/);
  expect(first(0, 40)).toMatch(/ended in 499$/);
});

test('the main cause is the one with most hits of the main verdict, whatever other hits there are', () => {
  const value = report({
    verdicts: { ...EMPTY.verdicts, hostile: count(60), harmless: count(40) },
    causes: [
      cause('unused-connection', 'preconnect-and-close', 45, { verdicts: { harmless: 40, hostile: 5 } }),
      cause('port-scan', 'probe', 40, { verdicts: { hostile: 40 } }),
      cause('foreign-protocol', 'probe', 15, { verdicts: { hostile: 15 } }),
    ],
  });
  expect(mainVerdict(value)).toBe('hostile');
  expect(mainCauseOf('hostile', value)).toEqual({ cause: 'port-scan', hits: 40 });
  expect(mainCauseOf('fix', value)).toBeUndefined();
  const even = { ...value, verdicts: { ...EMPTY.verdicts, hostile: count(50), harmless: count(50) } };
  expect(mainVerdict(even)).toBeUndefined();
});

/** The state of a fix whose lines are between two seconds of a log that has so many seconds. */
function stateAfter(seconds: number, begin: number, end: number): ReturnType<typeof stateOf> {
  const at = (second: number): string => new Date(Date.UTC(2026, 10, 22) + second * 1000).toISOString();
  const period = { begin: at(0), end: at(seconds) };
  return stateOf(fix({ begin: at(begin), end: at(end) }), report({ period }));
}

pair('words', 'GOING_ON_SHARE', {
  inside: () => expect(stateAfter(1000, 0, 900)).toBe('going on'),
  outside: () => expect(stateAfter(1000, 0, 899)).toBeUndefined(),
});

test('trouble is over if it has been quiet for longer than five minutes, and for longer than it lasted', () => {
  expect(stateAfter(10_000, 100, 9_700)).toBe('going on');
  expect(stateAfter(10_000, 9_698, 9_699)).toBe('over');
  expect(stateAfter(10_000, 9_390, 9_695)).toBeUndefined();
  expect(stateOf(fix({ begin: null, end: null }), report({ period: null }))).toBeUndefined();
});

test('quiet counts only while there is traffic', () => {
  const { timeline } = report();
  const stateIn = (others: readonly number[]): ReturnType<typeof stateOf> => {
    const at = (second: number): string => new Date(Date.UTC(2026, 10, 22) + second * 1000).toISOString();
    const period = { begin: at(0), end: at(9_999) };
    const trouble = fix({ begin: at(1_000), end: at(4_999) });
    return stateOf(trouble, report({ period, timeline: { ...timeline, other_requests: others } }));
  };
  expect(stateIn([50, 50])).toBe('over');
  expect(stateIn([50, 20])).toBeUndefined();
  expect(stateIn([50, 2])).toBe('going on');
});

test('only the clients of a fix whose user agents are browsers submit forms', () => {
  const said = (...names: readonly string[]): string =>
    aftermathOf(fix({ sent_twice: 3, top_user_agents: names.map((value) => ({ value, hits: 1 })) })).join('');
  expect(said('Chrome', 'Firefox')).toBe('3 clients submitted the form twice');
  for (const names of [['Chrome', 'Stripe'], ['curl'], ['-'], []])
    expect(said(...names)).toBe('3 clients sent the same data twice');
});

test('filters: the counts say how many hits they keep, and the answer says if they keep none', () => {
  const totals: Totals = { ...EMPTY.totals, entries: 10, by_status: { '400': 3, '499': 2 }, share: 0.5, clients: 2 };
  expect(hitCounts({ ...totals, filtered_out: 4 })).toEqual([
    '5 of 10 requests (50 %) ended in 400 (3) or 499 (2)',
    'your filters keep 1 of them',
    'from 2 clients',
  ]);
  const none = { ...totals, filtered_out: 5, clients: 0 };
  expect(hitCounts(none).slice(1)).toEqual(['your filters keep none of them']);
  expect(answerOf({ ...EMPTY, totals: none })).toBe('Your filters match none of the 5 hits.');
  expect(hitCounts(totals).join()).not.toContain('filters');
  expect(hitCounts(totals, 2).at(-1)).toBe('through 2 addresses, perhaps of proxies');
  expect(hitCounts(totals, 1).at(-1)).toBe('from 2 clients');
  expect(hitCounts({ ...totals, ignored: 3 }).slice(1)).toEqual(['3 ignored', 'from 2 clients']);
  expect(hitCounts({ ...totals, ignored: 5, clients: 0 }).slice(1)).toEqual(['5 ignored']);
  expect(answerOf({ ...EMPTY, totals: { ...totals, ignored: 5 } })).toBe('All 5 hits are ignored.');
});

test('a cause without its own headline gets its title with a capital letter', () => {
  const title = titleOf('stopped');
  const headline = headlineOf('stopped', {
    hits: 1,
    related: 0,
    clients: 1,
    seconds: 0,
    from: '14:10',
    to: '14:10',
    facts: {},
  });
  expect(headline).toBe(title.replace(/^./, (letter) => letter.toUpperCase()));
  expect(headline).not.toBe(title);
});

test('each count of what the clients did next has its clause, and a count of 0 has none', () => {
  const starts = (counts: Parameters<typeof fix>[0]): string[] =>
    aftermathOf(fix(counts)).map((clause) => /^\d+ (?=[a-z])/.exec(clause)?.[0].trim() ?? clause);
  expect(starts({ recovered: 2, sent_twice: 3 })).toEqual(['2', '3']);
  expect(starts({ sent_twice: 3 })).toEqual(['3']);
  expect(starts({})).toEqual([]);
});

test('the report of a log of Apache does not say that there is nothing to fix', () => {
  const apache = report({ fixes: [], remarks: [{ code: 'apache-log', facts: {} }] });
  expect(nothingToFix(apache)).not.toMatch(/^Nothing to fix/);
});

test('a fix says how sure its cause and its verdict are if they are not certain', () => {
  const sure = (confidence: Confidence, verdict_confidence: Confidence): string =>
    surenessOf(fix({ confidence, verdict_confidence }));
  expect(sure('certain', 'certain')).toBe('certain');
  expect(sure('likely', 'likely')).toBe('likely');
  expect(sure('likely', 'certain')).toBe('likely');
  expect(sure('certain', 'likely')).toBe('certain, need to fix: likely');
  expect(sure('likely', 'possible')).toBe('likely, need to fix: possible');
});

test('a proxy that retried is not shown as a person who came back', () => {
  expect(aftermathOf(fix({ recovered: 1 }))).toHaveLength(1);
  expect(aftermathOf(fix({ cause: 'balancer-timeout', recovered: 1, sent_twice: 1 }))).toEqual([]);
});
