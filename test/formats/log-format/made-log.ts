// Writes lines of any log_format as nginx does, with made requests whose fields are known.
import type { Entry } from '../../../src/formats/entry.ts';
import type { Escape, LogFormat } from '../../../src/formats/log-format/directive.ts';
import { formatIso8601 } from '../../../src/formats/time-local.ts';

/** The values of the variables of one request, before nginx escapes them. A variable without a value is not found. */
export type Values = Readonly<Record<string, string>>;

/** The seed of the requests that most tests use. */
export const MADE_SEED = 7;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  'Mozilla/5.0 (compatible; ExampleBot/2.1; +https://www.example.com/bot.html)',
  'curl/8.5.0',
  'python-requests/2.32.3',
  'Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8 Build/AP2A.240805.005)',
];
const PATHS = ['/', '/orders', '/orders/17', '/static/site.css', '/api/v1/items', '/login', '/search'];
const STATUSES = [200, 200, 200, 200, 200, 200, 304, 304, 404, 400, 499];

/** Variables with the address of the client, the best first. */
const ADDRESSES = ['remote_addr', 'proxy_protocol_addr', 'the_real_ip', 'http_x_forwarded_for'];

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The values of some requests in the order of a log. */
export function makeRequests(count: number, seed: number): Values[] {
  const random = randomFrom(seed);
  let milliseconds = Date.UTC(2026, 10, 29, 12, 0, 0);
  return Array.from({ length: count }, () => {
    milliseconds += Math.floor(random() * 3000);
    return makeRequest(random, milliseconds);
  });
}

function makeRequest(random: () => number, milliseconds: number): Values {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  const below = (most: number): number => Math.floor(random() * most);
  const status = pick(STATUSES);
  // nginx refuses garbage before it has read a header.
  const isGarbage = status === 400 && random() < 0.4;
  const isCached = random() < 0.2;
  const hasUpstream = !isGarbage && status !== 400 && !isCached;
  const duration = isGarbage ? 0 : Math.floor(random() ** 3 * 3000);
  const size = sizeOf(status, below);
  const path = pick(PATHS);
  const query = random() < 0.3 ? `page=${below(90)}&sort=a,b;c` : '';
  const uri = query === '' ? path : `${path}?${query}`;
  const method = pick(['GET', 'GET', 'GET', 'GET', 'POST', 'HEAD']);
  const protocol = pick(['HTTP/1.1', 'HTTP/1.1', 'HTTP/2.0', 'HTTP/1.0']);
  const host = pick(['www.example.com', 'www.example.com', 'shop.example.org']);
  const client = random() < 0.1 ? `2001:db8::${below(4000).toString(16)}` : `203.0.113.${below(250)}`;
  const seconds = Math.floor(milliseconds / 1000);
  const hex = (length: number): string => Array.from({ length }, () => below(16).toString(16)).join('');
  const servers = hasUpstream && random() < 0.1 ? 2 : 1;
  const list = (one: (i: number) => string): Values[string] =>
    Array.from({ length: servers }, (_, i) => one(i)).join(', ');
  return {
    status: String(status),
    body_bytes_sent: String(size),
    bytes_sent: String(status === 499 ? 0 : size + 180 + below(200)),
    remote_addr: client,
    realip_remote_addr: '192.0.2.1',
    proxy_protocol_addr: client,
    the_real_ip: client,
    proxy_upstream_name: 'shop-web-80',
    remote_port: String(1024 + below(60_000)),
    server_addr: '192.0.2.80',
    server_port: '443',
    pid: String(1200 + below(4)),
    msec: `${seconds}.${String(milliseconds % 1000).padStart(3, '0')}`,
    time_iso8601: formatIso8601(seconds, 0),
    time_local: timeLocal(seconds),
    request_time: (duration / 1000).toFixed(3),
    request_length: String(isGarbage ? 0 : 90 + below(700)),
    pipe: '.',
    connection: String(10_000 + below(5000)),
    connection_requests: String(1 + below(40)),
    scheme: 'https',
    https: 'on',
    host: isGarbage ? '_' : host,
    server_name: 'www.example.com',
    request_id: hex(32),
    req_id: hex(32),
    request: isGarbage ? pick(['\x16\x03\x01\x00m\x01"\\', 'SSTP', '\x03\x00\x00/*\xe0', 'GET /%zz HTTP/1.1']) : '',
    ...(random() < 0.1 && { remote_user: pick(['alice', 'bob']) }),
    ...(!isGarbage && {
      request: `${method} ${uri} ${protocol}`,
      request_method: method,
      request_uri: uri,
      uri: path,
      server_protocol: protocol,
      http_host: host,
      filtered_request_uri: uri,
      request_port: '443',
      ...(query !== '' && { args: query, query_string: query }),
      ...(random() < 0.9 && { http_user_agent: pick(AGENTS) }),
      ...(random() < 0.6 && { http_referer: `https://www.example.com${pick(PATHS)}?q=${below(50)}` }),
      ...(random() < 0.5 && { http_x_forwarded_for: `198.51.100.${below(250)}` }),
      ...(random() < 0.3 && { gzip_ratio: (1 + 4 * random()).toFixed(2) }),
      ssl_protocol: pick(['TLSv1.3', 'TLSv1.2']),
      ssl_cipher: 'TLS_AES_256_GCM_SHA384',
    }),
    ...(hasUpstream && {
      upstream_addr: list((i) => `192.0.2.2${i}:8080`),
      upstream_status: list((i) => (i + 1 < servers ? '502' : status === 499 ? '-' : String(status))),
      upstream_response_time: list((i) => (i + 1 < servers ? '0.000' : (duration / 1000).toFixed(3))),
      upstream_connect_time: list(() => '0.001'),
      upstream_header_time: list((i) => (i + 1 < servers ? '-' : (duration / 1100).toFixed(3))),
      upstream_response_length: list((i) => (i + 1 < servers ? '0' : String(size))),
      upstream_cache_status: pick(['MISS', 'EXPIRED']),
    }),
    ...(isCached && !isGarbage && { upstream_cache_status: 'HIT' }),
  };
}

function sizeOf(status: number, below: (most: number) => number): number {
  if (status === 304 || status === 499) return 0;
  if (status === 200) return 300 + below(20_000);
  return status === 400 ? 157 : 153;
}

function timeLocal(seconds: number): string {
  const [year, month, day, clock] = new Date(seconds * 1000).toISOString().slice(0, 19).split(/[-T]/) as [
    string,
    string,
    string,
    string,
  ];
  return `${day}/${MONTHS[Number(month) - 1]!}/${year}:${clock} +0000`;
}

/** A value as nginx writes it (`ngx_http_log_variable_getlen`). */
export function escaped(value: string | undefined, escape: Escape): string {
  if (value === undefined) return escape === 'default' ? '-' : '';
  if (escape === 'none') return value;
  if (escape === 'json')
    return value.replaceAll(/["\\]|[^ -\xff]/g, (one) => {
      const short = ({ '\n': 'n', '\r': 'r', '\t': 't', '\b': 'b', '\f': 'f', '"': '"', '\\': '\\' } as const)[one];
      return short === undefined ? `\\u00${hexOf(one)}` : `\\${short}`;
    });
  return value.replaceAll(/["\\]|[^ -~]/g, (one) => `\\x${hexOf(one)}`);
}

function hexOf(one: string): string {
  return one.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
}

/** The line that nginx writes for a request, without its line feed. */
export function writeLine({ parts, escape }: LogFormat, values: Values): string {
  return parts
    .map((part) => ('literal' in part ? part.literal : escaped(values[part.variable], escape)))
    .join('')
    .replace(/\n$/, '');
}

/** The fields of a request that a log can hold, as logscan reads them. */
export type Fields = Readonly<Record<string, string | number | undefined>>;

/** The fields of an entry. Fields that its line does not hold are `-`, undefined, or missing. */
export function fieldsOf({
  extra,
  client: _client,
  isForgeable: _isForgeable,
  assumed: _assumed,
  isTimeless: _isTimeless,
  lacksUserAgent: _lacksUserAgent,
  ...fields
}: Entry): Fields {
  return { ...fields, ...extra };
}

// Written out again, so that the test does not repeat a mistake of the code.
const TEXTS = [
  'http_x_forwarded_for',
  'upstream_status',
  'upstream_addr',
  'upstream_response_time',
  'connection',
  'http_host',
  'server_name',
  'realip_remote_addr',
  'request_completion',
  'request_id',
  'pipe',
  'ssl_protocol',
];
const NUMBERS = [
  'status',
  'body_bytes_sent',
  'bytes_sent',
  'request_time',
  'request_length',
  'connection_requests',
  'server_port',
  'remote_port',
];

/** The fields of a request, if a format has their variables. */
export function truthOf(values: Values, variables: ReadonlySet<string>): Fields {
  const text = (name: string): string => escaped(values[name], 'default');
  const fields: Record<string, string | number> = {};
  const address = ADDRESSES.find((name) => variables.has(name));
  if (address !== undefined) fields['remote_addr'] = text(address);
  for (const name of ['remote_user', 'http_referer', 'http_user_agent'])
    if (variables.has(name)) fields[name] = text(name);
  for (const name of TEXTS) if (variables.has(name)) fields[name] = text(name) || '-';
  for (const name of NUMBERS)
    if (variables.has(name) && values[name] !== undefined) fields[name] = Number(values[name]);
  // If nothing was sent, no body was sent.
  if (variables.has('bytes_sent') && values['bytes_sent'] === '0' && !variables.has('body_bytes_sent'))
    fields['body_bytes_sent'] = 0;
  if (['msec', 'time_iso8601', 'time_local'].some((name) => variables.has(name))) {
    fields['time'] = Math.floor(Number(values['msec']));
    fields['utcOffsetMinutes'] = 0;
  }
  const host = ['host', 'http_host', 'server_name'].find((name) => variables.has(name));
  const hostName = host === undefined ? '-' : text(host);
  if (hostName !== '-' && hostName !== '_') fields['host'] = hostName;
  const request = requestOf(values, variables);
  if (request !== undefined) fields['request'] = request;
  return fields;
}

// Undefined if a format does not hold all parts of the request.
function requestOf(values: Values, variables: ReadonlySet<string>): string | undefined {
  if (variables.has('request')) return escaped(values['request'], 'default');
  const parts = ['request_method', 'request_uri', 'server_protocol'];
  if (!parts.every((name) => variables.has(name))) return undefined;
  return values['request_method'] === undefined
    ? '- -'
    : parts.map((name) => escaped(values[name], 'default')).join(' ');
}

/** The variables of a format. */
export function variablesOf({ parts }: LogFormat): Set<string> {
  return new Set(parts.flatMap((part) => ('variable' in part ? [part.variable] : [])));
}
