// Parses a line of text into an entry, or says why it is not one. Accepts the prefixes and tails that real files add to combined.
import { isAddress, withoutPort } from './address.ts';
import type { Entry, ExtraFields } from './entry.ts';
import { COMBINED, FieldReader } from './combined-fields.ts';
import { isErrorLogLine } from './error-log.ts';
import { readField, siteOf } from './extra-fields.ts';
import { readForwardedFor } from './forwarded-for.ts';
import { isNumberedAddress } from './grep-prefix.ts';
import { parseTimeLocal } from './time-local.ts';
import { isTailHeading, unwrap } from './wrapping.ts';

/** Lines are read up to this length, in bytes; the rest is cut off and counted. */
export const MAX_LINE_BYTES: number = 1024 * 1024;

/** The reason of a line that fits its log_format in more than one way. */
export const AMBIGUOUS = 'fits the log_format in more than one way';

/** The reason of a line of error.log, which container output mixes with those of the access log. */
export const ERROR_LOG_LINE = 'a line of error.log';

/** Why a line is not an entry: words for a person, never log text. */
export type UnparsedReason =
  | 'no address at its start'
  | 'no user name field'
  | 'no [time]'
  | 'a time that does not exist'
  | 'no quoted request'
  | 'no status after the request'
  | 'no size after the status'
  | 'JSON, not the combined format'
  | 'a part of a line, split by a container'
  | 'a heading of tail, not an entry'
  | typeof ERROR_LOG_LINE
  | typeof AMBIGUOUS
  | `does not fit the log_format at $${string}`;

const REASONS: Readonly<Record<string, UnparsedReason>> = {
  remote_addr: 'no address at its start',
  remote_user: 'no user name field',
  time_local: 'no [time]',
  request: 'no quoted request',
  status: 'no status after the request',
  body_bytes_sent: 'no size after the status',
};

// `$host`, `$http_host` or `$server_name` in front of the address: a name, an address, or `-` if the request names no host.
const HOST_FIRST = /^(\S+) (?!- )(?=\S+ - )/;
const NO_HOST = '-';
const HOST_NAME = /^(?=[^:]*[a-z_])[\w.-]+(?::\d+)?$/i;
/** The characters of an address with a port. */
const ADDRESS_AND_PORT = /^[\da-f:.[\]]+$/i;
/** After a host stands an address, perhaps one that was made anonymous. A pair is another column: `forwarded_for=192.0.2.1`. */
const PAIR = /^[\w.-]+=/;
const ANONYMOUS_ADDRESS = /^(?:unix:|[\da-fx*:.[\]-]+$)/i;

// A list of upstreams is separated by commas, groups of them by colons (ngx_http_upstream.c).
// The last group is a quoted column without a name.
const KEY_VALUE = /\b([A-Za-z_]\w{0,63})[=:](?:"([^"]*)"|([^\s"|,]*(?:(?:, ?| : )[\d.-]+(?=[\s,|]|$))*))|"([^"]*)"/g;
// What X-Forwarded-For may contain: addresses, `unknown` and `-`. plain-fields.ts accepts the same characters.
const FORWARDED_FOR = / *"([\da-fA-F.:, unkow-]*)"/y;

const NO_EXTRA: ExtraFields = {};
const combined = new FieldReader(COMBINED);
const REMOTE_ADDR = combined.indexOf('remote_addr');
const REMOTE_USER = combined.indexOf('remote_user');
const TIME_LOCAL = combined.indexOf('time_local');
const REQUEST = combined.indexOf('request');
const STATUS = combined.indexOf('status');
const BODY_BYTES_SENT = combined.indexOf('body_bytes_sent');
const HTTP_REFERER = combined.indexOf('http_referer');
const HTTP_USER_AGENT = combined.indexOf('http_user_agent');

/**
 * Parses one line (without its line feed; a carriage return at the end is removed). Bytes are expected as latin1, one character
 * each. Linear in the line's length; never throws.
 */
export function parseLine(text: string): Entry | UnparsedReason {
  const whole = withoutMargins(text);
  let read = readLine(whole);
  let entry = typeof read === 'string' ? undefined : read;
  if (entry !== undefined && isCertain(entry)) return entry;
  const { line, isPart } = unwrap(whole, (bare) => {
    read = readLine(bare);
    if (typeof read === 'string') return false;
    const isLast = isCertain(read);
    if (isLast || entry === undefined) entry = read;
    return isLast;
  });
  // The rest of the line may have more digits of the last number, or the end of the last text.
  if (isPart) return 'a part of a line, split by a container';
  if (entry !== undefined) return entry;
  if (isTailHeading(line)) return 'a heading of tail, not an entry';
  if (isErrorLogLine(line)) return ERROR_LOG_LINE;
  return line.startsWith('{') ? 'JSON, not the combined format' : read;
}

// Whether nothing can stand in front of the address. If the text in its place is no address, something may: `12:192.0.2.1`.
function isCertain({ remote_addr }: Entry): boolean {
  return isAddress(remote_addr) && !isNumberedAddress(remote_addr);
}

// Reads a line with nothing around it. A host may stand in front of the address.
function readLine(text: string): Entry | UnparsedReason {
  const direct = readEntry(text, undefined);
  if (typeof direct !== 'string') return direct;
  const host = HOST_FIRST.exec(text);
  if (host?.[1] === undefined || !isHost(host[1])) return direct;
  const entry = readEntry(text.slice(host[0].length), host[1] === NO_HOST ? undefined : host[1]);
  return typeof entry === 'string' || !mayFollow(host[1], entry.remote_addr) ? direct : entry;
}

// Where the host is an address, it may as well be the client, and then anything can follow.
function mayFollow(host: string, address: string): boolean {
  return ADDRESS_AND_PORT.test(host) ? ANONYMOUS_ADDRESS.test(address) : !PAIR.test(address);
}

function isHost(text: string): boolean {
  if (text === NO_HOST || HOST_NAME.test(text)) return true;
  return ADDRESS_AND_PORT.test(text) && (isAddress(text) || withoutPort(text) !== text);
}

// Takes off a byte order mark and blanks at the start, and a carriage return at the end.
function withoutMargins(text: string): string {
  const first = text.charCodeAt(0);
  const start = first > 32 && first < 127 ? 0 : (/^(?:\xef\xbb\xbf)?[ \t]*/.exec(text)?.[0].length ?? 0);
  const isCut = text.charCodeAt(text.length - 1) === 13;
  return start === 0 && !isCut ? text : text.slice(start, isCut ? -1 : undefined);
}

function readEntry(text: string, host: string | undefined): Entry | UnparsedReason {
  const missing = combined.read(text);
  if (missing !== undefined) return REASONS[missing] ?? 'no address at its start';
  const time = parseTimeLocal(text, combined.begin(TIME_LOCAL));
  if (time === undefined) return 'a time that does not exist';
  const bytes = combined.number(BODY_BYTES_SENT);
  const remote_addr = withoutPort(combined.value(REMOTE_ADDR) ?? '');
  const forwarded = readForwarded(text, combined.end);
  return {
    time: time.seconds,
    utcOffsetMinutes: time.utcOffsetMinutes,
    remote_addr,
    client: (forwarded?.end === text.length ? forwarded.client : undefined) ?? remote_addr,
    remote_user: combined.value(REMOTE_USER) ?? '',
    request: combined.value(REQUEST) ?? '',
    status: combined.number(STATUS),
    body_bytes_sent: Number.isNaN(bytes) ? undefined : Math.min(bytes, Number.MAX_SAFE_INTEGER),
    http_referer: combined.value(HTTP_REFERER) ?? '-',
    http_user_agent: combined.value(HTTP_USER_AGENT) ?? '-',
    extra: readTail(text, combined.end, host, forwarded?.list),
    ...(combined.value(HTTP_USER_AGENT) === undefined && { lacksUserAgent: true }),
  };
}

// A column of X-Forwarded-For after the user agent.
interface Forwarded {
  readonly list: string;
  /** The first address that can be the client's; undefined if there is none. */
  readonly client: string | undefined;
  /** Where the column ends. */
  readonly end: number;
}

// Other columns in this place (a time, an upstream, a country) use the same characters, so each element must be an address.
function readForwarded(text: string, from: number): Forwarded | undefined {
  FORWARDED_FOR.lastIndex = from;
  const list = FORWARDED_FOR.exec(text)?.[1];
  if (list === undefined) return undefined;
  const end = FORWARDED_FOR.lastIndex;
  const { client, isList } = readForwardedFor(list);
  return isList ? { list, client, end } : undefined;
}

function readTail(text: string, end: number, host: string | undefined, forwarded: string | undefined): ExtraFields {
  if (end >= text.length && host === undefined) return NO_EXTRA;
  const tail = text.slice(end, end + 4096);
  const extra: Record<string, string | number> = {};
  const values: { host?: string; http_host?: string; server_name?: string } = extra;
  if (host !== undefined) extra['host'] = host;
  if (forwarded !== undefined) extra['http_x_forwarded_for'] = forwarded;
  readNames(tail, extra);
  const site = values.host ?? siteOf(values.http_host, values.server_name);
  if (site !== undefined) values.host = site;
  return extra;
}

// Reads `name=value`. Clients write into quoted columns, so a name outside of them counts first.
function readNames(tail: string, extra: Record<string, string | number>): void {
  let columns: string[] | undefined;
  for (const [, key, quoted, plain, column = ''] of tail.matchAll(KEY_VALUE)) {
    if (key !== undefined) readField(key, quoted ?? plain ?? '', extra);
    else if (column.length > 3) (columns ??= []).push(column);
  }
  for (const column of columns ?? []) readNames(column, extra);
}
