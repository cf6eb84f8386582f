// The sentences of remarks.
import { expect, test } from 'vitest';
import { isWarning, sentenceOf } from '../../../src/report/words/remark-words.ts';

test('a remark shows its numbers, and words if a number is missing', () => {
  expect(sentenceOf({ code: 'few-addresses', facts: { addresses: 2, share: 0.97 } })).toMatch(/97 %.*\b2 addresses/);
  expect(sentenceOf({ code: 'unparsed-lines', facts: { lines: 7 } })).toMatch(/\b7 lines/);
  for (const code of ['few-addresses', 'unparsed-lines', 'filtered-out'] as const) {
    expect(sentenceOf({ code, facts: {} })).not.toMatch(/NaN|undefined|^ |^$/);
  }
});

test('accepted hits', () => {
  const said = (facts: Parameters<typeof sentenceOf>[0]['facts']): string =>
    sentenceOf({ code: 'ignored-hits', facts });
  expect(said({ hits: 1, reasons: '1 × a' })).toBe('1 hit is ignored: 1 × a.');
  expect(said({ hits: 12, reasons: '12 × a' })).toBe('12 hits are ignored: 12 × a.');
  expect(said({ hits: 1, related: 2, reasons: '3 × a' })).toBe('1 hit and 2 related lines are ignored: 3 × a.');
});

test('a remark that puts the whole report in doubt is a warning', () => {
  expect(isWarning({ code: 'apache-log', facts: {} })).toBe(true);
  expect(isWarning({ code: 'windows-cut', facts: {} })).toBe(false);
});

test('standard input has a name in the sentence about error.log', () => {
  expect(sentenceOf({ code: 'error-log-given', facts: { file: '-' } })).toContain('standard input');
  expect(sentenceOf({ code: 'error-log-given', facts: { file: 'error.log' } })).toContain('error.log: error.log.');
});

test('a wrong clock comes with the option that corrects it, as a shell takes it', () => {
  const facts = { file: 'web2/access.log', other: 'web1/access.log', servers: 2, shift_seconds: 1, retries: 5 };
  expect(sentenceOf({ code: 'clock-differs', facts })).toBe(
    'The clock of web2/access.log seems at least 1 s behind that of web1/access.log: 5 requests that failed on one server would have been answered by another one before. If so, add --clock web2/access.log=+1s.',
  );
  const fast = { ...facts, file: "it's 2.log", shift_seconds: -3, servers: 4 };
  expect(sentenceOf({ code: 'clock-differs', facts: fast })).toMatch(
    /seems at least 3 s ahead of the others: .* add --clock 'it'\\''s 2\.log'=-3s\.$/,
  );
});

test('lines that are the same are in two inputs, or twice in one', () => {
  const facts = { file: 'a.log', other: 'b.log', lines: 1200 };
  expect(sentenceOf({ code: 'same-lines', facts })).toMatch(/^1,200 lines of a\.log are in b\.log, too/);
  expect(sentenceOf({ code: 'same-lines', facts: { ...facts, other: 'a.log' } })).toMatch(
    /^1,200 lines of a\.log came again in the same order/,
  );
});
