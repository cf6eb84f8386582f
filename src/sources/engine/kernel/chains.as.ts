// Neighbours along a chain, as Chains (../chains.ts) finds them. A test holds the two together.
import { agentAt, agentEnd, BLANK, locate, locateAgent, requestAt, requestEnd } from './fields.as.ts';
import { find, isSame } from './text.as.ts';
import { ends, records } from './window.as.ts';

// The same numbers as in hits/limits.ts and ../chains.ts.
const SECONDS_BEFORE: f64 = 120;
const SECONDS_AFTER: f64 = 30;
const LINES_ALIKE: i32 = 8;
const LINES_LOOKED_AT: i32 = 128;
const STRANGERS_STEPPED_OVER: i32 = 4096;
// Where a record keeps the distances to the lines before and after it in its chain.
const PREVIOUS: usize = 24;
const NEXT: usize = 28;
// Added to the end of a line that needs parsing.
const END_NEEDS_PARSER: u32 = 0x80000000;
// What followChain returns: a number of lines, plus FOUND_NEAREST or not; or CHAIN_NEEDS_PARSER.
const FOUND_NEAREST: i32 = 0x100;
const CHAIN_NEEDS_PARSER: i32 = -1;

// Where the request and the user agent of the hit stand.
let hitRequestAt: usize = 0;
let hitRequestBytes: usize = 0;
let hitAgentAt: usize = 0;
let hitAgentBytes: usize = 0;

/**
 * Follows the chain of line `sequence` in one direction (-1: to earlier lines) and writes the indexes of the neighbours'
 * records at the address `out`, nearest first. Returns how many there are, plus FOUND_NEAREST where the client has `nearest`
 * lines; or CHAIN_NEEDS_PARSER where only the parser can read a line on the way.
 */
export function followChain(
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
  let index = <u32>at & mask;
  let record = records + ((<usize>index) << 5);
  const end = load<u32>(ends + ((<usize>index) << 2));
  if (end >= END_NEEDS_PARSER) return CHAIN_NEEDS_PARSER;
  const start = load<u32>(record, 16);
  const clientHash = load<u32>(record, 20);
  const from = load<f64>(record, 8) - SECONDS_BEFORE;
  const to = load<f64>(record, 8) + SECONDS_AFTER;
  const addressBytes = find(start, end, i8x16.splat(32)) + 1 - start;
  let isLearned = false;
  let found = 0;
  let alike = 0;
  let count = 0;
  let strangers = 0;
  for (let steps = 0; steps < LINES_LOOKED_AT;) {
    const distance = load<u32>(record + link);
    if (distance == 0) break;
    at += direction < 0 ? -(<i64>distance) : <i64>distance;
    index = <u32>at & mask;
    record = records + ((<usize>index) << 5);
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
      if (!isLearned) {
        if (!learnHit(start, end)) return CHAIN_NEEDS_PARSER;
        isLearned = true;
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
    const nearEnd = load<u32>(ends + ((<usize>index) << 2));
    if (nearEnd >= END_NEEDS_PARSER) return CHAIN_NEEDS_PARSER;
    if (!isSame(start, near, addressBytes)) continue;
    if (isNearest) found++;
    else {
      const alikeness = isAlike(near, nearEnd);
      if (alikeness < 0) return CHAIN_NEEDS_PARSER;
      if (!alikeness) continue;
      alike++;
    }
    store<u32>(out + ((<usize>count) << 2), index);
    count++;
  }
  return found >= nearest ? count | FOUND_NEAREST : count;
}

// Keeps where the user agent and the request of the hit stand, for isAlike; false where only the parser can find them.
function learnHit(start: usize, end: usize): bool {
  if (locate(start, end) >= BLANK || !locateAgent(end)) return false;
  hitRequestAt = requestAt;
  hitRequestBytes = requestEnd - requestAt;
  hitAgentAt = agentAt;
  hitAgentBytes = agentEnd - agentAt;
  return true;
}

// Whether the hit has a user agent or a request, by which a line can be alike.
function canBeAlike(): bool {
  return hitAgentBytes > 1 || hitRequestBytes > 1;
}

// Whether a line has the user agent of the hit, or its request where the hit has no user agent; -1 where only the parser can
// find them.
function isAlike(start: usize, end: usize): i32 {
  if (locate(start, end) >= BLANK || !locateAgent(end)) return -1;
  const agentBytes = agentEnd - agentAt;
  if (hitAgentBytes > 1) return agentBytes == hitAgentBytes && isSame(agentAt, hitAgentAt, agentBytes) ? 1 : 0;
  const requestBytes = requestEnd - requestAt;
  if (agentBytes > 1 || requestBytes != hitRequestBytes) return 0;
  return isSame(requestAt, hitRequestAt, requestBytes) ? 1 : 0;
}
