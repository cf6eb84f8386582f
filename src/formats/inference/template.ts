// Takes one line apart by its shape: which text is a value, and which text stands between values.
import { readForwardedFor } from '../forwarded-for.ts';
import type { FormatPart } from '../log-format/directive.ts';
import { compositeWithin, compositeWord } from './composites.ts';
import { jsonStart, jsonTemplate } from './json-template.ts';
import { separatorIn, wordSeparatorIn } from './separators.ts';
import { Parts, type Template } from './template-parts.ts';

const TIME_LOCAL = /\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}/y;
const REQUEST = /[A-Z]{3,10} [^\s"]+ HTTP\/\d\.\d/y;
const ADDRESS_AND_USER = /[\d.a-f:]{7,45} - /y;
const KEY = /([A-Za-z@_][\w.@-]{0,63})([=:] ?)(?!\/\/|=)/y;
const SPACES = /\s+/y;
/** Addresses of X-Forwarded-For, each of which a proxy has added: `203.0.113.9, 192.0.2.1`. */
const ADDRESSES =
  /(?:unknown|-|[\da-f]{0,4}[.:][\da-f.:]{1,44})(?:, (?:unknown|[\da-f]{0,4}[.:][\da-f.:]{1,44})){1,32}(?= )/iy;
/** Numbers with others in brackets: `200(502, 200)`, `1449/-(text/css)`. */
const GROUP = /(?:\d+(?:\.\d+)?|-)(?:\/(?:\d+(?:\.\d+)?|-))?\([^()"]{1,200}\)(?=\s|$)/y;
/** A URL, or nothing. */
const IN_BRACKETS = /\((?:https?:\/\/[^\s()]{1,2048}|-)\)(?=\s|$)/y;
/** A pair of a list without blanks: `,status=200`. */
const NEXT_PAIR = /[,;](?=[A-Za-z_][\w.-]{0,63}=)/y;
/** A longer value would make lines slow that have single quotes without such values. */
const LONGEST_IN_SINGLE_QUOTES = 1024;
/** Not a character of latin1. */
const SEPARATOR_SIGN = '\uE000';
/** Whether a line may hold such a list without quotes around it. */
export function mayHoldAddresses(line: string): boolean {
  return /(?:^|[\s=])[\da-f]*[.:][\da-f.:]+, [\da-f.:]+ /i.test(line);
}

/** The template of a line; undefined if it has no shape that can be read. */
export function templateOf(line: string): Template | undefined {
  const json = jsonStart(line);
  if (json === 0) return jsonTemplate(line);
  if (json > 0) return textTemplate(line.slice(0, json), ' ', line.slice(json));
  const word = wordSeparatorIn(line);
  if (word === undefined) return textTemplate(line, separatorIn(line));
  // One sign stands for the word while the line is taken apart.
  const template = textTemplate(line.replaceAll(word, SEPARATOR_SIGN), SEPARATOR_SIGN);
  return template && { ...template, parts: template.parts.map((part) => withSeparator(part, word)) };
}

function withSeparator(part: FormatPart, word: string): FormatPart {
  return 'literal' in part ? { literal: part.literal.replaceAll(SEPARATOR_SIGN, word) } : part;
}

// What stands before a JSON object, or a whole line.
function textTemplate(line: string, separator: string, json: string = ''): Template | undefined {
  const parts = new Parts();
  let at = 0;
  let name: string | undefined;
  while (at < line.length) {
    const char = line[at]!;
    if (char === separator || (separator === ' ' && char === '\t')) {
      // The spaces around a separator belong to it.
      const end = separator === ' ' ? matchEnd(SPACES, line, at) : spacesEnd(line, at + 1);
      parts.literal(line.slice(at, end));
      // Nothing between two separators is a value, too.
      if (separator !== ' ' && line[end] === separator) parts.value(undefined);
      at = end;
      name = undefined;
      continue;
    }
    if (char === ' ' || (char === '[' && line[at + 1] === '[')) {
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
      else parts.known.set(parts.names.length, 'request');
      parts.value(name);
      at = either;
      if (line[at] === ':') parts.literal(line[at++]!);
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
    const referer = separator === ' ' && char === '(' ? matchEnd(IN_BRACKETS, line, at) : at;
    if (referer > at) {
      parts.literal(char);
      parts.value(name);
      parts.literal(')');
      at = referer;
      name = undefined;
      continue;
    }
    const quoted = char === "'" ? singleQuoteEnd(line, at + 1, separator) : -1;
    if (quoted > 0) {
      parts.literal(char);
      parts.value(name);
      parts.literal(char);
      at = quoted + 1;
      name = undefined;
      continue;
    }
    if (separator === ' ' && matchEnd(NEXT_PAIR, line, at) > at) {
      parts.literal(char);
      at++;
      continue;
    }
    const list = separator === ' ' ? matchEnd(ADDRESSES, line, at) : at;
    if (list > at && readForwardedFor(line.slice(at, list)).isList) {
      parts.known.set(parts.names.length, 'http_x_forwarded_for');
      parts.value(name);
      at = list;
      name = undefined;
      continue;
    }
    const composite = compositeWord(line, at);
    if (composite !== undefined) {
      parts.composite(composite.parts);
      at = composite.end;
      name = undefined;
      continue;
    }
    const group = separator === ' ' ? matchEnd(GROUP, line, at) : at;
    if (group > at) {
      // Signs stand between the values: of `14/-(text/css)` the first slash and the brackets.
      for (const text of line.slice(at, group).split(/(\(|\)|(?<=^[^(]*)\/)/))
        if (/^[/()]$/.test(text)) parts.literal(text);
        else if (text !== '') parts.value(undefined);
      at = group;
      name = undefined;
      continue;
    }
    KEY.lastIndex = at;
    const key = separator === ' ' || separator === '\t' ? KEY.exec(line) : null;
    if (key !== null) {
      parts.literal(key[0]);
      at += key[0].length;
      name = key[1];
      if ((at >= line.length && json === '') || line[at] === separator) parts.value(name);
      continue;
    }
    const end = Math.max(at + 1, wordEnd(line, at, separator));
    parts.value(name);
    at = end;
    name = undefined;
  }
  return json === '' ? parts.done() : jsonTemplate(json, parts);
}

// The value between two quotes, after a name where it has one: "user_agent:curl/8".
function valueWithin(line: string, from: number, end: number, parts: Parts, name: string | undefined): number {
  KEY.lastIndex = from;
  const key = KEY.exec(line);
  if (key !== null && from + key[0].length <= end && /^[a-z_]+$/.test(key[1]!) && key[1] !== 'unix') {
    parts.literal(key[0]);
    parts.value(key[1]);
    return end;
  }
  const composite = compositeWithin(line, from, end);
  if (composite === undefined) parts.value(name);
  else parts.composite(composite.parts);
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

function quoteEnd(line: string, from: number): number {
  for (let at = line.indexOf('"', from); at >= 0; at = line.indexOf('"', at + 1)) if (line[at - 1] !== '\\') return at;
  return -1;
}

// nginx does not escape single quotes, so one ends a value only where a separator follows.
function singleQuoteEnd(line: string, from: number, separator: string): number {
  const text = line.slice(from, from + LONGEST_IN_SINGLE_QUOTES);
  const end = text.indexOf(`'${separator}`);
  if (end >= 0) return from + end;
  return text.endsWith("'") && from + text.length === line.length ? line.length - 1 : -1;
}

function wordEnd(line: string, from: number, separator: string): number {
  // The first character may be a quote that nothing closes.
  for (let at = from + 1; at < line.length; at++) {
    const char = line[at]!;
    if (separator === ' ' && matchEnd(NEXT_PAIR, line, at) > at) return at;
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
