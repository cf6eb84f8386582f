// Lines that are added to the window many at a time, as Window.add (../window.ts) adds one.
import { BLANK } from './fields.as.ts';

// The same numbers as in ../memory.ts.
const KEPT_BYTES: f64 = 42 * 1024 * 1024;
const LAST_CHAIN: u32 = (1 << 18) - 1;

/** Addresses of the window; see WindowMemory in ../columns.ts. */
export let ring: usize = 0;
export let records: usize = 0;
export let ends: usize = 0;
export let newest: usize = 0;

/** Says where the window is. */
export function useWindow(ringAddress: usize, recordsAddress: usize, endsAddress: usize, newestAddress: usize): void {
  ring = ringAddress;
  records = recordsAddress;
  ends = endsAddress;
  newest = newestAddress;
}

/**
 * Adds lines of a block to the window, from number `line` on. It stops at a line that needs more than that: one that is
 * observed, blank, needs parsing, has another time, or starts after the address `lastStart`; and when all records are in use.
 * Returns the number of the line that was not added. A line's address plus `origin` is its position.
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
    const index = <u32>head & mask;
    const record = records + ((<usize>index) << 5);
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
    store<u32>(ends + ((<usize>index) << 2), load<u32>(starts + ((<usize>i) << 2), 4) - 1);
    store<u32>(chain, next);
    head++;
  }
  store<f64>(ring, <f64>head);
  store<f64>(ring, <f64>tail, 8);
  return i;
}
