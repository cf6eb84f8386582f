// Reads $time_local and writes ISO 8601.

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';
const SPACE = 32;
const PLUS = 43;
const MINUS = 45;
const SLASH = 47;
const ZERO = 48;
const COLON = 58;
const UPPER_A = 65;
const UPPER_Z = 90;
// Where `dd/Mon/yyyy:hh:mm:ss +hhmm` has digits.
const DIGITS: readonly number[] = [0, 1, 7, 8, 9, 10, 12, 13, 15, 16, 18, 19, 22, 23, 24, 25];

/** An instant with the log's own offset from UTC. */
export interface LogTime {
  /** Seconds since the epoch. */
  readonly seconds: number;
  readonly utcOffsetMinutes: number;
}

/** Length in characters of a `$time_local` value: `22/Nov/2026:15:04:05 +0000`. */
export const TIME_LOCAL_LENGTH = 26;
/** Where the seconds begin in this value. */
export const SECONDS_AT = 18;
/** Where the offset from UTC begins in this value. */
export const ZONE_AT = 21;

/** Whether the text has the form of a `$time_local` at a place. The date may still not exist. */
export function isTimeLocal(text: string, at: number): boolean {
  if (text.charCodeAt(at + 2) !== SLASH || text.charCodeAt(at + 6) !== SLASH || text.charCodeAt(at + 20) !== SPACE)
    return false;
  if (text.charCodeAt(at + 11) !== COLON || text.charCodeAt(at + 14) !== COLON || text.charCodeAt(at + 17) !== COLON)
    return false;
  const sign = text.charCodeAt(at + 21);
  if (sign !== PLUS && sign !== MINUS) return false;
  const month = text.charCodeAt(at + 3);
  if (month < UPPER_A || month > UPPER_Z) return false;
  for (let i = 0; i < DIGITS.length; i++) {
    const code = text.charCodeAt(at + DIGITS[i]!) - ZERO;
    if (!(code >= 0 && code <= 9)) return false;
  }
  return true;
}

// Lines of one day come together, and comparing a date costs less than parsing it.
let lastDay = '';
let lastDaySeconds = NaN;

/** Parses the `$time_local` (`ngx_http_log_time`) that begins at a place of a text; undefined if there is none or it does not exist. */
export function parseTimeLocal(text: string, at = 0): LogTime | undefined {
  if (!isTimeLocal(text, at)) return undefined;
  if (!text.startsWith(lastDay, at) || lastDay === '') {
    lastDay = text.slice(at, at + 11);
    lastDaySeconds = daySeconds(lastDay);
  }
  const hour = number2(text, at + 12);
  const minute = number2(text, at + 15);
  const second = number2(text, at + SECONDS_AT);
  if (Number.isNaN(lastDaySeconds) || hour > 23 || minute > 59 || second > 60) return undefined;
  if (number2(text, at + 22) > 23 || number2(text, at + 24) > 59) return undefined;
  const utcOffsetMinutes = readUtcOffset(text, at + ZONE_AT);
  return { seconds: lastDaySeconds + hour * 3600 + minute * 60 + second - utcOffsetMinutes * 60, utcOffsetMinutes };
}

/** The second at which the minute of a `$time_local` begins, and the offset from UTC; undefined if that minute does not exist. */
export function parseMinute(text: string): LogTime | undefined {
  return parseTimeLocal(`${text.slice(0, SECONDS_AT)}00${text.slice(SECONDS_AT + 2)}`);
}

/** Reads `+hhmm` at a place of a text as minutes ahead of UTC. The caller must have checked its form. */
export function readUtcOffset(text: string, at: number): number {
  const size = number2(text, at + 1) * 60 + number2(text, at + 3);
  return text.charCodeAt(at) === MINUS && size > 0 ? -size : size;
}

// Midnight of `22/Nov/2026`, in seconds since the epoch as if it were UTC; NaN if the day does not exist.
function daySeconds(text: string): number {
  const [day, month, year] = [number2(text, 0), MONTHS.indexOf(text.slice(3, 6)) / 3, Number(text.slice(7))];
  if (!Number.isInteger(month) || month < 0) return NaN;
  const midnight = new Date(Date.UTC(year, month, day));
  // 31 February would become a day in March.
  const exists = midnight.getUTCFullYear() === year && midnight.getUTCDate() === day;
  return exists ? midnight.getTime() / 1000 : NaN;
}

function number2(text: string, at: number): number {
  return (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;
}

/** Length in characters of a `$time_iso8601` with an offset. */
const ISO_LENGTH = 25;
const ISO = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:Z|([+-])(\d\d):(\d\d))$/;
let lastIso = '';
let lastIsoTime: LogTime | undefined;

/** Parses a `$time_iso8601` (`ngx_http_log_iso8601`); undefined when there is none. */
export function parseIso8601(text: string): LogTime | undefined {
  if (text !== lastIso) {
    const [, local = '', sign = '+', hours = '0', minutes = '0'] = ISO.exec(text) ?? [];
    const milliseconds = Date.parse(`${local}Z`);
    // Date.parse takes 31 November for 1 December, and 24:00 for 0:00.
    const exists = !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(local);
    const isOffset = Number(hours) <= 23 && Number(minutes) <= 59;
    const size = Number(hours) * 60 + Number(minutes);
    const utcOffsetMinutes = sign === '-' && size > 0 ? -size : size;
    lastIso = text;
    lastIsoTime =
      exists && isOffset ? { seconds: milliseconds / 1000 - utcOffsetMinutes * 60, utcOffsetMinutes } : undefined;
  }
  return lastIsoTime;
}

/** The second at which the minute of the `$time_iso8601` at the start of a text begins; undefined if that minute does not exist. */
export function parseIsoMinute(text: string): LogTime | undefined {
  return parseIso8601(`${text.slice(0, 17)}00${text.slice(19, ISO_LENGTH)}`);
}

/** Parses a `$msec`: seconds since the epoch, here without their fraction, as the other times have none. */
export function parseMsec(text: string): LogTime | undefined {
  const seconds = /^\d{1,12}\.\d{3}$/.test(text) ? Math.floor(Number(text)) : NaN;
  return Number.isNaN(seconds) ? undefined : { seconds, utcOffsetMinutes: 0 };
}

/** ISO 8601 with offset, to the second: `2026-11-22T15:04:05+01:00` (`+00:00` for UTC). */
export function formatIso8601(seconds: number, utcOffsetMinutes: number): string {
  const local = new Date((Math.floor(seconds) + utcOffsetMinutes * 60) * 1000).toISOString().slice(0, 19);
  const offset = Math.abs(utcOffsetMinutes);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${local}${utcOffsetMinutes < 0 ? '-' : '+'}${two(Math.floor(offset / 60))}:${two(offset % 60)}`;
}
