// Finds neighbours along a chain, as Chains (../chains.ts) does. A test compares the two.
import {
  CHAIN_NEEDS_PARSER,
  CODE_BLANK,
  END_NEEDS_PARSER,
  FOUND_NEAREST,
  LINES_ALIKE,
  LINES_LOOKED_AT,
  PAGE_CALL,
  PAGE_FOUND,
  QUERY_DIRECTION,
  QUERY_DISORDER,
  QUERY_FARTHEST,
  QUERY_FIRST,
  QUERY_NEAREST,
  QUERY_SEQUENCE,
  RECORD_HASH,
  RECORD_NEXT,
  RECORD_POSITION,
  RECORD_PREVIOUS,
  RECORD_START,
  RECORD_TIME,
  RING_CAPACITY,
  SECONDS_AFTER,
  SECONDS_BEFORE,
  OTHER_HASHES_SKIPPED,
} from './constants.as.ts';
import { agentAt, agentEnd, requestAt, requestEnd } from './fields.as.ts';
import { clientAt, clientEnd, programCount, readLine } from './lines.as.ts';
import { hasRequest, readAgent } from './rest.as.ts';
import { find, isSame } from './text.as.ts';
import { ends, recordOf, ring } from './window.as.ts';

// Addresses and lengths of the request and the user agent of the hit.
let hitRequestAt: usize = 0;
let hitRequestBytes: usize = 0;
let hitAgentAt: usize = 0;
let hitAgentBytes: usize = 0;

/**
 * Answers a QUERY (../window-memory.ts): writes the indexes of the neighbours' records to the first page, nearest first. Returns
 * the number of neighbours, plus FOUND_NEAREST if the client has as many lines as were wanted; or CHAIN_NEEDS_PARSER if a line on
 * the way needs parsing.
 */
export function followChain(): i32 {
  const isBackward = load<f64>(PAGE_CALL, QUERY_DIRECTION) < 0;
  const nearest = <i32>load<f64>(PAGE_CALL, QUERY_NEAREST);
  const farthest = load<f64>(PAGE_CALL, QUERY_FARTHEST);
  const oldest = <i64>load<f64>(PAGE_CALL, QUERY_FIRST);
  const disorder = load<f64>(PAGE_CALL, QUERY_DISORDER);
  const mask = <u32>load<f64>(ring, RING_CAPACITY) - 1;
  const link = isBackward ? RECORD_PREVIOUS : RECORD_NEXT;
  let at = <i64>load<f64>(PAGE_CALL, QUERY_SEQUENCE);
  let index = <u32>at & mask;
  let record = recordOf(index, mask);
  const end = load<u32>(ends + ((<usize>index) << 2));
  if (end >= END_NEEDS_PARSER) return CHAIN_NEEDS_PARSER;
  const start = load<u32>(record, RECORD_START);
  const clientHash = load<u32>(record, RECORD_HASH);
  const from = load<f64>(record, RECORD_TIME) - SECONDS_BEFORE;
  const to = load<f64>(record, RECORD_TIME) + SECONDS_AFTER;
  // A combined line begins with its client and a space.
  let client: usize = start;
  let clientBytes = find(start, end, i8x16.splat(32)) + 1 - start;
  if (programCount) {
    if (readLine(start, end) >= CODE_BLANK) return CHAIN_NEEDS_PARSER;
    client = clientAt;
    clientBytes = clientEnd - clientAt;
  }
  let isLearned = false;
  let found = 0;
  let alike = 0;
  let count = 0;
  let others = 0;
  for (let steps = 0; steps < LINES_LOOKED_AT;) {
    const distance = load<u32>(record + link);
    if (distance == 0) break;
    at += isBackward ? -(<i64>distance) : <i64>distance;
    index = <u32>at & mask;
    record = recordOf(index, mask);
    if (at < oldest) break;
    const position = load<f64>(record, RECORD_POSITION);
    if (isBackward ? position < farthest : position > farthest) break;
    if (load<u32>(record, RECORD_HASH) != clientHash) {
      if (++others > OTHER_HASHES_SKIPPED) break;
      continue;
    }
    steps++;
    const isNearest = found < nearest;
    if (!isNearest) {
      if (alike >= LINES_ALIKE) break;
      if (!isLearned) {
        if (!learnHit(start, end)) return CHAIN_NEEDS_PARSER;
        isLearned = true;
      }
      if (!canBeAlike()) break;
    }
    const time = load<f64>(record, RECORD_TIME);
    if (!(time >= from && time <= to)) {
      if (isBackward ? time < from - disorder : time > to + disorder) break;
      if (isNearest) found++;
      continue;
    }
    const near = load<u32>(record, RECORD_START);
    const nearEnd = load<u32>(ends + ((<usize>index) << 2));
    if (nearEnd >= END_NEEDS_PARSER) return CHAIN_NEEDS_PARSER;
    let nearClient: usize = near;
    if (programCount) {
      if (readLine(near, nearEnd) >= CODE_BLANK) return CHAIN_NEEDS_PARSER;
      if (clientEnd - clientAt != clientBytes) continue;
      nearClient = clientAt;
    }
    if (!isSame(client, nearClient, clientBytes)) continue;
    if (isNearest) found++;
    else {
      const alikeness = isAlike(near, nearEnd);
      if (alikeness < 0) return CHAIN_NEEDS_PARSER;
      if (!alikeness) continue;
      alike++;
    }
    store<u32>(PAGE_FOUND + ((<usize>count) << 2), index);
    count++;
  }
  return found >= nearest ? count | FOUND_NEAREST : count;
}

// Finds the user agent and the request of the hit, for isAlike; false if only the parser can find them.
function learnHit(start: usize, end: usize): bool {
  if (!readAgent(start, end)) return false;
  if (agentEnd - agentAt <= 1 && !hasRequest()) return false;
  hitRequestAt = requestAt;
  hitRequestBytes = requestEnd - requestAt;
  hitAgentAt = agentAt;
  hitAgentBytes = agentEnd - agentAt;
  return true;
}

// Whether the hit has a user agent or a request that another line can share.
function canBeAlike(): bool {
  return hitAgentBytes > 1 || hitRequestBytes > 1;
}

// Whether a line has the user agent of the hit, or the request of a hit without a user agent; -1 if only the parser can find them.
function isAlike(start: usize, end: usize): i32 {
  if (!readAgent(start, end)) return -1;
  const agentBytes = agentEnd - agentAt;
  if (hitAgentBytes > 1) return agentBytes == hitAgentBytes && isSame(agentAt, hitAgentAt, agentBytes) ? 1 : 0;
  if (agentBytes <= 1 && !hasRequest()) return -1;
  const requestBytes = requestEnd - requestAt;
  if (agentBytes > 1 || requestBytes != hitRequestBytes) return 0;
  return isSame(requestAt, hitRequestAt, requestBytes) ? 1 : 0;
}
