// Takes a line of JSON apart, or one that is nearly JSON.
import type { FormatPart } from '../log-format/directive.ts';
import { hostAndUri } from './composites.ts';
import { Parts, type Template } from './template-parts.ts';

/** What a container or a log shipper puts before an object: neither a quote nor a brace. */
const PREFIX = /^[^{"]{1,512} (?=\{\s*"[^"]{1,128}"\s*:)/;

/** Where the JSON object begins that a line ends with; -1 if it ends with none. */
export function jsonStart(line: string): number {
  if (line.startsWith('{')) return 0;
  const prefix = line.endsWith('}') ? PREFIX.exec(line.slice(0, 1024))?.[0] : undefined;
  return prefix?.length ?? -1;
}

/**
 * The template of a line that begins with a brace; undefined if it is too far from JSON. Single quotes are taken for double ones if
 * the first key has them.
 * @param parts what stands before it
 */
export function jsonTemplate(line: string, parts: Parts = new Parts()): Template | undefined {
  if (!/^\{\s*'/.test(line)) return objectTemplate(line, parts);
  const template = objectTemplate(swapQuotes(line), parts);
  return template && { ...template, parts: template.parts.map(withSwappedQuotes) };
}

function swapQuotes(text: string): string {
  return text.replaceAll(/["']/g, (quote) => (quote === '"' ? "'" : '"'));
}

function withSwappedQuotes(part: FormatPart): FormatPart {
  return 'literal' in part ? { literal: swapQuotes(part.literal) } : part;
}

function objectTemplate(line: string, parts: Parts): Template | undefined {
  const TOKEN = /"((?:[^"\\]|\\.)*)"(\s*:)?|-?[\d.]+(?:[eE][+-]?\d+)?|-(?=\s*[,}])|true|false|null|[\s{}[\],]+|:/y;
  let key: string | undefined;
  // The keys of the objects around the place, outermost first.
  const around: string[] = [];
  const path = (): string => [...around.filter((one) => one !== ''), key ?? ''].join('.');
  let awaitsValue = false;
  let at = 0;
  while (at < line.length) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(line);
    if (token === null) return undefined;
    const [text, string, colon] = token;
    const isEmpty = awaitsValue && /^\s*[,}\]]/.test(text);
    awaitsValue = colon !== undefined;
    if (colon !== undefined) {
      key = string;
      parts.literal(text);
    } else if (string !== undefined) {
      parts.literal('"');
      const isUrl = key !== undefined && /ur[il]$/i.test(key);
      const composite = isUrl ? hostAndUri(line, at + 1, at + text.length - 1) : undefined;
      if (composite === undefined) parts.value(key, path());
      else parts.composite(composite.parts);
      parts.literal('"');
    } else if (/^[\s{}[\],:]+$/.test(text)) {
      // A number, or a text without quotes, that this line lacks.
      const blanks = isEmpty ? text.length - text.trimStart().length : 0;
      parts.literal(text.slice(0, blanks));
      if (isEmpty) parts.value(key, path());
      parts.literal(text.slice(blanks));
      for (const sign of text) {
        if (sign === '{') around.push(key ?? '');
        else if (sign === '}') around.pop();
        // The key of an object is not that of its first value.
        if (sign === '{' || sign === '}') key = undefined;
      }
    } else {
      parts.value(key, path());
    }
    at += text.length;
  }
  return parts.done();
}
