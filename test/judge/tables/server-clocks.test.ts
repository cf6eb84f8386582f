// Whether clocks of servers differ, from requests that failed on one server and were answered by another one.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainObservation } from '../../../src/hits/plain.ts';
import { ServerClocks, type WrongClock } from '../../../src/judge/tables/server-clocks.ts';
import { type Line, placed } from '../literal.ts';
import { pair } from '../pair.ts';

/** A line, and its log. */
type Logged = Line & { readonly log: string };

function wrongest(lines: readonly Logged[]): WrongClock | undefined {
  const clocks = new ServerClocks();
  // In merged order: by the clocks of the logs.
  const sorted = lines.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
  for (const { log, ...line } of sorted) clocks.observe(plainObservation(placed(line), 1), log);
  return clocks.wrongest();
}

/** Requests that failed on one server, and were answered by the other one `seconds` later, each of another person. */
function retries(failedOn: string, answeredOn: string, seconds: readonly number[], status = 499): Logged[] {
  return seconds.flatMap((after, i) => {
    const request = { client: `${failedOn} ${answeredOn} ${i}`, request: `GET /${i} HTTP/1.1` };
    return [
      { ...request, log: failedOn, status, at: 1000 * i },
      { ...request, log: answeredOn, status: 200, at: 1000 * i + after },
    ];
  });
}

/** How long retries take when all clocks agree. */
const REAL = [0, 0, 0, 0, 1, 1, 2, 3, 3, 4, 7, 9];
const less = (by: number): number[] => REAL.map((seconds) => seconds - by);

/** Retries in both directions between `a` and `b`, whose clock is behind. */
function withClock(behind: number, status?: number): Logged[] {
  return [...retries('a', 'b', less(behind), status), ...retries('b', 'a', less(-behind), status)];
}

describe('two servers', () => {
  test('whose clocks agree', () => {
    expect(wrongest(withClock(0))).toBeUndefined();
  });

  test.each([1, 2, 5, -1, -4])('the clock of the second one is %i s behind', (behind) => {
    expect(wrongest(withClock(behind))).toMatchObject({ log: 'b', other: 'a', servers: 2, shiftSeconds: behind });
  });

  test('a 502 counts as a failure, too', () => {
    expect(wrongest(withClock(1, 502))).toMatchObject({ shiftSeconds: 1 });
    expect(wrongest(withClock(1, 404))).toBeUndefined();
  });

  test('whose clocks have milliseconds', () => {
    const lines = [...retries('a', 'b', less(1.2)), ...retries('b', 'a', less(-1.2))];
    expect(wrongest(lines)).toMatchObject({ shiftSeconds: 1 });
  });

  test('a slow server answers later, which says nothing of its clock', () => {
    expect(wrongest([...retries('a', 'b', less(-5)), ...retries('b', 'a', REAL)])).toBeUndefined();
  });
});

test('of several servers, the one with the clearest evidence', () => {
  const lines = ['a', 'c', 'd'].flatMap((other) => [
    ...retries(other, 'b', less(2)),
    ...retries('b', other, less(-2)),
    ...(other === 'a' ? [...retries('c', 'a', REAL), ...retries('a', 'd', REAL), ...retries('d', 'c', REAL)] : []),
  ]);
  expect(wrongest(lines)).toMatchObject({ log: 'b', other: 'a', servers: 4, shiftSeconds: 2 });
});

test('a person who asks for the same page again and again is no evidence', () => {
  const again = withClock(3).flatMap((line) => [line, { ...line, at: (line.at ?? 0) + 5 }]);
  expect(wrongest(again)).toBeUndefined();
});

test('one person counts once', () => {
  const one = withClock(1).map((line) => ({ ...line, client: line.log === 'a' ? '192.0.2.1' : '192.0.2.1' }));
  expect(wrongest(one)).toBeUndefined();
});

test('monitors that ask all servers at their own pace, one second apart', () => {
  const lines = Array.from({ length: 40 }, (_, i): Logged[] => {
    const monitor = { client: `192.0.2.${i % 2}`, request: `GET /${i % 3} HTTP/1.1` };
    return [
      { ...monitor, log: 'a', status: 503, at: 100 * i + 1 },
      { ...monitor, log: 'b', status: 200, at: 100 * i },
    ];
  }).flat();
  expect(wrongest(lines)).toBeUndefined();
});

// Retries that decide nothing.
const late = (count: number, seconds = 9): number[] => Array.from({ length: count }, () => seconds);

function isFound(to: readonly number[], from: readonly number[]): boolean {
  return wrongest([...retries('a', 'b', to), ...retries('b', 'a', from)]) !== undefined;
}

pair('server-clocks', 'LEAST_PERSONS', {
  inside: () => expect(isFound(less(1), late(10))).toBe(true),
  outside: () => expect(isFound(less(1), late(9))).toBe(false),
});

pair('server-clocks', 'LEAST_BACKWARDS', {
  inside: () => expect(isFound([...late(4, -1), ...late(20)], late(20))).toBe(true),
  outside: () => expect(isFound([...late(3, -1), ...late(20)], late(20))).toBe(false),
});

pair('server-clocks', 'COINCIDENCE_SHARE', {
  inside: () => expect(isFound(less(2), [...late(4, 1), ...late(16)])).toBe(true),
  outside: () => expect(isFound(less(2), [...late(5, 1), ...late(15)])).toBe(false),
});

pair('server-clocks', 'PEAK_SHARE', {
  inside: () => expect(isFound([...late(5, -1), -3, -4, -5, -6, -7, ...late(9)], late(20))).toBe(true),
  outside: () => expect(isFound([...late(5, -1), -3, -4, -5, -6, -7, -8, ...late(9)], late(20))).toBe(false),
});

pair('server-clocks', 'TOGETHER_SECONDS', {
  inside: () => expect(isFound(less(1), late(20, 10))).toBe(true),
  outside: () => expect(isFound(less(1), late(20, 11))).toBe(false),
});

test('clocks that agree are never called wrong, however long retries take', () => {
  const seconds = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 40 });
  fc.assert(
    fc.property(seconds, seconds, (there, back) => {
      expect(wrongest([...retries('a', 'b', there), ...retries('b', 'a', back)])).toBeUndefined();
    }),
  );
});
