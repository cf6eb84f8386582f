// Turns an nginx log_format string into a function that takes a line apart; combined is the preset.

/** nginx's predefined format `combined` (`ngx_http_combined_fmt` in `ngx_http_log_module.c`). */
export const COMBINED: string =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';

/** A line taken apart: nginx variable name → text as logged, and where the format's last field ended. */
export interface Fields {
  readonly values: ReadonlyMap<string, string>;
  /** Index of the first character that the format did not use. */
  readonly end: number;
}

/**
 * Takes a line apart from `start` on.
 * @returns the fields, or the name of the first variable that is not there.
 */
export type FieldReader = (text: string, start: number) => Fields | string;

interface Step {
  readonly literal: string;
  readonly variable: string;
}

// What a value must look like; where a literal occurs more than once, it tells the right place. Others may hold anything.
const VALUE: Readonly<Record<string, RegExp>> = {
  time_local: /\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}/y,
  time_iso8601: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)/y,
  msec: /\d{9,11}(?:\.\d{1,6})?/y,
  remote_addr: /[!#-Z\\-~]+/y,
  status: /\d{3}(?= |$)/y,
  body_bytes_sent: /\d+|-/y,
};

/**
 * Compiles a log_format string. Values may hold anything but the text that follows them; `"` inside a quoted value must be
 * escaped (`\x22` as nginx writes it, or Apache's `\"`). Fields after the last of {@link requires} may be missing from a line.
 * @throws RangeError when the format has no variable at all.
 */
export function compileLogFormat(
  format: string,
  requires: readonly string[] = ['status', 'body_bytes_sent'],
): FieldReader {
  const steps: Step[] = [];
  let literal = '';
  let last = 0;
  for (const match of format.matchAll(/\$(?:\{(\w+)\}|(\w+))/g)) {
    literal = format.slice(last, match.index);
    steps.push({ literal, variable: match[1] ?? match[2] ?? '' });
    last = match.index + match[0].length;
  }
  if (steps.length === 0) throw new RangeError('a log_format needs at least one $variable');
  const tail = format.slice(last);
  const required = Math.max(...requires.map((name) => steps.findIndex((step) => step.variable === name)), 0);

  return (text, start) => {
    const values = new Map<string, string>();
    let at = start;
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i]!;
      const optional = i > required;
      if (!text.startsWith(step.literal, at)) return optional ? { values, end: at } : step.variable;
      const from = at + step.literal.length;
      const next = steps[i + 1];
      const quoted = step.literal.endsWith('"');
      const end = valueEnd(text, from, step.variable, next?.literal ?? tail, next?.variable, quoted);
      if (end < 0) {
        if (!optional) return step.variable;
        if (quoted) {
          // A line cut inside its last quoted value still tells what it tells.
          values.set(step.variable, text.slice(from));
          return { values, end: text.length };
        }
        return { values, end: at };
      }
      values.set(step.variable, text.slice(from, end));
      at = end;
    }
    return { values, end: text.startsWith(tail, at) ? at + tail.length : at };
  };
}

function valueEnd(
  text: string,
  from: number,
  variable: string,
  follows: string,
  nextVariable: string | undefined,
  quoted: boolean,
): number {
  const pattern = VALUE[variable];
  if (pattern) {
    pattern.lastIndex = from;
    return pattern.test(text) ? pattern.lastIndex : -1;
  }
  if (follows === '') return text.length;
  // A quoted value ends at its quote: what comes behind it is the next step's business unless that value has a form.
  const next = nextVariable === undefined ? undefined : VALUE[nextVariable];
  const stop = quoted && next === undefined ? '"' : follows;
  for (let at = text.indexOf(stop, from); at >= 0; at = text.indexOf(stop, at + 1)) {
    if (quoted && isEscaped(text, at, from)) continue;
    if (next === undefined) return at;
    next.lastIndex = at + follows.length;
    if (next.test(text)) return at;
  }
  return -1;
}

// Apache writes `\"`; a quote behind an odd number of backslashes does not end the value.
function isEscaped(text: string, at: number, from: number): boolean {
  let slashes = 0;
  while (at - 1 - slashes >= from && text[at - 1 - slashes] === '\\') slashes++;
  return slashes % 2 === 1;
}
