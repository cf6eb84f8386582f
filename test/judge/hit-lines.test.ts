// The lines that a finding keeps: its own, and as many neighbours as were asked for.
import { expect, test } from 'vitest';
import { Judge, type JudgeOptions } from '../../src/judge/judge.ts';
import { linesOfHit, MOST_NEIGHBOURS } from '../../src/judge/hit-lines.ts';
import type { Entry } from '../../src/formats/entry.ts';
import type { Finding, Trace } from '../../src/judge/diagnose.ts';
import { LogText } from '../../src/sources/log-text.ts';
import { hitOf } from './literal.ts';

const get = (at: number, uri: string): object => ({ at, request: `GET ${uri} HTTP/1.1` });

test('neighbours are the nearest ones, in the order of the log', () => {
  const hit = hitOf(
    { status: 499 },
    [get(-1, '/c'), get(-2, '/b'), { ...get(-3, '/a'), http_user_agent: 'curl/8.5.0' }],
    [get(1, '/d'), { ...get(2, '/e'), status: 404 }],
  );
  const { text, before, after } = linesOfHit(hit, 2);
  expect(text).toBeUndefined();
  expect(before.map(({ request, secondsAfter }) => [request, secondsAfter])).toEqual([
    ['GET /b HTTP/1.1', -2],
    ['GET /c HTTP/1.1', -1],
  ]);
  expect(after.map(({ request, status }) => [request, status])).toEqual([
    ['GET /d HTTP/1.1', 200],
    ['GET /e HTTP/1.1', 404],
  ]);
  expect(linesOfHit(hit, 3).before.map(({ hasUserAgentOfHit }) => hasUserAgentOfHit)).toEqual([false, true, true]);
  expect(linesOfHit(hit, 0)).toEqual({ text: undefined, before: [], after: [] });
});

test('no more lines are kept than are nearest: lines beyond them are chosen because they are like the hit', () => {
  const many = Array.from({ length: 24 }, (_, i) => get(-i, `/${i}`));
  const hit = hitOf({ status: 499 }, many, many);
  const { before, after } = linesOfHit(hit, MOST_NEIGHBOURS + 8);
  expect([before.length, after.length]).toEqual([16, 8]);
});

const line = (second: number, status: number, request = 'GET /a HTTP/1.1'): string =>
  `192.0.2.7 - - [22/Nov/2026:15:00:0${second} +0000] "${request}" ${status} 0 "-" "curl/8.5.0"`;
const LOG = [line(1, 200), line(2, 499), line(3, 494, 'GET /b HTTP/1.1'), line(4, 200)];

function findingsOf(options: JudgeOptions): Finding[] {
  const findings: Finding[] = [];
  new LogText(LOG.join('\n')).runSync(new Judge((finding) => findings.push(finding), options));
  return findings;
}

test('a finding has its raw line and neighbours if they are kept, and is otherwise the same', () => {
  const bare = findingsOf({});
  const kept = findingsOf({ neighboursKept: 3 });
  expect(kept.map((finding) => ({ ...finding, lines: undefined }))).toEqual(bare);
  expect(bare.every((finding) => !('lines' in finding))).toBe(true);
  expect(kept.map(({ lines }) => lines?.text)).toEqual([LOG[1], LOG[2]]);
  expect(kept[0]?.lines?.before.map(({ secondsAfter, status }) => [secondsAfter, status])).toEqual([[-1, 200]]);
  expect(kept[0]?.lines?.after.map(({ secondsAfter, status }) => [secondsAfter, status])).toEqual([
    [1, 494],
    [2, 200],
  ]);
});

test('the judge says how it reached the finding of the line that is asked about, and of no other', () => {
  const answers: Trace[] = [];
  const answer = (trace: Trace): number => answers.push(trace);
  const answerOther = ({ status }: Entry): number => others.push(status);
  const others: number[] = [];
  const findings = findingsOf({ asked: { file: 'text', line: 2, answer, answerOther } });
  expect(answers).toHaveLength(1);
  expect(answers[0]!.finding).toEqual(findings[0]);
  expect(answers[0]!.shape).toBe('abort');
  expect(answers[0]!.steps.length).toBeGreaterThan(5);
  findingsOf({ asked: { file: 'text', line: 1, answer, answerOther } });
  findingsOf({ asked: { file: 'other', line: 2, answer, answerOther } });
  expect(answers).toHaveLength(1);
  expect(others).toEqual([]);
});
