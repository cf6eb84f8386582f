// The lines of --lines: head, raw line, neighbours.
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { MAX_LINE_BYTES } from '../../../src/formats/line.ts';
import { lineRenderer } from '../../../src/render/lines/lines.ts';
import { findingOf } from '../../report/literal.ts';

const OPTIONS = { width: 80, color: false, top: 5, ascii: false } as const;
const TEXT = '192.0.2.7 - - [22/Nov/2026:15:00:00 +0000] "GET /a HTTP/1.1" 499 0 "-" "curl/8.5.0"';
const lines = {
  text: TEXT,
  before: [{ secondsAfter: -2.1, status: 200, request: 'GET /b HTTP/1.1', hasUserAgentOfHit: true }],
  after: [],
};
const finding = findingOf(
  'slow-upstream',
  { request: 'GET /a HTTP/1.1' },
  { file: 'access.log', line: 12, confidence: 'likely', lines },
);

test('the place, the cause and the title, then the line', () => {
  expect(lineRenderer(OPTIONS, 0)(finding)).toBe(
    `access.log:12  slow-upstream (likely)  fix: the backend stalled and clients left\n${TEXT}\n\n`,
  );
  expect(lineRenderer(OPTIONS, 0)(finding, { isProvisional: true })).toContain('slow-upstream (likely, may change)');
});

test('with neighbours the hit is marked', () => {
  expect(lineRenderer(OPTIONS, 1)(finding)).toBe(
    [
      'access.log:12  slow-upstream (likely)  fix: the backend stalled and clients left',
      '  -2.1 s  200  GET /b HTTP/1.1',
      `> ${TEXT}`,
      '          (no line of this client was found in the 30 s after)',
      '',
      '',
    ].join('\n'),
  );
});

test('colour adds nothing but colour', () => {
  const colored = lineRenderer({ ...OPTIONS, color: true }, 1)(finding);
  expect(colored).toContain('\u001b[');
  expect(stripVTControlCharacters(colored)).toBe(lineRenderer(OPTIONS, 1)(finding));
});

test('says that a line is shortened, or that an earlier run read it', () => {
  const long = { ...finding, lines: { ...lines, text: TEXT.padEnd(MAX_LINE_BYTES, 'x') } };
  expect(lineRenderer(OPTIONS, 0)(long)).toMatch(/x\n\(the line is shortened: .*\)\n\n$/);
  expect(lineRenderer(OPTIONS, 0)({ ...finding, lines: undefined })).toMatch(
    /\n192\.0\.2\.7 "GET \/a HTTP\/1\.1" 499 ".*"\n\(an earlier run read this line: these are its fields\)\n\n$/,
  );
});
