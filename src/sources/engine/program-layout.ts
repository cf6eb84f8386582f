// Describes the programs of log_formats in memory: their heads, their steps, and the codes in them.
import type { ByteForm } from '../../formats/log-format/byte-forms.ts';
import { BYTE_FIELDS, type ByteField, MOST_STEPS, type Way } from '../../formats/log-format/byte-program.ts';
import { FIRST_PAGE } from './memory-layout.ts';

/** Places in the head of a program, in bytes; each number has four bytes. */
export const PROGRAM: {
  /** How many steps it has; 0 if only the parser can read the format. */
  readonly steps: number;
  /** One of `TIME` (columns.ts). */
  readonly time: number;
  /** A bit for each of {@link SLOT} that the format has. */
  readonly slots: number;
  /** 1 if nginx escapes values as in the combined format, so that they are text of an entry as they stand. */
  readonly isDefaultEscape: number;
  /** 1 if each line has fields beyond those of combined. */
  readonly hasExtra: number;
  /** Length and address of the literal at the start of a line. */
  readonly firstBytes: number;
  readonly first: number;
  /** Address of the next program. */
  readonly next: number;
  readonly size: number;
} = { steps: 0, time: 4, slots: 8, isDefaultEscape: 12, hasExtra: 16, firstBytes: 20, first: 24, next: 28, size: 32 };

/** Places in a step, in bytes; each number has four bytes, if nothing else is said. */
export const STEP: {
  readonly way: number;
  readonly form: number;
  readonly slot: number;
  readonly isExact: number;
  /** Length and address of the literal after the value. */
  readonly nextBytes: number;
  readonly next: number;
  /** Bounds of the form; see `FORM`. */
  readonly least: number;
  readonly most: number;
  /** The first eight bytes of the literal, and a mask for those that it has; eight bytes each. */
  readonly head: number;
  readonly headMask: number;
  /** The set of bytes of a `span`, and that of the form: sixteen bytes each; see {@link setTable}. */
  readonly span: number;
  readonly set: number;
  /** The form of the elements of a list. */
  readonly element: number;
  /** The lowest first byte of a value, or the address of the words. */
  readonly lowest: number;
  readonly words: number;
  /** The `mark` of a step as a byte, and how many there must be; 0 if it has none. */
  readonly mark: number;
  readonly marks: number;
  /** See `ByteStep.mostNext`. */
  readonly mostNext: number;
  readonly size: number;
} = {
  way: 0,
  form: 4,
  slot: 8,
  isExact: 12,
  nextBytes: 16,
  next: 20,
  least: 24,
  most: 28,
  head: 32,
  headMask: 40,
  span: 48,
  set: 64,
  element: 80,
  lowest: 84,
  words: 88,
  mark: 92,
  marks: 96,
  mostNext: 100,
  size: 104,
};

/** Codes of the ways. For those before `once` the nearest end is the best one. */
export const WAY: Readonly<Record<Way, number>> = {
  quoted: 0,
  span: 1,
  find: 2,
  tries: 3,
  once: 4,
  time: 5,
  empty: 6,
  rest: 7,
  beforeUri: 8,
};

/** Codes of the forms. */
export const FORM: Readonly<
  Record<Exclude<ByteForm['kind'], 'time_local' | 'time_iso8601'> | 'timeLocal' | 'timeIso', number>
> = {
  any: 0,
  nothing: 1,
  bytes: 2,
  decimal: 3,
  words: 4,
  list: 5,
  host: 6,
  uri: 7,
  request: 8,
  referer: 9,
  timeLocal: 10,
  timeIso: 11,
};

/** Where the places of values are written: two addresses for each field. Slot 0 takes all other values. */
export const SLOT: Readonly<Record<ByteField, number>> = Object.fromEntries(
  BYTE_FIELDS.map((field, i) => [field, i + 1]),
) as Record<ByteField, number>;

/** Bytes of all slots. The values of all steps come after them, with two addresses for each. */
export const SLOTS_BYTES = 128;
/** How many addresses these are at most. */
export const VALUES: number = 2 * MOST_STEPS;
/** Where the first program is written. A `-` stands in front of it, for values that a line does not have. */
export const FIRST_PROGRAM: number = FIRST_PAGE.programs + 8;
