// Adds variables to a log_format: the directive as it stands, with a string more.
import { partsOf } from '../log-format/directive.ts';
import { NginxConfError } from './conf-error.ts';
import { type LogFormat, readLogFormat } from './log-formats.ts';
import { parseConf } from './tree.ts';

/** A variable to add. */
export interface AddedField {
  readonly variable: string;
  /** What is added to a format of plain text: `rt=$request_time`, `hh="$http_host"`. */
  readonly text: string;
}

/** A longer directive is not printed. */
const MOST_CHARACTERS = 4000;
const TAB_WIDTH = 4;
/** Where the strings of a directive begin that has no line of its own. */
const INDENT = ' '.repeat(TAB_WIDTH);

/** A word, blanks, or a comment of a directive (`ngx_conf_read_token`). */
const TOKEN = /(\s+)|(#[^\n]*)|('(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"|[^\s;'"#][^\s;]*)/y;
/** A separator that stands between all variables of a format: `|`, `,`, a tab. */
const SEPARATOR = /^[^\w\s"'\\{}[\]()<>$-]{1,3}$/;

/** The fields that a format lacks. */
export function lackingIn({ format }: LogFormat, fields: readonly AddedField[]): AddedField[] {
  const known = new Set(partsOf([format]).flatMap((part) => ('variable' in part ? part.variable : [])));
  return fields.filter(({ variable }) => !known.has(variable));
}

/**
 * The directive of a log_format with more variables, laid out as it stands. JSON, LTSV and formats with one separator stay what they
 * are; to others `name=$variable` is added.
 * @param directiveText the directive as it stands in its file, with its semicolon
 * @returns undefined if logscan cannot change the directive safely
 */
export function extendedFormat(
  directiveText: string,
  format: LogFormat,
  fields: readonly AddedField[],
): string | undefined {
  if (directiveText.length > MOST_CHARACTERS) return undefined;
  const tokens = tokensOf(directiveText.replace(/;\s*$/, ''));
  if (tokens === undefined) return undefined;
  const isJson = /^\s*\{/.test(format.format) && /\}\s*$/.test(format.format);
  const added = isJson ? jsonOf(fields) : addition(format.format, fields);
  const changed = `${isJson ? insertBeforeBrace(tokens, added) : appendString(tokens, added)};`;
  const wanted = isJson ? format.format.replace(/\}(?=\s*$)/, () => `${added}}`) : format.format + added;
  return formatIn(changed) === formatOfText(wanted) ? outdented(changed) : undefined;
}

// Without the blanks in front of the first line. No string has a line break here.
function outdented(text: string): string {
  const [, indent = ''] = /^( *)/.exec(text) ?? [];
  return text
    .split('\n')
    .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()))
    .join('\n');
}

// Both sides are read in the same way, so that `$a` and `${a}` are one.
function formatOfText(text: string): string {
  return JSON.stringify(partsOf([text]));
}

function formatIn(text: string): string | undefined {
  try {
    const [directive] = parseConf(text, '', 'http');
    return directive === undefined ? undefined : formatOfText(readLogFormat(directive).format);
  } catch (error) {
    if (error instanceof NginxConfError) return undefined;
    throw error;
  }
}

function jsonOf(fields: readonly AddedField[]): string {
  return fields.map(({ variable }) => `,"${variable}":"$${variable}"`).join('');
}

function addition(format: string, fields: readonly AddedField[]): string {
  const parts = partsOf([format]);
  const between = parts.slice(1, -1).flatMap((part) => ('literal' in part ? part.literal : []));
  if (between.length > 0 && between.every((one) => /^\t[\w.-]+:$/.test(one)))
    return fields.map(({ variable }) => `\t${variable}:$${variable}`).join('');
  const [separator = ''] = between;
  const endsWithVariable = 'variable' in (parts.at(-1) ?? { literal: '' });
  const isTable = endsWithVariable && (separator === '\t' || SEPARATOR.test(separator));
  if (isTable && between.every((one) => one === separator))
    return fields.map(({ variable }) => `${separator}$${variable}`).join('');
  return fields.map(({ text }) => ` ${text}`).join('');
}

/** A token as it will be printed: without tabs and carriage returns, which a terminal may not get. */
interface Token {
  readonly kind: 'blank' | 'comment' | 'word';
  readonly text: string;
}

function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (match === null) return undefined;
    const [, blank, comment, word = ''] = match;
    if (blank !== undefined) tokens.push({ kind: 'blank', text: printable(blank) });
    else if (comment !== undefined) tokens.push({ kind: 'comment', text: printable(comment) });
    else tokens.push({ kind: 'word', text: /^["']/.test(word) ? escaped(word) : word });
  }
  return tokens;
}

function printable(text: string): string {
  return text.replaceAll('\r', '').replaceAll('\t', INDENT);
}

const ESCAPES: Readonly<Record<string, string>> = { '\t': String.raw`\t`, '\r': String.raw`\r`, '\n': String.raw`\n` };

function escaped(word: string): string {
  return word.replaceAll(/[\t\r\n]/g, (one) => ESCAPES[one]!);
}

function inQuotes(text: string): string {
  return `'${escaped(text.replaceAll(/[\\']/g, String.raw`\$&`))}'`;
}

// The new string goes on a line of its own, below the last one.
function appendString(tokens: readonly Token[], added: string): string {
  const end = tokens.findLastIndex(({ kind }) => kind === 'word') + 1;
  const head = textOf(tokens.slice(0, end));
  const tail = textOf(tokens.slice(end));
  const [line] = head.slice(head.lastIndexOf('\n') + 1).match(/^ *(?=["'])/) ?? [];
  const [indent] = /^ */.exec(head) ?? [''];
  return `${head}\n${line ?? indent + INDENT}${inQuotes(added)}${tail.trimEnd() === '' ? '' : `${tail.trimEnd()}\n`}`;
}

// The brace is in the last string that has one.
function insertBeforeBrace(tokens: readonly Token[], added: string): string {
  const index = tokens.findLastIndex(({ kind, text }) => kind === 'word' && text.includes('}'));
  return textOf(
    tokens.map((token, i) => {
      if (i !== index) return token;
      const at = token.text.lastIndexOf('}');
      const isDouble = token.text.startsWith('"');
      const text = isDouble ? added.replaceAll('"', String.raw`\"`) : added;
      return { ...token, text: token.text.slice(0, at) + text + token.text.slice(at) };
    }),
  );
}

function textOf(tokens: readonly Token[]): string {
  return tokens.map(({ text }) => text).join('');
}
