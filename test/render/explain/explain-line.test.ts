// The text of `logscan explain FILE:LINE`: why a cause won, how sure it is, and what of a line is shown.
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { causeOf } from '../../../src/judge/causes/index.ts';
import type { CauseId } from '../../../src/judge/catalogue.ts';
import type { Step, Trace } from '../../../src/judge/diagnose.ts';
import { describeOtherLine, explainLine } from '../../../src/render/explain/explain-line.ts';
import { stepItems, surenessText, whyItWon } from '../../../src/render/explain/steps.ts';
import { entryOf } from '../../judge/literal.ts';
import { findingOf } from '../../report/literal.ts';
import { EVIL } from '../sample-report.ts';

const OPTIONS = { width: 80, color: false, top: 5, ascii: false } as const;

/** A cause with evidence in its first case of a declared confidence. */
function matched(id: CauseId, confidence: 'certain' | 'likely' | 'possible'): Step {
  const cause = causeOf(id);
  const found = Object.entries(cause.cases).find(([, one]) => one.confidence === confidence);
  return { cause, outcome: 'evidence', evidence: { case: found![0], facts: { waits: 3 } } };
}

function traceOf(winner: Step, ...others: readonly Step[]): Trace {
  const finding = findingOf(winner.cause.id, {}, { case: winner.evidence!.case });
  return { finding, shape: 'abort', steps: [winner, ...others] };
}

test('a cause wins because it is alone, certain, stronger or first', () => {
  const likely = matched('slow-upstream', 'likely');
  const alsoLikely = matched('client-timeout', 'likely');
  const weak = matched('retried', 'possible');
  const silent: Step = { cause: causeOf('stopped'), outcome: 'silent' };
  expect(whyItWon(traceOf(likely, silent))).toBe('Only slow-upstream has evidence.');
  expect(whyItWon(traceOf(matched('tls-to-plain-port', 'certain'), silent))).toBe(
    'tls-to-plain-port is certain by its own rule, so no later cause was asked.',
  );
  expect(whyItWon(traceOf(likely, weak))).toBe('slow-upstream won against retried: its evidence is stronger.');
  expect(whyItWon(traceOf(likely, alsoLikely))).toBe(
    'slow-upstream won against client-timeout: the evidence is equally strong, and it comes first in the order of causes.',
  );
  const unexplained = { ...matched('unexplained', 'possible') };
  expect(whyItWon(traceOf(unexplained, silent))).toBe('No other cause has evidence, so the line stays unexplained.');
});

test('every cause that looks at the line is named, with what became of it', () => {
  const steps: Step[] = [
    matched('slow-upstream', 'likely'),
    { cause: causeOf('retried'), outcome: 'silent' },
    { cause: causeOf('superseded'), outcome: 'silent' },
    { cause: causeOf('stopped'), outcome: 'gave-way' },
    { cause: causeOf('unexplained'), outcome: 'not-asked' },
  ];
  const finding = findingOf('slow-upstream', {}, { evidence: { waits: 3, recovered: true } });
  const [first, ...others] = stepItems({ finding, steps }).map(({ text }) => text);
  expect(first).toMatch(
    /^slow-upstream has evidence: its case \S+ is declared likely if .*\. Here: waits 3, recovered true$/,
  );
  expect(others).toEqual([
    'found no evidence: retried, superseded',
    'not asked, because a narrower cause had evidence: stopped',
    'not asked, because the line was already explained: unexplained',
  ]);
});

test('the sureness says whether it was measured, and where', () => {
  const circumstances = { hasTimes: true, sharesAddress: true, alternative: 'retried' } as const;
  expect(surenessText(findingOf('balancer-timeout', {}, { case: 'own-pace', circumstances, probability: 0.944 }))).toBe(
    'The cause is certain: 94 % of such findings were right in labelled logs, of a real nginx and of drawn worlds. The circumstances here: lines with $request_time, an address that many people share, evidence for retried, too.',
  );
  expect(surenessText(findingOf('balancer-timeout', {}, { case: 'none', probability: 0.92 }))).toMatch(
    /about 92 %\. This is what its rule declares/,
  );
});

const lines = {
  text: '192.0.2.7 - - [22/Nov/2026:15:00:00 +0000] "GET /a HTTP/1.1" 499 0 "-" "curl/8.5.0"',
  before: [{ secondsAfter: -2, status: 200, request: 'GET /b HTTP/1.1', hasUserAgentOfHit: true }],
  after: [],
};

test('a line: what it is, its neighbours, its fields; colour adds nothing but colour', () => {
  const trace = traceOf(matched('client-timeout', 'likely'));
  const finding = { ...trace.finding, lines, confidence: 'likely' as const };
  const explained = { finding, atEnd: finding, trace };
  const text = explainLine(explained, OPTIONS, 1);
  expect(text).toMatch(/^log:\d+ {2}client-timeout \(likely\)\n192\.0\.2\.7 - - /);
  expect(text).toContain('\n    -2 s  200  GET /b HTTP/1.1\n>   +0 s  499  GET / HTTP/1.1\n');
  for (const title of ['What it is', 'What to change', 'Causes considered', 'How sure', 'Its fields'])
    expect(text).toContain(`\n\n${title}\n  `);
  expect(text).toContain('\nWhat would settle a doubt\n');
  const settled = { ...finding, confidence: 'certain' as const };
  expect(explainLine({ ...explained, finding: settled }, OPTIONS, 1)).not.toContain('settle a doubt');
  expect(stripVTControlCharacters(explainLine(explained, { ...OPTIONS, color: true }, 1))).toBe(text);
});

test('a field that the line has is not asked for', () => {
  const trace = traceOf(matched('long-poll-closed', 'likely'));
  const finding = { ...trace.finding, confidence: 'likely' as const };
  const shown = (one: typeof finding): string => explainLine({ finding: one, atEnd: one, trace }, OPTIONS, 1);
  expect(shown(finding)).toContain('$request_time in log_format');
  const entry = { ...finding.entry, extra: { request_time: 3 } };
  expect(shown({ ...finding, entry })).not.toContain('$request_time in log_format');
});

test('says what later lines made of the verdict', () => {
  const trace = traceOf(matched('client-timeout', 'likely'));
  const finding = { ...trace.finding, verdict: 'unknown' as const, clientKind: 'stranger' as const };
  const atEnd = { ...finding, verdict: 'fix' as const, clientKind: 'person' as const };
  const text = explainLine({ finding, atEnd, trace }, { ...OPTIONS, width: 200 }, 1).replaceAll(/\s+/g, ' ');
  expect(text).toContain('By the end of the log the client counts as a person, and the verdict in sums is fix.');
});

test('a line that is no hit is shown with its neighbours', () => {
  const other = { file: 'log', line: 3, entry: entryOf({ status: 200 }), lines };
  const text = describeOtherLine(other, OPTIONS, 1);
  expect(text).toMatch(/^log:3 {2}200\n/);
  expect(text).toContain('The status is 200. logscan explains only lines with status 400 and 499');
  expect(text).toContain('\n    -2 s  200  GET /b HTTP/1.1\n>   +0 s  200  GET / HTTP/1.1\n');
});

test('hostile text is escaped everywhere', () => {
  const hostile = matched('client-timeout', 'likely');
  const facts = { program: EVIL.repeat(1000) };
  const withFacts = (step: Step): Step => ({ ...step, evidence: { ...step.evidence!, facts } });
  const alone = traceOf(withFacts(hostile), withFacts(matched('retried', 'likely')));
  const trace = { ...alone, finding: { ...alone.finding, evidence: facts } };
  const entry = entryOf({ status: 499, request: EVIL, http_referer: EVIL, extra: { host: EVIL } });
  const near = { ...lines.before[0]!, request: EVIL };
  const finding = { ...trace.finding, file: EVIL, entry, lines: { text: EVIL, before: [near], after: [near] } };
  for (const ascii of [false, true]) {
    const text = explainLine({ finding, atEnd: finding, trace }, { ...OPTIONS, ascii }, 1);
    // oxlint-disable-next-line no-control-regex
    expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    if (ascii) expect(text).toMatch(/^[\x20-\x7E\n]*$/);
  }
});
