// Compiles a log_format into steps over bytes. A reader that takes them takes the first possible end of each value and never goes
// back; src/sources/engine/ENGINE.md says why its result is that of LineMatcher.
import { NUMERIC_FIELDS, TEXT_FIELDS } from '../extra-fields.ts';
import { ADDRESS, type ByteForm, byteFormOf, VISIBLE_BYTES } from './byte-forms.ts';
import type { Escape, LogFormat } from './directive.ts';
import { SITES, TIMES } from './best-variables.ts';
import { addressesIn } from './client-variables.ts';
import { doubtsOf } from './doubts.ts';
import { placesOf, type Step, stepsOf } from './steps.ts';

/** The fields that a reader of bytes hands out. */
export type ByteField = (typeof BYTE_FIELDS)[number];
/**
 * The fields. `peer` is the address of the TCP peer, if it is a variable of its own; `bytesSent`, `host` and `number` are fields beyond combined,
 * of which an entry may have one.
 */
export const BYTE_FIELDS = [
  'address',
  'forwarded',
  'user',
  'time',
  'request',
  'status',
  'bodyBytesSent',
  'bytesSent',
  'referer',
  'agent',
  'peer',
  'host',
  'number',
] as const;

/** How the end of a value is found. */
export type Way =
  /** At the first quote that is not escaped. */
  | 'quoted'
  /** After the last byte of a set. */
  | 'span'
  /** At the first place where the next literal stands. */
  | 'find'
  /** At the first place where the next literal stands, if it is the only possible one: see `mark`. */
  | 'once'
  /** At the first place where the next literal stands and the value fits. */
  | 'tries'
  /** After the length of a time. */
  | 'time'
  /** Where it begins: no literal stands before the next value, so the matcher tries the empty value first. */
  | 'empty'
  /** As `empty`, but the next value is a `$request_uri`, which begins at the first slash or asterisk. */
  | 'beforeUri'
  /** Where the rest of the line is the next literal. */
  | 'rest';

/** A value, and the literal after it. */
export interface ByteStep {
  readonly way: Way;
  readonly form: ByteForm;
  /** For `span`: the bytes of the set. */
  readonly span: string;
  readonly next: string;
  readonly field: ByteField | undefined;
  /**
   * For `once`: a character of `next`, and how often this literal and those after it have it. If the rest of the line has it as often,
   * each of these characters belongs to a literal, so the value ends before the first one. Empty if there is none.
   */
  readonly mark: string;
  readonly marks: number;
  /** How often `next` may stand in the line from this value on, if more could mean another split; 0 if it does not matter. */
  readonly mostNext: number;
  /** No other end is possible, and a value that does not fit is none of this variable. */
  readonly isExact: boolean;
}

/** A log_format as steps. */
export interface ByteProgram {
  readonly first: string;
  /** Undefined if only the parser can read the format. Lines without `first` are still none of its lines. */
  readonly steps: readonly ByteStep[] | undefined;
  /** The form of the time, or that lines have none. */
  readonly time: 'time_local' | 'time_iso8601' | 'msec' | 'none';
  readonly escape: Escape;
  /** Each entry has fields beyond those of combined. */
  readonly hasExtra: boolean;
}

/** A format with more variables has no steps. */
export const MOST_STEPS = 64;
/** With more marks, LineMatcher may give up on a line before it comes to the right end. */
const MOST_MARKS = 12;
const FIELDS: Readonly<Record<string, ByteField>> = {
  http_x_forwarded_for: 'forwarded',
  remote_user: 'user',
  request: 'request',
  status: 'status',
  body_bytes_sent: 'bodyBytesSent',
  bytes_sent: 'bytesSent',
  http_referer: 'referer',
  http_user_agent: 'agent',
};

/** Compiles a format that `FormatReader` can read. */
export function compileBytes({ parts, escape }: Pick<LogFormat, 'parts' | 'escape'>): ByteProgram {
  const [head] = parts;
  const first = head !== undefined && 'literal' in head ? head.literal : '';
  const all = stepsOf(parts, escape);
  const places = placesOf(all);
  const best = (list: readonly string[]): string | undefined => list.find((name) => places.has(name));
  const time = best(TIMES);
  const special = new Map<string | undefined, ByteField>([
    [best(NUMERIC_FIELDS.filter((name) => name !== 'bytes_sent')), 'number'],
    [best(SITES), 'host'],
    ['realip_remote_addr', 'peer'],
    [addressesIn([...places.keys()])[0], 'address'],
    [time, 'time'],
    ...Object.entries(FIELDS),
  ]);
  const doubts = doubtsOf(all);
  const times = new Map(doubts.map((doubt) => [doubt.step, doubt.times]));
  const steps = all.map((step, i): ByteStep | undefined => {
    const field = places.get(step.variable) === i ? special.get(step.variable) : undefined;
    const compiled = compileStep(step, field, all.slice(i + 1));
    return compiled && { ...compiled, mostNext: times.get(i) ?? 0 };
  });
  // Two values without a literal between them may end anywhere, so only the parser finds out whether a line can be split in one way.
  const isSplit = doubts.every(({ literal }) => literal !== '');
  const isTimeKnown = time !== 'time_iso8601_ms';
  const isPossible = isTimeKnown && steps.length <= MOST_STEPS && isLatin1(first) && escape !== 'none' && isSplit;
  return {
    first,
    steps: isPossible && steps.every((step) => step !== undefined) ? steps : undefined,
    time: (isTimeKnown ? (time ?? 'none') : 'none') as ByteProgram['time'],
    escape,
    hasExtra: best(TEXT_FIELDS) !== undefined,
  };
}

function compileStep(step: Step, field: ByteField | undefined, later: readonly Step[]): ByteStep | undefined {
  const { variable, isQuoted, next } = step;
  if (!isLatin1(next)) return undefined;
  const known = byteFormOf(variable, !isQuoted);
  // No form says that the other variables with an address hold one.
  const form = field === 'address' && known.kind === 'any' ? ADDRESS : known;
  const isKnown = form === known;
  const base = { form, span: '', next, field, mark: '', marks: 0, mostNext: 0 };
  if (isQuoted) return { ...base, way: 'quoted', isExact: isKnown && isExact(form) };
  if (later.length === 0) return { ...base, way: 'rest', isExact: isKnown && isExact(form) };
  // Between two values without a literal, the matcher looks for the end at which both look as usual.
  if (next === '') {
    const way = isBeforeUri(later[0]!) ? 'beforeUri' : isUnread(step) && isUnread(later[0]!) ? 'empty' : undefined;
    return way && { ...base, way, isExact: false };
  }
  if (form.kind === 'time_local' || form.kind === 'time_iso8601')
    return /^\d/.test(next) ? undefined : { ...base, way: 'time', isExact: true };
  if (form.kind === 'referer') return { ...base, ...markOf(next, later), way: 'once', isExact: false };
  if (form.kind === 'list') return { ...base, way: 'tries', isExact: false };
  const span = spanOf(form);
  if (!isKnown || span === '' || `${span}-`.includes(next[0]!)) return { ...base, way: 'find', isExact: false };
  // A value of VISIBLE_BYTES may also have bytes that are not ASCII, but never a blank.
  return { ...base, span, way: 'span', isExact: span !== VISIBLE_BYTES || /^\s/.test(next) };
}

// Whether no one reads the value, and it may be any text: then it does not matter where it ends.
function isUnread({ isRead, isQuoted, form, usualForm }: Step): boolean {
  return !isRead && !isQuoted && form === undefined && usualForm === undefined;
}

// Whether a value ends where a `$request_uri` begins.
function isBeforeUri({ variable, isQuoted, next }: Step): boolean {
  return byteFormOf(variable, !isQuoted).kind === 'uri' && /^[^/*-]/.test(next);
}

// Values hold letters, digits and blanks far more often than other characters.
function markOf(next: string, later: readonly Step[]): Pick<ByteStep, 'mark' | 'marks'> {
  const mark = /[^\w .-]/.exec(next)?.[0] ?? '';
  const marks = [next, ...later.map((step) => step.next)].join('').split(mark).length - 1;
  return mark === '' || marks > MOST_MARKS ? { mark: '', marks: 0 } : { mark, marks };
}

// The bytes of all values of a form; empty if values of this form hold any bytes.
function spanOf(form: ByteForm): string {
  if (form.kind === 'bytes') return form.set;
  if (form.kind === 'decimal') return '0123456789.';
  return form.kind === 'host' || form.kind === 'uri' ? VISIBLE_BYTES : '';
}

// Whether every value of the variable fits the form.
function isExact(form: ByteForm): boolean {
  return form.kind === 'any' || form.kind === 'decimal' || (form.kind === 'bytes' && form.set !== VISIBLE_BYTES);
}

// A line is one character a byte, and has no line feed.
function isLatin1(literal: string): boolean {
  return /^[^\n\u0100-\uffff]*$/.test(literal);
}
