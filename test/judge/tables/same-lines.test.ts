// Lines that were written or read twice.
import { describe, expect, test } from 'vitest';
import { plainObservation } from '../../../src/hits/plain.ts';
import { type SameLines, SameLinesTable } from '../../../src/judge/tables/same-lines.ts';
import { type Line, placed } from '../literal.ts';
import { pair } from '../pair.ts';

type Written = Line & { readonly file?: string };

function most(lines: readonly Written[]): SameLines | undefined {
  const table = new SameLinesTable();
  for (const { file = 'a.log', ...line } of lines) table.observe(plainObservation({ ...placed(line), file }, 1));
  return table.most();
}

/** Different hits. */
function hits(count: number, from = 0): Line[] {
  return Array.from({ length: count }, (_, i) => ({ at: from + i, status: 499, request: `GET /${from + i} HTTP/1.1` }));
}

function inBoth(lines: readonly Line[]): Written[] {
  return lines.flatMap((line) => [line, { ...line, file: 'b.log' }]);
}

describe('two inputs', () => {
  test('with the same lines', () => {
    expect(most(inBoth(hits(30)))).toEqual({ file: 'a.log', other: 'b.log', lines: 30 });
  });

  test('with the same lines, one after the other', () => {
    expect(most([...hits(30), ...hits(30).map((line) => ({ ...line, file: 'b.log' }))])).toMatchObject({ lines: 30 });
  });

  test('whose lines differ in the second, the size, the status or the client', () => {
    for (const more of [{ at: 99 }, { body_bytes_sent: 7 }, { status: 502 }, { client: '192.0.2.9' }]) {
      const lines = hits(30).flatMap((line) => [line, { ...line, ...more, file: 'b.log' }]);
      expect(most(lines)).toBeUndefined();
    }
  });

  test('lines without a user agent, and answers, are not compared', () => {
    expect(most(inBoth(hits(30).map((line) => ({ ...line, http_user_agent: '-' }))))).toBeUndefined();
    expect(most(inBoth(hits(30).map((line) => ({ ...line, status: 200 }))))).toBeUndefined();
  });
});

pair('same-lines', 'LEAST_SAME_LINES', {
  inside: () => expect(most(inBoth(hits(20)))).toBeDefined(),
  outside: () => expect(most(inBoth(hits(19)))).toBeUndefined(),
});

pair('same-lines', 'LEAST_SAME_REQUESTS', {
  inside: () => expect(most(inBoth(monitored(10)))).toBeDefined(),
  outside: () => expect(most(inBoth(monitored(9)))).toBeUndefined(),
});

/** Two hundred hits of this many different requests. */
function monitored(requests: number): Line[] {
  return hits(200).map((line, i) => ({ ...line, request: `GET /${i % requests} HTTP/1.1` }));
}

pair('same-lines', 'LEAST_SAME_SHARE', {
  inside: () => expect(most([...inBoth(hits(20)), ...apart(80)])).toBeDefined(),
  outside: () => expect(most([...inBoth(hits(20)), ...apart(81)])).toBeUndefined(),
});

/** This many other hits of each of the two inputs. */
function apart(count: number): Written[] {
  return [...hits(count, 1000), ...hits(count, 5000).map((line) => ({ ...line, file: 'b.log' }))];
}

describe('one input', () => {
  test('with a batch of lines that came again', () => {
    expect(most([...hits(30), ...hits(30)])).toEqual({ file: 'a.log', other: 'a.log', lines: 30 });
  });

  test('with several batches', () => {
    const batches = [0, 100, 200].flatMap((from) => [...hits(10, from), ...hits(10, from)]);
    expect(most(batches)).toMatchObject({ lines: 30 });
  });

  test('with one request again and again in a second', () => {
    const line = { status: 499, request: 'GET / HTTP/1.1' };
    expect(most(Array.from({ length: 300 }, () => line))).toBeUndefined();
    expect(
      most(Array.from({ length: 300 }, (_, i) => ({ ...line, request: `GET /${i % 3} HTTP/1.1` }))),
    ).toBeUndefined();
  });

  test('with lines that come again in another order', () => {
    expect(most([...hits(30), ...hits(30).toReversed()])).toBeUndefined();
  });
});

pair('same-lines', 'LEAST_BATCH_LINES', {
  inside: () => expect(most(again(8))).toBeDefined(),
  outside: () => expect(most(again(7))).toBeUndefined(),
});

/** Batches of this many lines that come again. */
function again(size: number): Line[] {
  return [0, 100, 200, 300].flatMap((from) => [...hits(size, from), ...hits(size, from)]);
}

test('very many inputs are bounded', () => {
  const lines = Array.from({ length: 600 }, (_, i) => hits(2).map((line) => ({ ...line, file: `${i}.log` }))).flat();
  expect(most(lines)).toBeUndefined();
});
