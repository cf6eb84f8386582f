// Reads one line: by the programs of the log_formats that were given or found, then as combined.
import {
  CODE_BLANK,
  CODE_NEEDS_PARSER,
  MAX_LINE_BYTES,
  PROGRAM_NEXT,
  PROGRAM_SLOTS,
  PROGRAM_TIME,
  SLOT_ADDRESS,
  SLOT_FORWARDED,
  SLOT_STATUS,
  SLOT_TIME,
  TIME_LOCAL,
} from './constants.as.ts';
import { forwardedEnd, isNone } from './addresses.as.ts';
import { addressEnd as combinedAddressEnd, locate, mayHavePort, timeAt as combinedTimeAt } from './fields.as.ts';
import { FITS, run, slotAt, slotEnd, UNSURE } from './programs.as.ts';
import { isBlank } from './text.as.ts';

let first: usize = 0;
/** How many programs there are; 0 if all lines are combined. */
export let programCount: i32 = 0;

/** The number of the program of the line that was read last; only if it has one. */
let programNumber: i32 = 0;
/** The program of the line that was read last; 0 for a combined line. */
export let program: usize = 0;
/** Where its client stands. */
export let clientAt: usize = 0;
export let clientEnd: usize = 0;
/** Where its `remote_addr` stands, which may be another address. */
export let addressAt: usize = 0;
export let addressEnd: usize = 0;
/** Where its time stands; the start of the line if it has none. */
export let timeAt: usize = 0;

/** Sets where the programs are. */
export function usePrograms(address: usize, count: i32): void {
  first = address;
  programCount = count;
}

/** Finds the client, the time and the status of a line. Returns the status, CODE_BLANK or CODE_NEEDS_PARSER. */
export function readLine(start: usize, end: usize): u32 {
  program = 0;
  if (programCount) {
    const isLong = end - start >= MAX_LINE_BYTES;
    const status = isLong ? <i32>CODE_NEEDS_PARSER : readByPrograms(start, end);
    if (status >= 0) return status == CODE_NEEDS_PARSER && isBlank(start, end) ? CODE_BLANK : <u32>status;
  }
  const status = locate(start, end);
  clientAt = addressAt = start;
  clientEnd = addressEnd = combinedAddressEnd;
  timeAt = combinedTimeAt;
  return status;
}

// Reads a line by the programs in turn. Returns its status, CODE_NEEDS_PARSER, or -1 for a line that is certainly of no format.
function readByPrograms(start: usize, end: usize): i32 {
  const last = end > start && load<u8>(end - 1) == 13 ? end - 1 : end;
  let at = first;
  for (let i = 0; i < programCount; i++) {
    const outcome = run(at, start, last);
    if (outcome == UNSURE) return CODE_NEEDS_PARSER;
    if (outcome == FITS) {
      programNumber = i;
      return finish(at, start);
    }
    at = load<u32>(at, PROGRAM_NEXT);
  }
  return -1;
}

// Notes the client and the time of a line that fits, and returns its status; CODE_NEEDS_PARSER if only the parser can read them.
function finish(fitting: usize, start: usize): i32 {
  const has = load<u32>(fitting, PROGRAM_SLOTS);
  const status = slotAt(SLOT_STATUS);
  if (slotEnd(SLOT_STATUS) - status != 3) return CODE_NEEDS_PARSER;
  program = fitting;
  clientAt = addressAt = dash();
  clientEnd = addressEnd = clientAt + 1;
  if (has & (1 << SLOT_ADDRESS)) {
    clientAt = addressAt = slotAt(SLOT_ADDRESS);
    clientEnd = addressEnd = slotEnd(SLOT_ADDRESS);
    if (isNone(addressAt, addressEnd) || mayHavePort(addressAt, addressEnd)) return CODE_NEEDS_PARSER;
  }
  if (has & (1 << SLOT_FORWARDED)) {
    const from = slotAt(SLOT_FORWARDED);
    const to = slotEnd(SLOT_FORWARDED);
    if (!isNone(from, to)) {
      // The first element decides, if it is an address.
      clientEnd = forwardedEnd(from, to);
      if (clientEnd == 0) return CODE_NEEDS_PARSER;
      clientAt = from;
      if ((has & (1 << SLOT_ADDRESS)) == 0) {
        addressAt = clientAt;
        addressEnd = clientEnd;
      }
    }
  }
  timeAt = start;
  if (has & (1 << SLOT_TIME)) {
    timeAt = slotAt(SLOT_TIME);
    if (slotEnd(SLOT_TIME) - timeAt < 5) return CODE_NEEDS_PARSER;
  }
  return (<i32>load<u8>(status) - 48) * 100 + (<i32>load<u8>(status, 1) - 48) * 10 + (<i32>load<u8>(status, 2) - 48);
}

/** The address of a `-`, which stands for values that a line does not have. */
export function dash(): usize {
  return first - 8;
}

/** Finds the client of the line at `[start..end)`; false where only the parser can. */
export function findClient(start: usize, end: usize): bool {
  return readLine(start, end) < CODE_BLANK;
}

/**
 * Notes where the values of the line at `[start..end)` stand, and returns the number of its program; -1 for a line that fits no
 * program.
 */
export function findValues(start: usize, end: usize): i32 {
  return programCount && readLine(start, end) < CODE_BLANK && program ? programNumber : -1;
}

/** One of TIME: what the line's time looks like. */
export function timeForm(): u32 {
  return program ? load<u32>(program, PROGRAM_TIME) : TIME_LOCAL;
}

/** The number that the digits from an address on are, up to `end`. */
export function numberAt(at: usize, end: usize): f64 {
  let number: f64 = 0;
  for (; at < end; at++) {
    const digit = <u32>load<u8>(at) - 48;
    if (digit > 9) break;
    number = number * 10 + <f64>digit;
  }
  return number;
}

/** The whole seconds of the line's `$msec`. */
export function wholeSeconds(): f64 {
  return numberAt(timeAt, slotEnd(SLOT_TIME));
}
