// Infers the log_format of a log from some of its lines; the reader of formats then verifies it.
import { type FormatPart, textOf } from '../log-format/directive.ts';
import { LineMatcher } from '../log-format/matcher.ts';
import { type Column, type Kind, kindOf, KINDS_OF, variablesNamed } from './columns.ts';
import { type Template, templateOf } from './template.ts';

/** Lines whose shape is tried. */
const SHAPES_TRIED = 24;
/** Places that are tried in a line of a shape: without forms nearly any place is possible. */
const TRIES_OF_A_SHAPE = 400;
/** This share of the lines must have the shape. */
const LEAST_SHARE = 0.6;

interface Shaped {
  readonly template: Template;
  readonly columns: readonly (Column & { readonly kind: Kind })[];
}

/** The log_format of some lines, as an nginx directive; undefined if they have no shape in common, or lack a status or a request. */
export function inferFormat(lines: readonly string[]): string | undefined {
  const shaped = commonShape(lines);
  if (shaped === undefined) return undefined;
  const variables = assign(shaped);
  const parts = shaped.template.parts.map((part): FormatPart => {
    if ('literal' in part) return part;
    const column = Number(part.variable.slice(1));
    return { variable: variables[column] ?? `unknown_${column}` };
  });
  if (
    !variables.includes('status') ||
    !variables.some((one) => one === 'request' || one === 'request_uri' || one === 'uri')
  )
    return undefined;
  const isJson = lines[0]?.startsWith('{') === true && !lines.some((line) => /\\x[\dA-F]{2}/.test(line));
  const text = textOf({ parts }).replaceAll(/[\\']/g, String.raw`\$&`);
  return `log_format inferred ${isJson ? 'escape=json ' : ''}'${text}';`;
}

function commonShape(lines: readonly string[]): Shaped | undefined {
  const seen = new Set<string>();
  let best: { template: Template; rows: string[][] } | undefined;
  const step = Math.max(1, Math.floor(lines.length / SHAPES_TRIED));
  for (let i = 0; i < lines.length; i += step) {
    const template = templateOf(lines[i]!);
    if (template === undefined) continue;
    const text = textOf(template);
    if (seen.has(text)) continue;
    seen.add(text);
    const matcher = new LineMatcher({ parts: template.parts, escape: 'default' }, TRIES_OF_A_SHAPE);
    const rows = lines.flatMap((line) =>
      matcher.read(line) ? [matcher.variables.map((_, at) => matcher.value(at))] : [],
    );
    const isBetter =
      best === undefined ||
      rows.length > best.rows.length * 1.02 ||
      (rows.length > best.rows.length * 0.98 && template.names.length > best.template.names.length);
    if (isBetter) best = { template, rows };
  }
  if (best === undefined || best.rows.length < LEAST_SHARE * lines.length) return undefined;
  const { template, rows } = best;
  const columns = template.names.map((name, i) => {
    const column = { name, values: rows.map((row) => row[i]!) };
    return { ...column, kind: kindOf(column) };
  });
  return { template, columns };
}

// The variable of each column; undefined for one that stays unknown.
function assign({ columns }: Shaped): (string | undefined)[] {
  const variables = new Array<string | undefined>(columns.length).fill(undefined);
  const isFree = (variable: string): boolean => !variables.includes(variable);
  const give = (at: number, variable: string): void => {
    if (at >= 0 && variables[at] === undefined && isFree(variable)) variables[at] = variable;
  };
  const find = (...kinds: readonly Kind[]): number =>
    columns.findIndex(({ kind }, at) => variables[at] === undefined && kinds.includes(kind));
  // Values that nothing else has.
  for (const kind of ['time_local', 'time_iso8601', 'msec'] as const) give(find(kind), kind);
  // Names, where the values agree.
  for (const [at, { name, kind }] of columns.entries()) {
    const variable = variablesNamed(name).find((one) => isFree(one) && KINDS_OF[one]?.includes(kind) === true);
    if (variable !== undefined) give(at, variable);
  }
  give(find('request'), 'request');
  if (isFree('request')) {
    give(find('method'), 'request_method');
    give(find('uri'), 'request_uri');
    give(find('protocol'), 'server_protocol');
  }
  give(statusColumn(columns, variables), 'status');
  give(find('address'), 'remote_addr');
  const status = variables.indexOf('status');
  if (isFree('body_bytes_sent') && isFree('bytes_sent')) {
    const next = columns.findIndex(({ kind }, at) => at > status && variables[at] === undefined && isNumber(kind));
    give(next, 'body_bytes_sent');
  }
  give(find('agent'), 'http_user_agent');
  give(find('url'), 'http_referer');
  const times = columns.flatMap(({ kind }, at) => (kind === 'decimal' && variables[at] === undefined ? [at] : []));
  // The whole time is never shorter than that of the upstream.
  const whole = times.toSorted((a, b) => sumOf(columns[b]!) - sumOf(columns[a]!));
  for (const [i, at] of whole.entries()) if (i < 2) give(at, i === 0 ? 'request_time' : 'upstream_response_time');
  if (status >= 0) give(find('statuses', 'status'), 'upstream_status');
  give(find('addresses'), 'http_x_forwarded_for');
  give(find('host'), 'host');
  give(find('scheme'), 'scheme');
  return variables;
}

function isNumber(kind: Kind): boolean {
  return kind === 'integer' || kind === 'status';
}

// The status of the answer, and not that of an upstream: always there, and most like a log of statuses.
function statusColumn(columns: Shaped['columns'], variables: readonly (string | undefined)[]): number {
  const candidates = columns.flatMap(({ kind, values }, at) => {
    if (kind !== 'status' || variables[at] !== undefined) return [];
    const usual = values.filter((value) =>
      /^(?:000|20[0-6]|30[1-8]|40[0-9]|41\d|429|49[4-9]|50[0-4])$/.test(value),
    ).length;
    return [{ at, usual: usual / values.length }];
  });
  return candidates.toSorted((a, b) => b.usual - a.usual)[0]?.at ?? -1;
}

function sumOf({ values }: Column): number {
  return values.reduce((sum, value) => sum + (Number.parseFloat(value) || 0), 0);
}
