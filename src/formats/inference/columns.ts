// What the columns of a log are, by their values first and by their names second.
import { isAddress, withoutPort } from '../address.ts';
import { formOf } from '../log-format/variables.ts';

/** A column: the values of some lines, and the name that stands before them. */
export interface Column {
  readonly name: string | undefined;
  readonly values: readonly string[];
}

/** What nearly all values of a column are. */
export type Kind =
  | 'time_local'
  | 'time_iso8601'
  | 'time_iso8601_ms'
  | 'msec'
  | 'address'
  | 'addresses'
  | 'servers'
  | 'request'
  | 'method'
  | 'uri'
  | 'url'
  | 'protocol'
  | 'scheme'
  | 'status'
  | 'statuses'
  | 'decimal'
  | 'integer'
  | 'agent'
  | 'host'
  | 'empty'
  | 'text';

/** A column with its kind. */
export interface KnownColumn extends Column {
  readonly kind: Kind;
  /** The name that the user may give; see `Template.paths`. */
  readonly path?: string | undefined;
  /** The values of the lines in which surely no value holds a separator, if there are enough of them. */
  readonly typical?: readonly string[];
}

/** This share of the values of a column must be of its kind. */
const LEAST_SHARE = 0.9;

const IS: Readonly<Record<Exclude<Kind, 'empty' | 'text' | 'agent'>, (value: string) => boolean>> = {
  time_local: formOf('time_local')!,
  time_iso8601: formOf('time_iso8601')!,
  time_iso8601_ms: formOf('time_iso8601_ms')!,
  msec: (value) => /^1\d{9}\.\d{3}$/.test(value),
  address: (value) => isAddress(value),
  servers: (value) => value.split(/, | : /).every((one) => one === '-' || one.startsWith('unix:') || isServer(one)),
  addresses: (value) => value.split(/, ?/).every((one) => one === 'unknown' || isAddress(one)),
  request: (value) => /^[A-Z]{3,10} \S.* HTTP\/\d\.\d$/.test(value),
  method: (value) => /^(?:GET|POST|HEAD|PUT|DELETE|OPTIONS|PATCH|CONNECT|PROPFIND|TRACE)$/.test(value),
  uri: (value) => /^\/\S*$/.test(value),
  url: (value) => /^https?:\/\//.test(value),
  protocol: formOf('server_protocol')!,
  scheme: formOf('scheme')!,
  status: (value) => /^(?:000|[1-5]\d\d)$/.test(value),
  statuses: (value) => value.split(/, | : /).every((one) => one === '-' || /^[1-5]\d\d$/.test(one)),
  // Milliseconds or microseconds; $gzip_ratio has two digits.
  decimal: (value) => value.split(/, | : /).every((one) => one === '-' || /^\d+\.\d{3}(?:\d{3})?$/.test(one)),
  integer: (value) => /^\d{1,15}$/.test(value),
  host: (value) =>
    /^(?=[^:]*[a-z_])(?:[a-z\d_](?:[a-z\d_-]*[a-z\d])?\.)+[a-z\d-]{2,}(?::\d+)?$|^localhost$|^_$/i.test(value),
};
// An address with its port.
function isServer(text: string): boolean {
  return !isAddress(text) && isAddress(withoutPort(text));
}

const KINDS = Object.keys(IS) as (keyof typeof IS)[];
const PRODUCT = /^(?!HTTP\/)[A-Za-z][\w.+ -]*\/(?:\d|$)|^Mozilla\//;

/** Whether a user agent names a product: curl/8.5.0, or `promtail/` if it was built without a version. */
export function namesProduct(text: string): boolean {
  return PRODUCT.test(text);
}

/** The kind of a column. */
export function kindOf({ values }: Column): Kind {
  const some = values.filter((value) => value !== '-' && value !== '');
  if (some.length === 0) return 'empty';
  const share = (is: (value: string) => boolean): number => some.filter(is).length / some.length;
  const kind = KINDS.find((one) => share(IS[one]) >= LEAST_SHARE);
  // A list of addresses looks like addresses where most lists have one.
  if (kind === 'address' && some.some((value) => value.includes(','))) return 'addresses';
  if (kind !== undefined) return kind;
  // Requests may be broken, and so may user agents.
  if (share(IS.request) >= 0.5) return 'request';
  if (share(namesProduct) >= 0.5) return 'agent';
  return share(IS.uri) >= 0.6 ? 'uri' : share(IS.url) >= 0.6 ? 'url' : 'text';
}

/** Names of fields in real logs, without dots and in lower case, and the variables that they can stand for. */
const NAMES: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /^(?:source|remote|client|network_peer|src|real)?_?(?:ip|addr|address)$|^client$|^src$|^remote$|^host$/,
    ['remote_addr'],
  ],
  [/^(?:http_)?(?:response_)?(?:status|status_code|code)$|^(?:sc_status|nrsp|rsp)$/, ['status']],
  [/^(?:http_)?(?:req|request|request_line|message)$/, ['request']],
  [/^(?:http_)?(?:request_)?(?:method|verb)$/, ['request_method']],
  [/^(?:http_)?(?:request_)?(?:uri|url|path)(?:_path|_original)?$|^url_path$/, ['request_uri', 'uri']],
  [/^(?:http_|server_|network_)?protocol(?:_version)?$/, ['server_protocol']],
  [/^(?:request_|url_)?scheme$/, ['scheme']],
  [/^(?:http_response_)?(?:body_bytes|body_bytes_sent|size|body_size|bytes|content_length_out)$/, ['body_bytes_sent']],
  [/^(?:bytes_sent|bytes_out|length|response_length|response_size)$/, ['bytes_sent', 'body_bytes_sent']],
  [/^(?:http_)?(?:request_)?refer?rer?$|^refer?er$/, ['http_referer']],
  [/^(?:http_)?(?:user_agent|useragent|agent|ua)(?:_original)?$/, ['http_user_agent']],
  [/^(?:http_)?(?:x_)?forwarded_?for$|^xff$/, ['http_x_forwarded_for']],
  [
    /^(?:request_time|reqtime|rt|req_time|event_duration|duration|latency|generation_time|responsetime)(?:_milli)?$/,
    ['request_time'],
  ],
  [/^(?:upstream_response_time|upstream_time|urt|ut|apptime|response_time)$/, ['upstream_response_time']],
  [/^(?:upstream_status|us|ustatus)$/, ['upstream_status']],
  [/^(?:upstream|upstream_addr|ua)$/, ['upstream_addr']],
  [/^(?:host|vhost|domain|server_name|http_host|virtual_host|server)$/, ['host']],
  [/^(?:remote_user|user)$/, ['remote_user']],
  [/^(?:request_length|rlen|bytes_in|http_request_bytes)$/, ['request_length']],
  [/^(?:connection|conn)$/, ['connection']],
  [/^(?:connection_requests|creq)$/, ['connection_requests']],
];

/** Variables that a name can stand for, the likeliest first. */
export function variablesNamed(name: string | undefined): readonly string[] {
  if (name === undefined) return [];
  const plain = plainName(name);
  return NAMES.flatMap(([pattern, variables]) => (pattern.test(plain) ? variables : []));
}

/** Whether the name is that of a variable which logscan does not read: its values must not be taken for those of another. */
export function isNameOfOther(name: string | undefined): boolean {
  if (name === undefined) return false;
  const plain = plainName(name);
  const isVariable = formOf(plain) !== undefined || /^(?:upstream|http|sent_http|ssl|realip|server)_/.test(plain);
  return isVariable && !Object.hasOwn(KINDS_OF, plain) && variablesNamed(name).length === 0;
}

/** A name as variables are written: in lower case, with underscores. */
export function plainName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
}

/** The kinds that a variable's column can have. */
export const KINDS_OF: Readonly<Record<string, readonly Kind[]>> = {
  time_local: ['time_local'],
  time_iso8601: ['time_iso8601'],
  time_iso8601_ms: ['time_iso8601_ms'],
  msec: ['msec'],
  remote_addr: ['address'],
  status: ['status'],
  request: ['request'],
  request_method: ['method'],
  request_uri: ['uri'],
  uri: ['uri'],
  server_protocol: ['protocol'],
  scheme: ['scheme'],
  body_bytes_sent: ['integer', 'status'],
  bytes_sent: ['integer', 'status'],
  http_referer: ['url', 'text', 'empty', 'uri'],
  http_user_agent: ['agent', 'text'],
  http_x_forwarded_for: ['addresses', 'address', 'empty'],
  request_time: ['decimal'],
  upstream_response_time: ['decimal', 'empty'],
  upstream_status: ['statuses', 'status', 'empty'],
  host: ['host', 'address', 'text'],
  upstream_addr: ['servers'],
  remote_user: ['text', 'empty'],
  request_length: ['integer', 'status'],
  connection: ['integer'],
  connection_requests: ['integer'],
  // These are known by their names alone.
  http_host: ['host', 'address', 'text'],
  server_port: ['integer', 'status'],
  remote_port: ['integer', 'status'],
  realip_remote_addr: ['address'],
  request_completion: ['text', 'empty'],
  request_id: ['text', 'integer'],
  pipe: ['text'],
  ssl_protocol: ['text', 'empty'],
};
