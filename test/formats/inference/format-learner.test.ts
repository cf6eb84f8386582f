// Learning another format from lines that do not fit: which lines show it, and what it costs.
import { describe, expect, test } from 'vitest';
import { FormatLearner } from '../../../src/formats/inference/format-learner.ts';
import type { InputFormat } from '../../../src/formats/input-format.ts';
import { LineParser } from '../../../src/formats/line-parser.ts';
import { parseLogFormat } from '../../../src/formats/log-format/directive.ts';
import { makeRequests, MADE_SEED, writeLine } from '../log-format/made-log.ts';

const OWN = `log_format own '$remote_addr|$time_iso8601|$status|$body_bytes_sent|$request|$http_user_agent';`;
const INPUT = {};

function linesOf(directive: string, count: number, change: Readonly<Record<string, string>> = {}): string[] {
  const format = parseLogFormat(directive);
  return makeRequests(count, MADE_SEED).map((values) => writeLine(format, { ...values, ...change }));
}

/** Reads lines as the scanner does. Returns which of them were entries, and the formats that were learned. */
function read(lines: readonly string[], parser = new LineParser()): { entries: number[]; learned: InputFormat[] } {
  const learned: InputFormat[] = [];
  const learner = new FormatLearner(parser, new Map(), (_input, format) => void learned.push(format));
  const entries: number[] = [];
  for (const [i, line] of lines.entries()) {
    if (typeof parser.parse(line) === 'string') learner.failed(INPUT, entries.length, line);
    else entries.push(i);
  }
  return { entries, learned };
}

test('20 lines in a row show a format, and all later lines are entries', () => {
  const { entries, learned } = read(linesOf(OWN, 50));
  expect(learned).toHaveLength(1);
  expect(learned[0]).toMatchObject({ foundBy: 'inferred' });
  expect(entries).toEqual(Array.from({ length: 30 }, (_, i) => i + 20));
});

test('the known formats are tried first', () => {
  const parser = new LineParser();
  const combined = '192.0.2.7 - - [29/Nov/2026:12:00:00 +0000] "GET / HTTP/1.1" 400 157 "-" "curl/8.5.0"';
  const before = parser.parse(combined);
  read(linesOf(OWN, 30), parser);
  expect(parser.learned).toHaveLength(1);
  expect(parser.parse(combined)).toEqual(before);
  expect(parser.isCombined).toBe(true);
});

describe('nothing is learned', () => {
  test('from 19 lines', () => {
    expect(read(linesOf(OWN, 19)).learned).toEqual([]);
  });

  test('from lines that are not in a row', () => {
    const combined = '192.0.2.7 - - [29/Nov/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 157 "-" "curl/8.5.0"';
    const lines = linesOf(OWN, 100).flatMap((line, i) => (i % 19 === 18 ? [line, combined] : [line]));
    expect(read(lines).learned).toEqual([]);
  });

  test('from lines that one client could have written alone', () => {
    expect(read(linesOf(OWN, 200, { remote_addr: '192.0.2.66' })).learned).toEqual([]);
  });

  test('from lines that name no client', () => {
    expect(read(linesOf(OWN.replace('$remote_addr|', ''), 200)).learned).toEqual([]);
  });

  test('from error.log', () => {
    const lines = Array.from(
      { length: 500 },
      (_, i) =>
        `2026/11/29 12:00:${String(i % 60).padStart(2, '0')} [error] 7#7: *${i} connect() failed (111: Connection refused) while connecting to upstream, client: 192.0.2.${i % 200}, server: www.example.com, request: "GET /${i} HTTP/1.1", upstream: "http://198.51.100.7:8080/${i}", host: "www.example.com"`,
    );
    expect(read(lines).learned).toEqual([]);
  });
});

test('each input has rows of its own', () => {
  const parser = new LineParser();
  const learned: object[] = [];
  const learner = new FormatLearner<object>(parser, new Map(), (input) => void learned.push(input));
  const [one, other] = [{}, {}];
  const lines = linesOf(OWN, 20);
  for (const [i, line] of lines.entries()) {
    learner.failed(one, 0, line);
    // The other input has an entry between two lines that fail.
    learner.failed(other, i, line);
  }
  expect(learned).toEqual([one]);
});

test('lines in no format cost little, however many they are', () => {
  const junk = Array.from({ length: 60_000 }, (_, i) => `kernel: [${i}.0] eth${i % 7}: link is up at ${i * 3} Mbps`);
  const combined = '192.0.2.7 - - [29/Nov/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 157 "-" "curl/8.5.0"';
  const lines = junk.flatMap((line, i) => (i % 21 === 20 ? [line, combined] : [line]));
  const begin = performance.now();
  expect(read(lines).learned).toEqual([]);
  expect(performance.now() - begin).toBeLessThan(5000);
});

test('a log with junk in it still shows its format', () => {
  const junk = Array.from({ length: 1000 }, (_, i) => `kernel: [${i}.0] eth${i % 7}: link is up at ${i * 3} Mbps`);
  expect(read([...junk, ...linesOf(OWN, 2000)]).learned).toHaveLength(1);
});
