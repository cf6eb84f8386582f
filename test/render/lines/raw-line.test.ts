// The raw line of a finding: what is emphasised in it, and that nothing of it is lost or dangerous.
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emphasised, rawLine } from '../../../src/render/lines/raw-line.ts';
import { safeText } from '../../../src/render/escape.ts';
import { makeScreen } from '../../../src/render/table/screen.ts';
import { findingOf } from '../../report/literal.ts';
import { EVIL } from '../sample-report.ts';

const PLAIN = makeScreen({ width: 80, color: false, top: 5, ascii: false });
const COLORED = makeScreen({ width: 80, color: true, top: 5, ascii: false });

const lineOf = (request: string, rest: string): string =>
  `192.0.2.7 - - [22/Nov/2026:15:00:00 +0000] "${request}" ${rest} "-" "curl/499 400"`;

test.each([
  ['slow-upstream', { status: 499, request: 'GET /499/400 HTTP/1.1' }, {}, '499 0', ['499']],
  ['slow-upstream', { status: 499, extra: { request_time: 30 } }, {}, '499 0 30.000', ['499', '30.000']],
  ['application-400', { status: 400, body_bytes_sent: 61 }, { evidence: { bytes: 61 } }, '400 61', ['400', '61']],
  ['application-400', { status: 400, body_bytes_sent: 61 }, {}, '400 61', ['400']],
  ['foreign-protocol', { status: 400, request: 'SSH-2.0-Go' }, {}, '400 157', ['SSH-2.0-Go', '400']],
  ['unused-connection', { status: 400, request: '-' }, {}, '400 0', ['-', '400']],
] as const)('%s: the status, and what its cause rests on', (cause, fields, more, rest, wanted) => {
  const finding = findingOf(cause, fields, more);
  const text = lineOf(finding.entry.request, rest);
  expect(emphasised(text, finding).map(([from, to]) => text.slice(from, to))).toEqual(wanted);
});

test('a status that is only part of a number or of a name is not the status', () => {
  const finding = findingOf('slow-upstream', { status: 499, request: 'GET / HTTP/1.1' });
  const text = '{"bytes":14990,"took":0.499,"x499":1,"status":499}';
  expect(emphasised(text, finding)).toEqual([[text.length - 4, text.length - 1]]);
});

test('hostile text is escaped, whole, and has the same letters in colour', () => {
  const finding = findingOf('foreign-protocol', { status: 400, request: EVIL });
  const text = lineOf(EVIL, '400 157');
  expect(rawLine(text, finding, PLAIN)).toBe(safeText(text));
  const colored = rawLine(text, finding, COLORED);
  expect(colored).toContain('\u001b[1m');
  expect(stripVTControlCharacters(colored)).toBe(safeText(text));
});

test('any line is shown whole, and its parts are in order', () => {
  const char = fc.constantFrom('"', ' ', '4', '9', '0', 'a', '-', '.', '\\', '\u001b', '\u00e9', '\u0000');
  const word = fc.array(char, { maxLength: 20 }).map((chars) => chars.join(''));
  fc.assert(
    fc.property(word, word, word, (request, before, after) => {
      const finding = findingOf('foreign-protocol', { status: 400, request });
      const text = `${before} "${request}" 400 ${after}`;
      expect(rawLine(text, finding, PLAIN)).toBe(safeText(text));
    }),
  );
});

test('a long request that never comes to an end is found without a search of the square of its length', () => {
  const finding = findingOf('slow-upstream', { status: 499, request: `${'a'.repeat(400_000)}b` });
  const text = `"${'a'.repeat(900_000)}" 499`;
  const start = performance.now();
  rawLine(text, finding, PLAIN);
  expect(performance.now() - start).toBeLessThan(1000);
});
