// Infers the log_format of a log from some of its lines; the reader of formats then verifies it.
import { type FormatPart, textOf } from '../log-format/directive.ts';
import { LineMatcher } from '../log-format/matcher.ts';
import { formOf } from '../log-format/variables.ts';
import { kindOf, type KnownColumn, variablesNamed } from './columns.ts';
import { type FieldNames, NO_FIELDS, variablesOf } from './column-variables.ts';
import { jsonStart } from './json-template.ts';
import type { Template } from './template-parts.ts';
import { mayHoldAddresses, templateOf } from './template.ts';

/** Lines whose shape is tried. */
const SHAPES_TRIED = 24;
/** Places that are tried in a line of a shape: without forms nearly any place is possible. */
const TRIES_OF_A_SHAPE = 1000;
/** What stands between values in every line, and is no value itself: `/`. */
const SIGNS = /^[!#%&()*+,/:;<=>?@[\]^`{}|~]+$/;
/** This share of the lines must have the shape. */
const LEAST_SHARE = 0.6;

/** If this share of the lines that fit have exactly the shape, only they tell what the columns are. */
const LEAST_TYPICAL = 0.25;

/** A line that has a shape, and its values. */
interface Row {
  readonly line: string;
  readonly row: readonly string[];
}

interface Shaped {
  readonly template: Template;
  readonly columns: readonly KnownColumn[];
}

/**
 * The log_format of some lines, as an nginx directive; undefined if they have no shape in common, or lack a status or a request.
 * @param fields variables that the user gave
 */
export function inferFormat(lines: readonly string[], fields: FieldNames = NO_FIELDS): string | undefined {
  const shaped = commonShape(lines);
  if (shaped === undefined) return undefined;
  const found = variablesOf(shaped.columns, fields);
  const { known } = shaped.template;
  const ofKnown = new Set(known.values());
  const variables = found.map((variable, at) => known.get(at) ?? (ofKnown.has(variable ?? '') ? undefined : variable));
  const request = placeOfRequest(shaped, variables);
  if (request !== undefined) variables[request] = 'request';
  const referer = placeOfReferer(shaped, variables);
  if (referer !== undefined) {
    variables[referer] = 'http_referer';
    variables[referer + 1] = 'http_user_agent';
  }
  const parts = shaped.template.parts.map((part, i, all): FormatPart => {
    if ('literal' in part) return part;
    const at = columnOf(part.variable);
    const before = all[i - 1];
    const isQuoted = before !== undefined && 'literal' in before && before.literal.endsWith('"');
    const after = all[i + 1];
    const isSpaced = after === undefined || ('literal' in after && after.literal.startsWith(' '));
    const { name, values } = shaped.columns[at]!;
    if (!isQuoted && name === undefined && SIGNS.test(values[0] ?? '') && values.every((value) => value === values[0]))
      return { literal: values[0]! };
    const unknown = isQuoted ? '' : suffixOf(shaped.columns[at]!, isSpaced);
    return { variable: variables[at] ?? `unknown_${at}${unknown}` };
  });
  if (
    !variables.includes('status') ||
    !variables.some((one) => one === 'request' || one === 'request_uri' || one === 'uri')
  )
    return undefined;
  // With escape=default nginx writes each backslash of a value as \x5C.
  const [first = ''] = lines;
  const isJson =
    jsonStart(first) >= 0 && !/^\{\s*'/.test(first) && !lines.some((line) => /(?:^|[^\\])\\x[\dA-F]{2}/.test(line));
  const text = textOf({ parts }).replaceAll(/[\\']/g, String.raw`\$&`);
  return `log_format inferred ${isJson ? 'escape=json ' : ''}'${text}';`;
}

// Where the request of a log stands that has none which looks like one: in quotes before the status and the size.
function placeOfRequest({ template, columns }: Shaped, variables: readonly (string | undefined)[]): number | undefined {
  const at = variables.indexOf('status') - 1;
  const isTold = variables.some((one) => one !== undefined && /^(?:request|request_uri|uri|request_method)$/.test(one));
  const isOpen = variables[at] === undefined && ['text', 'empty'].includes(columns[at]?.kind ?? '');
  if (isTold || !isOpen || !variables.some((one) => one?.startsWith('time_'))) return undefined;
  return standsInQuotes(template, at) && ['integer', 'status'].includes(columns[at + 2]?.kind ?? '') ? at : undefined;
}

// Where an empty referer stands before a user agent, or an empty one: in quotes somewhere after the size, as in combined.
function placeOfReferer({ template, columns }: Shaped, variables: readonly (string | undefined)[]): number | undefined {
  const size = variables.findIndex((one) => one === 'body_bytes_sent' || one === 'bytes_sent');
  if (size < 0 || variables.includes('http_referer')) return undefined;
  const agent = variables.indexOf('http_user_agent');
  const isEmpty = (at: number): boolean =>
    variables[at] === undefined && columns[at]!.kind === 'empty' && columns[at]!.name === undefined;
  const at = columns.findIndex(
    (_, i) =>
      i > size &&
      isEmpty(i) &&
      standsInQuotes(template, i) &&
      (agent < 0 ? i + 1 < columns.length && isEmpty(i + 1) && standsInQuotes(template, i + 1) : agent === i + 1),
  );
  return at < 0 ? undefined : at;
}

function standsInQuotes({ parts }: Template, column: number): boolean {
  const at = parts.findIndex((one) => 'variable' in one && columnOf(one.variable) === column);
  const around = [parts[at - 1], parts[at + 1]];
  return around.every((one) => one !== undefined && 'literal' in one && one.literal.includes('"'));
}

// Ends the name of a column without a variable. It says which form its values have, so that values beside it are told from it.
function suffixOf({ kind, values: all, typical: values = all }: KnownColumn, isSpaced: boolean): string {
  const some = values.filter((value) => value !== '-');
  const are = (form: (value: string) => boolean): boolean => some.length > 0 && some.every(form);
  if (some.length === 0) return '_none';
  // Lists of upstreams have blanks.
  if (are((value) => /^\d{1,15}$/.test(value))) return isSpaced ? '_numbers' : '_number';
  if (kind === 'decimal' && are(formOf('upstream_response_time')!)) return '_time';
  // A label, or the name of a server: not a user, who may have a blank in the name.
  return are((value) => /^[\w.-]*[a-z][\w.-]*$/i.test(value) && value === values[0]) ? '_word' : '';
}

/** Whether several columns of lines hold addresses, and no name says which is the client's: a proxy's may change as often. */
export function hasRivalAddresses(lines: readonly string[]): boolean {
  const columns = commonShape(lines)?.columns ?? [];
  const rivals = columns.filter(({ kind, name }) => kind === 'address' && variablesNamed(name).length === 0);
  return rivals.length > 1 && rivals.some(({ values }) => values.some((value, i) => value !== rivals[0]!.values[i]));
}

/** The paths of the columns of lines (`Template.paths`), each once; empty if they have no shape in common. */
export function pathsIn(lines: readonly string[]): string[] {
  return [...new Set(commonShape(lines)?.template.paths.filter((path) => path !== undefined))];
}

function commonShape(lines: readonly string[]): Shaped | undefined {
  const seen = new Set<string>();
  let best: { template: Template; rows: Row[] } | undefined;
  const step = Math.max(1, Math.floor(lines.length / SHAPES_TRIED));
  // Few lines have a list where others have one address. It shows where its column ends.
  const withList = lines.find(mayHoldAddresses);
  const tried = [...lines.filter((_, i) => i % step === 0), ...(withList === undefined ? [] : [withList])];
  for (const line of tried) {
    const template = templateOf(line);
    if (template === undefined) continue;
    const text = `${textOf(template)} ${[...template.known].join()}`;
    if (seen.has(text)) continue;
    seen.add(text);
    const matcher = new LineMatcher({ parts: partsOf(template), escape: 'default' }, TRIES_OF_A_SHAPE);
    const rows = lines.flatMap((one) =>
      matcher.read(one) ? [{ line: one, row: matcher.variables.map((_, at) => matcher.value(at)) }] : [],
    );
    const isBetter =
      best === undefined ||
      rows.length > best.rows.length * 1.02 ||
      (rows.length > best.rows.length * 0.98 && saysMore(template, best.template));
    if (isBetter) best = { template, rows };
  }
  if (best === undefined || best.rows.length < LEAST_SHARE * lines.length) return undefined;
  const text = textOf(best.template);
  const heads = headsOf(best.template, best.rows);
  const template = withHeads(best.template, heads);
  const all = best.rows
    .filter(({ row }) => row.every((value, i) => value.startsWith(heads[i]!)))
    .map(({ line, row }) => ({ line, row: row.map((value, i) => value.slice(heads[i]!.length)) }));
  return { template, columns: columnsIn(template, all, text) };
}

// Where an unquoted value holds a separator, the columns after it are shifted.
function columnsIn(template: Template, shaped: readonly Row[], text: string): KnownColumn[] {
  const rows = shaped.map(({ row }) => row);
  const same = shaped.filter(({ line }) => {
    const own = templateOf(line);
    return own !== undefined && textOf(own) === text;
  });
  const all = columnsOf(template, rows);
  if (same.length < LEAST_TYPICAL * rows.length) return all;
  const typical = columnsOf(
    template,
    same.map(({ row }) => row),
  );
  const kinds = unclear(typical) >= unclear(all) ? all : typical;
  return all.map((column, i) => ({ ...column, kind: kinds[i]!.kind, typical: typical[i]!.values }));
}

/** So many columns must begin with a name in all lines: a single one may be a value. */
const LEAST_HEADS = 2;
/** … but for lines in which a value holds a separator. */
const LEAST_WITH_HEAD = 0.98;
/** A name, perhaps of several words, as a person writes it. */
const HEAD = /^(?!unix:)[A-Za-z\x80-\xff][\w.\x80-\xff -]{0,63}[=:] ?(?!\/\/)/;

// The text before the value in columns that begin with it in all lines, `status=`: names in quotes, or between other separators.
function headsOf({ names, known, times }: Template, rows: readonly Row[]): string[] {
  const heads = names.map((name, i) => {
    if (name !== undefined || known.has(i) || times.includes(i)) return '';
    const head = HEAD.exec(rows[0]!.row[i]!)?.[0] ?? '';
    return rows.filter(({ row }) => row[i]!.startsWith(head)).length >= LEAST_WITH_HEAD * rows.length ? head : '';
  });
  return heads.filter((head) => head !== '').length < LEAST_HEADS ? heads.map(() => '') : heads;
}

function withHeads(template: Template, heads: readonly string[]): Template {
  const nameOf = (names: Template['names']): Template['names'] =>
    names.map((name, i) => (heads[i] === '' ? name : heads[i]!.replace(/[=:] ?$/, '')));
  const parts = template.parts.flatMap((part): FormatPart[] => {
    const head = 'literal' in part ? '' : heads[columnOf(part.variable)]!;
    return head === '' ? [part] : [{ literal: head }, part];
  });
  return { ...template, parts: joined(parts), names: nameOf(template.names), paths: nameOf(template.paths) };
}

// No two literals follow each other.
function joined(parts: readonly FormatPart[]): FormatPart[] {
  const result: FormatPart[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if ('literal' in part && last !== undefined && 'literal' in last)
      result[result.length - 1] = { literal: last.literal + part.literal };
    else result.push(part);
  }
  return result;
}

// Whether a shape has more columns, or as many of which more are known.
function saysMore({ names, known }: Template, other: Template): boolean {
  return names.length > other.names.length || (names.length === other.names.length && known.size > other.known.size);
}

// The parts, and the variables of columns whose form shows where they end: a time with its space.
function partsOf({ parts, times, known }: Template): FormatPart[] {
  return parts.map((part) => {
    if ('literal' in part) return part;
    const column = columnOf(part.variable);
    return { variable: times.includes(column) ? 'time_local' : (known.get(column) ?? part.variable) };
  });
}

function columnOf(variable: string): number {
  return Number(variable.slice(1));
}

function columnsOf({ names, paths }: Template, rows: readonly (readonly string[])[]): KnownColumn[] {
  return names.map((name, i) => {
    const column = { name, path: paths[i], values: rows.map((row) => row[i]!) };
    return { ...column, kind: kindOf(column) };
  });
}

function unclear(columns: readonly KnownColumn[]): number {
  return columns.filter(({ kind }) => kind === 'text').length;
}
