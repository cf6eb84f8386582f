// The values of a log_format in order, each with what tells where it ends.
import type { Escape, LogFormat } from './directive.ts';
import { type Form, formOf, HOST_BEFORE_URI, isReadVariable, isWide, usualFormOf } from './variables.ts';

/** A value, and the literal after it. */
export interface Step {
  readonly variable: string;
  readonly form: Form | undefined;
  /** For unquoted free text: what it looks like nearly always. */
  readonly usualForm: Form | undefined;
  /** The literal before the value ends with a quote, and nginx escapes quotes in values. */
  readonly isQuoted: boolean;
  /** The value may hold separators, as far as its form tells. */
  readonly isFree: boolean;
  /** The value may be any text, also with blanks. */
  readonly isText: boolean;
  /** The value may be a list, whose separators may be those of the format, too. */
  readonly isList: boolean;
  /** No value before the next literal, or this one, can hold that literal: it ends with text that nginx escapes in values. */
  readonly isExact: boolean;
  /** No literal stands before the value, and nginx writes `-` for no value. */
  readonly isNeverEmpty: boolean;
  /** logscan reads this value of the variable. */
  readonly isRead: boolean;
  /** The literal after the value. */
  readonly next: string;
  /** `-`, which stands for no value, and the literal after it. */
  readonly noneAndNext: string;
  /** The literal after the value begins with a character that no value of this form has. */
  readonly endsSpan: boolean;
}

const QUOTE = '"';
const NONE = '-';
/** What nginx escapes in values (`ngx_http_log_escape`, `ngx_escape_json`), so that a literal with it ends a value. */
const ESCAPED: Readonly<Record<Escape, RegExp | undefined>> = {
  default: /[^ !#-[\]-~]/,
  json: /[^ !#-[\]-\uffff]/,
  none: undefined,
};

/** Text that also stands in {@link NAMES}. */
const WORDY = /^[\w.:/%-]+$/;
const NAMES: ReadonlySet<string> = new Set([
  'remote_addr',
  'realip_remote_addr',
  'proxy_protocol_addr',
  'server_addr',
  'server_protocol',
  'request_method',
  'ssl_protocol',
  'ssl_cipher',
]);
const LIST = /^upstream_(?!cache_status)|^unknown_\d+_(?:numbers|time)$/;

/** The steps of a format. */
export function stepsOf(parts: LogFormat['parts'], escape: Escape): Step[] {
  const steps = allStepsOf(parts, escape);
  const places = placesOf(steps);
  return steps.map((step, i) => {
    const best = places.get(step.variable)!;
    return { ...step, isRead: step.isRead && (best === i || !steps[best]!.isQuoted) };
  });
}

function allStepsOf(parts: LogFormat['parts'], escape: Escape): Step[] {
  return parts.flatMap((part, i) => {
    if ('literal' in part) return [];
    const before = parts[i - 1];
    const after = parts[i + 1];
    const literal = after !== undefined && 'literal' in after ? after.literal : '';
    // A line break at the end of a format leaves a blank line after each line.
    const next = i + 2 === parts.length ? literal.replace(/\n+$/, '') : literal;
    const opens = before !== undefined && 'literal' in before && before.literal.endsWith(QUOTE);
    const previous = before !== undefined && 'literal' in before ? before.literal : '';
    const isQuoted = escape !== 'none' && opens && next.startsWith(QUOTE);
    const { variable } = part;
    const isLast = after === undefined;
    const form = formIn(variable, isQuoted, next === '' && !isLast);
    return [
      {
        variable,
        form,
        usualForm: isQuoted ? undefined : usualFormOf(variable),
        isQuoted,
        isFree:
          !isQuoted &&
          (isWide(variable, next) || (NAMES.has(variable) && ((i > 1 && WORDY.test(previous)) || WORDY.test(next)))),
        isText: !isQuoted && formOf(variable) === undefined,
        isList: LIST.test(variable),
        isExact: isQuoted || ESCAPED[escape]?.test(next) === true,
        isNeverEmpty:
          escape === 'default' && formOf(variable) !== undefined && before !== undefined && 'variable' in before,
        isRead: isReadVariable(variable),
        next,
        noneAndNext: `${NONE}${next}`,
        endsSpan: endsSpan(form, next),
      },
    ];
  });
}

// Whether no value of a form has the first character of a text.
function endsSpan(form: Form | undefined, text: string): boolean {
  if (form?.span === undefined || text === '') return false;
  form.span.lastIndex = 0;
  form.span.test(text);
  return form.span.lastIndex === 0;
}

function formIn(variable: string, isQuoted: boolean, isBeforeValue: boolean): Form | undefined {
  const isHost = variable === 'host' || variable === 'http_host';
  if (isHost && isBeforeValue) return HOST_BEFORE_URI;
  // A Host header can hold anything, and nginx logs it as it came.
  return isQuoted && variable === 'http_host' ? undefined : formOf(variable);
}

/**
 * Where each variable is read, by its place among the steps: a variable may occur several times. The first quoted one is best, because a
 * quoted value has one possible end.
 */
export function placesOf(steps: readonly Step[]): Map<string, number> {
  const places = new Map<string, number>();
  for (const wanted of [true, false])
    for (const [i, { variable, isQuoted }] of steps.entries())
      if (isQuoted === wanted && !places.has(variable)) places.set(variable, i);
  return places;
}

/** Sets for each step the last place where the literal after it can stand in a text, with the literals of later steps after it. */
export function setLatestEnds(steps: readonly Step[], text: string, ends: Int32Array): void {
  let at = text.length;
  for (let i = steps.length - 1; i >= 0; i--) {
    const { next } = steps[i]!;
    if (next !== '') at = text.lastIndexOf(next, at - next.length);
    ends[i] = at;
  }
}

/** How often a literal stands in a text from a place on; counts at most `most`. */
export function timesIn(text: string, literal: string, from: number, most: number): number {
  if (literal === '') return 0;
  let count = 0;
  for (let at = text.indexOf(literal, from); at >= 0 && count < most; at = text.indexOf(literal, at + 1)) count++;
  return count;
}

/** The first quote that is not escaped: nginx escapes it as \x22 (escape=default) or \" (escape=json, and Apache). */
export function quoteEnd(text: string, from: number): number {
  for (let at = text.indexOf(QUOTE, from); at >= 0; at = text.indexOf(QUOTE, at + 1)) {
    let slashes = 0;
    while (at - 1 - slashes >= from && text.charCodeAt(at - 1 - slashes) === 92) slashes++;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}
