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
  DETAIL_AGENT_HASH,
  DETAIL_BODY_BYTES_SENT,
  DETAIL_BYTES,
  DETAIL_FLAGS,
  DETAIL_PATH_HASH_A,
  DETAIL_PATH_HASH_B,
  DETAIL_REFERER_HASH,
  DETAIL_REQUEST_HASH,
  FLAG_IS_HEAD,
  FLAG_IS_HTTP2,
  FLAG_IS_NONE,
  MAX_LINE_BYTES,
  MOST_BODY_BYTES,
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
} from './constants.as.ts';
import {
  addressEnd,
  agentAt,
  agentEnd,
  bytesSent,
  locate,
  locateTail,
  refererAt,
  refererEnd,
  requestAt,
  requestEnd,
  seconds,
  timeAt,
} from './fields.as.ts';
import { DASH, find, hash, SPACE } from './text.as.ts';

// Addresses of the columns.
let starts: usize = 0;
let hashes: usize = 0;
let times: usize = 0;
let codes: usize = 0;
let details: usize = 0;

// The known minute: `dd/Mon/yyyy:hh:mm:` as 8 + 8 + 2 bytes, and the zone as 6. `minuteSeconds` is the second at which it begins,
// or NaN if it does not exist.
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
/** Address of the `$time_local` with the unknown minute. */
export let unknownTime: usize = 0;

/** Sets where the columns lie. */
export function useColumns(address: usize): void {
  starts = address + COLUMNS_STARTS;
  hashes = address + COLUMNS_HASHES;
  times = address + COLUMNS_TIMES;
  codes = address + COLUMNS_CODES;
  details = address + COLUMNS_DETAILS;
}

/** Sets the second at which the minute of the `$time_local` at an address begins; NaN if that minute does not exist. */
export function setMinute(at: usize, seconds: f64): void {
  minute0 = load<u64>(at);
  minute1 = load<u64>(at, 8);
  minute2 = load<u16>(at, 16);
  zone = load<u64>(at, 20) & 0xffffffffffff;
  minuteSeconds = seconds;
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
    const code = readLine(at, end, origin + at);
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
function readLine(start: usize, end: usize, offset: u64): i32 {
  const status = locate(start, end);
  if (status >= CODE_BLANK) return status;
  const time = timeAt;
  if (
    load<u64>(time) != minute0 ||
    load<u64>(time, 8) != minute1 ||
    load<u16>(time, 16) != minute2 ||
    (load<u64>(time, 20) & 0xffffffffffff) != zone
  ) {
    unknownTime = time;
    return -1;
  }
  if (isNaN(minuteSeconds)) return CODE_NEEDS_PARSER;

  store<u32>(hashes + ((<usize>lineCount) << 2), <u32>(hash(start, addressEnd) >> 32));
  store<f64>(times + ((<usize>lineCount) << 3), minuteSeconds + <f64>seconds);
  let code = status;
  if (isInSample(offset)) code |= CODE_IS_IN_SAMPLE | CODE_IS_OBSERVED;
  const observed = load<u8>(PAGE_STATUSES + status);
  if (observed && (observed != OBSERVE_EARLY || offset < SAMPLE_EARLY_BYTES)) code |= CODE_IS_OBSERVED;
  if (code & CODE_IS_OBSERVED && locateTail(end)) {
    writeDetail();
    code |= CODE_HAS_DETAIL;
  }
  return code;
}

function isInSample(offset: u64): bool {
  if (offset < SAMPLE_WHOLE_BYTES) return true;
  const hash = <u32>offset * SAMPLE_PRIME;
  return hash >> SAMPLE_EARLY_SHIFT == 0 && (offset < SAMPLE_EARLY_BYTES || hash >> SAMPLE_LATE_SHIFT == 0);
}

// Writes the record of details of a line whose fields are found.
function writeDetail(): void {
  let flags: u32 = 0;
  const length = requestEnd - requestAt;
  if (length == 1 && load<u8>(requestAt) == DASH) flags |= FLAG_IS_NONE;
  if (length >= 5 && load<u32>(requestAt) == 0x44414548 && load<u8>(requestAt, 4) == SPACE) flags |= FLAG_IS_HEAD;
  // The request ends with ` HTTP/2.0` or ` HTTP/3.0`.
  const protocol = length >= 9 && load<u8>(requestEnd - 9) == SPACE ? load<u64>(requestEnd - 8) : 0;
  if (protocol == 0x302e322f50545448 || protocol == 0x302e332f50545448) flags |= FLAG_IS_HTTP2;

  const record = details + <usize>detailCount * DETAIL_BYTES;
  const path = protocol ? pathHash(requestAt, requestEnd) : 0;
  store<u32>(record, flags, DETAIL_FLAGS);
  store<i32>(record, <i32>min(bytesSent, MOST_BODY_BYTES), DETAIL_BODY_BYTES_SENT);
  store<u32>(record, <u32>(hash(refererAt, refererEnd) >> 32), DETAIL_REFERER_HASH);
  store<u32>(record, <u32>(hash(agentAt, agentEnd) >> 32), DETAIL_AGENT_HASH);
  store<u32>(record, <u32>(hash(requestAt, requestEnd) >> 32), DETAIL_REQUEST_HASH);
  store<u32>(record, <u32>(path >> 32), DETAIL_PATH_HASH_A);
  store<u32>(record, <u32>path, DETAIL_PATH_HASH_B);
  detailCount++;
}

// The hash of the path in `METHOD path?query HTTP/x.y`; 0 for any other request.
function pathHash(request: usize, quote: usize): u64 {
  const last = quote - 9;
  if ((load<u64>(quote - 8) & 0x00ff00ffffffffff) != 0x002e002f50545448) return 0;
  if (<u32>load<u8>(quote - 3) - 48 > 9 || <u32>load<u8>(quote - 1) - 48 > 9) return 0;
  let from = request;
  while (<u32>load<u8>(from) - 65 < 26) from++;
  if (from == request || from >= last || load<u8>(from) != SPACE) return 0;
  from++;
  let to: usize = 0;
  for (let at = from; at < last; at++) {
    const byte = <u32>load<u8>(at);
    if (byte <= SPACE || byte >= 127) return 0;
    if (byte == 63 && to == 0) to = at;
  }
  if (from == last) return 0;
  return hash(from, to == 0 ? last : to);
}
