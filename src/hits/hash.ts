// One hash for everything that is compared by its bytes: addresses, user agents, requests, paths.

/** The constants of the hash for its two lanes: the start values, and the multipliers of each step and of the end. */
export const HASH = {
  seedA: 0x811c9dc5,
  seedB: 0x9747b28c,
  primeA: 0x9e3779b1,
  primeB: 0xc2b2ae35,
  endA: 0x85ebca6b,
  endB: 0x27d4eb2f,
} as const;

let laneA = 0;
let laneB = 0;

function begin(length: number): void {
  laneA = HASH.seedA ^ length;
  laneB = HASH.seedB ^ length;
}

function mix(word: number): void {
  laneA = Math.imul(laneA ^ word, HASH.primeA);
  laneB = Math.imul(laneB ^ word, HASH.primeB);
  laneA ^= laneA >>> 15;
  laneB ^= laneB >>> 13;
}

function end(): number {
  laneA = Math.imul(laneA ^ (laneA >>> 16), HASH.endA);
  laneB = Math.imul(laneB ^ (laneB >>> 16), HASH.endB);
  laneA ^= laneA >>> 13;
  laneB ^= laneB >>> 15;
  return joinLanes(laneA, laneB);
}

/** A hash of 53 bits of a latin1 text, mixed four bytes at a time. The kernel computes the same. */
export function hashText(text: string): number {
  const { length } = text;
  begin(length);
  let at = 0;
  for (; at + 4 <= length; at += 4) {
    mix(
      text.charCodeAt(at) |
        (text.charCodeAt(at + 1) << 8) |
        (text.charCodeAt(at + 2) << 16) |
        (text.charCodeAt(at + 3) << 24),
    );
  }
  if (at < length) {
    let word = 0;
    for (let shift = 0; at < length; at++, shift += 8) word |= text.charCodeAt(at) << shift;
    mix(word);
  }
  return end();
}

/** {@link hashText} of the bytes `[from..to)`. */
export function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  begin(to - from);
  let at = from;
  for (; at + 4 <= to; at += 4) {
    mix(bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
  }
  if (at < to) {
    let word = 0;
    for (let shift = 0; at < to; at++, shift += 8) word |= bytes[at]! << shift;
    mix(word);
  }
  return end();
}

/** The upper 32 bits of {@link hashText}, signed, so that the engine can keep them without allocating. */
export function hash32(text: string): number {
  hashText(text);
  return laneA;
}

/** {@link hash32} of `-`, which nginx logs for a header that was not sent. */
export const NOT_SENT: number = hash32('-');

/** {@link hash32} of the bytes `[from..to)`. */
export function hashBytes32(bytes: Uint8Array, from: number, to: number): number {
  hashBytes(bytes, from, to);
  return laneA;
}

/** Joins the two lanes of 32 bits to a hash of 53 bits. */
export function joinLanes(a: number, b: number): number {
  return (a >>> 0) * 0x200000 + (b >>> 11);
}

/** The {@link hash32} of a text whose {@link hashText} is known. */
export function upperOf(hash: number): number {
  return Math.floor(hash / 0x200000) | 0;
}

/** {@link hashText} of the path in a request `METHOD path?query HTTP/x.y` at `[from..to)`; 0 for any other request. */
export function hashPath(bytes: Uint8Array, from: number, to: number): number {
  const last = to - PROTOCOL.length - 3;
  if (last <= from) return 0;
  for (let i = 0; i < PROTOCOL.length; i++) if (bytes[last + i] !== PROTOCOL.charCodeAt(i)) return 0;
  if (!isDigit(bytes[to - 3]!) || bytes[to - 2] !== DOT || !isDigit(bytes[to - 1]!)) return 0;
  let at = from;
  while (bytes[at]! >= 65 && bytes[at]! <= 90) at++;
  if (at === from || at >= last || bytes[at] !== SPACE) return 0;
  const path = at + 1;
  let queryAt = 0;
  for (at = path; at < last; at++) {
    const byte = bytes[at]!;
    if (byte <= SPACE || byte >= 127) return 0;
    if (byte === QUESTION_MARK && queryAt === 0) queryAt = at;
  }
  return path === last ? 0 : hashBytes(bytes, path, queryAt === 0 ? last : queryAt);
}

const PROTOCOL = ' HTTP/';
const SPACE = 32;
const DOT = 46;
const QUESTION_MARK = 63;

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}
