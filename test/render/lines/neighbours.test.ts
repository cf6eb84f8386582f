// The time axis of a hit: its neighbours, and where the window ends.
import { expect, test } from 'vitest';
import type { HitLines, NearLine } from '../../../src/judge/hit-lines.ts';
import { neighbourLines } from '../../../src/render/lines/neighbours.ts';
import { makeScreen } from '../../../src/render/table/screen.ts';
import { findingOf } from '../../report/literal.ts';
import { EVIL } from '../sample-report.ts';

const screen = makeScreen({ width: 80, color: false, top: 5, ascii: false });
const finding = findingOf('slow-upstream', { status: 499 });

function near(secondsAfter: number, more: Partial<NearLine> = {}): NearLine {
  return { secondsAfter, status: 200, request: 'GET /a HTTP/1.1', hasUserAgentOfHit: true, ...more };
}

function linesOf(before: readonly NearLine[], after: readonly NearLine[]): HitLines {
  return { text: 'x', before, after };
}

test('times are as exact as the log', () => {
  const lines = linesOf([near(-119.42), near(-2, { status: 0 })], [near(0), near(0.38)]);
  expect(neighbourLines(lines, finding, 2, screen)).toEqual({
    before: ['-119.4 s  200  GET /a HTTP/1.1', '    -2 s  000  GET /a HTTP/1.1'],
    after: ['    +0 s  200  GET /a HTTP/1.1', '  +0.4 s  200  GET /a HTTP/1.1'],
  });
});

test('says where the window ends', () => {
  const { before, after } = neighbourLines(linesOf([near(-1)], []), finding, 3, screen);
  expect(before[0]).toBe('          (no further line of this client was found in the 120 s before)');
  expect(after).toEqual(['          (no line of this client was found in the 30 s after)']);
  const eight = Array.from({ length: 8 }, (_, i) => near(i));
  expect(neighbourLines(linesOf([], eight), finding, 9, screen).after.at(-1)).toBe(
    '          (logscan looks at no more than 8 lines here)',
  );
  expect(neighbourLines(linesOf([], eight), finding, 8, screen).after).toHaveLength(8);
});

test('says that an address is shared, and which lines have another user agent', () => {
  const shared = { ...finding, circumstances: { ...finding.circumstances, sharesAddress: true } };
  const { before } = neighbourLines(linesOf([near(-1, { hasUserAgentOfHit: false })], []), shared, 1, screen);
  expect(before).toEqual([
    '          (many clients share this address: these lines may be of other people)',
    '    -1 s  200  GET /a HTTP/1.1  (other user agent)',
  ]);
});

test('a log without times has an order only, and hostile text is escaped', () => {
  const timeless = findingOf('slow-upstream', { status: 499, isTimeless: true });
  const { before } = neighbourLines(linesOf([near(0, { request: EVIL })], []), timeless, 1, screen);
  expect(before[0]).toMatch(/^ {2}200 {2}/);
  // oxlint-disable-next-line no-control-regex
  expect(before[0]).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
});

test('a very long request is cut, with a sign', () => {
  const { before } = neighbourLines(linesOf([near(-1, { request: 'a'.repeat(500_000) })], []), finding, 1, screen);
  expect(before[0]).toMatch(/^ {4}-1 s {2}200 {2}a{299}…$/);
});
