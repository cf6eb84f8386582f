// Takes one line apart by its shape: which text is a value, and which text stands between values.
import type { FormatPart } from '../log-format/directive.ts';

/** A line as a format whose variables are columns without a meaning: `$v0`, `$v1`, … */
export interface Template {
  readonly parts: readonly FormatPart[];
  /** By column: the name that stands before the value (`rt` in `rt=0.1`, the key of a JSON field); undefined if there is none. */
  readonly names: readonly (string | undefined)[];
  /** The columns with a `$time_local`, which holds a space. */
  readonly times: readonly number[];
}

const TIME_LOCAL = /\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}/y;
const REQUEST = /[A-Z]{3,10} [^\s"]+ HTTP\/\d\.\d/y;
const ADDRESS_AND_USER = /[\d.a-f:]{7,45} - /y;
const KEY = /([A-Za-z@_][\w.@-]{0,63})([=:] ?)(?!\/\/|=)/y;
const SPACES = /\s+/y;
/** Characters that separate values without spaces around them, if a line has at least {@link LEAST_SEPARATORS} of one. */
const SEPARATORS = ['\t', '|', ';', ',', '^'] as const;
const LEAST_SEPARATORS = 3;
const MOST_COLUMNS = 120;

/** Collects the parts of a template. */
class Parts {
  readonly parts: FormatPart[] = [];
  readonly names: (string | undefined)[] = [];
  readonly times: number[] = [];
  #literal = '';

  literal(text: string): void {
    this.#literal += text;
  }

  value(name: string | undefined): void {
    // Two values without a text between them cannot be told apart.
    if (this.#literal === '' && this.parts.length > 0) return;
    if (this.#literal !== '') this.parts.push({ literal: this.#literal });
    this.#literal = '';
    this.parts.push({ variable: `v${this.names.length}` });
    this.names.push(name);
  }

  done(): Template | undefined {
    if (this.#literal !== '') this.parts.push({ literal: this.#literal });
    return this.names.length === 0 || this.names.length > MOST_COLUMNS ? undefined : this;
  }
}

/** The template of a line; undefined if it has no shape that can be read. */
export function templateOf(line: string): Template | undefined {
  return line.startsWith('{') ? jsonTemplate(line) : textTemplate(line, separatorIn(line));
}

// The separator that a line has most of, outside of quotes.
function separatorIn(line: string): string {
  const bare = line.replaceAll(/"[^"]*"/g, '');
  let best = ' ';
  let most = LEAST_SEPARATORS - 1;
  for (const separator of SEPARATORS) {
    const count = bare.split(separator).length - 1;
    // A comma or a semicolon also stands in user agents, next to a space.
    const spaced = separator === ',' || separator === ';' ? bare.split(`${separator} `).length - 1 : 0;
    if (count - spaced > most) [best, most] = [separator, count - spaced];
  }
  return best;
}

function textTemplate(line: string, separator: string): Template | undefined {
  const parts = new Parts();
  let at = 0;
  let name: string | undefined;
  while (at < line.length) {
    const char = line[at]!;
    if (char === separator || (separator === ' ' && char === '\t')) {
      // The spaces around a separator belong to it.
      const end = separator === ' ' ? matchEnd(SPACES, line, at) : spacesEnd(line, at + 1);
      parts.literal(line.slice(at, end));
      at = end;
      name = undefined;
      continue;
    }
    if (char === ' ') {
      parts.literal(char);
      at++;
      continue;
    }
    const user = matchEnd(ADDRESS_AND_USER, line, at);
    if (user > at && separator !== ' ') {
      parts.value(name);
      parts.literal(' - ');
      at = user;
      continue;
    }
    const time = matchEnd(TIME_LOCAL, line, at);
    const either = time > at || separator !== ' ' ? time : matchEnd(REQUEST, line, at);
    if (either > at) {
      if (time > at) parts.times.push(parts.names.length);
      parts.value(name);
      at = either;
      continue;
    }
    if (char === '"' || char === '[') {
      const end = char === '"' ? quoteEnd(line, at + 1) : line.indexOf(']', at + 1);
      if (end > 0) {
        parts.literal(char);
        at =
          char === '[' && !isTimeAt(line, at + 1)
            ? wordsIn(line, at + 1, end, parts)
            : valueWithin(line, at + 1, end, parts, name);
        parts.literal(line[at]!);
        at++;
        name = undefined;
        continue;
      }
    }
    KEY.lastIndex = at;
    const key = separator === ' ' || separator === '\t' ? KEY.exec(line) : null;
    if (key !== null) {
      parts.literal(key[0]);
      at += key[0].length;
      name = key[1];
      if (at >= line.length || line[at] === separator) parts.value(name);
      continue;
    }
    const end = Math.max(at + 1, wordEnd(line, at, separator));
    parts.value(name);
    at = end;
    name = undefined;
  }
  return parts.done();
}

// The value between two quotes, after a name where it has one: "user_agent:curl/8".
function valueWithin(line: string, from: number, end: number, parts: Parts, name: string | undefined): number {
  KEY.lastIndex = from;
  const key = KEY.exec(line);
  if (key !== null && from + key[0].length <= end && /^[a-z_]+$/.test(key[1]!) && key[1] !== 'unix') {
    parts.literal(key[0]);
    parts.value(key[1]);
  } else {
    parts.value(name);
  }
  return end;
}

// Words between brackets: [Client 192.0.2.1].
function wordsIn(line: string, from: number, end: number, parts: Parts): number {
  const words = line.slice(from, end).split(' ');
  for (const [i, word] of words.entries()) {
    if (i > 0) parts.literal(' ');
    if (i < words.length - 1 && /^[A-Za-z-]+$/.test(word)) parts.literal(word);
    else parts.value(i > 0 ? words[i - 1] : undefined);
  }
  return end;
}

function jsonTemplate(line: string): Template | undefined {
  const parts = new Parts();
  const TOKEN = /"((?:[^"\\]|\\.)*)"(\s*:)?|-?[\d.]+(?:[eE][+-]?\d+)?|-(?=\s*[,}])|true|false|null|[\s{}[\],]+|:/y;
  let key: string | undefined;
  let at = 0;
  while (at < line.length) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(line);
    if (token === null) return undefined;
    const [text, string, colon] = token;
    if (colon !== undefined) {
      key = string;
      parts.literal(text);
    } else if (string !== undefined) {
      parts.literal('"');
      parts.value(key);
      parts.literal('"');
    } else if (/^[\s{}[\],:]+$/.test(text)) {
      parts.literal(text);
    } else {
      parts.value(key);
    }
    at += text.length;
  }
  return parts.done();
}

function quoteEnd(line: string, from: number): number {
  for (let at = line.indexOf('"', from); at >= 0; at = line.indexOf('"', at + 1)) if (line[at - 1] !== '\\') return at;
  return -1;
}

function wordEnd(line: string, from: number, separator: string): number {
  // The first character may be a quote that nothing closes.
  for (let at = from + 1; at < line.length; at++) {
    const char = line[at]!;
    if (char === separator || (separator === ' ' && (char === '\t' || char === '"'))) {
      return separator === ' ' || separator === '\t' ? at : spacesStart(line, at);
    }
  }
  return line.length;
}

function spacesEnd(line: string, from: number): number {
  let at = from;
  while (line[at] === ' ') at++;
  return at;
}

function spacesStart(line: string, end: number): number {
  let at = end;
  while (line[at - 1] === ' ') at--;
  return at;
}

function isTimeAt(line: string, at: number): boolean {
  return matchEnd(TIME_LOCAL, line, at) > at || /^\d{4}-\d\d-\d\dT/.test(line.slice(at, at + 11));
}

function matchEnd(pattern: RegExp, line: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(line) ? pattern.lastIndex : at;
}
