// The sentences and labels of the report, without a renderer.
import { expect, test } from 'vitest';
import type { Confidence } from '../../src/judge/catalogue.ts';
import type { Totals } from '../../src/report/report.ts';
import {
  aftermathOf,
  answerOf,
  headlineOf,
  hitCounts,
  isWarning,
  nothingToFix,
  sentenceOf,
  surenessOf,
  titleOf,
} from '../../src/report/words.ts';
import { EMPTY, fix, report } from '../render/sample-report.ts';

test('there is no answer while all hits are pending', () => {
  const totals: Totals = { ...report().totals, pending: 3 };
  expect(answerOf({ ...EMPTY, totals })).toBe('');
  expect(answerOf({ ...EMPTY, totals: { ...totals, pending: 0 } })).not.toBe('');
});

test('a log without 400 and 499 has no counts of hits', () => {
  expect(hitCounts(EMPTY.totals)).toEqual([]);
  expect(hitCounts({ ...EMPTY.totals, by_status: { '400': 0, '499': 1 } })).not.toEqual([]);
});

test('a cause without its own headline gets its title with a capital letter', () => {
  const title = titleOf('stopped');
  const headline = headlineOf('stopped', { hits: 1, related: 0, clients: 1, seconds: 0, facts: {} });
  expect(headline).toBe(title.replace(/^./, (letter) => letter.toUpperCase()));
  expect(headline).not.toBe(title);
});

test('each count of what the clients did next has its clause, and a count of 0 has none', () => {
  const starts = (counts: Parameters<typeof fix>[0]): string[] =>
    aftermathOf(fix(counts)).map((clause) => /^\d+ (?=[a-z])/.exec(clause)?.[0].trim() ?? clause);
  expect(starts({ recovered: 2, sent_twice: 3, locked_out: 4 })).toEqual(['2', '3', '4']);
  expect(starts({ sent_twice: 3 })).toEqual(['3']);
  expect(starts({})).toEqual([]);
});

test('a remark shows its numbers, and words if a number is missing', () => {
  expect(sentenceOf({ code: 'few-addresses', facts: { addresses: 2, share: 0.97 } })).toMatch(/97 %.*\b2 addresses/);
  expect(sentenceOf({ code: 'unparsed-lines', facts: { lines: 7 } })).toMatch(/\b7 lines/);
  for (const code of ['few-addresses', 'unparsed-lines', 'filtered-out'] as const) {
    expect(sentenceOf({ code, facts: {} })).not.toMatch(/NaN|undefined|^ |^$/);
  }
});

test('the report of a log of Apache does not say that there is nothing to fix', () => {
  const apache = report({ fixes: [], remarks: [{ code: 'apache-log', facts: {} }] });
  expect(nothingToFix(apache)).not.toMatch(/^Nothing to fix/);
});

test('a remark that puts the whole report in doubt is a warning', () => {
  expect(isWarning({ code: 'apache-log', facts: {} })).toBe(true);
  expect(isWarning({ code: 'windows-cut', facts: {} })).toBe(false);
});

test('standard input has a name in the sentence about error.log', () => {
  expect(sentenceOf({ code: 'error-log-given', facts: { file: '-' } })).toContain('standard input');
  expect(sentenceOf({ code: 'error-log-given', facts: { file: 'error.log' } })).toContain('error.log: error.log.');
});

test('a fix says how sure its cause and its verdict are if they are not certain', () => {
  const sure = (confidence: Confidence, verdict_confidence: Confidence): string =>
    surenessOf(fix({ confidence, verdict_confidence }));
  expect(sure('certain', 'certain')).toBe('');
  expect(sure('likely', 'likely')).toBe('likely');
  expect(sure('likely', 'certain')).toBe('likely');
  expect(sure('certain', 'likely')).toBe('need to fix: likely');
  expect(sure('likely', 'possible')).toBe('likely, need to fix: possible');
});

test('a proxy that retried is not shown as a person who came back', () => {
  expect(aftermathOf(fix({ recovered: 1 }))).toHaveLength(1);
  expect(aftermathOf(fix({ cause: 'balancer-timeout', recovered: 1, sent_twice: 1 }))).toEqual([]);
});
