// Reading the times of a log.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatIso8601, parseIso8601, parseMinute, parseMsec } from '../../src/formats/time-local.ts';

const SECONDS = Date.UTC(2026, 10, 29, 12, 30, 45) / 1000;

describe('$time_iso8601', () => {
  test('is the time of UTC with the offset of the log', () => {
    expect(parseIso8601('2026-11-29T13:30:45+01:00')).toEqual({ seconds: SECONDS, utcOffsetMinutes: 60 });
    expect(parseIso8601('2026-11-29T07:00:45-05:30')).toEqual({ seconds: SECONDS, utcOffsetMinutes: -330 });
    expect(parseIso8601('2026-11-29T12:30:45-00:00')).toEqual({ seconds: SECONDS, utcOffsetMinutes: 0 });
    expect(parseIso8601('2026-11-29T12:30:45Z')).toEqual({ seconds: SECONDS, utcOffsetMinutes: 0 });
  });

  test('is what formatIso8601 writes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4e9 }),
        fc.integer({ min: -720, max: 840 }),
        (seconds, utcOffsetMinutes) => {
          expect(parseIso8601(formatIso8601(seconds, utcOffsetMinutes))).toEqual({ seconds, utcOffsetMinutes });
        },
      ),
    );
  });

  test.each([
    '',
    '-',
    '2026-11-29',
    '2026-11-29T12:30:45',
    '2026-11-29 12:30:45+00:00',
    '2026-11-29T12:30:45.123+00:00',
    ' 2026-11-29T12:30:45+00:00',
    '2026-11-29T12:30:45+00:00 ',
    '2026-13-29T12:30:45+00:00',
    '2026-11-31T12:30:45+00:00',
    '2026-02-29T12:30:45+00:00',
    '2026-11-29T25:30:45+00:00',
    '2026-11-29T12:60:45+00:00',
    '2026-11-29T12:30:45+24:00',
    '2026-11-29T12:30:45+00:60',
  ])('is not %j', (text) => {
    expect(parseIso8601(text)).toBeUndefined();
    // The same answer when it is asked again.
    expect(parseIso8601(text)).toBeUndefined();
  });
});

describe('$msec', () => {
  test('is read in whole seconds', () => {
    expect(parseMsec(`${SECONDS}.000`)).toEqual({ seconds: SECONDS, utcOffsetMinutes: 0 });
    expect(parseMsec(`${SECONDS}.999`)).toEqual({ seconds: SECONDS, utcOffsetMinutes: 0 });
  });

  test.each(['', '-', '1', '1.5', '.123', '1.1234', '-1.000', ' 1.000', '1e3.000', '1234567890123.000'])(
    'is not %j',
    (text) => {
      expect(parseMsec(text)).toBeUndefined();
    },
  );
});

describe('the minute of a $time_local', () => {
  test('begins at second 0', () => {
    expect(parseMinute('29/Nov/2026:12:30:45 +0000')).toEqual({ seconds: SECONDS - 45, utcOffsetMinutes: 0 });
    expect(parseMinute('29/Nov/2026:13:30:45 +0100')).toEqual({ seconds: SECONDS - 45, utcOffsetMinutes: 60 });
  });

  test.each(['', '-', '31/Nov/2026:12:30:45 +0000', '29/Nov/2026:24:30:45 +0000', '29/Nov/2026:12:30'])(
    'is none: %j',
    (text) => {
      expect(parseMinute(text)).toBeUndefined();
    },
  );
});
