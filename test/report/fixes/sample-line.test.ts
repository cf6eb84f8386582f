// The line of the log that shows a fix.
import { expect, test } from 'vitest';
import { betterSample, type RankedSample } from '../../../src/report/fixes/sample-line.ts';
import type { SampleLine } from '../../../src/report/shape/fix.ts';
import { findingOf, fixesOf, iso, PERIOD, tallyOf } from '../literal.ts';

test('is the first line whose cause is surest', () => {
  const sureness = ['possible', 'likely', 'possible', 'certain', 'certain'] as const;
  const findings = sureness.map((confidence, at) =>
    findingOf('half-close', { client: `192.0.2.${at}`, request: `GET /${at} HTTP/1.1` }, { confidence, line: at + 1 }),
  );
  const shown = (count: number): SampleLine | undefined => {
    let best: RankedSample | undefined;
    for (const finding of findings.slice(0, count)) best = betterSample(best, finding);
    return best?.sample;
  };
  expect([1, 2, 3, 4, 5].map((count) => shown(count)?.line)).toEqual([1, 2, 2, 4, 4]);
  const [first] = fixesOf(findings);
  expect(first?.sample).toMatchObject({
    line: 4,
    text: expect.stringMatching(/^192\.0\.2\.3 "GET \/3 HTTP\/1\.1" 499/),
  });
});

test('is a hit rather than a surer related line', () => {
  const related = findingOf('cookie-or-header-too-large', { status: 494 }, { line: 1 });
  const hit = findingOf('cookie-or-header-too-large', { status: 400 }, { line: 2, confidence: 'possible' });
  expect(betterSample(betterSample(undefined, related), hit).sample.line).toBe(2);
  expect(betterSample(betterSample(undefined, hit), related).sample.line).toBe(2);
});

test('has bounded text, whatever the line has', () => {
  const long = 'x'.repeat(100_000);
  const finding = findingOf('half-close', { client: long, request: long, http_user_agent: long });
  expect(betterSample(undefined, finding).sample.text.length).toBeLessThanOrEqual(303);
});

test('is cut between characters of UTF-8', () => {
  const bytes = Buffer.from('東'.repeat(200), 'utf8').toString('latin1');
  for (const shift of ['', 'x', 'xx']) {
    const finding = findingOf('half-close', { client: '192.0.2.1', request: shift + bytes, http_user_agent: '-' });
    const text = Buffer.from(betterSample(undefined, finding).sample.text, 'latin1').toString('utf8');
    expect(text).toMatch(/^192\.0\.2\.1 "x*東{52,53}\.\.\." 499$/);
  }
  // Bytes that are no UTF-8 do not move the cut far.
  const odd = findingOf('half-close', { client: '192.0.2.1', request: '\u0080'.repeat(900), http_user_agent: '-' });
  expect(betterSample(undefined, odd).sample.text).toMatch(/^192\.0\.2\.1 "\u0080{156}\.\.\." 499$/);
});

test('is kept by a copy', () => {
  const tally = tallyOf([findingOf('half-close', {}, { line: 1 }), findingOf('half-close', {}, { line: 2 })]);
  expect(tally.copy().fixes(PERIOD, iso)[0]?.sample?.line).toBe(1);
});
