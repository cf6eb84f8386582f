// Reads `log_format` directives into one string each, as nginx joins their arguments.
import { COMBINED } from '../combined-fields.ts';
import { type Escape, isEscape, partsOf, textOf } from '../log-format/directive.ts';
import { NginxConfError } from './conf-error.ts';
import type { Directive } from './tree.ts';

/** A log_format. */
export interface LogFormat {
  readonly name: string;
  readonly escape: Escape;
  /** One format string, for a reader of lines. A variable is `${name}` where it would run into the text that follows. */
  readonly format: string;
  /** Undefined for `combined`, which nginx has by default. */
  readonly directive: Directive | undefined;
}

/** The format that nginx has without any directive. */
export const COMBINED_FORMAT: LogFormat = {
  name: 'combined',
  escape: 'default',
  format: COMBINED,
  directive: undefined,
};

const FEWEST_ARGS = 2;

/**
 * Reads a log_format directive (`ngx_http_log_set_format` and `ngx_http_log_compile_format` in `ngx_http_log_module.c`).
 * @throws NginxConfError in nginx's words
 */
export function readLogFormat(directive: Directive): LogFormat {
  const { args, file, line } = directive;
  const refused = (reason: string): NginxConfError => new NginxConfError(reason, file, line);
  if (args.length < FEWEST_ARGS) throw refused('invalid number of arguments in "log_format" directive');
  const [name = '', first = '', ...rest] = args;
  const hasEscape = first.startsWith('escape=');
  const escape = hasEscape ? first.slice('escape='.length) : 'default';
  if (!isEscape(escape)) throw refused(`unknown log format escaping "${escape}"`);
  const strings = hasEscape ? rest : [first, ...rest];
  for (const string of strings) {
    const refusal = refusalOf(string);
    if (refusal !== undefined) throw refused(refusal);
  }
  return { name, escape, format: textOf({ parts: partsOf(strings) }), directive };
}

function refusalOf(string: string): string | undefined {
  for (let at = string.indexOf('$'); at >= 0; at = string.indexOf('$', at + 1)) {
    const isBraced = string[at + 1] === '{';
    const from = at + (isBraced ? 2 : 1);
    let end = from;
    while (isNameCode(string.charCodeAt(end))) end++;
    if (from === string.length) return `invalid parameter "${string.slice(at)}"`;
    if (isBraced && string[end] !== '}')
      return `the closing bracket in "${string.slice(from, end)}" variable is missing`;
    if (end === from) return `invalid parameter "${string.slice(at)}"`;
  }
  return undefined;
}

function isNameCode(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);
}

/** Formats whose lines are read as combined lines: that is much faster. The second is `main` of nginx's own packages. */
const READ_AS_COMBINED: ReadonlySet<string> = new Set([COMBINED, `${COMBINED} "$http_x_forwarded_for"`]);

/** A log_format as one directive on one line, for a reader of lines; undefined for what is read as combined. */
export function directiveText({ name, escape, format }: LogFormat): string | undefined {
  if (escape === 'default' && READ_AS_COMBINED.has(format)) return undefined;
  const word = /^[\w-]+$/.test(name) ? name : inQuotes(name);
  return `log_format ${word} ${escape === 'default' ? '' : `escape=${escape} `}${inQuotes(format)};`;
}

function inQuotes(text: string): string {
  return `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
}
