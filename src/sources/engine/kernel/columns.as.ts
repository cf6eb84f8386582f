// The columns of a block, line by line.
//
// The kernel does not parse dates. It compares the minute of each line with the last known minute, as four numbers, so that it
// reads only the seconds. At an unknown minute it stops, and the caller sets the second at which that minute begins.
import {
  CODE_BLANK,
  CODE_HAS_DETAIL,
  CODE_IS_IN_SAMPLE,
  CODE_IS_OBSERVED,
  CODE_NEEDS_PARSER,
  COLUMNS_CODES,
  COLUMNS_DETAILS,
  COLUMNS_HASHES,
  COLUMNS_STARTS,
  COLUMNS_TIMES,
  DETAIL_BYTES,
  MAX_LINE_BYTES,
  MOST_DETAILS,
  OBSERVE_EARLY,
  PAGE_STATUSES,
  SAMPLE_EARLY_BYTES,
  SAMPLE_EARLY_SHIFT,
  SAMPLE_LATE_SHIFT,
  SAMPLE_PRIME,
  SAMPLE_WHOLE_BYTES,
  STOP_DONE,
  STOP_LONG_LINE,
  STOP_MINUTE,
  TIME_ISO,
  TIME_LOCAL,
  TIME_MSEC,
} from './constants.as.ts';
import { writeDetail } from './details.as.ts';
import { addressEnd as combinedAddressEnd, locate, seconds, timeAt as combinedTimeAt } from './fields.as.ts';
import { clientAt, clientEnd, program, programCount, readLine, timeAt, timeForm, wholeSeconds } from './lines.as.ts';
import { hasRequest, readRest } from './rest.as.ts';
import { find, hash } from './text.as.ts';

// Addresses of the columns.
let starts: usize = 0;
let hashes: usize = 0;
let times: usize = 0;
let codes: usize = 0;
let details: usize = 0;

// Where the seconds and the zone stand in a time. The zone has six bytes: ` +0000` or `+00:00`.
const LOCAL_SECONDS_AT: usize = 18;
const LOCAL_ZONE_AT: usize = 20;
const ISO_SECONDS_AT: usize = 17;
const ISO_ZONE_AT: usize = 19;

// The known minute: `dd/Mon/yyyy:hh:mm:` as 8 + 8 + 2 bytes or `yyyy-mm-ddThh:mm:` as 8 + 8 + 1, and the zone as 6. `minuteSeconds`
// is the second at which it begins, or NaN if it does not exist. Times in UTC need no known minute, only this form (one of TIME).
let minuteForm: u32 = TIME_LOCAL;
let minute0: u64 = 0;
let minute1: u64 = 0;
let minute2: u16 = 0;
let zone: u64 = 0;
let minuteSeconds: f64 = NaN;

// The end of the text that is read. An address plus `origin`, modulo 2^64, is an offset in the input.
let limit: usize = 0;
let origin: u64 = 0;

/** How many lines and how many records of details were written. */
export let lineCount: i32 = 0;
let detailCount: i32 = 0;
/** Address at which the reading stopped. */
export let stoppedAt: usize = 0;
/** Address of the time with the unknown minute, and its form: one of TIME. */
export let unknownTime: usize = 0;
export let unknownForm: u32 = 0;

/** Sets where the columns lie. */
export function useColumns(address: usize): void {
  starts = address + COLUMNS_STARTS;
  hashes = address + COLUMNS_HASHES;
  times = address + COLUMNS_TIMES;
  codes = address + COLUMNS_CODES;
  details = address + COLUMNS_DETAILS;
}

/**
 * Sets the second at which the minute of the time at an address begins; NaN if that minute does not exist. `form` is one of TIME.
 * A time in UTC is always known after the first one.
 */
export function setMinute(at: usize, seconds: f64, form: u32): void {
  minuteForm = form;
  minuteSeconds = seconds;
  if (form > TIME_ISO) return;
  minute0 = load<u64>(at);
  minute1 = load<u64>(at, 8);
  minute2 = form == TIME_LOCAL ? load<u16>(at, 16) : load<u8>(at, 16);
  zone = load<u64>(at + (form == TIME_LOCAL ? LOCAL_ZONE_AT : ISO_ZONE_AT)) & 0xffffffffffff;
}

/**
 * Reads the lines of `[from..to)`, which ends with a line feed, into the columns, and returns one of STOP. `offset` says where in
 * the input the text begins, in bytes.
 */
export function start(from: usize, to: usize, offset: f64): i32 {
  lineCount = 0;
  detailCount = 0;
  stoppedAt = from;
  limit = to;
  origin = <u64>offset - from;
  return resume();
}

/** Continues where the reading stopped. */
export function resume(): i32 {
  const to = limit;
  let at = stoppedAt;
  while (at < to) {
    const end = find(at, to, i8x16.splat(10));
    const code = addLine(at, end, origin + at);
    if (code < 0) {
      stoppedAt = at;
      return STOP_MINUTE;
    }
    store<u32>(starts + ((<usize>lineCount) << 2), <u32>at);
    store<u16>(codes + ((<usize>lineCount) << 1), <u16>code);
    lineCount++;
    const length = end - at;
    at = end + 1;
    store<u32>(starts + ((<usize>lineCount) << 2), <u32>at);
    if (length >= MAX_LINE_BYTES) {
      stoppedAt = at;
      return STOP_LONG_LINE;
    }
  }
  stoppedAt = at;
  return STOP_DONE;
}

// Writes the hash and the time of a line and returns its code; -1 when its minute is not known yet.
function addLine(start: usize, end: usize, offset: u64): i32 {
  const status = programCount ? readLine(start, end) : locate(start, end);
  if (status >= CODE_BLANK) return status;
  let time = minuteSeconds;
  let clientHash: u32;
  if (program) {
    const form = timeForm();
    if (!isKnown(timeAt, form)) return stopAt(timeAt, form);
    time = timeOf(form);
    if (isNaN(time)) return CODE_NEEDS_PARSER;
    clientHash = <u32>(hash(clientAt, clientEnd) >> 32);
  } else {
    if (!isKnown(combinedTimeAt, TIME_LOCAL)) return stopAt(combinedTimeAt, TIME_LOCAL);
    if (isNaN(time)) return CODE_NEEDS_PARSER;
    time += <f64>seconds;
    clientHash = <u32>(hash(start, combinedAddressEnd) >> 32);
  }
  store<u32>(hashes + ((<usize>lineCount) << 2), clientHash);
  store<f64>(times + ((<usize>lineCount) << 3), time);
  let code = status;
  if (isInSample(offset)) code |= CODE_IS_IN_SAMPLE | CODE_IS_OBSERVED;
  const observed = load<u8>(PAGE_STATUSES + status);
  if (observed && (observed != OBSERVE_EARLY || offset < SAMPLE_EARLY_BYTES)) code |= CODE_IS_OBSERVED;
  if (code & CODE_IS_OBSERVED && detailCount < MOST_DETAILS && readRest(end) && hasRequest()) {
    writeDetail(details + <usize>detailCount * DETAIL_BYTES, clientHash);
    detailCount++;
    code |= CODE_HAS_DETAIL;
  }
  return code;
}

function stopAt(at: usize, form: u32): i32 {
  unknownTime = at;
  unknownForm = form;
  return -1;
}

// The time of a line of a log_format, whose minute is known; NaN if it does not exist.
function timeOf(form: u32): f64 {
  if (form == TIME_MSEC) return wholeSeconds();
  if (form > TIME_ISO) return 0;
  const at = timeAt + (form == TIME_LOCAL ? LOCAL_SECONDS_AT : ISO_SECONDS_AT);
  const tens = <u32>load<u8>(at) - 48;
  return tens > 5 ? NaN : minuteSeconds + <f64>(tens * 10 + <u32>load<u8>(at, 1) - 48);
}

// Whether the minute of a time is the known one.
function isKnown(at: usize, form: u32): bool {
  if (form > TIME_ISO) return minuteForm > TIME_ISO;
  if (form != minuteForm || load<u64>(at) != minute0 || load<u64>(at, 8) != minute1) return false;
  const isLocal = form == TIME_LOCAL;
  if (isLocal ? load<u16>(at, 16) != minute2 : <u16>load<u8>(at, 16) != minute2) return false;
  return (load<u64>(at + (isLocal ? LOCAL_ZONE_AT : ISO_ZONE_AT)) & 0xffffffffffff) == zone;
}

function isInSample(offset: u64): bool {
  if (offset < SAMPLE_WHOLE_BYTES) return true;
  const hash = <u32>offset * SAMPLE_PRIME;
  return hash >> SAMPLE_EARLY_SHIFT == 0 && (offset < SAMPLE_EARLY_BYTES || hash >> SAMPLE_LATE_SHIFT == 0);
}
