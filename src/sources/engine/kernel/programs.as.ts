// Reads lines of log_formats by their programs (../program-memory.ts): the first possible end of each value, without a way back.
//
// ENGINE.md says why a line that fits in this way has these values, and when a line is certainly of another format.
import {
  FORM_ANY,
  FORM_BYTES,
  FORM_TIME_LOCAL,
  PROGRAM_FIRST,
  PROGRAM_FIRST_BYTES,
  PROGRAM_SIZE,
  PROGRAM_STEPS,
  SLOTS_BYTES,
  STEP_FORM,
  STEP_IS_EXACT,
  STEP_MOST_NEXT,
  STEP_NEXT_BYTES,
  STEP_SIZE,
  STEP_SLOT,
  STEP_SPAN,
  STEP_WAY,
  WAY_BEFORE_URI,
  WAY_EMPTY,
  WAY_FIND,
  WAY_ONCE,
  WAY_QUOTED,
  WAY_REST,
  WAY_SPAN,
  WAY_TIME,
  WAY_TRIES,
} from './constants.as.ts';
import { findNext, isForced, isNext, quoteEnd, uriAt } from './ends.as.ts';
import { fits, isAsLong, ISO_BYTES, LOCAL_BYTES, spanEnd } from './forms.as.ts';
import { DASH, isSame } from './text.as.ts';

/** The line fits the program; it is certainly of another format; or only the parser can tell. */
export const FITS = 0;
export const REFUTED = 1;
export const UNSURE = 2;
/** Ends that are tried for a list. */
const MOST_TRIES = 16;

// Two addresses for each slot, then two for the value of each step.
let slots: usize = 0;
let values: usize = 0;

/** Sets where the values of a line are noted. */
export function useNotes(address: usize): void {
  slots = address;
  values = address + SLOTS_BYTES;
}

/** The addresses at which the value of a slot begins and ends. */
export function slotAt(slot: u32): usize {
  return load<u32>(slots + ((<usize>slot) << 3));
}
export function slotEnd(slot: u32): usize {
  return load<u32>(slots + ((<usize>slot) << 3), 4);
}

/** Reads the line at `[start..last)` by a program: FITS, REFUTED or UNSURE. If it fits, the slots have its values. */
export function run(program: usize, start: usize, last: usize): i32 {
  let at = start;
  const firstBytes = <usize>load<u32>(program, PROGRAM_FIRST_BYTES);
  if (at + firstBytes > last || !isSame(at, load<u32>(program, PROGRAM_FIRST), firstBytes)) return REFUTED;
  at += firstBytes;
  const count = load<u32>(program, PROGRAM_STEPS);
  if (count == 0) return UNSURE;
  let step = program + PROGRAM_SIZE;
  for (let i: u32 = 0; i < count; i++, step += STEP_SIZE) {
    const nextBytes = <usize>load<u32>(step, STEP_NEXT_BYTES);
    let to = at;
    const way = load<u32>(step, STEP_WAY);
    const form = load<u32>(step, STEP_FORM);
    let isFit = form == FORM_ANY;
    // Many values are missing. The literal after `-` stands nowhere before, and the parser tries this end first.
    const isMissing = way < WAY_ONCE && load<u8>(at) == DASH && isNext(step, at + 1, last) && !isNext(step, at, last);
    if (isMissing) {
      to = at + 1;
      isFit = true;
    } else
      switch (way) {
        case WAY_QUOTED:
          to = quoteEnd(at, last);
          if (to == last) return fail(program, i, last, true);
          break;
        case WAY_SPAN:
          to = spanEnd(at, last, v128.load(step, STEP_SPAN));
          if (to == at && at < last && load<u8>(at) == DASH) to++;
          // Only its length is open.
          isFit = form == FORM_BYTES && isAsLong(step, at, to);
          break;
        case WAY_ONCE:
          to = findNext(step, at, last);
          if (to == 0) return fail(program, i, last, true);
          if (findNext(step, to + 1, last) != 0 && !isForced(step, at, last)) return UNSURE;
          break;
        case WAY_FIND:
          to = findNext(step, at, last);
          if (to == 0) return fail(program, i, last, true);
          break;
        case WAY_TRIES:
          to = findNext(step, at, last);
          for (let tries = 1; to != 0 && !fits(step, at, to); tries++) {
            if (tries == MOST_TRIES) return UNSURE;
            to = findNext(step, to + 1, last);
          }
          if (to == 0) return UNSURE;
          isFit = true;
          break;
        case WAY_TIME:
          to = at + (form == FORM_TIME_LOCAL ? LOCAL_BYTES : ISO_BYTES);
          if (to > last || !fits(step, at, to)) {
            const isMissing = at < last && (load<u8>(at) == DASH || isNext(step, at, last));
            return isMissing ? UNSURE : fail(program, i, last, true);
          }
          isFit = true;
          break;
        case WAY_BEFORE_URI:
          to = uriAt(step + STEP_SIZE, at, last);
          if (to == 0) return UNSURE;
          break;
        case WAY_REST:
          if (at + nextBytes > last) return fail(program, i, last, true);
          to = last - nextBytes;
          break;
        default:
          break;
      }
    if (!isFit && !fits(step, at, to)) return fail(program, i, last, load<u32>(step, STEP_IS_EXACT) != 0);
    if (!isNext(step, to, last)) {
      const isSole = way != WAY_SPAN || load<u32>(step, STEP_IS_EXACT) != 0;
      return fail(program, i, last, isSole);
    }
    const slot = slots + ((<usize>load<u32>(step, STEP_SLOT)) << 3);
    store<u32>(slot, <u32>at);
    store<u32>(slot, <u32>to, 4);
    store<u32>(values + ((<usize>i) << 3), <u32>at);
    store<u32>(values + ((<usize>i) << 3), <u32>to, 4);
    at = to + nextBytes;
  }
  if (at != last) return fail(program, count, last, true);
  return isSure(program, count, last) ? FITS : UNSURE;
}

// Whether no literal stands in the line more often than in the format, so that there is no other way to split it.
function isSure(program: usize, count: u32, last: usize): bool {
  let step = program + PROGRAM_SIZE;
  for (let i: u32 = 0; i < count; i++, step += STEP_SIZE) {
    const most = load<u32>(step, STEP_MOST_NEXT);
    if (most == 0) continue;
    let at: usize = load<u32>(values + ((<usize>i) << 3));
    for (let times: u32 = 0; ; times++) {
      at = findNext(step, at, last);
      if (at == 0) break;
      if (times == most) return false;
      at++;
    }
  }
  return true;
}

// A line does not fit at a step. It is certainly of another format if this step has no other end (`isSole`), and none before it has.
function fail(program: usize, failed: u32, last: usize, isSole: bool): i32 {
  if (!isSole) return UNSURE;
  let step = program + PROGRAM_SIZE;
  for (let i: u32 = 0; i < failed; i++, step += STEP_SIZE) {
    const way = load<u32>(step, STEP_WAY);
    if (way == WAY_QUOTED || way == WAY_TIME || (way == WAY_SPAN && load<u32>(step, STEP_IS_EXACT) != 0)) continue;
    if (way == WAY_EMPTY || way == WAY_BEFORE_URI || way == WAY_SPAN) return UNSURE;
    if (findNext(step, <usize>load<u32>(values + ((<usize>i) << 3), 4) + 1, last) != 0) return UNSURE;
  }
  return REFUTED;
}
