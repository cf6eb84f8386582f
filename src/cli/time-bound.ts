// Reads a point in time that a user typed, or copied from a log.
import { parseTimeLocal } from '../formats/time-local.ts';
import { UsageError } from './errors.ts';
import { quoted } from './vocabulary.ts';

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
      readonly kind: 'midnight';
      /** The current time, in seconds since the epoch. */
      readonly nowSeconds: number;
      /** 0 for the last midnight, 1 for the midnight before it. */
      readonly daysBack: number;
    };

const DAY_SECONDS = 86_400;
const DAYS_BACK: Readonly<Record<string, number>> = { today: 0, yesterday: 1 };
// The largest unit comes first and each comes once, as in 1h30m. M is not accepted, because it could mean months.
const RELATIVE = /^(?=\d)(?:(\d{1,9})w)?(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?$/;
const UNIT_SECONDS = [7 * DAY_SECONDS, DAY_SECONDS, 3600, 60, 1] as const;
const ISO_8601 = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?([.,]\d{1,9})?(?: ?(Z|[+-]\d\d(?::?\d\d)?))?)?$/i;
const TIME_LOCAL = /^\[?(\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d)(?: ([+-]\d{4}))?\]?$/;
const FORMS =
  'a date (2026-11-22), a time (2026-11-22T15:04, "2026-11-22 15:04:05+01:00", "22/Nov/2026:15:04:05 +0100"), ' +
  'a time before now (90m, 2h, 1h30m, 3d, 1w), now, today or yesterday';

/**
 * Reads a point in time: ISO 8601 with or without an offset, nginx's `$time_local` with or without a zone, a duration before now
 * (`1h30m`), now, today or yesterday. A time without a zone is in the log's own zone.
 * @param flag the flag that the text belongs to
 * @param nowSeconds the current time, in seconds since the epoch
 * @throws UsageError for any other text, and for a time that does not exist
 */
export function parseTimeBound(flag: string, text: string, nowSeconds: number): TimeBound {
  const words = text.trim();
  const word = words.toLowerCase();
  if (word === 'now') return { kind: 'instant', seconds: nowSeconds };
  const daysBack = Object.hasOwn(DAYS_BACK, word) ? DAYS_BACK[word] : undefined;
  if (daysBack !== undefined) return { kind: 'midnight', nowSeconds, daysBack };
  const relative = RELATIVE.exec(words);
  if (relative) return { kind: 'instant', seconds: nowSeconds - durationSeconds(relative.slice(1)) };
  const iso = ISO_8601.exec(words);
  const local = iso ? null : TIME_LOCAL.exec(words);
  if (!iso && !local) throw new UsageError(`${flag}: cannot read the time ${quoted(text)}; use ${FORMS}.`);
  const wallSeconds = iso ? isoWallSeconds(iso) : localWallSeconds(local?.[1] ?? '');
  const zone = iso?.[5] ?? local?.[2];
  const offsetSeconds = zone === undefined ? 0 : zoneSeconds(zone);
  if (wallSeconds === undefined || offsetSeconds === undefined)
    throw new UsageError(
      `${flag}: the time ${quoted(text)} does not exist; check the date, the time of day and the UTC offset.`,
    );
  return zone === undefined
    ? { kind: 'local', wallSeconds }
    : { kind: 'instant', seconds: wallSeconds - offsetSeconds };
}

/**
 * A point in time in seconds since the epoch.
 * @param utcOffsetMinutes the log's offset from UTC, in minutes; an instant does not depend on it
 */
export function resolveTimeBound(bound: TimeBound, utcOffsetMinutes: number): number {
  const offsetSeconds = utcOffsetMinutes * 60;
  switch (bound.kind) {
    case 'instant':
      return bound.seconds;
    case 'local':
      return bound.wallSeconds - offsetSeconds;
    case 'midnight':
      return (
        (Math.floor((bound.nowSeconds + offsetSeconds) / DAY_SECONDS) - bound.daysBack) * DAY_SECONDS - offsetSeconds
      );
  }
}

function durationSeconds(counts: readonly (string | undefined)[]): number {
  return UNIT_SECONDS.reduce((sum, unit, i) => sum + unit * Number(counts[i] ?? 0), 0);
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
