// Reads a log_format: the directive as it stands in nginx.conf, its strings alone, or the bare format.

/** How nginx escapes the values of variables (`escape=` of log_format). */
export type Escape = 'default' | 'json' | 'none';

/** A piece of a format: text that stands in every line, or a variable. */
export type FormatPart = { readonly literal: string } | { readonly variable: string };

/** A log_format. */
export interface LogFormat {
  /** The name in the directive; undefined for a bare format. */
  readonly name: string | undefined;
  readonly escape: Escape;
  /** Literals and variables in turn; no two literals follow each other. */
  readonly parts: readonly FormatPart[];
}

/** A text that is not a log_format. Its message says what is wrong, and what to do. */
export class LogFormatError extends Error {}

const ESCAPES: ReadonlySet<string> = new Set<Escape>(['default', 'json', 'none']);

/** Whether nginx knows a value of `escape=`. */
export function isEscape(text: string): text is Escape {
  return ESCAPES.has(text);
}
const NAMED = /^\s*log_format\s/;

/**
 * Reads a log_format as nginx does (`ngx_http_log_set_format`): several strings are joined, comments between them are skipped, and
 * each string is taken apart for itself, so that a variable ends with its string.
 * @param text `log_format NAME 'strings' …;`, or strings in single quotes, or the format alone
 * @throws LogFormatError if it is none
 */
export function parseLogFormat(text: string): LogFormat {
  const isNamed = NAMED.test(text);
  if (!isNamed && !/^\s*(?:escape=\w+\s+)?'/.test(text)) return formatOf(undefined, 'default', [text.trim()]);
  const [, ...words] = isNamed ? tokensOf(text) : ['', ...tokensOf(text)];
  const name = isNamed ? words.shift() : undefined;
  const escape = words[0]?.startsWith('escape=') === true ? words.shift()!.slice('escape='.length) : 'default';
  if (!isEscape(escape)) throw new LogFormatError(`unknown escape "${escape}"; nginx knows default, json and none`);
  if (words.length === 0) throw new LogFormatError('the log_format has no format; quote it as nginx.conf does');
  return formatOf(name, escape, words);
}

/** The format as one text, as nginx would take it from one string: `${name}` where a name would run into the text after it. */
export function textOf({ parts }: Pick<LogFormat, 'parts'>): string {
  return parts
    .map((part, i) => {
      if ('literal' in part) return part.literal;
      const next = parts[i + 1];
      const runsOn = next !== undefined && 'literal' in next && /^\w/.test(next.literal);
      return runsOn ? `\${${part.variable}}` : `$${part.variable}`;
    })
    .join('');
}

/** Whether a log_format has a variable. */
export function hasVariable({ parts }: Pick<LogFormat, 'parts'>, variable: string): boolean {
  return parts.some((part) => 'variable' in part && part.variable === variable);
}

function formatOf(name: string | undefined, escape: Escape, strings: readonly string[]): LogFormat {
  const parts = partsOf(strings);
  if (!parts.some((part) => 'variable' in part)) throw new LogFormatError('a log_format needs at least one $variable');
  return { name, escape, parts };
}

/** The parts of a log_format. Each of its strings is taken apart for itself (`ngx_http_log_compile_format`). */
export function partsOf(strings: readonly string[]): FormatPart[] {
  const parts: FormatPart[] = [];
  let literal = '';
  for (const string of strings) {
    let last = 0;
    for (const match of string.matchAll(/\$(?:\{(\w+)\}|(\w+))/g)) {
      literal += string.slice(last, match.index);
      if (literal !== '') parts.push({ literal });
      literal = '';
      parts.push({ variable: (match[1] ?? match[2])! });
      last = match.index + match[0].length;
    }
    literal += string.slice(last);
  }
  if (literal !== '') parts.push({ literal });
  return parts;
}

const TOKEN = /\s+|#[^\n]*|;|'((?:[^'\\]|\\[^])*)'|"((?:[^"\\]|\\[^])*)"|([^\s;'"#][^\s;]*)/y;
const ESCAPED: Readonly<Record<string, string>> = { t: '\t', r: '\r', n: '\n', '"': '"', "'": "'", '\\': '\\' };

// The words of a directive, without quotes (`ngx_conf_read_token`).
function tokensOf(text: string): string[] {
  const words: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw new LogFormatError(`a quote is not closed: ${text.slice(at, at + 40)}`);
    if (match[0] === ';') break;
    const word = match[1] ?? match[2] ?? match[3];
    if (word !== undefined) words.push(word.replaceAll(/\\(.)/g, (whole, one: string) => ESCAPED[one] ?? whole));
  }
  return words;
}
