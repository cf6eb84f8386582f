// The columns may look at less than the parser, but never see it otherwise.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLine } from '../../src/parse/line.ts';
import { ColumnReader, hashAddress } from '../../src/scan/columns.ts';
import { readCorpusFile } from '../../scripts/score.ts';

/** Holds every line of a text against the parser; returns how many lines the columns could read themselves. */
function compare(text: string): number {
  const reader = new ColumnReader();
  reader.begin(text);
  let plain = 0;
  let start = 0;
  for (const line of text.split('\n')) {
    reader.read(start, start + line.length);
    start += line.length + 1;
    const { kind, time, status, addressHash, utcOffsetMinutes } = reader.columns;
    if (kind === 'blank') {
      expect(line.trim()).toBe('');
    } else if (kind === 'plain') {
      plain++;
      const entry = parseLine(line);
      if (typeof entry === 'string') throw new Error(`columns read what the parser refuses (${entry}): ${line}`);
      expect({ time, status, addressHash, utcOffsetMinutes }).toEqual({
        time: entry.time,
        status: entry.status,
        addressHash: hashAddress(entry.client),
        utcOffsetMinutes: entry.utcOffsetMinutes,
      });
    }
  }
  return plain;
}

test.for(['dev-modern-1.22', 'dev-old-empty400', 'firefox-old'])('every line of %s', (name) => {
  const text = readCorpusFile(name, 'access.log');
  expect(compare(text)).toBeGreaterThan(0.99 * text.trimEnd().split('\n').length);
});

describe('lines made to fool the columns', () => {
  const good = '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 200 1 "-" "x"';
  const lines = [
    good,
    '192.0.2.1 - a [b] [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 400 1 "-" "x"',
    '192.0.2.1 - [22/Nov/2026:15:04:05 +0000] " 400 1 " [22/Nov/2026:15:04:06 +0000] "GET / HTTP/1.1" 499 0 "-" "x"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET /" 400 5 HTTP/1.1" 200 1 "-" "x"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "a\\" 400 5" 200 1 "-" "x"',
    '192.0.2.1 - - [22/Nov/2026:15:04:65 +0000] "GET / HTTP/1.1" 200 1 "-" "x"',
    '192.0.2.1 - - [31/Feb/2026:25:04:05 +0000] "GET / HTTP/1.1" 200 1 "-" "x"',
    '192.0.2.1\t- - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 200 1 "-" "x"',
    ' 192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 200 1 "-" "x"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 200 1 "-" "x" "203.0.113.9"',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 200 1 "-" "198.51.100.1"\r',
    '192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET / HTTP/1.1" 200',
    '',
    ' \t\r',
    '"',
    '[',
    ' - - [',
    good,
  ];

  test('each of them, and all together', () => {
    expect(compare(lines.join('\n'))).toBeGreaterThan(2);
  });

  test('with any characters thrown in', () => {
    const piece = fc.constantFrom('"', '\\', '[', ']', ' ', '-', '4', '\t', '\r', '\u00ff', '" 400 1 ', '1.2.3.4');
    const edits = fc.array(fc.tuple(fc.nat({ max: good.length }), piece), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(edits, { minLength: 1, maxLength: 6 }), (all) => {
        const text = all
          .map((some) => some.reduce((line, [at, what]) => line.slice(0, at) + what + line.slice(at), good))
          .join('\n');
        compare(text);
      }),
      { numRuns: 1500, seed: 3 },
    );
  });
});

test('a block of lines without quotes or brackets is read in linear time', () => {
  const text = '{"status":200}\n'.repeat(200_000);
  const began = performance.now();
  expect(compareKinds(text)).toBe('odd');
  expect(performance.now() - began).toBeLessThan(1500);
});

function compareKinds(text: string): string {
  const reader = new ColumnReader();
  reader.begin(text);
  for (let start = 0; start < text.length; start += 15) reader.read(start, start + 14);
  return reader.columns.kind;
}
