// Reads a point in time that a user typed, or copied from a log.
import { parseTimeLocal } from '../../formats/time-local.ts';
import type { TimeRange } from '../../hits/limits.ts';
import { UsageError } from '../errors.ts';
import { quoted } from '../vocabulary.ts';
import { DAY_SECONDS, readDuration } from './duration.ts';

/** A point in time as the user gave it. */
export type TimeBound =
  | {
      readonly kind: 'instant';
      /** Seconds since the epoch. */
      readonly seconds: number;
    }
  | {
      readonly kind: 'local';
      /** Seconds since the epoch as if the wall-clock time were UTC. */
      readonly wallSeconds: number;
    }
  | {
      /** A time of day, today or on a day before. */
      readonly kind: 'day';
      /** The current time, in seconds since the epoch. */
      readonly nowSeconds: number;
      /** 0 for today, 1 for yesterday. */
      readonly daysBack: number;
      /** 0 for midnight. */
      readonly secondOfDay: number;
    }
  | {
      /** A time of day alone: the last time before now that the clock of the log showed it. */
      readonly kind: 'clock';
      /** The current time, in seconds since the epoch. */
      readonly nowSeconds: number;
      readonly secondOfDay: number;
    };

const DAYS_BACK: Readonly<Record<string, number>> = { today: 0, yesterday: 1 };
const OF_DAY = /^(?:(today|yesterday)(?: |$))?(?:(\d?\d):(\d\d)(?::(\d\d))?)?$/;
const BEFORE_NOW = /^-(?=\d)|(?<! ) ago$/i;
const EPOCH = /^@(\d{1,11})$/;
const ISO_8601 = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?([.,]\d{1,9})?(?: ?(Z|[+-]\d\d(?::?\d\d)?))?)?$/i;
const TIME_LOCAL = /^\[?(\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d)(?: ([+-]\d{4}))?\]?$/;
const FORMS =
  'a date (2026-11-22), a time (2026-11-22T15:04, "2026-11-22 15:04:05+01:00", "22/Nov/2026:15:04:05 +0100"), ' +
  'a time of day (03:00, "yesterday 03:00"), a time before now (90s, 15min, 1h30m, 3d, "1 hour ago"), now, today or yesterday';

/**
 * Reads a point in time: ISO 8601 with or without an offset, nginx's `$time_local` with or without a zone, a time of day (`03:00`,
 * `yesterday 03:00`), a span of time before now (`1h30m`, `-15m`, `1 hour ago`), seconds since the epoch (`@1795374245`), now, today or
 * yesterday. A time without a zone is in the log's own zone.
 * @param flag the flag that the text belongs to
 * @param nowSeconds the current time, in seconds since the epoch
 * @throws UsageError for any other text, and for a time that does not exist
 */
export function parseTimeBound(flag: string, text: string, nowSeconds: number): TimeBound {
  const words = text.trim();
  const word = words.toLowerCase();
  if (word === 'now') return { kind: 'instant', seconds: nowSeconds };
  const epoch = EPOCH.exec(words);
  if (epoch) return { kind: 'instant', seconds: Number(epoch[1]) };
  const ofDay = word === '' ? null : OF_DAY.exec(word);
  if (ofDay) return timeOfDay(flag, text, ofDay, nowSeconds);
  const before = readDuration(words.replace(BEFORE_NOW, ''));
  if (before !== undefined) return { kind: 'instant', seconds: nowSeconds - before };
  const iso = ISO_8601.exec(words);
  const local = iso ? null : TIME_LOCAL.exec(words);
  if (!iso && !local) throw new UsageError(`${flag}: cannot read the time ${quoted(text)}; use ${FORMS}.`);
  const wallSeconds = iso ? isoWallSeconds(iso) : localWallSeconds(local?.[1] ?? '');
  const zone = iso?.[5] ?? local?.[2];
  const offsetSeconds = zone === undefined ? 0 : zoneSeconds(zone);
  if (wallSeconds === undefined || offsetSeconds === undefined) throw noSuchTime(flag, text);
  return zone === undefined
    ? { kind: 'local', wallSeconds }
    : { kind: 'instant', seconds: wallSeconds - offsetSeconds };
}

function timeOfDay(
  flag: string,
  text: string,
  [, day, hour, minute = '0', second = '0']: RegExpExecArray,
  nowSeconds: number,
): TimeBound {
  const [hours, minutes, seconds] = [Number(hour ?? '0'), Number(minute), Number(second)];
  if (hours > 23 || minutes > 59 || seconds > 59) throw noSuchTime(flag, text);
  const secondOfDay = hours * 3600 + minutes * 60 + seconds;
  if (day === undefined) return { kind: 'clock', nowSeconds, secondOfDay };
  return { kind: 'day', nowSeconds, daysBack: DAYS_BACK[day] ?? 0, secondOfDay };
}

function noSuchTime(flag: string, text: string): UsageError {
  return new UsageError(
    `${flag}: the time ${quoted(text)} does not exist; check the date, the time of day and the UTC offset.`,
  );
}

/**
 * A point in time in seconds since the epoch.
 * @param utcOffsetMinutes the log's offset from UTC, in minutes; an instant does not depend on it
 */
function resolveTimeBound(bound: TimeBound, utcOffsetMinutes: number): number {
  const offsetSeconds = utcOffsetMinutes * 60;
  switch (bound.kind) {
    case 'instant':
      return bound.seconds;
    case 'local':
      return bound.wallSeconds - offsetSeconds;
    case 'day':
      return midnight(bound.nowSeconds, offsetSeconds) - bound.daysBack * DAY_SECONDS + bound.secondOfDay;
    case 'clock': {
      const today = midnight(bound.nowSeconds, offsetSeconds) + bound.secondOfDay;
      return today <= bound.nowSeconds ? today : today - DAY_SECONDS;
    }
  }
}

/** A point in time as a function that gives it for a log whose clock has an offset from UTC in minutes; undefined without one. */
export function timeOfLog(bound: TimeBound | undefined): ((utcOffsetMinutes: number) => number) | undefined {
  return bound === undefined ? undefined : (utcOffsetMinutes) => resolveTimeBound(bound, utcOffsetMinutes);
}

/**
 * The first and the last wanted second. An end that is a time of day alone is after the beginning: at 15:00, `14:00` to `16:00` is today,
 * and at 02:00, `23:00` to `01:00` is the last night.
 * @returns the function that gives them for a log whose clock has an offset from UTC; undefined without bounds
 */
export function timeRangeOf(since: TimeBound | undefined, until: TimeBound | undefined): TimeRange | undefined {
  if (since === undefined && until === undefined) return undefined;
  return (utcOffsetMinutes) => {
    const first = since === undefined ? -Infinity : resolveTimeBound(since, utcOffsetMinutes);
    const last = until === undefined ? Infinity : resolveTimeBound(until, utcOffsetMinutes);
    return { since: first, until: until?.kind === 'clock' && last < first ? last + DAY_SECONDS : last };
  };
}

// The last midnight of a clock.
function midnight(nowSeconds: number, offsetSeconds: number): number {
  return Math.floor((nowSeconds + offsetSeconds) / DAY_SECONDS) * DAY_SECONDS - offsetSeconds;
}

// Date.parse turns 30 February into 2 March and 24:00 into the next day, so the result must format to the same text.
function isoWallSeconds([, date = '', minute = '00:00', second = ':00', fraction = '']: RegExpExecArray):
  | number
  | undefined {
  const wall = `${date}T${minute}${second}`;
  const seconds = Date.parse(`${wall}Z`) / 1000;
  if (Number.isNaN(seconds) || isoWall(seconds) !== wall) return undefined;
  return seconds + Number(`0${fraction.replace(',', '.')}`);
}

function localWallSeconds(stamp: string): number | undefined {
  const seconds = parseTimeLocal(`${stamp} +0000`)?.seconds;
  if (seconds === undefined) return undefined;
  // A day that the month does not have becomes another day. So the day, year and clock of the result must match the text.
  const [day, year, clock] = [stamp.slice(0, 2), stamp.slice(7, 11), stamp.slice(12)];
  const wall = isoWall(seconds);
  return wall.startsWith(`${year}-`) && wall.endsWith(`-${day}T${clock}`) ? seconds : undefined;
}

function isoWall(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19);
}

function zoneSeconds(zone: string): number | undefined {
  if (zone.toUpperCase() === 'Z') return 0;
  const digits = zone.replace(':', '');
  const hours = Number(digits.slice(1, 3));
  const minutes = Number(digits.slice(3) || '0');
  if (hours > 23 || minutes > 59) return undefined;
  return (hours * 60 + minutes) * (digits.startsWith('-') ? -60 : 60);
}
