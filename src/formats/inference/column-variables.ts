// Finds the variable of each column of a log: by what only its values look like, by its name, and by how its values go with others.
import {
  type Column,
  isNameOfOther,
  type Kind,
  KINDS_OF,
  type KnownColumn,
  plainName,
  variablesNamed,
} from './columns.ts';
import { isBodyOfAny, likenessToSize, mayBeSize, sizeIn } from './sizes.ts';
import { mayBeHost } from './soundness.ts';
import { formOf } from '../log-format/variables.ts';

/** Variables of nginx by the names under which they stand in a log: a key of LTSV or logfmt, a path of JSON keys (`resp.code`). */
export type FieldNames = ReadonlyMap<string, string>;

/** No names. */
export const NO_FIELDS: FieldNames = new Map();

/**
 * The variable of each column; undefined for one that stays unknown.
 * @param fields variables that the user gave, by the path of their column
 */
export function variablesOf(columns: readonly KnownColumn[], fields: FieldNames = NO_FIELDS): (string | undefined)[] {
  const variables = columns.map(({ path }) => (path === undefined ? undefined : fields.get(path)));
  const isFree = (variable: string): boolean => !variables.includes(variable);
  const give = (at: number, variable: string): void => {
    if (at >= 0 && variables[at] === undefined && isFree(variable)) variables[at] = variable;
  };
  const isOpen = (at: number): boolean => variables[at] === undefined && !isNameOfOther(columns[at]!.name);
  const find = (...kinds: readonly Kind[]): number =>
    columns.findIndex(({ kind }, at) => isOpen(at) && kinds.includes(kind));
  // Values that nothing else has.
  for (const kind of ['time_local', 'time_iso8601', 'time_iso8601_ms', 'msec'] as const) give(find(kind), kind);
  // Of several addresses the client's is the one that changes most, whatever its name is.
  const addresses = columns.flatMap(({ kind, values }, at) =>
    kind === 'address' ? [{ at, count: new Set(values).size }] : [],
  );
  const clients = addresses.toSorted((a, b) => b.count - a.count).map(({ at }) => at);
  // Each request has an address, but not each was forwarded.
  const [first = -1] = clients;
  const isForwarded = first >= 0 && columns[first]!.name !== 'remote_addr' && gaps(columns[first]!) > 0;
  if (isForwarded) give(first, 'http_x_forwarded_for');
  give(isForwarded ? (clients.find((at) => gaps(columns[at]!) === 0) ?? -1) : first, 'remote_addr');
  const namedHosts: number[] = [];
  const sizesByName: { at: number; variable: string }[] = [];
  // Names, where the values agree.
  const named = (at: number, names: readonly string[]): void => {
    if (variables[at] !== undefined) return;
    const variable = names.find((one) => isFree(one) && KINDS_OF[one]?.includes(columns[at]!.kind) === true);
    // Many logs call the size of the body bytes_sent, and the other way round; their values decide below.
    if (variable === 'body_bytes_sent' || variable === 'bytes_sent') sizesByName.push({ at, variable });
    else if (variable === 'host') namedHosts.push(at);
    else if (variable !== undefined && columns[at]!.values.every((value) => formOf(variable)?.(value) !== false))
      give(at, variable);
  };
  for (const [at, { name }] of columns.entries())
    if (name !== undefined && Object.hasOwn(KINDS_OF, plainName(name))) named(at, [plainName(name)]);
  for (const [at, { name }] of columns.entries()) named(at, variablesNamed(name));
  give(find('request'), 'request');
  if (isFree('request')) {
    give(find('method'), 'request_method');
    // $uri has no query.
    const uris = columns.flatMap(({ kind, values }, at) =>
      kind === 'uri' && isOpen(at) ? [{ at, queries: values.filter((value) => value.includes('?')).length }] : [],
    );
    const [uri] = uris.toSorted((a, b) => b.queries - a.queries);
    give(uri?.at ?? -1, 'request_uri');
    if (uri?.queries === 0) give(argumentsColumn(columns, uri.at), 'args');
    give(find('protocol'), 'server_protocol');
  }
  // Where two columns hold paths, $uri is the one without queries, whatever its name is.
  const [target, path] = [variables.indexOf('request_uri'), variables.indexOf('uri')];
  if (target >= 0 && path >= 0 && !hasQueries(columns[target]!) && hasQueries(columns[path]!)) {
    variables[target] = 'uri';
    variables[path] = 'request_uri';
  }
  give(statusColumn(columns, variables), 'status');
  for (const { at, variable } of sizesByName) {
    const size = sizeIn(columns[at]!, columns[variables.indexOf('status')]);
    if (size !== undefined) give(at, size === 'any' ? variable : size);
  }
  // A client with its port.
  const server = find('servers');
  const isClient = isFree('remote_addr') && server >= 0 && gaps(columns[server]!) === 0;
  give(server, isClient ? 'remote_addr' : 'upstream_addr');
  for (const user of [variables.indexOf('remote_addr') + 2, variables.indexOf('time_local') - 1]) {
    const mayBeUser = columns[user]?.name === undefined && ['text', 'empty'].includes(columns[user]?.kind ?? '');
    if (mayBeUser && columns[user - 1]?.values.every((value) => value === '-') === true) give(user, 'remote_user');
  }
  const status = variables.indexOf('status');
  const distance = (at: number): number => (at > status ? at - status : 2 * (status - at));
  if (isFree('body_bytes_sent') && isFree('bytes_sent')) {
    const sizes = columns.flatMap((column, at) =>
      isOpen(at) && mayBeSize(column, columns[status]) && sizeIn(column, columns[status]) !== undefined
        ? [{ at, likeness: likenessToSize(column, columns[status]) }]
        : [],
    );
    const [best] = sizes.toSorted(
      (one, other) => other.likeness - one.likeness || distance(one.at) - distance(other.at),
    );
    const next = sizes.find(({ at }) => at === status + 1);
    const body = sizes.find(({ at }) =>
      isBodyOfAny(
        columns[at]!,
        sizes.map((size) => columns[size.at]!),
      ),
    );
    const isNext = next !== undefined && next.likeness > 0.8 * (best?.likeness ?? 0);
    const size = (body ?? (isNext ? next : best))?.at;
    if (size !== undefined) {
      const variable = sizeIn(columns[size]!, columns[status]);
      give(size, variable === 'bytes_sent' ? variable : 'body_bytes_sent');
    }
  }
  give(find('agent'), 'http_user_agent');
  // Not each request has a referer, but each has an address of its own.
  const referers = columns.flatMap(({ kind }, at) => (kind === 'url' && isOpen(at) ? [at] : []));
  give(referers.find((at) => gaps(columns[at]!) > 0) ?? -1, 'http_referer');
  // Format main ends with X-Forwarded-For after the user agent; other addresses there have no gaps.
  const agent = variables.indexOf('http_user_agent');
  const after = columns[agent + 1];
  if (agent >= 0 && after?.kind === 'address' && gaps(after) > 0) give(agent + 1, 'http_x_forwarded_for');
  // Each request has its own time, but not each has one of an upstream; and it is never shorter than that.
  const times = columns.flatMap(({ kind }, at) => (kind === 'decimal' && isOpen(at) ? [at] : []));
  const whole = times.toSorted(
    (a, b) => gaps(columns[a]!) - gaps(columns[b]!) || sumOf(columns[b]!) - sumOf(columns[a]!),
  );
  if (whole.length > 0 && gaps(columns[whole[0]!]!) === 0) give(whole[0]!, 'request_time');
  const requestTime = columns[variables.indexOf('request_time')];
  const longest = whole.filter(isOpen).toSorted((a, b) => sumOf(columns[b]!) - sumOf(columns[a]!))[0];
  if (longest !== undefined && requestTime !== undefined && agree(columns[longest]!, requestTime, isNearlyAll))
    give(longest, 'upstream_response_time');
  const upstream = find('statuses', 'status');
  if (upstream >= 0 && status >= 0 && agree(columns[upstream]!, columns[status]!, (one, other) => one === other))
    give(upstream, 'upstream_status');
  give(find('addresses'), 'http_x_forwarded_for');
  // $server_name hardly changes.
  const hosts = columns.flatMap(({ kind, values }, at) =>
    isOpen(at) && (kind === 'host' || (namedHosts.includes(at) && values.every(mayBeHost)))
      ? [{ at, count: new Set(values).size }]
      : [],
  );
  const [host] = hosts.toSorted((a, b) => b.count - a.count);
  // Where the Host header varies, a column that does not is the name of a machine.
  const isMachine = host?.count === 1 && new Set(columns[variables.indexOf('http_host')]?.values).size > 1;
  if (!isMachine) give(host?.at ?? -1, 'host');
  give(
    columns.findIndex(({ name }, at) => isOpen(at) && name !== undefined && plainName(name) === 'server_name'),
    'server_name',
  );
  give(find('scheme'), 'scheme');
  return variables;
}

// The query of a path without one: a column with this name, or the next one if it holds pairs.
function argumentsColumn(columns: readonly KnownColumn[], uri: number): number {
  const named = columns.findIndex(({ name }) =>
    /^(?:request_)?(?:args|query|query_string)$/.test(plainName(name ?? '')),
  );
  if (named >= 0) return named;
  const some = columns[uri + 1]?.values.filter((value) => value !== '-' && value !== '') ?? [];
  const isNext = columns[uri + 1]?.kind === 'text' && some.length > 0 && some.every((value) => value.includes('='));
  return isNext ? uri + 1 : -1;
}

// The status of the answer, and not that of an upstream: always there, and most like a log of statuses.
function statusColumn(columns: readonly KnownColumn[], variables: readonly (string | undefined)[]): number {
  const candidates = columns.flatMap(({ kind, values }, at) => {
    if (kind !== 'status' || variables[at] !== undefined) return [];
    const usual = values.filter((value) =>
      /^(?:000|20[0-6]|30[1-8]|40[0-9]|41\d|429|49[4-9]|50[0-4])$/.test(value),
    ).length;
    return [{ at, usual: usual / values.length }];
  });
  return candidates.toSorted((a, b) => b.usual - a.usual)[0]?.at ?? -1;
}

// Whether the last upstream's values go with those of the request, in most lines where they can differ.
function agree(upstream: Column, request: Column, isLike: (one: string, other: string) => boolean): boolean {
  let like = 0;
  let seen = 0;
  for (const [i, value] of upstream.values.entries()) {
    const last = value.split(/, | : /).at(-1)!;
    const other = request.values[i]!;
    if (last === '-' || last === '' || Number(other) < LEAST_TELLING_SECONDS) continue;
    seen++;
    if (isLike(last, other)) like++;
  }
  return like > LEAST_AGREEMENT * seen;
}

// The time of the header, or of the connection, is shorter.
function isNearlyAll(upstream: string, request: string): boolean {
  return Number(upstream) >= 0.95 * Number(request) - 0.005;
}

/** Shorter times of an upstream hardly differ from each other. */
const LEAST_TELLING_SECONDS = 0.05;
/** This share of the values of an upstream must go with those of the request. */
const LEAST_AGREEMENT = 0.6;

function hasQueries({ values }: Column): boolean {
  return values.some((value) => value.includes('?'));
}

function gaps({ values }: Column): number {
  return values.filter((value) => value === '-' || value === '').length;
}

function sumOf({ values }: Column): number {
  return values.reduce((sum, value) => sum + (Number.parseFloat(value) || 0), 0);
}
