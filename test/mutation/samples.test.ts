// The samples of the causes once more, each log in one test: mutation must know which test runs which code, and in
// test/judge/causes.test.ts all tests of a log share one reading of it.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Facts } from '../../src/judge/catalogue.ts';
import { diagnoseText } from '../../scripts/score.ts';

const FOLDER = 'fixtures/causes';
const STORY = 'fixtures/logs/2008-thread.log';

/** What stands in the comment above a line; a line that is not recognised yet has a `# todo:` above it. */
function expectationIn(comments: readonly string[]): Facts | undefined {
  if (comments.some((comment) => comment.startsWith('# todo: '))) return undefined;
  const [, cause, facts] = /^# expect: (\S+)(?: (\{.*\}))?$/.exec(comments.at(-1) ?? '') ?? [];
  return cause === undefined ? undefined : { cause, ...(JSON.parse(facts ?? '{}') as Facts) };
}

test.each(readdirSync(FOLDER))('%s', (name) => {
  const lines: string[] = [];
  const expected = new Map<number, Facts>();
  let comments: string[] = [];
  for (const text of readFileSync(`${FOLDER}/${name}`, 'latin1').trimEnd().split('\n')) {
    if (text.startsWith('#')) {
      comments.push(text);
      continue;
    }
    lines.push(text);
    const expectation = expectationIn(comments);
    if (expectation !== undefined) expected.set(lines.length, expectation);
    comments = [];
  }
  const findings = new Map(diagnoseText(`${lines.join('\n')}\n`, true).map((finding) => [finding.line, finding]));
  for (const [line, expectation] of expected) {
    const { cause, case: caseId, verdict, confidence, evidence } = findings.get(line) ?? {};
    expect({ cause, case: caseId, verdict, confidence, ...evidence }, lines[line - 1]).toMatchObject(expectation);
  }
});

test('every 400 and 499 of the thread of 2008 has a finding', () => {
  const text = readFileSync(STORY, 'latin1');
  const hits = text.split('\n').flatMap((line, index) => (/" (?:400|499) \d/.test(line) ? [index + 1] : []));
  const findings = diagnoseText(text);
  expect(findings.map(({ line }) => line)).toEqual(hits);
  expect(findings.filter(({ cause }) => cause === 'unexplained')).toEqual([]);
});
