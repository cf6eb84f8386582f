// The record of details of a line.
import {
  DETAIL_ADDRESS_HASH,
  DETAIL_AGENT_HASH,
  DETAIL_BODY_BYTES_SENT,
  DETAIL_FLAGS,
  DETAIL_PATH_HASH_A,
  DETAIL_PATH_HASH_B,
  DETAIL_REFERER_HASH,
  DETAIL_REQUEST_HASH,
  FLAG_HAS_EXTRA,
  FLAG_IS_HEAD,
  FLAG_IS_HTTP2,
  FLAG_IS_NONE,
  MOST_BODY_BYTES,
} from './constants.as.ts';
import { agentAt, agentEnd, bytesSent, refererAt, refererEnd, requestAt, requestEnd } from './fields.as.ts';
import { clientAt, program } from './lines.as.ts';
import { hasExtra, peerAt, peerEnd } from './rest.as.ts';
import { DASH, hash, SPACE } from './text.as.ts';

/** Writes the record of details at an address, for a line whose fields are found. */
export function writeDetail(record: usize, clientHash: u32): void {
  let flags: u32 = hasExtra ? FLAG_HAS_EXTRA : 0;
  const length = requestEnd - requestAt;
  if (length == 1 && load<u8>(requestAt) == DASH) flags |= FLAG_IS_NONE;
  if (length >= 5 && load<u32>(requestAt) == 0x44414548 && load<u8>(requestAt, 4) == SPACE) flags |= FLAG_IS_HEAD;
  // The request ends with ` HTTP/2.0` or ` HTTP/3.0`.
  const protocol = length >= 9 && load<u8>(requestEnd - 9) == SPACE ? load<u64>(requestEnd - 8) : 0;
  if (protocol == 0x302e322f50545448 || protocol == 0x302e332f50545448) flags |= FLAG_IS_HTTP2;

  const path = protocol ? pathHash(requestAt, requestEnd) : 0;
  store<u32>(record, flags, DETAIL_FLAGS);
  store<i32>(record, <i32>min(bytesSent, MOST_BODY_BYTES), DETAIL_BODY_BYTES_SENT);
  store<u32>(record, <u32>(hash(refererAt, refererEnd) >> 32), DETAIL_REFERER_HASH);
  store<u32>(record, <u32>(hash(agentAt, agentEnd) >> 32), DETAIL_AGENT_HASH);
  store<u32>(record, <u32>(hash(requestAt, requestEnd) >> 32), DETAIL_REQUEST_HASH);
  store<u32>(record, <u32>(path >> 32), DETAIL_PATH_HASH_A);
  store<u32>(record, <u32>path, DETAIL_PATH_HASH_B);
  const isClient = program == 0 || peerAt == clientAt;
  store<u32>(record, isClient ? clientHash : <u32>(hash(peerAt, peerEnd) >> 32), DETAIL_ADDRESS_HASH);
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
