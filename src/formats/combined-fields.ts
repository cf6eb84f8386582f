// Turns an nginx log_format string into a reader that splits a line into its values; combined is the preset.
import { isTimeLocal, TIME_LOCAL_LENGTH } from './time-local.ts';

/** nginx's predefined format `combined` (`ngx_http_combined_fmt` in `ngx_http_log_module.c`). */
export const COMBINED: string =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';

interface Step {
  readonly literal: string;
  readonly variable: string;
  readonly isQuoted: boolean;
  readonly isOptional: boolean;
  readonly form: Form | undefined;
  /** The literal text after the value. */
  readonly follows: string;
  readonly nextForm: Form | undefined;
}

/** Where a value that begins at `from` ends; -1 if none begins there. */
type Form = (text: string, from: number) => number;

const bracketed = byPattern(/\[[\da-f:.]+\](?::\d+)?/iy);

// What the values of these variables must look like. If the literal before a value occurs more than once, the form shows which
// one is right. Values of other variables may contain anything.
const FORMS: Readonly<Record<string, Form>> = {
  time_local: (text, from) => (isTimeLocal(text, from) ? from + TIME_LOCAL_LENGTH : -1),
  time_iso8601: byPattern(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)/y),
  msec: byPattern(/\d{9,11}(?:\.\d{1,6})?/y),
  remote_addr: (text, from) => {
    if (text.charCodeAt(from) === 91) return bracketed(text, from);
    let at = from;
    // Any printable characters except a quote and an opening bracket.
    for (let code = text.charCodeAt(at); code > 32 && code < 127 && code !== 34 && code !== 91;) {
      code = text.charCodeAt(++at);
    }
    return at > from ? at : -1;
  },
  status: (text, from) => {
    const end = digitsEnd(text, from);
    return end === from + 3 && (end === text.length || text.charCodeAt(end) === 32) ? end : -1;
  },
  body_bytes_sent: (text, from) => {
    const end = digitsEnd(text, from);
    if (end > from) return end;
    return text.charCodeAt(from) === 45 ? from + 1 : -1;
  },
};

/**
 * Splits lines by a log_format. A flyweight for all lines: it gives the values of the line that was read last. A value may
 * contain anything except the text that follows it; `"` inside a quoted value must be escaped (`\x22` as nginx writes it, or
 * Apache's `\"`).
 */
export class FieldReader {
  readonly #steps: readonly Step[];
  readonly #tail: string;
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  #text = '';
  #end = 0;

  /**
   * @param requires names of required variables; a line may end after the last of them
   * @throws RangeError when the format has no variable at all
   */
  constructor(format: string, requires: readonly string[] = ['status', 'body_bytes_sent']) {
    const matches = [...format.matchAll(/\$(?:\{(\w+)\}|(\w+))/g)];
    const names = matches.map((match) => match[1] ?? match[2] ?? '');
    const required = Math.max(...requires.map((name) => names.indexOf(name)), 0);
    const literals: string[] = [];
    let last = 0;
    for (const match of matches) {
      literals.push(format.slice(last, match.index));
      last = match.index + match[0].length;
    }
    if (matches.length === 0) throw new RangeError('a log_format needs at least one $variable');
    this.#tail = format.slice(last);
    this.#steps = names.map((variable, i) => ({
      literal: literals[i]!,
      variable,
      isQuoted: literals[i]!.endsWith('"'),
      isOptional: i > required,
      form: formOf(variable),
      follows: literals[i + 1] ?? this.#tail,
      nextForm: formOf(names[i + 1] ?? ''),
    }));
    this.#from = new Int32Array(names.length);
    this.#to = new Int32Array(names.length);
  }

  /** Index of the first character of the line that the format did not use. */
  get end(): number {
    return this.#end;
  }

  /** The index of a variable, for {@link value}; -1 if the format does not have it. */
  indexOf(variable: string): number {
    return this.#steps.findIndex((step) => step.variable === variable);
  }

  /** A value of the line read last; undefined when the line ended before it. */
  value(index: number): string | undefined {
    const from = this.#from[index] ?? -1;
    return from < 0 ? undefined : this.#text.slice(from, this.#to[index]);
  }

  /** A value of the line read last, as a number; NaN if it is anything but digits. */
  number(index: number): number {
    const from = this.#from[index] ?? -1;
    const to = this.#to[index]!;
    if (from < 0 || to === from) return NaN;
    let number = 0;
    for (let at = from; at < to; at++) {
      const digit = this.#text.charCodeAt(at) - 48;
      if (!(digit >= 0 && digit <= 9)) return NaN;
      number = number * 10 + digit;
    }
    return number;
  }

  /** Where a value of the line read last begins, or -1. */
  begin(index: number): number {
    return this.#from[index] ?? -1;
  }

  /** Reads a line; returns the name of the first required variable that is missing, or undefined. */
  read(text: string): string | undefined {
    this.#text = text;
    this.#from.fill(-1);
    let at = 0;
    for (let i = 0; i < this.#steps.length; i++) {
      const step = this.#steps[i]!;
      this.#end = at;
      if (!holdsAt(text, step.literal, at)) return step.isOptional ? undefined : step.variable;
      const from = at + step.literal.length;
      const to = valueEnd(text, from, step);
      if (to < 0) {
        if (!step.isOptional) return step.variable;
        if (step.isQuoted) {
          // If the line is cut inside a quoted value, the beginning of the value is kept.
          this.#from[i] = from;
          this.#to[i] = text.length;
          this.#end = text.length;
        }
        return undefined;
      }
      this.#from[i] = from;
      this.#to[i] = to;
      at = to;
    }
    this.#end = holdsAt(text, this.#tail, at) ? at + this.#tail.length : at;
    return undefined;
  }
}

// A variable may have the name of a property that every object has: `$constructor`.
function formOf(variable: string): Form | undefined {
  return Object.hasOwn(FORMS, variable) ? FORMS[variable] : undefined;
}

function valueEnd(text: string, from: number, { form, follows, nextForm, isQuoted }: Step): number {
  if (form !== undefined) return form(text, from);
  if (follows === '') return text.length;
  // A quoted value ends at its quote. The text after the quote is checked here only if the next value has a form.
  const stop = isQuoted && nextForm === undefined ? '"' : follows;
  for (let at = text.indexOf(stop, from); at >= 0; at = text.indexOf(stop, at + 1)) {
    if (isQuoted && isEscaped(text, at, from)) continue;
    if (nextForm === undefined || nextForm(text, at + follows.length) >= 0) return at;
  }
  return -1;
}

// Apache writes `\"`; a quote after an odd number of backslashes does not end the value.
function isEscaped(text: string, at: number, from: number): boolean {
  let slashes = 0;
  while (at - 1 - slashes >= from && text.charCodeAt(at - 1 - slashes) === 92) slashes++;
  return slashes % 2 === 1;
}

// Like startsWith, but faster for the two or three characters between values.
function holdsAt(text: string, literal: string, at: number): boolean {
  for (let i = 0; i < literal.length; i++) if (text.charCodeAt(at + i) !== literal.charCodeAt(i)) return false;
  return true;
}

function digitsEnd(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code >= 48 && code <= 57;) code = text.charCodeAt(++at);
  return at;
}

function byPattern(pattern: RegExp): Form {
  return (text, from) => {
    pattern.lastIndex = from;
    return pattern.test(text) ? pattern.lastIndex : -1;
  };
}
