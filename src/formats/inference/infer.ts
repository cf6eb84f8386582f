// Infers the log_format of a log from some of its lines; the reader of formats then verifies it.
import { type FormatPart, textOf } from '../log-format/directive.ts';
import { LineMatcher } from '../log-format/matcher.ts';
import { kindOf } from './columns.ts';
import { type KnownColumn, variablesOf } from './column-variables.ts';
import { type Template, templateOf } from './template.ts';

/** Lines whose shape is tried. */
const SHAPES_TRIED = 24;
/** Places that are tried in a line of a shape: without forms nearly any place is possible. */
const TRIES_OF_A_SHAPE = 400;
/** This share of the lines must have the shape. */
const LEAST_SHARE = 0.6;

/** If this share of the lines that fit have exactly the shape, only they tell what the columns are. */
const LEAST_TYPICAL = 0.25;

interface Shaped {
  readonly template: Template;
  readonly columns: readonly KnownColumn[];
}

/** The log_format of some lines, as an nginx directive; undefined if they have no shape in common, or lack a status or a request. */
export function inferFormat(lines: readonly string[]): string | undefined {
  const shaped = commonShape(lines);
  if (shaped === undefined) return undefined;
  const variables = variablesOf(shaped.columns);
  const parts = shaped.template.parts.map((part): FormatPart => {
    if ('literal' in part) return part;
    const column = columnOf(part.variable);
    return { variable: variables[column] ?? `unknown_${column}` };
  });
  if (
    !variables.includes('status') ||
    !variables.some((one) => one === 'request' || one === 'request_uri' || one === 'uri')
  )
    return undefined;
  // With escape=default nginx writes each backslash of a value as \x5C.
  const isJson = lines[0]?.startsWith('{') === true && !lines.some((line) => /(?:^|[^\\])\\x[\dA-F]{2}/.test(line));
  const text = textOf({ parts }).replaceAll(/[\\']/g, String.raw`\$&`);
  return `log_format inferred ${isJson ? 'escape=json ' : ''}'${text}';`;
}

function commonShape(lines: readonly string[]): Shaped | undefined {
  const seen = new Set<string>();
  let best: { template: Template; rows: { line: string; row: string[] }[] } | undefined;
  const step = Math.max(1, Math.floor(lines.length / SHAPES_TRIED));
  for (let i = 0; i < lines.length; i += step) {
    const template = templateOf(lines[i]!);
    if (template === undefined) continue;
    const text = textOf(template);
    if (seen.has(text)) continue;
    seen.add(text);
    const matcher = new LineMatcher({ parts: partsOf(template), escape: 'default' }, TRIES_OF_A_SHAPE);
    const rows = lines.flatMap((line) =>
      matcher.read(line) ? [{ line, row: matcher.variables.map((_, at) => matcher.value(at)) }] : [],
    );
    const isBetter =
      best === undefined ||
      rows.length > best.rows.length * 1.02 ||
      (rows.length > best.rows.length * 0.98 && template.names.length > best.template.names.length);
    if (isBetter) best = { template, rows };
  }
  if (best === undefined || best.rows.length < LEAST_SHARE * lines.length) return undefined;
  const { template } = best;
  // Where an unquoted value holds a separator, the columns after it are shifted.
  const text = textOf(template);
  const rows = best.rows.map(({ row }) => row);
  const same = best.rows.filter(({ line }) => {
    const own = templateOf(line);
    return own !== undefined && textOf(own) === text;
  });
  const all = columnsOf(template, rows);
  if (same.length < LEAST_TYPICAL * rows.length) return { template, columns: all };
  const typical = columnsOf(
    template,
    same.map(({ row }) => row),
  );
  if (unclear(typical) >= unclear(all)) return { template, columns: all };
  return { template, columns: all.map((column, i) => ({ ...column, kind: typical[i]!.kind })) };
}

// The parts, and $time_local for a time, so that it is found with its space.
function partsOf({ parts, times }: Template): FormatPart[] {
  return parts.map((part) =>
    'variable' in part && times.includes(columnOf(part.variable)) ? { variable: 'time_local' } : part,
  );
}

function columnOf(variable: string): number {
  return Number(variable.slice(1));
}

function columnsOf({ names }: Template, rows: readonly (readonly string[])[]): KnownColumn[] {
  return names.map((name, i) => {
    const column = { name, values: rows.map((row) => row[i]!) };
    return { ...column, kind: kindOf(column) };
  });
}

function unclear(columns: readonly KnownColumn[]): number {
  return columns.filter(({ kind }) => kind === 'text').length;
}
