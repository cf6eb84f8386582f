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
  // With escape=default nginx writes each backslash of a value as \x5C.
  const isJson = lines[0]?.startsWith('{') === true && !lines.some((line) => /(?:^|[^\\])\\x[\dA-F]{2}/.test(line));
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
  // Of several addresses the client's is the one that changes most, whatever its name is.
  const addresses = columns.flatMap(({ kind, values }, at) =>
    kind === 'address' ? [{ at, count: new Set(values).size }] : [],
  );
  give(addresses.toSorted((a, b) => b.count - a.count)[0]?.at ?? -1, 'remote_addr');
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
  // A client with its port.
  give(find('servers'), isFree('remote_addr') ? 'remote_addr' : 'upstream_addr');
  const user = variables.indexOf('remote_addr') + 2;
  if (
    columns[user - 1]?.kind === 'empty' &&
    columns[user]?.name === undefined &&
    ['text', 'empty'].includes(columns[user]?.kind ?? '')
  )
    give(user, 'remote_user');
  const status = variables.indexOf('status');
  const distance = (at: number): number => (at > status ? at - status : 2 * (status - at));
  if (isFree('body_bytes_sent') && isFree('bytes_sent')) {
    const sizes = columns.flatMap((column, at) =>
      variables[at] === undefined && isNumber(column.kind)
        ? [{ at, likeness: likenessToSize(column, columns[status]) }]
        : [],
    );
    const [best] = sizes.toSorted(
      (one, other) => other.likeness - one.likeness || distance(one.at) - distance(other.at),
    );
    const next = sizes.find(({ at }) => at === status + 1);
    const isNext = next !== undefined && next.likeness > 0.8 * (best?.likeness ?? 0);
    give((isNext ? next : best)?.at ?? -1, 'body_bytes_sent');
  }
  give(find('agent'), 'http_user_agent');
  // Not each request has a referer, but each has an address of its own.
  const referers = columns.flatMap(({ kind }, at) => (kind === 'url' && variables[at] === undefined ? [at] : []));
  give(referers.find((at) => gaps(columns[at]!) > 0) ?? -1, 'http_referer');
  const times = columns.flatMap(({ kind }, at) => (kind === 'decimal' && variables[at] === undefined ? [at] : []));
  // Each request has its own time, but not each has one of an upstream; and it is never shorter than that.
  const whole = times.toSorted(
    (a, b) => gaps(columns[a]!) - gaps(columns[b]!) || sumOf(columns[b]!) - sumOf(columns[a]!),
  );
  for (const at of whole.slice(0, 2)) {
    const isOfUpstream = columns[at]!.values.some((value) => value === '-' || value === '' || value.includes(','));
    give(at, isOfUpstream || !isFree('request_time') ? 'upstream_response_time' : 'request_time');
  }
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

function gaps({ values }: Column): number {
  return values.filter((value) => value === '-' || value === '').length;
}

// A body is empty where there is none (204, 304) and where the client left (499), and hardly ever with 200.
function likenessToSize({ values }: Column, status: Column | undefined): number {
  let right = 0;
  let seen = 0;
  for (const [i, value] of values.entries()) {
    const code = status?.values[i] ?? '';
    if (!/^(?:200|204|304|499)$/.test(code)) continue;
    seen++;
    if ((code === '200') !== (value === '0')) right++;
  }
  return seen === 0 ? 0 : Math.round((20 * right) / seen);
}

function sumOf({ values }: Column): number {
  return values.reduce((sum, value) => sum + (Number.parseFloat(value) || 0), 0);
}
