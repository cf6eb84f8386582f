// The fields of a line that are not in the columns.
import {
  CODE_BLANK,
  FIELD_ADDRESS_AT,
  FIELD_ADDRESS_END,
  FIELD_AGENT_AT,
  FIELD_AGENT_END,
  FIELD_BODY_BYTES_SENT,
  FIELD_CLIENT_AT,
  FIELD_CLIENT_END,
  FIELD_IS_FORMAT,
  FIELD_REFERER_AT,
  FIELD_REFERER_END,
  FIELD_REQUEST_AT,
  FIELD_REQUEST_END,
  FIELD_STATUS,
  FIELD_TIME_AT,
  FIELD_USER_AT,
  FIELD_USER_END,
  MOST_BODY_BYTES,
  PROGRAM_HAS_EXTRA,
  PROGRAM_IS_DEFAULT_ESCAPE,
  PROGRAM_SLOTS,
  SLOT_AGENT,
  SLOT_BODY_BYTES_SENT,
  SLOT_BYTES_SENT,
  SLOT_HOST,
  SLOT_NUMBER,
  SLOT_PEER,
  SLOT_REFERER,
  SLOT_REQUEST,
  SLOT_USER,
} from './constants.as.ts';
import { isNone } from './addresses.as.ts';
import {
  agentAt,
  agentEnd,
  bytesSent,
  isTimeLocal,
  locateAgent,
  locateTail,
  refererAt,
  refererEnd,
  requestAt,
  requestEnd,
  setFields,
  userAt,
  userEnd,
} from './fields.as.ts';
import { addressAt, addressEnd, clientAt, clientEnd, dash, program, readLine, timeAt, numberAt } from './lines.as.ts';
import { slotAt, slotEnd } from './programs.as.ts';

const UNDERSCORE: u32 = 95;

/** Where the address of the TCP peer of a line of a log_format stands; known after {@link readRest}. */
export let peerAt: usize = 0;
export let peerEnd: usize = 0;
/** Whether the line has fields beyond those of combined; known after {@link readRest}. */
export let hasExtra: bool = false;

// Where the fields of a line are written.
let out: usize = 0;

/** Sets where findFields writes. */
export function useFields(address: usize): void {
  out = address;
}

/** Whether {@link readRest} found a request. The parser puts other requests together from their parts. */
export function hasRequest(): bool {
  return requestAt != 0;
}

/**
 * Finds the other fields of the line that was read last, which ends at `end`. False for a line that has no record of DETAIL: a
 * combined line with another tail (see locateTail), or a line whose fields only the parser can give.
 */
export function readRest(end: usize): bool {
  hasExtra = false;
  return program ? readFormat() : locateTail(end);
}

/**
 * Finds the request and the user agent of the line at `[start..end)`, whatever follows them. False if only the parser can find
 * them.
 */
export function readAgent(start: usize, end: usize): bool {
  if (readLine(start, end) >= CODE_BLANK) return false;
  return program ? readFormat() : locateAgent(end);
}

function readFormat(): bool {
  const has = load<u32>(program, PROGRAM_SLOTS);
  const isDefault = load<u32>(program, PROGRAM_IS_DEFAULT_ESCAPE) != 0;
  let request: usize = 0;
  let toRequest: usize = 0;
  if (has & (1 << SLOT_REQUEST)) {
    request = slotAt(SLOT_REQUEST);
    toRequest = slotEnd(SLOT_REQUEST);
    if (request == toRequest && !isDefault) return false;
  }
  const user = beginOf(has, SLOT_USER);
  const referer = beginOf(has, SLOT_REFERER);
  const agent = beginOf(has, SLOT_AGENT);
  const toUser = endOf(user, SLOT_USER);
  const toReferer = endOf(referer, SLOT_REFERER);
  const toAgent = endOf(agent, SLOT_AGENT);
  if (
    !isDefault &&
    !(
      isUnescaped(user, toUser) &&
      isUnescaped(request, toRequest) &&
      isUnescaped(referer, toReferer) &&
      isUnescaped(agent, toAgent)
    )
  )
    return false;
  const hasSent = has & (1 << SLOT_BYTES_SENT) && !isNone(slotAt(SLOT_BYTES_SENT), slotEnd(SLOT_BYTES_SENT));
  let size: f64 = -1;
  if (has & (1 << SLOT_BODY_BYTES_SENT) && !isNone(slotAt(SLOT_BODY_BYTES_SENT), slotEnd(SLOT_BODY_BYTES_SENT)))
    size = numberAt(slotAt(SLOT_BODY_BYTES_SENT), slotEnd(SLOT_BODY_BYTES_SENT));
  // If nothing was sent at all, no body was sent.
  else if (hasSent && numberAt(slotAt(SLOT_BYTES_SENT), slotEnd(SLOT_BYTES_SENT)) == 0) size = 0;
  const hasPeer = has & (1 << SLOT_PEER) && !isNone(slotAt(SLOT_PEER), slotEnd(SLOT_PEER));
  peerAt = hasPeer ? slotAt(SLOT_PEER) : addressAt;
  peerEnd = hasPeer ? slotEnd(SLOT_PEER) : addressEnd;
  hasExtra = hasSent || load<u32>(program, PROGRAM_HAS_EXTRA) != 0;
  if (!hasExtra && has & (1 << SLOT_NUMBER)) {
    // Another number may be there.
    if (isNone(slotAt(SLOT_NUMBER), slotEnd(SLOT_NUMBER))) return false;
    hasExtra = true;
  }
  if (!hasExtra && has & (1 << SLOT_HOST)) {
    const host = slotAt(SLOT_HOST);
    const toHost = slotEnd(SLOT_HOST);
    hasExtra = !isNone(host, toHost) && !(toHost - host == 1 && load<u8>(host) == UNDERSCORE);
  }
  setFields(user, toUser, request, toRequest, size, referer, toReferer, agent, toAgent);
  return true;
}

// Where a value begins; at a `-` if the line has none.
function beginOf(has: u32, slot: u32): usize {
  return has & (1 << slot) && slotEnd(slot) > slotAt(slot) ? slotAt(slot) : dash();
}

function endOf(begin: usize, slot: u32): usize {
  return begin == dash() ? begin + 1 : slotEnd(slot);
}

// Whether a value of `escape=json` or `escape=none` is the text of an entry as it stands.
function isUnescaped(from: usize, to: usize): bool {
  for (let at = from; at < to; at += 16) {
    const v = v128.load(at);
    let special = i8x16.bitmask(
      v128.or(
        v128.or(i8x16.lt_s(v, i8x16.splat(32)), i8x16.eq(v, i8x16.splat(127))),
        v128.or(i8x16.eq(v, i8x16.splat(34)), i8x16.eq(v, i8x16.splat(92))),
      ),
    );
    if (to - at < 16) special &= (1 << (<i32>(to - at))) - 1;
    if (special) return false;
  }
  return true;
}

/**
 * Finds the fields of the line at `[start..end)` and writes a record of FIELD (../columns.ts). False for a line that only the
 * parser can read, or that has no record of DETAIL.
 */
export function findFields(start: usize, end: usize): bool {
  const status = readLine(start, end);
  if (status >= CODE_BLANK || (program == 0 && !isTimeLocal(timeAt)) || !readRest(end)) return false;
  store<u32>(out, <u32>addressAt, FIELD_ADDRESS_AT);
  store<u32>(out, <u32>addressEnd, FIELD_ADDRESS_END);
  store<u32>(out, <u32>clientAt, FIELD_CLIENT_AT);
  store<u32>(out, <u32>clientEnd, FIELD_CLIENT_END);
  // In a combined line the user stands between ` - ` and ` [`.
  store<u32>(out, <u32>(program ? userAt : addressEnd + 3), FIELD_USER_AT);
  store<u32>(out, <u32>(program ? userEnd : timeAt - 2), FIELD_USER_END);
  store<u32>(out, <u32>timeAt, FIELD_TIME_AT);
  store<u32>(out, <u32>requestAt, FIELD_REQUEST_AT);
  store<u32>(out, <u32>requestEnd, FIELD_REQUEST_END);
  store<u32>(out, status, FIELD_STATUS);
  store<i32>(out, <i32>min(bytesSent, MOST_BODY_BYTES), FIELD_BODY_BYTES_SENT);
  store<u32>(out, <u32>refererAt, FIELD_REFERER_AT);
  store<u32>(out, <u32>refererEnd, FIELD_REFERER_END);
  store<u32>(out, <u32>agentAt, FIELD_AGENT_AT);
  store<u32>(out, <u32>agentEnd, FIELD_AGENT_END);
  store<u32>(out, program ? 1 : 0, FIELD_IS_FORMAT);
  return true;
}
