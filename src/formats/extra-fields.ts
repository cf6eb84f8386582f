// The fields beyond combined: which of them are numbers, how real formats name them, and which of them names the site.
import type { Entry, ExtraFields } from './entry.ts';
import { type Form, formOf } from './log-format/variables.ts';

/** A field beyond combined, by its variable. */
export type ExtraName = keyof ExtraFields;

/** Fields that are numbers. */
export const NUMERIC_FIELDS: readonly ExtraName[] = [
  'request_time',
  'request_length',
  'bytes_sent',
  'connection_requests',
  'server_port',
  'remote_port',
];

/** Fields that are text, as logged; {@link siteOf} finds `host`. */
export const TEXT_FIELDS: readonly ExtraName[] = [
  'http_host',
  'server_name',
  'http_x_forwarded_for',
  'realip_remote_addr',
  'request_completion',
  'request_id',
  'upstream_status',
  'upstream_addr',
  'upstream_response_time',
  'connection',
  'pipe',
  'ssl_protocol',
];

// Further names that real formats give to these fields.
const OTHER_NAMES: Readonly<Record<string, ExtraName>> = {
  rt: 'request_time',
  urt: 'upstream_response_time',
  us: 'upstream_status',
  ustatus: 'upstream_status',
  conn: 'connection',
  creq: 'connection_requests',
  rlen: 'request_length',
  rl: 'request_length',
  done: 'request_completion',
  completion: 'request_completion',
  vhost: 'host',
  hh: 'http_host',
  sport: 'server_port',
  port: 'remote_port',
  rport: 'remote_port',
  rid: 'request_id',
  reqid: 'request_id',
  realip: 'realip_remote_addr',
  tls: 'ssl_protocol',
  xff: 'http_x_forwarded_for',
  x_forwarded_for: 'http_x_forwarded_for',
};

// Some logs give these names to other values, so only values of the variable's own form count.
const AMBIGUOUS: ReadonlySet<ExtraName> = new Set([
  'request_completion',
  'request_id',
  'realip_remote_addr',
  'upstream_addr',
  'pipe',
  'ssl_protocol',
]);

interface Field {
  readonly name: ExtraName;
  readonly isNumber: boolean;
  readonly form: Form | undefined;
}

function fieldNamed(name: ExtraName): Field {
  return {
    name,
    isNumber: NUMERIC_FIELDS.includes(name),
    form: AMBIGUOUS.has(name) ? formOf(name) : undefined,
  };
}

const FIELD_BY_NAME: ReadonlyMap<string, Field> = new Map<string, Field>([
  ['host', fieldNamed('host')],
  ...[...NUMERIC_FIELDS, ...TEXT_FIELDS].map((name): [string, Field] => [name, fieldNamed(name)]),
  ...Object.entries(OTHER_NAMES).map(([name, field]): [string, Field] => [name, fieldNamed(field)]),
]);

const NUMBER = /^\d{1,12}(?:\.\d{1,9})?$/;

/**
 * Reads a `name=value` of the tail of a line into its field, if the field has no value yet. Reads nothing if no field has this name, or
 * if the value cannot be its value.
 * @param value without quotes
 */
export function readField(name: string, value: string, into: Record<string, string | number>): void {
  const field = FIELD_BY_NAME.get(name);
  if (field === undefined || field.name in into) return;
  if (!field.isNumber) {
    if (field.form?.(value) !== false) into[field.name] = value === '' ? NO_VALUE : value;
  } else if (NUMBER.test(value)) {
    into[field.name] = Number(value);
  }
}

/** Text for a variable without a value. nginx writes nothing for some variables, such as `$request_completion`. */
export const NO_VALUE = '-';

/**
 * The site of a line, from the values of `$host`, `$http_host` and `$server_name`, each undefined if the line has no such variable. The
 * first variable that the line has decides. `_` is the server name of a server without names, and names no site.
 */
export function siteOf(...values: readonly (string | undefined)[]): string | undefined {
  const value = values.find((one) => one !== undefined);
  return value === '' || value === NO_VALUE || value === '_' ? undefined : value;
}

/** The address of the TCP peer: `$realip_remote_addr` where the line has it, otherwise `$remote_addr`. */
export function peerOf({
  remote_addr,
  extra: { realip_remote_addr = NO_VALUE },
}: Pick<Entry, 'remote_addr' | 'extra'>): string {
  return realip_remote_addr === NO_VALUE ? remote_addr : realip_remote_addr;
}
