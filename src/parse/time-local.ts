// Reads $time_local and writes ISO 8601.

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';
const TIME_LOCAL = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)$/;

/** An instant with the log's own offset from UTC. */
export interface LogTime {
  /** Seconds since the epoch. */
  readonly seconds: number;
  readonly utcOffsetMinutes: number;
}

/** Length in characters of a `$time_local` value: `22/Nov/2026:15:04:05 +0000`. */
export const TIME_LOCAL_LENGTH = 26;

/** Parses `$time_local` (`ngx_http_log_time`); undefined when the text is none. */
export function parseTimeLocal(text: string): LogTime | undefined {
  const match = TIME_LOCAL.exec(text);
  if (!match) return undefined;
  const month = MONTHS.indexOf(match[2] ?? '') / 3;
  if (!Number.isInteger(month) || month < 0) return undefined;
  const utcOffsetMinutes = offsetMinutes(match[7], match[8], match[9]);
  const [year, day, hour, minute, second] = [match[3], match[1], match[4], match[5], match[6]].map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  if (day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return undefined;
  if (Number(match[8]) > 23 || Number(match[9]) > 59) return undefined;
  const local = new Date(Date.UTC(year, month, day, hour, minute, second));
  // 31 February would become a day in March.
  if (local.getUTCFullYear() !== year || local.getUTCDate() !== (second === 60 ? local.getUTCDate() : day))
    return undefined;
  const seconds = local.getTime() / 1000 - utcOffsetMinutes * 60;
  return { seconds, utcOffsetMinutes };
}

/** ISO 8601 with offset, to the second: `2026-11-22T15:04:05+01:00` (`+00:00` for UTC). */
export function formatIso8601(seconds: number, utcOffsetMinutes: number): string {
  const local = new Date((Math.floor(seconds) + utcOffsetMinutes * 60) * 1000).toISOString().slice(0, 19);
  const offset = Math.abs(utcOffsetMinutes);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${local}${utcOffsetMinutes < 0 ? '-' : '+'}${two(Math.floor(offset / 60))}:${two(offset % 60)}`;
}

function offsetMinutes(sign: string | undefined, hours: string | undefined, minutes: string | undefined): number {
  const size = Number(hours) * 60 + Number(minutes);
  return sign === '-' && size > 0 ? -size : size;
}
