// What a part of the site keeps of its requests, and which of them are its usual ones.
import { describe, expect, test } from 'vitest';
import { PartRow } from '../../../../src/judge/tables/parts/part-row.ts';
import { pair } from '../../pair.ts';

const MINUTE = 60;
/** The minute after everything that these tests add. */
const END = 100_000 * MINUTE;

/** Adds requests to a minute: `answers` answers, and aborts of different people. */
function addMinute(row: PartRow, minute: number, answers: number, aborts: number): void {
  if (answers > 0) row.addAnswer(minute * MINUTE, answers, undefined);
  for (let i = 0; i < aborts; i++) row.addAbort(minute * MINUTE, i);
}

/** What is usual after an hour with these requests, which begins in minute 100 and ends long before the last line. */
function usualAfter(
  hour: { readonly answers: number; readonly aborts: number; readonly last?: number },
  usual: { readonly answers: number; readonly aborts: number },
): { readonly answers: number; readonly aborts: number } {
  const row = new PartRow();
  addMinute(row, 0, usual.answers, usual.aborts);
  addMinute(row, 64, 1, 0);
  addMinute(row, 100, hour.answers - 1, 0);
  addMinute(row, hour.last ?? 101, 1, hour.aborts);
  // The places of these minutes are taken.
  for (const minute of [64, 100, hour.last ?? 101]) addMinute(row, minute + 640, 0, 1);
  const { answers, aborts } = row.before(END, 10);
  return { answers: answers - usual.answers - 1, aborts: aborts - usual.aborts - 3 };
}

const QUIET = { answers: 1000, aborts: 0 };
/** All requests of the hour are usual, or none but those of the last minute, whose own hour is checked again. */
const isUsual = { answers: 90, aborts: 10 };

pair('part-row', 'UNUSUAL_SHARE', {
  inside: () => expect(usualAfter({ answers: 90, aborts: 10 }, QUIET).answers).toBeLessThan(90),
  outside: () => expect(usualAfter({ answers: 91, aborts: 10 }, QUIET).answers).toBeGreaterThanOrEqual(90),
});

// The hour lost 10 %. A usual share of 2 % is a fifth of it; the minute between them adds an answer.
pair('part-row', 'MOST_USUAL', {
  inside: () => expect(usualAfter(isUsual, { answers: 979, aborts: 20 }).answers).toBeLessThan(89),
  outside: () => expect(usualAfter(isUsual, { answers: 978, aborts: 20 }).answers).toBeGreaterThanOrEqual(89),
});

pair('part-row', 'LEAST_REQUESTS', {
  inside: () => expect(usualAfter(isUsual, { answers: 19, aborts: 0 }).answers).toBeLessThan(89),
  outside: () => expect(usualAfter(isUsual, { answers: 18, aborts: 0 }).answers).toBeGreaterThanOrEqual(89),
});

pair('part-row', 'HOUR_MINUTES', {
  inside: () => expect(usualAfter({ ...isUsual, last: 159 }, QUIET).answers).toBeLessThan(89),
  outside: () => expect(usualAfter({ ...isUsual, last: 160 }, QUIET).answers).toBeGreaterThanOrEqual(89),
});

/** A row that lost half of its requests for some hours, after a day without losses. */
function afterOutage(hours: number): PartRow {
  const row = new PartRow();
  for (let minute = 0; minute < 24 * 60; minute++) addMinute(row, minute, 10, 0);
  for (let minute = 24 * 60; minute < (24 + hours) * 60; minute++) addMinute(row, minute, 5, 5);
  return row;
}

test('an outage of half a day does not become usual', () => {
  const row = afterOutage(13);
  const { answers, aborts } = row.before(37 * 60 * MINUTE, 60);
  expect(aborts / (answers + aborts)).toBeLessThan(0.01);
  expect(row.lately(37 * 60 * MINUTE - 1, 60)).toMatchObject({
    answers: 300,
    aborts: 300,
    minutesWithLoss: 60,
    mostInMinute: 5,
  });
});

test('what lasts for days is usual', () => {
  const row = afterOutage(54);
  const { answers, aborts } = row.before(78 * 60 * MINUTE, 60);
  expect(aborts / (answers + aborts)).toBeGreaterThan(0.4);
});

test('counts the people of the last minutes', () => {
  const row = new PartRow();
  for (const [at, person] of [
    [0, 1],
    [60, 2],
    [119, 2],
    [120, 3],
    [180, 4],
  ] as const)
    row.addAbort(at, person);
  expect(row.lately(179, 2)).toMatchObject({ aborts: 3, minutesWithLoss: 2 });
  expect(row.leaversLately(179, 2)).toBe(2);
  expect(row.lately(180, 60)).toMatchObject({ aborts: 5 });
  expect(row.leaversLately(180, 60)).toBe(4);
});

test('counts the requests near a second, on both sides', () => {
  const row = new PartRow();
  row.addFailure(100);
  row.addAnswer(108.9, 16, undefined);
  row.addAbort(109, 1);
  expect(row.near(104, 4)).toEqual({ answers: 16, aborts: 0, failures: 1 });
  expect(row.near(104.5, 5)).toEqual({ answers: 16, aborts: 1, failures: 1 });
});

test('knows the usual wait from the lines that have it', () => {
  const row = new PartRow();
  expect(row.usualWait).toBeUndefined();
  row.addAnswer(1, 16, undefined);
  row.addAnswer(1, 3, 2);
  row.addAnswer(2, 1, 6);
  expect(row.usualWait).toBe(3);
});

test('a saved row goes on', () => {
  const row = afterOutage(2);
  row.addAnswer(26 * 60 * MINUTE, 1, 4);
  const restored = new PartRow(structuredClone(row.save()));
  for (const one of [row, restored]) one.addAbort(26 * 60 * MINUTE + 5, 99);
  expect(restored.save()).toEqual(row.save());
  expect(restored.lately(26 * 60 * MINUTE, 60)).toEqual(row.lately(26 * 60 * MINUTE, 60));
  expect(restored.leaversLately(26 * 60 * MINUTE, 60)).toBe(row.leaversLately(26 * 60 * MINUTE, 60));
});

describe('the usual wait', () => {
  const waits = (...seconds: readonly number[]): number | undefined => {
    const row = new PartRow();
    for (const wait of seconds) row.addAnswer(0, 1, wait);
    return row.usualWait;
  };

  // A few answers during a stall do not become usual.
  pair('part-row', 'MOST_TIMES_MEAN', {
    inside: () => expect(waits(1, 1, 1, 4)).toBe(7 / 4),
    outside: () => expect(waits(1, 1, 1, 4.1)).toBe(7 / 4),
  });

  pair('part-row', 'LEAST_TO_BOUND', {
    inside: () => expect(waits(1, 1, 1, 9)).toBe(7 / 4),
    outside: () => expect(waits(1, 1, 10)).toBe(4),
  });

  pair('part-row', 'LEAST_BOUND_SECONDS', {
    inside: () => expect(waits(0, 0, 0, 0.1)).toBe(0.1 / 4),
    outside: () => expect(waits(0, 0, 0, 0.2)).toBe(0.1 / 4),
  });
});
