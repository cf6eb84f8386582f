// Points in time as people type them: every accepted form, and text that is not a time.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../src/cli/errors.ts';
import { parseTimeBound, timeRangeOf } from '../../../src/cli/values/time-bound.ts';

// 2026-11-22T15:04:05Z, a Sunday.
const NOW = Date.UTC(2026, 10, 22, 15, 4, 5) / 1000;

function resolved(text: string, utcOffsetMinutes: number, now = NOW): string {
  const seconds = timeRangeOf(parseTimeBound('--since', text, now), undefined)!(utcOffsetMinutes).since;
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

describe('instants do not depend on the zone of the log', () => {
  test.each([
    ['2026-11-22T15:04Z', '2026-11-22T15:04:00Z'],
    ['2026-11-22T15:04:05Z', '2026-11-22T15:04:05Z'],
    ['2026-11-22t15:04:05z', '2026-11-22T15:04:05Z'],
    ['2026-11-22 15:04:05 Z', '2026-11-22T15:04:05Z'],
    ['2026-11-22 15:04:05+01:00', '2026-11-22T14:04:05Z'],
    ['2026-11-22 15:04:05 +01:00', '2026-11-22T14:04:05Z'],
    ['2026-11-22T15:04:05+0100', '2026-11-22T14:04:05Z'],
    ['2026-11-22T15:04:05+01', '2026-11-22T14:04:05Z'],
    ['2026-11-22T15:04-05:30', '2026-11-22T20:34:00Z'],
    ['2026-11-22T15:04:05-00:00', '2026-11-22T15:04:05Z'],
    ['2026-11-22T15:04:05.25Z', '2026-11-22T15:04:05.250Z'],
    ['2026-11-22T15:04:05,5+02:00', '2026-11-22T13:04:05.500Z'],
    ['2026-12-31T23:59:59-01:00', '2027-01-01T00:59:59Z'],
    ['2024-02-29T00:00Z', '2024-02-29T00:00:00Z'],
    ['  2026-11-22T15:04Z ', '2026-11-22T15:04:00Z'],
    ['22/Nov/2026:15:04:05 +0000', '2026-11-22T15:04:05Z'],
    ['22/Nov/2026:15:04:05 +0100', '2026-11-22T14:04:05Z'],
    ['22/Nov/2026:15:04:05 -0330', '2026-11-22T18:34:05Z'],
    ['[22/Nov/2026:15:04:05 +0100]', '2026-11-22T14:04:05Z'],
    ['now', '2026-11-22T15:04:05Z'],
    ['NOW', '2026-11-22T15:04:05Z'],
    ['45s', '2026-11-22T15:03:20Z'],
    ['90m', '2026-11-22T13:34:05Z'],
    ['2h', '2026-11-22T13:04:05Z'],
    ['3d', '2026-11-19T15:04:05Z'],
    ['1w', '2026-11-15T15:04:05Z'],
    ['1h30m', '2026-11-22T13:34:05Z'],
    ['2H', '2026-11-22T13:04:05Z'],
    ['-2h', '2026-11-22T13:04:05Z'],
    ['-15m', '2026-11-22T14:49:05Z'],
    ['15min', '2026-11-22T14:49:05Z'],
    ['1 hour ago', '2026-11-22T14:04:05Z'],
    ['An Hour AGO', '2026-11-22T14:04:05Z'],
    ['2 hours 5 minutes ago', '2026-11-22T12:59:05Z'],
    ['1h 30min ago', '2026-11-22T13:34:05Z'],
    ['@1795359845', '2026-11-22T15:04:05Z'],
    ['@0', '1970-01-01T00:00:00Z'],
    ['1w2d3h4m5s', '2026-11-13T12:00:00Z'],
    ['0s', '2026-11-22T15:04:05Z'],
  ])('%s', (text, expected) => {
    for (const zone of [0, 60, -330, 840]) expect(resolved(text, zone)).toBe(expected);
  });
});

describe('wall-clock times are read in the zone of the log', () => {
  test.each([
    ['2026-11-22', 0, '2026-11-22T00:00:00Z'],
    ['2026-11-22', 60, '2026-11-21T23:00:00Z'],
    ['2026-11-22', -480, '2026-11-22T08:00:00Z'],
    ['2026-11-22T15:04', 60, '2026-11-22T14:04:00Z'],
    ['2026-11-22 15:04', 60, '2026-11-22T14:04:00Z'],
    ['2026-11-22 15:04:05', 330, '2026-11-22T09:34:05Z'],
    ['2026-11-22T15:04:05.75', 60, '2026-11-22T14:04:05.750Z'],
    ['22/Nov/2026:15:04:05', 60, '2026-11-22T14:04:05Z'],
    ['[22/Nov/2026:15:04:05]', -60, '2026-11-22T16:04:05Z'],
    ['1970-01-01T00:00:01', 0, '1970-01-01T00:00:01Z'],
    ['2024-02-29', 0, '2024-02-29T00:00:00Z'],
  ])('%s at %i minutes', (text, zone, expected) => {
    expect(resolved(text, zone)).toBe(expected);
  });
});

describe('midnights are in the zone of the log', () => {
  test.each([
    ['today', 0, NOW, '2026-11-22T00:00:00Z'],
    ['Yesterday', 0, NOW, '2026-11-21T00:00:00Z'],
    ['today', 60, NOW, '2026-11-21T23:00:00Z'],
    ['yesterday', 60, NOW, '2026-11-20T23:00:00Z'],
    // At 15:04 UTC on the 22nd, it is already the 23rd at UTC+14 and still the 22nd at UTC-12.
    ['today', 840, NOW, '2026-11-22T10:00:00Z'],
    ['today', -720, NOW, '2026-11-22T12:00:00Z'],
    ['today', -720, Date.UTC(2026, 10, 22, 11, 59, 59) / 1000, '2026-11-21T12:00:00Z'],
    ['today', 0, Date.UTC(2026, 10, 22) / 1000, '2026-11-22T00:00:00Z'],
    ['today', 0, Date.UTC(2026, 10, 22) / 1000 - 0.5, '2026-11-21T00:00:00Z'],
    ['yesterday', 0, Date.UTC(2024, 2, 1, 12) / 1000, '2024-02-29T00:00:00Z'],
  ])('%s at %i minutes', (text, zone, now, expected) => {
    expect(resolved(text, zone, now)).toBe(expected);
  });
});

describe('a time of day is in the zone of the log', () => {
  test.each([
    // Now is 15:04:05 UTC, 16:04:05 at UTC+1 and 07:04:05 at UTC-8.
    ['15:04', 0, '2026-11-22T15:04:00Z'],
    ['15:04:05', 0, '2026-11-22T15:04:05Z'],
    ['15:04:06', 0, '2026-11-21T15:04:06Z'],
    ['3:00', 0, '2026-11-22T03:00:00Z'],
    ['03:00', 60, '2026-11-22T02:00:00Z'],
    ['16:00', 60, '2026-11-22T15:00:00Z'],
    ['16:00', -480, '2026-11-22T00:00:00Z'],
    ['today 03:00', 60, '2026-11-22T02:00:00Z'],
    ['today 23:00', 0, '2026-11-22T23:00:00Z'],
    ['Yesterday 23:59:59', -480, '2026-11-22T07:59:59Z'],
  ])('%s at %i minutes', (text, zone, expected) => {
    expect(resolved(text, zone)).toBe(expected);
  });

  test.each([
    ['14:00', '16:00', '2026-11-22T14:00:00Z', '2026-11-22T16:00:00Z'],
    ['23:00', '01:00', '2026-11-21T23:00:00Z', '2026-11-22T01:00:00Z'],
    ['yesterday', '03:00', '2026-11-21T00:00:00Z', '2026-11-22T03:00:00Z'],
    ['12:00', '12:00', '2026-11-22T12:00:00Z', '2026-11-22T12:00:00Z'],
  ])('from %s to %s is one stretch', (since, until, first, last) => {
    const bounds = [parseTimeBound('--since', since, NOW), parseTimeBound('--until', until, NOW)] as const;
    const range = timeRangeOf(...bounds)!(0);
    expect(range).toEqual({ since: Date.parse(first) / 1000, until: Date.parse(last) / 1000 });
  });

  test('it is the last time before now that the clock showed it', () => {
    const minutes = fc.integer({ min: 0, max: 1439 });
    const zones = fc.integer({ min: -720, max: 840 });
    fc.assert(
      fc.property(minutes, zones, fc.integer({ min: 0, max: 4e9 }), (minute, zone, now) => {
        const text = `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;
        const { since } = timeRangeOf(parseTimeBound('--since', text, now), undefined)!(zone);
        expect(since).toBeLessThanOrEqual(now);
        expect(since).toBeGreaterThan(now - 86_400);
        expect((((since + zone * 60) % 86_400) + 86_400) % 86_400).toBe(minute * 60);
      }),
    );
  });
});

test('each form gives its kind of time', () => {
  expect(parseTimeBound('--since', '2h', 10_000)).toEqual({ kind: 'instant', seconds: 2800 });
  expect(parseTimeBound('--since', '1970-01-02', 0)).toEqual({ kind: 'local', wallSeconds: 86_400 });
  expect(parseTimeBound('--since', 'yesterday', 5)).toEqual({
    kind: 'day',
    nowSeconds: 5,
    daysBack: 1,
    secondOfDay: 0,
  });
});

test.each([
  '2026-02-29',
  '2026-02-30T10:00Z',
  '2026-13-01',
  '2026-00-10',
  '2026-11-00',
  '2026-11-31',
  '2026-11-22T24:00',
  '2026-11-22T15:60',
  '2026-11-22T15:04:60',
  '2026-11-22T15:04+24:00',
  '2026-11-22T15:04+01:60',
  '31/Nov/2026:15:04:05 +0100',
  '29/Feb/2026:15:04:05',
  '00/Nov/2026:15:04:05',
  '22/Nov/2026:24:04:05',
  '22/Nov/2026:15:04:60 +0000',
  '22/Nox/2026:15:04:05',
  '22/Nov/0026:15:04:05',
  '22/Nov/2026:15:04:05 +0160',
  '24:00',
  '03:60',
  'yesterday 03:00:60',
])('%s does not exist', (text) => {
  expect(() => parseTimeBound('--until', text, NOW)).toThrow(UsageError);
  expect(() => parseTimeBound('--until', text, NOW)).toThrow(
    `--until: the time "${text}" does not exist; check the date, the time of day and the UTC offset.`,
  );
});

test.each([
  '',
  ' ',
  'tomorrow',
  'constructor',
  '2',
  '2026',
  'h',
  '2.5h',
  '30m1h',
  '1h1h',
  '1y',
  '1M',
  '1234567890s',
  '+15m',
  'in 5 minutes',
  '-15m ago',
  'ago',
  '-',
  '1 M ago',
  '1hours2',
  '@',
  '@1.5',
  'today03:00',
  'today at 3',
  '003:00',
  '3:0',
  '1795359845',
  '2026-11',
  '2026-1-2',
  '20261122T150405Z',
  '2026-11-22Z',
  '2026-11-22T',
  '2026-11-22T15',
  '2026-11-22T15:04:05 CET',
  '11/22/2026',
  '22/Nov/2026',
  '22/Nov/2026 15:04:05',
  '22/nov/2026:15:04:05',
  '22/anF/2026:15:04:05',
  '22/Nov/2026:15:04:05 CET',
  '2026-11-22T15:04:05Z\u001B[31m',
])('%j is not a time', (text) => {
  expect(() => parseTimeBound('--until', text, NOW)).toThrow(UsageError);
  expect(() => parseTimeBound('--until', text, NOW)).toThrow(
    /^--until: cannot read the time "[^\p{Cc}]*"; use a date \(2026-11-22\), a time \(.*\), a time of day \(.*\), a time before now \(.*\), now, today or yesterday\.$/u,
  );
});
