// The columns of a block in WebAssembly: AssemblyScript, TypeScript's syntax over raw memory. `npm run kernel` compiles it.
//
// It does what PlainColumns (../plain-columns.ts) does, line by line and check by check; a test holds the two together. Its
// tricks: sixteen bytes are compared at once (`i8x16.eq` gives a mask, `ctz` its first match); the minute of a line is
// compared with that of the line before as three numbers, so that only seconds are left to read; text is hashed four bytes
// at a time. Dates it leaves to the caller: at a minute it does not know it stops, and is told its seconds.

// What a code of the codes column says beside the status; the same numbers as in ../columns.ts.
const BLANK: u32 = 1000;
const ODD: u32 = 1001;
const LOOK: u32 = 0x400;
const DETAIL: u32 = 0x800;
const SAMPLE: u32 = 0x1000;

const STOP_DONE: i32 = 0;
const STOP_MINUTE: i32 = 1;
const STOP_LONG_LINE: i32 = 2;

const IS_NONE: u32 = 1;
const IS_HEAD: u32 = 2;
const IS_HTTP2: u32 = 4;
const DETAIL_BYTES: usize = 24;
const MOST_BYTES: f64 = 0x7fffffff;

const MAX_LINE_BYTES: usize = 1024 * 1024;
const WHOLE_SAMPLE_BYTES: u64 = 1024 * 1024;
const EARLY_BYTES: u64 = 16 * 1024 * 1024;
const LOOKED_AT_EARLY: u8 = 2;

// The window's bounds, as in ../hit.ts and ../window.ts.
const KEPT_BYTES: f64 = 42 * 1024 * 1024;
const LAST_CHAIN: u32 = (1 << 18) - 1;
const SECONDS_BEFORE: f64 = 120;
const SECONDS_AFTER: f64 = 30;
const LINES_ALIKE: i32 = 8;
const LINES_LOOKED_AT: i32 = 128;
const STRANGERS_STEPPED_OVER: i32 = 4096;
// Of a record: where it keeps the distances to the lines before and behind it in its chain. A line that is odd has this added
// to its end.
const PREVIOUS: usize = 24;
const NEXT: usize = 28;
const ODD_END: u32 = 0x80000000;
// What `walk` returns beside a number of lines.
const WALK_FULL: i32 = 0x100;
const WALK_NEEDS_PARSER: i32 = -1;

const SPACE: u32 = 32;
const QUOTE: u32 = 34;
const DASH: u32 = 45;
const OPEN_BRACKET: u32 = 91;
const CLOSE_BRACKET: u32 = 93;

/** Where the columns go, and a byte for each status that is looked at. */
let starts: usize = 0;
let hashes: usize = 0;
let times: usize = 0;
let codes: usize = 0;
let details: usize = 0;
let statuses: usize = 0;

// The window; see useWindow.
let ring: usize = 0;
let records: usize = 0;
let ends: usize = 0;
let newest: usize = 0;

// The minute known: `dd/Mon/yyyy:hh:mm:` as 8 + 8 + 2 bytes, the zone as 6; its seconds, or NaN when there is no such minute.
let minute0: u64 = 0;
let minute1: u64 = 0;
let minute2: u16 = 0;
let zone: u64 = 0;
let minuteSeconds: f64 = NaN;

// Where the fields of the line under way stand, and what was read of them.
let addressEnd: usize = 0;
let timeAt: usize = 0;
let seconds: u32 = 0;
let requestAt: usize = 0;
let requestEnd: usize = 0;
let bytesSent: f64 = 0;
let refererAt: usize = 0;
let refererEnd: usize = 0;
let agentAt: usize = 0;
let agentEnd: usize = 0;

// Of the hit whose neighbours are looked for.
let myRequestAt: usize = 0;
let myRequestBytes: usize = 0;
let myAgentAt: usize = 0;
let myAgentBytes: usize = 0;

/** Out: lines and details written, where the reading stopped, and where the unknown minute stands. */
export let lineCount: i32 = 0;
export let detailCount: i32 = 0;
export let stoppedAt: usize = 0;
export let unknownTime: usize = 0;

/** Says where columns go from now on. */
export function use(a: usize, b: usize, c: usize, d: usize, e: usize, f: usize): void {
  starts = a;
  hashes = b;
  times = c;
  codes = d;
  details = e;
  statuses = f;
}

/** Says what second the minute of the `$time_local` at an address begins with; NaN when it does not exist. */
export function setMinute(at: usize, seconds: f64): void {
  minute0 = load<u64>(at);
  minute1 = load<u64>(at, 8);
  minute2 = load<u16>(at, 16);
  zone = load<u64>(at, 20) & 0xffffffffffff;
  minuteSeconds = seconds;
}

/** Reads the lines of `[from..to)`, which ends with a line feed; `offset` is the byte of the input at `from`. */
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

/**
 * Finds the fields of the line at `[start..end)` and writes where they stand as FIELD (../columns.ts) says; false for a line
 * that is not plain or has another tail (see locateTail).
 */
export function fields(start: usize, end: usize, out: usize): bool {
  const status = locate(start, end);
  if (status >= BLANK || !locateTail(end)) return false;
  store<u32>(out, <u32>addressEnd);
  store<u32>(out, <u32>requestAt, 4);
  store<u32>(out, <u32>requestEnd, 8);
  store<u32>(out, status, 12);
  store<i32>(out, <i32>min(bytesSent, MOST_BYTES), 16);
  store<u32>(out, <u32>refererAt, 20);
  store<u32>(out, <u32>refererEnd, 24);
  store<u32>(out, <u32>agentAt, 28);
  store<u32>(out, <u32>agentEnd, 32);
  return true;
}

/** Whether so many bytes at two addresses are the same. */
export function isSame(a: usize, b: usize, length: usize): bool {
  let at: usize = 0;
  for (; at + 16 <= length; at += 16) {
    if (!i8x16.all_true(i8x16.eq(v128.load(a + at), v128.load(b + at)))) return false;
  }
  const differs = ~i8x16.bitmask(i8x16.eq(v128.load(a + at), v128.load(b + at)));
  return (differs & ((1 << (<u32>(length - at))) - 1)) == 0;
}

/** Says where the window is: the numbers of its first and next line, the records, where lines end, the newest of each chain. */
export function useWindow(a: usize, b: usize, c: usize, d: usize): void {
  ring = a;
  records = b;
  ends = c;
  newest = d;
}

/**
 * Adds lines of a block to the window, as Window.add (../window.ts) does, from number `line` on and up to one that needs
 * more: that is looked at, blank, odd, of another time, or starts behind `lastStart`; or until the window is full. Returns its
 * number. `origin` and the address of a line are its position.
 */
export function addLines(
  starts: usize,
  hashes: usize,
  times: usize,
  codes: usize,
  line: i32,
  lines: i32,
  time: f64,
  origin: f64,
  lastStart: u32,
  capacity: u32,
): i32 {
  const mask = capacity - 1;
  let head = <u64>load<f64>(ring);
  let tail = <u64>load<f64>(ring, 8);
  let i = line;
  for (; i < lines; i++) {
    const start = load<u32>(starts + ((<usize>i) << 2));
    if (<u32>load<u16>(codes + ((<usize>i) << 1)) >= BLANK) break;
    if (load<f64>(times + ((<usize>i) << 3)) != time || start > lastStart) break;
    const position = origin + <f64>start;
    while (tail < head && load<f64>(records + ((<usize>(<u32>tail & mask)) << 5)) < position - KEPT_BYTES) tail++;
    if (head - tail == capacity) break;
    const slot = <u32>head & mask;
    const record = records + ((<usize>slot) << 5);
    const hash = load<u32>(hashes + ((<usize>i) << 2));
    const chain = newest + ((<usize>(hash & LAST_CHAIN)) << 2);
    const next = <u32>head + 1;
    let distance = next - load<u32>(chain);
    if (distance <= <u32>(head - tail)) {
      store<u32>(records + ((<usize>((<u32>head - distance) & mask)) << 5), distance, 28);
    } else {
      distance = 0;
    }
    store<f64>(record, position);
    store<f64>(record, time, 8);
    store<u32>(record, start, 16);
    store<u32>(record, hash, 20);
    store<u32>(record, distance, 24);
    store<u32>(record, 0, 28);
    store<u32>(ends + ((<usize>slot) << 2), load<u32>(starts + ((<usize>i) << 2), 4) - 1);
    store<u32>(chain, next);
    head++;
  }
  store<f64>(ring, <f64>head);
  store<f64>(ring, <f64>tail, 8);
  return i;
}

/**
 * Follows the chain of line `sequence` of the window in one direction (-1: to earlier lines), as Window's own walk
 * (../window.ts) does, and writes the records' numbers of the neighbours it finds, nearest first. Returns how many there are,
 * with WALK_FULL where the client has `nearest` lines; or WALK_NEEDS_PARSER where the kernel cannot tell whose a line is.
 */
export function walk(
  sequence: f64,
  direction: i32,
  nearest: i32,
  farthest: f64,
  first: f64,
  disorder: f64,
  capacity: u32,
  out: usize,
): i32 {
  const mask = capacity - 1;
  const oldest = <i64>first;
  const link = direction < 0 ? PREVIOUS : NEXT;
  let at = <i64>sequence;
  let slot = <u32>at & mask;
  let record = records + ((<usize>slot) << 5);
  const end = load<u32>(ends + ((<usize>slot) << 2));
  if (end >= ODD_END) return WALK_NEEDS_PARSER;
  const start = load<u32>(record, 16);
  const clientHash = load<u32>(record, 20);
  const from = load<f64>(record, 8) - SECONDS_BEFORE;
  const to = load<f64>(record, 8) + SECONDS_AFTER;
  const addressBytes = find(start, end, i8x16.splat(32)) + 1 - start;
  let isKnown = false;
  let found = 0;
  let alike = 0;
  let count = 0;
  let strangers = 0;
  for (let steps = 0; steps < LINES_LOOKED_AT;) {
    const distance = load<u32>(record + link);
    if (distance == 0) break;
    at += direction < 0 ? -(<i64>distance) : <i64>distance;
    slot = <u32>at & mask;
    record = records + ((<usize>slot) << 5);
    if (at < oldest) break;
    const position = load<f64>(record);
    if (direction < 0 ? position < farthest : position > farthest) break;
    if (load<u32>(record, 20) != clientHash) {
      if (++strangers > STRANGERS_STEPPED_OVER) break;
      continue;
    }
    steps++;
    const isNearest = found < nearest;
    if (!isNearest) {
      if (alike >= LINES_ALIKE) break;
      if (!isKnown) {
        if (!learnMine(start, end)) return WALK_NEEDS_PARSER;
        isKnown = true;
      }
      if (!canBeAlike()) break;
    }
    const time = load<f64>(record, 8);
    if (!(time >= from && time <= to)) {
      if (direction < 0 ? time < from - disorder : time > to + disorder) break;
      if (isNearest) found++;
      continue;
    }
    const near = load<u32>(record, 16);
    const nearEnd = load<u32>(ends + ((<usize>slot) << 2));
    if (nearEnd >= ODD_END) return WALK_NEEDS_PARSER;
    if (!isSame(start, near, addressBytes)) continue;
    if (isNearest) found++;
    else {
      const is = isAlike(near, nearEnd);
      if (is < 0) return WALK_NEEDS_PARSER;
      if (!is) continue;
      alike++;
    }
    store<u32>(out + ((<usize>count) << 2), slot);
    count++;
  }
  return found >= nearest ? count | WALK_FULL : count;
}

// Keeps where a hit's user agent and request stand, for isAlike; false where only the parser can find them.
function learnMine(start: usize, end: usize): bool {
  if (locate(start, end) >= BLANK || !locateAgent(end)) return false;
  myRequestAt = requestAt;
  myRequestBytes = requestEnd - requestAt;
  myAgentAt = agentAt;
  myAgentBytes = agentEnd - agentAt;
  return true;
}

// What tells one who shares an address from the others: the user agent, or the request of who sends none.
function canBeAlike(): bool {
  return myAgentBytes > 1 || myRequestBytes > 1;
}

// Whether a line is alike; -1 where only the parser can tell.
function isAlike(start: usize, end: usize): i32 {
  if (locate(start, end) >= BLANK || !locateAgent(end)) return -1;
  const agentBytes = agentEnd - agentAt;
  if (myAgentBytes > 1) return agentBytes == myAgentBytes && isSame(agentAt, myAgentAt, agentBytes) ? 1 : 0;
  const requestBytes = requestEnd - requestAt;
  if (agentBytes > 1 || requestBytes != myRequestBytes) return 0;
  return isSame(requestAt, myRequestAt, requestBytes) ? 1 : 0;
}

// The code of a line, its hash and time written; -1 when its minute is not known yet.
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
  if (isNaN(minuteSeconds)) return ODD;

  store<u32>(hashes + ((<usize>lineCount) << 2), <u32>(hash(start, addressEnd) >> 32));
  store<f64>(times + ((<usize>lineCount) << 3), minuteSeconds + <f64>seconds);
  let code = status;
  if (isInSample(offset)) code |= SAMPLE | LOOK;
  const lookedAt = load<u8>(statuses + status);
  if (lookedAt && (lookedAt != LOOKED_AT_EARLY || offset < EARLY_BYTES)) code |= LOOK;
  if (code & LOOK && locateTail(end)) {
    writeDetail();
    code |= DETAIL;
  }
  return code;
}

function isInSample(offset: u64): bool {
  if (offset < WHOLE_SAMPLE_BYTES) return true;
  const hash = <u32>offset * 0x9e3779b1;
  return hash >> 28 == 0 && (offset < EARLY_BYTES || hash >> 26 == 0);
}

// Finds the fields up to the status, which it returns: or BLANK, or ODD for a line in another form.
function locate(start: usize, end: usize): u32 {
  // The address ends at the first byte that is none of an address; that byte must be a blank.
  let space = start;
  while (true) {
    const v = v128.load(space);
    const stop = i8x16.bitmask(
      v128.or(
        v128.or(i8x16.lt_s(v, i8x16.splat(33)), i8x16.eq(v, i8x16.splat(127))),
        v128.or(i8x16.eq(v, i8x16.splat(34)), i8x16.eq(v, i8x16.splat(91))),
      ),
    );
    if (stop) {
      space += ctz(stop);
      break;
    }
    space += 16;
  }
  if (space >= end || end - start >= MAX_LINE_BYTES) return isBlank(start, end) ? BLANK : ODD;
  // Nearly always ` - - [`, without a user.
  const isNameless = load<u32>(space) == 0x2d202d20 && load<u16>(space, 4) == 0x5b20;
  const bracket = isNameless ? space + 5 : find(space, end, i8x16.splat(91));
  const close = bracket + 27;
  if (close + 3 >= end || space == start || load<u8>(space) != SPACE) return isBlank(start, end) ? BLANK : ODD;
  if (load<u8>(space, 1) != DASH || load<u8>(space, 2) != SPACE) return ODD;
  if (bracket < space + 4 || load<u8>(bracket - 1) != SPACE) return ODD;
  if (load<u8>(close) != CLOSE_BRACKET || load<u8>(close, 1) != SPACE || load<u8>(close, 2) != QUOTE) return ODD;

  let quote = close + 3;
  while (true) {
    quote = find(quote, end, i8x16.splat(34));
    if (quote + 6 >= end) return ODD;
    if (load<u8>(quote, 1) == SPACE) break;
    quote++;
  }
  if (load<u8>(quote - 1) == 92) return ODD;
  const a = <u32>load<u8>(quote, 2) - 48;
  const b = <u32>load<u8>(quote, 3) - 48;
  const c = <u32>load<u8>(quote, 4) - 48;
  if (a > 9 || b > 9 || c > 9 || load<u8>(quote, 5) != SPACE) return ODD;
  const size = <u32>load<u8>(quote, 6);
  if (size - 48 > 9 && size != DASH) return ODD;
  if (endsWithAddress(quote + 7, end)) return ODD;

  const tens = <u32>load<u8>(bracket, 19) - 48;
  const ones = <u32>load<u8>(bracket, 20) - 48;
  if (tens > 5 || ones > 9) return ODD;
  addressEnd = space;
  timeAt = bracket + 1;
  seconds = tens * 10 + ones;
  requestAt = close + 3;
  requestEnd = quote;
  return a * 100 + b * 10 + c;
}

// Finds the fields behind the status, where the line ends as combined does or has `"-"` behind it, as nginx's packaged log_format
// has of who was not forwarded; false for any other tail.
function locateTail(end: usize): bool {
  const last = load<u8>(end - 1) == 13 ? end - 1 : end;
  if (!locateAgent(last)) return false;
  return agentEnd + 1 == last || (agentEnd + 5 == last && load<u32>(agentEnd, 1) == 0x222d2220);
}

// Finds the fields from the size to the user agent, whatever is behind them; `last` is the line's end, with or without its carriage return.
function locateAgent(last: usize): bool {
  let at = requestEnd + 6;
  bytesSent = -1;
  if (load<u8>(at) == DASH) at++;
  else {
    bytesSent = 0;
    for (let digit = <u32>load<u8>(at) - 48; digit <= 9; digit = <u32>load<u8>(at) - 48) {
      bytesSent = bytesSent * 10 + <f64>digit;
      at++;
    }
  }
  if (load<u16>(at) != 0x2220) return false;
  refererAt = at + 2;
  refererEnd = find(refererAt, last, i8x16.splat(34));
  if (refererEnd + 3 >= last || load<u8>(refererEnd - 1) == 92 || load<u16>(refererEnd, 1) != 0x2220) return false;
  agentAt = refererEnd + 3;
  agentEnd = find(agentAt, last, i8x16.splat(34));
  return agentEnd < last && load<u8>(agentEnd - 1) != 92;
}

// Writes what tables ask of a line whose fields are found.
function writeDetail(): void {
  let flags: u32 = 0;
  const length = requestEnd - requestAt;
  if (length == 1 && load<u8>(requestAt) == DASH) flags |= IS_NONE;
  if (length >= 5 && load<u32>(requestAt) == 0x44414548 && load<u8>(requestAt, 4) == SPACE) flags |= IS_HEAD;
  // ` HTTP/2.0` and ` HTTP/3.0` at its end
  const protocol = length >= 9 && load<u8>(requestEnd - 9) == SPACE ? load<u64>(requestEnd - 8) : 0;
  if (protocol == 0x302e322f50545448 || protocol == 0x302e332f50545448) flags |= IS_HTTP2;

  const record = details + <usize>detailCount * DETAIL_BYTES;
  const path = protocol ? pathHash(requestAt, requestEnd) : 0;
  store<u32>(record, flags);
  store<i32>(record, <i32>min(bytesSent, MOST_BYTES), 4);
  store<u32>(record, <u32>(hash(agentAt, agentEnd) >> 32), 8);
  store<u32>(record, <u32>(hash(requestAt, requestEnd) >> 32), 12);
  store<u32>(record, <u32>(path >> 32), 16);
  store<u32>(record, <u32>path, 20);
  detailCount++;
}

// The hash of the path in `METHOD path?query HTTP/x.y`; 0 when the request is anything else.
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

// The first place in `[at..end)` of a byte (given sixteen times), or `end`.
function find(from: usize, end: usize, byte: v128): usize {
  let at = from;
  while (at < end) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), byte));
    if (found) {
      at += ctz(found);
      return at < end ? at : end;
    }
    at += 16;
  }
  return end;
}

// A quoted address at the end is X-Forwarded-For, which says who the client is: the parser's business.
function endsWithAddress(from: usize, end: usize): bool {
  let at = end - 1;
  if (load<u8>(at) == 13) at--;
  if (load<u8>(at) != QUOTE) return false;
  for (at--; at > from; at--) {
    const byte = <u32>load<u8>(at);
    if (byte == QUOTE) return true;
    const isHex = byte - 48 <= 9 || (byte | 32) - 97 < 6;
    if (!isHex && byte != 46 && byte != 58 && byte != 44 && byte != SPACE) return false;
  }
  return false;
}

function isBlank(start: usize, end: usize): bool {
  for (let at = start; at < end; at++) {
    const byte = <u32>load<u8>(at);
    if (byte != SPACE && byte - 9 > 4) return false;
  }
  return true;
}

// Two lanes of 32 bits in one number; see ../hash.ts.
function hash(from: usize, to: usize): u64 {
  const length = to - from;
  let a: u32 = 0x811c9dc5 ^ <u32>length;
  let b: u32 = 0x9747b28c ^ <u32>length;
  let at = from;
  for (; at + 4 <= to; at += 4) {
    const word = load<u32>(at);
    a = (a ^ word) * 0x9e3779b1;
    b = (b ^ word) * 0xc2b2ae35;
    a ^= a >> 15;
    b ^= b >> 13;
  }
  if (at < to) {
    const word = load<u32>(at) & ((1 << ((<u32>(to - at)) << 3)) - 1);
    a = (a ^ word) * 0x9e3779b1;
    b = (b ^ word) * 0xc2b2ae35;
    a ^= a >> 15;
    b ^= b >> 13;
  }
  a = (a ^ (a >> 16)) * 0x85ebca6b;
  b = (b ^ (b >> 16)) * 0x27d4eb2f;
  return ((<u64>(a ^ (a >> 13))) << 32) | (b ^ (b >> 15));
}
