// What nginx writes for each variable: the form of its values. A value of another form belongs to another field.

/**
 * Whether a text can be the value of a variable. `-` (escape=default) and the empty text (escape=json, none) stand for no value, and
 * any variable may have none.
 */
export interface Form {
  (value: string): boolean;
  /** Matches the longest text from a place on whose characters values of this form may have; undefined if they may have any. */
  readonly span?: RegExp | undefined;
  /** Matches how each value of more than one character begins; undefined if that is not known. */
  readonly head?: RegExp | undefined;
}

const LIST = String.raw`(?:, | : )`;
const NUMBER = String.raw`\d{1,20}`;
// nginx writes milliseconds (`%T.%03M`); relatives of it write microseconds, too. $gzip_ratio has two digits after the point.
const SECONDS = String.raw`\d{1,12}(?:\.\d{3}(?:\d{3})?)?`;
// ngx_http_upstream.c writes one value for each server that was tried, and groups of them after an internal redirect.
const list = (value: string, characters: string): Form =>
  byPattern(new RegExp(`^(?:${value}|-)(?:${LIST}(?:${value}|-))*$`), ` ,:${characters}`);

const DIGITS = String.raw`\d-`;
const DECIMAL = String.raw`\d.-`;
const numbers = byPattern(new RegExp(`^${NUMBER}$`), DIGITS);
const seconds = byPattern(new RegExp(`^${SECONDS}$`), DECIMAL);
const address = byPattern(/^(?:unix:|[\w.:%-]+)$/, String.raw`\w.:%-`);

const word = byPattern(/^\S+$/, String.raw`\S`);

/** A host with the URI after it. `ngx_http_validate_host` refuses a path separator. */
export const HOST_BEFORE_URI: Form = byPattern(/^[^\s/]+$/, String.raw`^\s/`);

const FORMS: Readonly<Record<string, Form>> = {
  // ngx_http_log_module.c
  status: byPattern(/^\d{3}$/, DIGITS),
  body_bytes_sent: numbers,
  bytes_sent: numbers,
  request_length: numbers,
  request_time: seconds,
  // What sites make of $time_iso8601 and $msec. nginx has no such variable.
  time_iso8601_ms: byPattern(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.,]\d{1,9}(?:Z|[+-]\d\d:\d\d)$/, String.raw`\w:.,+-`),
  msec: byPattern(/^\d{1,12}\.\d{3}$/, DECIMAL),
  time_local: byPattern(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}$/, String.raw`\w/: +-`),
  time_iso8601: byPattern(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)$/, String.raw`\w:+-`),
  pipe: byPattern(/^[p.]$/, 'p.-'),
  connection: numbers,
  connection_requests: numbers,
  // ngx_http_variables.c
  remote_addr: address,
  realip_remote_addr: address,
  proxy_protocol_addr: address,
  server_addr: address,
  remote_port: numbers,
  server_port: numbers,
  pid: numbers,
  scheme: byPattern(/^https?$/, 'a-z-'),
  server_protocol: byPattern(/^HTTP\/\d(?:\.\d)?$/, String.raw`A-Z/\d.-`),
  request_method: byPattern(/^[A-Z_-]{1,64}$/, 'A-Z_-'),
  request_completion: byPattern(/^OK$/, 'A-Z-'),
  request_id: byPattern(/^[\da-f]{32}$/, String.raw`\da-f-`),
  // nginx keeps the path of an absolute URI, and nothing of CONNECT.
  request_uri: byPattern(/^[/*]\S*$/, String.raw`\S`),
  host: word,
  http_host: word,
  server_name: word,
  // Variables of ingress-nginx, which its configuration sets.
  proxy_upstream_name: word,
  proxy_alternative_upstream_name: word,
  gzip_ratio: byPattern(/^\d{1,6}\.\d\d$/, DECIMAL),
  // OpenSSL's names.
  ssl_cipher: byPattern(/^[\w-]{1,64}$/, String.raw`\w-`),
  ssl_protocol: byPattern(/^(?:TLSv1(?:\.[123])?|SSLv[23])$/, String.raw`\w.-`),
  http2: byPattern(/^h2c?$/, 'h2c-'),
  // ngx_http_upstream.c
  upstream_status: list('[1-9]\\d\\d', DIGITS),
  upstream_response_time: list(SECONDS, DECIMAL),
  upstream_connect_time: list(SECONDS, DECIMAL),
  upstream_header_time: list(SECONDS, DECIMAL),
  upstream_response_length: list(NUMBER, DIGITS),
  upstream_bytes_received: list(NUMBER, DIGITS),
  upstream_bytes_sent: list(NUMBER, DIGITS),
  upstream_cache_status: byPattern(/^(?:MISS|BYPASS|EXPIRED|STALE|UPDATING|REVALIDATED|HIT|SCARCE)$/, 'A-Z-'),
  upstream_addr: list(String.raw`[\w.:/[\]%@~+-]+`, String.raw`\w./[\]%@~+-`),
};

/** The form of a variable's values; undefined if its values can be any text. */
export function formOf(variable: string): Form | undefined {
  if (Object.hasOwn(FORMS, variable)) return FORMS[variable];
  return UNKNOWN_FORMS[/^unknown_\d+_(numbers?|time|word)$/.exec(variable)?.[1] ?? ''];
}

// Columns of an inferred format that have no variable, but a form.
const UNKNOWN_FORMS: Readonly<Record<string, Form>> = {
  number: numbers,
  numbers: list(NUMBER, DIGITS),
  time: list(SECONDS, DECIMAL),
  word,
};

/** Free text that logscan reads. */
const READ_TEXTS: ReadonlySet<string> = new Set([
  'request',
  'uri',
  'args',
  'query_string',
  'remote_user',
  'http_referer',
  'http_user_agent',
  'http_x_forwarded_for',
  'http_x_real_ip',
  'http_cf_connecting_ip',
  'the_real_ip',
]);

/** Whether logscan reads a variable, or its form tells where the values beside it end. */
export function isReadVariable(variable: string): boolean {
  return READ_TEXTS.has(variable) || Object.hasOwn(FORMS, variable);
}

/** Values without blanks, but with nearly anything else. */
const WORDS: ReadonlySet<string> = new Set([
  'host',
  'http_host',
  'server_name',
  'request_uri',
  'proxy_upstream_name',
  'proxy_alternative_upstream_name',
]);

/** Whether a value of the variable may hold a literal, as far as its form tells. */
export function isWide(variable: string, literal: string): boolean {
  return formOf(variable) === undefined || (WORDS.has(variable) && !/^\s/.test(literal));
}

/**
 * What a value of free text looks like nearly always. Where a format does not quote it, it may hold the text that ends it, and this
 * tells which end is right.
 */
export function usualFormOf(variable: string): Form | undefined {
  if (/^unknown_\d+_none$/.test(variable)) return nothing;
  return Object.hasOwn(USUAL_FORMS, variable) ? USUAL_FORMS[variable] : undefined;
}

const REQUEST = /^[A-Z_-]{1,64} .* HTTP\/\d\.\d$/;
// Tells nearly all ends of a request that are none, without a look at the whole request.
const PROTOCOL_LAST = /^ HTTP\/\d\.\d$/;
const nothing: Form = Object.assign((value: string) => value === '-', { span: /-*/y });
const hostName = byPattern(/^(?=[^.:]*[.:])[\w.:[\]-]+$|^localhost$|^_$/, String.raw`\w.:[\]-`);

const USUAL_FORMS: Readonly<Record<string, Form>> = {
  host: hostName,
  http_host: hostName,
  server_name: hostName,
  request: Object.assign(
    (value: string) => value === '-' || value === '' || (PROTOCOL_LAST.test(value.slice(-9)) && REQUEST.test(value)),
    { head: /[A-Z_-]{1,64} /y },
  ),
  http_user_agent: Object.assign(
    (value: string) =>
      value === '-' || value === '' || (/^[A-Za-z][\w.+ -]{0,64}\/v?\d/.test(value) && isBalanced(value)),
    { head: /[A-Za-z][\w.+ -]{0,64}\/v?\d/y },
  ),
  // ingress-nginx takes it from a header, if there is one.
  req_id: byPattern(/^[\w.:-]{1,128}$/, String.raw`\w.:-`),
  http_x_forwarded_for: byPattern(/^[\w.:[\]-]{1,64}(?:, ?[\w.:[\]-]{1,64})*$/, String.raw`\w.:[\], -`),
  http_referer: byPattern(/^[a-z][a-z\d+.-]{1,32}:\S*$/i, String.raw`\S`),
};

// A form of values that fit a pattern. All their characters are in a class of characters, and so is `-`.
function byPattern(pattern: RegExp, characters?: string): Form {
  const form = (value: string): boolean => value === '-' || value === '' || pattern.test(value);
  return Object.assign(form, { span: characters === undefined ? undefined : new RegExp(`[${characters}]*`, 'y') });
}

// Whether each parenthesis has its other half.
function isBalanced(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length && depth >= 0; at++) {
    const code = text.charCodeAt(at);
    if (code === 40) depth++;
    else if (code === 41) depth--;
  }
  return depth === 0;
}
