// The columns of a block, as PlainColumns (../plain-columns.ts) reads them, line by line. A test holds the two together.
//
// The kernel parses no date. It compares the minute of each line with the minute of the line before, as four numbers, so that
// only the seconds are left to read. At a minute that it does not know it stops, and the caller says with which second it begins.
import {
  addressEnd,
  agentAt,
  agentEnd,
  BLANK,
  bytesSent,
  locate,
  locateTail,
  MAX_LINE_BYTES,
  MOST_BYTES,
  NEEDS_PARSER,
  refererAt,
  refererEnd,
  requestAt,
  requestEnd,
  seconds,
  timeAt,
} from './fields.as.ts';
import { DASH, find, hash, SPACE } from './text.as.ts';

// The same numbers as in ../columns.ts and hits/sample.ts.
const OBSERVED: u32 = 0x400;
const HAS_DETAIL: u32 = 0x800;
const IN_SAMPLE: u32 = 0x1000;

const STOP_DONE: i32 = 0;
const STOP_MINUTE: i32 = 1;
const STOP_LONG_LINE: i32 = 2;

const IS_NONE: u32 = 1;
const IS_HEAD: u32 = 2;
const IS_HTTP2: u32 = 4;
const DETAIL_BYTES: usize = 28;
const WHOLE_SAMPLE_BYTES: u64 = 1024 * 1024;
const EARLY_BYTES: u64 = 16 * 1024 * 1024;
const OBSERVED_EARLY: u8 = 2;

// Addresses of the columns, and of one byte for each status (OBSERVE in ../columns.ts).
let starts: usize = 0;
let hashes: usize = 0;
let times: usize = 0;
let codes: usize = 0;
let details: usize = 0;
let statuses: usize = 0;

// The known minute: `dd/Mon/yyyy:hh:mm:` as 8 + 8 + 2 bytes and the zone as 6; and the second with which it begins, or NaN when
// there is no such minute.
let minute0: u64 = 0;
let minute1: u64 = 0;
let minute2: u16 = 0;
let zone: u64 = 0;
let minuteSeconds: f64 = NaN;

/** Lines and details that were written. */
export let lineCount: i32 = 0;
export let detailCount: i32 = 0;
/** Address at which the reading stopped. */
export let stoppedAt: usize = 0;
/** Address of the `$time_local` with the unknown minute. */
export let unknownTime: usize = 0;

/** Says where the columns go from now on. */
export function useColumns(
  startsAddress: usize,
  hashesAddress: usize,
  timesAddress: usize,
  codesAddress: usize,
  detailsAddress: usize,
  statusesAddress: usize,
): void {
  starts = startsAddress;
  hashes = hashesAddress;
  times = timesAddress;
  codes = codesAddress;
  details = detailsAddress;
  statuses = statusesAddress;
}

/** Says with which second the minute of the `$time_local` at an address begins; NaN when there is no such minute. */
export function setMinute(at: usize, seconds: f64): void {
  minute0 = load<u64>(at);
  minute1 = load<u64>(at, 8);
  minute2 = load<u16>(at, 16);
  zone = load<u64>(at, 20) & 0xffffffffffff;
  minuteSeconds = seconds;
}

/**
 * Reads the lines of `[from..to)`, which ends with a line feed, and returns one of STOP (../columns.ts).
 * `offset` is the byte of the input at `from`; `line` and `detail` are the lines and details that are there already.
 */
export function read(from: usize, to: usize, offset: f64, line: i32, detail: i32): i32 {
  lineCount = line;
  detailCount = detail;
  let at = from;
  while (at < to) {
    const end = find(at, to, i8x16.splat(10));
    const code = readLine(at, end, <u64>offset + (at - from));
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
  if (status >= BLANK) return status;
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
  if (isNaN(minuteSeconds)) return NEEDS_PARSER;

  store<u32>(hashes + ((<usize>lineCount) << 2), <u32>(hash(start, addressEnd) >> 32));
  store<f64>(times + ((<usize>lineCount) << 3), minuteSeconds + <f64>seconds);
  let code = status;
  if (isInSample(offset)) code |= IN_SAMPLE | OBSERVED;
  const observed = load<u8>(statuses + status);
  if (observed && (observed != OBSERVED_EARLY || offset < EARLY_BYTES)) code |= OBSERVED;
  if (code & OBSERVED && locateTail(end)) {
    writeDetail();
    code |= HAS_DETAIL;
  }
  return code;
}

function isInSample(offset: u64): bool {
  if (offset < WHOLE_SAMPLE_BYTES) return true;
  const hash = <u32>offset * 0x9e3779b1;
  return hash >> 28 == 0 && (offset < EARLY_BYTES || hash >> 26 == 0);
}

// Writes the record of details of a line whose fields are found.
function writeDetail(): void {
  let flags: u32 = 0;
  const length = requestEnd - requestAt;
  if (length == 1 && load<u8>(requestAt) == DASH) flags |= IS_NONE;
  if (length >= 5 && load<u32>(requestAt) == 0x44414548 && load<u8>(requestAt, 4) == SPACE) flags |= IS_HEAD;
  // The request ends with ` HTTP/2.0` or ` HTTP/3.0`.
  const protocol = length >= 9 && load<u8>(requestEnd - 9) == SPACE ? load<u64>(requestEnd - 8) : 0;
  if (protocol == 0x302e322f50545448 || protocol == 0x302e332f50545448) flags |= IS_HTTP2;

  const record = details + <usize>detailCount * DETAIL_BYTES;
  const path = protocol ? pathHash(requestAt, requestEnd) : 0;
  store<u32>(record, flags);
  store<i32>(record, <i32>min(bytesSent, MOST_BYTES), 4);
  store<u32>(record, <u32>(hash(refererAt, refererEnd) >> 32), 8);
  store<u32>(record, <u32>(hash(agentAt, agentEnd) >> 32), 12);
  store<u32>(record, <u32>(hash(requestAt, requestEnd) >> 32), 16);
  store<u32>(record, <u32>(path >> 32), 20);
  store<u32>(record, <u32>path, 24);
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
