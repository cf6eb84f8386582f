// Adds many lines to the window at a time, as Window.add (../window.ts) adds one.
import {
  CODE_BLANK,
  COLUMNS_CODES,
  COLUMNS_HASHES,
  COLUMNS_STARTS,
  COLUMNS_TIMES,
  KEPT_BYTES,
  LAST_CHAIN,
  PAGE_CALL,
  RECORD_HASH,
  RECORD_NEXT,
  RECORD_POSITION,
  RECORD_PREVIOUS,
  RECORD_SHIFT,
  RECORD_START,
  RECORD_TIME,
  RING_CAPACITY,
  RING_HEAD,
  RING_TAIL,
  RUN_LAST_START,
  RUN_LINE,
  RUN_LINES,
  RUN_ORIGIN,
  RUN_TIME,
  WINDOW_ENDS,
  WINDOW_NEWEST,
  WINDOW_RECORDS,
  WINDOW_RING,
} from './constants.as.ts';

/** Addresses of the window. */
export let ring: usize = 0;
export let records: usize = 0;
export let ends: usize = 0;
let newest: usize = 0;
// Addresses of the columns.
let columns: usize = 0;

/** Sets where the columns and the window lie. */
export function useWindow(columnsAddress: usize, windowAddress: usize): void {
  columns = columnsAddress;
  ring = windowAddress + WINDOW_RING;
  records = windowAddress + WINDOW_RECORDS;
  ends = windowAddress + WINDOW_ENDS;
  newest = windowAddress + WINDOW_NEWEST;
}

/** The record of the line with a sequence number, where `mask` is the capacity minus one. */
export function recordOf(sequence: u32, mask: u32): usize {
  return records + ((<usize>(sequence & mask)) << RECORD_SHIFT);
}

/**
 * Adds the lines of a RUN (../window-memory.ts) to the window. It stops at a line that is observed or blank, needs parsing, has
 * another time, or starts after the last start. It also stops when all records are in use. Returns the number of the first line
 * that was not added.
 */
export function addLines(): i32 {
  const lines = <i32>load<f64>(PAGE_CALL, RUN_LINES);
  const time = load<f64>(PAGE_CALL, RUN_TIME);
  const origin = load<f64>(PAGE_CALL, RUN_ORIGIN);
  const lastStart = <u32>load<f64>(PAGE_CALL, RUN_LAST_START);
  const starts = columns + COLUMNS_STARTS;
  const hashes = columns + COLUMNS_HASHES;
  const times = columns + COLUMNS_TIMES;
  const codes = columns + COLUMNS_CODES;
  const capacity = <u32>load<f64>(ring, RING_CAPACITY);
  const mask = capacity - 1;
  let head = <u64>load<f64>(ring, RING_HEAD);
  let tail = <u64>load<f64>(ring, RING_TAIL);
  let i = <i32>load<f64>(PAGE_CALL, RUN_LINE);
  for (; i < lines; i++) {
    const start = load<u32>(starts + ((<usize>i) << 2));
    if (<u32>load<u16>(codes + ((<usize>i) << 1)) >= CODE_BLANK) break;
    if (load<f64>(times + ((<usize>i) << 3)) != time || start > lastStart) break;
    const position = origin + <f64>start;
    while (tail < head && load<f64>(recordOf(<u32>tail, mask), RECORD_POSITION) < position - KEPT_BYTES) tail++;
    if (head - tail == capacity) break;
    const record = recordOf(<u32>head, mask);
    const hash = load<u32>(hashes + ((<usize>i) << 2));
    const chain = newest + ((<usize>(hash & LAST_CHAIN)) << 2);
    const next = <u32>head + 1;
    let distance = next - load<u32>(chain);
    if (distance <= <u32>(head - tail)) store<u32>(recordOf(<u32>head - distance, mask), distance, RECORD_NEXT);
    else distance = 0;
    store<f64>(record, position, RECORD_POSITION);
    store<f64>(record, time, RECORD_TIME);
    store<u32>(record, start, RECORD_START);
    store<u32>(record, hash, RECORD_HASH);
    store<u32>(record, distance, RECORD_PREVIOUS);
    store<u32>(record, 0, RECORD_NEXT);
    store<u32>(ends + ((<usize>(<u32>head & mask)) << 2), load<u32>(starts + ((<usize>i) << 2), 4) - 1);
    store<u32>(chain, next);
    head++;
  }
  store<f64>(ring, <f64>head, RING_HEAD);
  store<f64>(ring, <f64>tail, RING_TAIL);
  return i;
}
