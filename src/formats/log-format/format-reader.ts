// Reads the lines of a log_format as entries: which variable gives which field, and what nginx's escaping means.
import { withoutPort } from '../address.ts';
import type { Entry, ExtraFields } from '../entry.ts';
import { readForwardedFor } from '../forwarded-for.ts';
import { type LogTime, parseIso8601, parseMsec, parseTimeLocal } from '../time-local.ts';
import { type Escape, type LogFormat, LogFormatError } from './directive.ts';
import { LineMatcher } from './matcher.ts';

/** Why a line is not an entry of the format. */
export interface Mismatch {
  /** The variable at which the line does not fit. */
  readonly variable: string;
}

const TIME_PARSERS: Readonly<Record<string, (text: string) => LogTime | undefined>> = {
  time_local: (text) => parseTimeLocal(text),
  time_iso8601: (text) => parseIso8601(text),
  msec: (text) => parseMsec(text),
};
/** Variables that name the client, the best one first. Headers are forged more easily than addresses. */
const ADDRESSES: readonly string[] = [
  'remote_addr',
  'realip_remote_addr',
  'proxy_protocol_addr',
  // A variable of ingress-nginx.
  'the_real_ip',
  'http_x_real_ip',
  'http_cf_connecting_ip',
  'http_x_forwarded_for',
];
const HOSTS: readonly string[] = ['host', 'http_host', 'server_name'];
const NUMERIC_EXTRA = ['request_time', 'connection_requests', 'request_length'] as const;
const TEXT_EXTRA = ['upstream_status', 'upstream_response_time', 'connection', 'http_x_forwarded_for'] as const;
const NONE = '-';
/** A request of which nginx logged no part. */
const UNREADABLE = '- -';

/** Reads lines of one format. */
export class FormatReader {
  readonly format: LogFormat;
  readonly #matcher: LineMatcher;
  readonly #at: ReadonlyMap<string, number>;
  readonly #time: readonly (readonly [number, (text: string) => LogTime | undefined])[];
  readonly #address: readonly number[];
  readonly #host: number;

  /** @throws LogFormatError if its lines do not say what logscan needs: the status, and the request or its parts */
  constructor(format: LogFormat) {
    this.format = format;
    this.#matcher = new LineMatcher(format);
    const at = new Map<string, number>();
    for (const [i, variable] of this.#matcher.variables.entries()) if (!at.has(variable)) at.set(variable, i);
    this.#at = at;
    if (!at.has('status'))
      throw new LogFormatError('the format has no $status, so no line says that it is a 400 or 499');
    if (!at.has('request') && !at.has('request_uri') && !at.has('uri'))
      throw new LogFormatError('the format has no $request (and no $request_uri), so no line says what was asked for');
    if (format.parts.slice(0, -1).some((part) => 'literal' in part && part.literal.includes('\n')))
      throw new LogFormatError('the format has line breaks; logscan reads one line for each request');
    this.#time = Object.entries(TIME_PARSERS).flatMap(([name, parse]) => {
      const index = at.get(name);
      return index === undefined ? [] : [[index, parse] as const];
    });
    this.#address = ADDRESSES.flatMap((name) => at.get(name) ?? []);
    this.#host = at.get(HOSTS.find((name) => at.has(name)) ?? '') ?? -1;
  }

  /** Its lines have no time: neighbours are found by their order alone. */
  get hasNoTime(): boolean {
    return this.#time.length === 0;
  }

  /** Reads a line, without its line feed. */
  read(text: string): Entry | Mismatch {
    const matcher = this.#matcher;
    if (!matcher.read(text)) return { variable: matcher.failedAt };
    const time = this.#readTime();
    if (time === undefined) return { variable: this.#time.map(([index]) => matcher.variables[index]!)[0]! };
    const status = Number(this.#value('status'));
    if (!Number.isInteger(status)) return { variable: 'status' };
    const forwarded = this.#value('http_x_forwarded_for');
    const remote_addr = this.#readAddress();
    return {
      time: time.seconds,
      utcOffsetMinutes: time.utcOffsetMinutes,
      remote_addr,
      client: readForwardedFor(forwarded).client ?? remote_addr,
      remote_user: this.#value('remote_user'),
      request: this.#readRequest(status),
      status,
      body_bytes_sent: numberOf(this.#value('body_bytes_sent')),
      http_referer: this.#value('http_referer'),
      http_user_agent: this.#value('http_user_agent'),
      extra: this.#readExtra(),
    };
  }

  #readTime(): LogTime | undefined {
    if (this.#time.length === 0) return { seconds: 0, utcOffsetMinutes: 0 };
    for (const [index, parse] of this.#time) {
      const time = parse(this.#matcher.value(index));
      if (time !== undefined) return time;
    }
    return undefined;
  }

  #readAddress(): string {
    for (const index of this.#address) {
      const value = this.#valueAt(index);
      if (value === NONE) continue;
      const [first = ''] = value.split(',');
      return withoutPort(first.trim());
    }
    return NONE;
  }

  #readRequest(status: number): string {
    if (this.#at.has('request')) {
      const value = this.#matcher.value(this.#at.get('request')!);
      if (value !== '' || this.format.escape === 'default') return this.#plain(value);
      // With other escaping nginx writes nothing for a missing request, too. These are as new as nginx 1.11, which logs no
      // connection without a request as 400: without a page it had a blank request, otherwise none (HTTP/2).
      const isBlank = status === 400 && (numberOf(this.#value('body_bytes_sent')) ?? 0) === 0;
      return isBlank ? '' : NONE;
    }
    const uri = this.#readUri();
    const method = this.#at.has('request_method') ? this.#value('request_method') : 'GET';
    // nginx had no method: the request line was broken, or there was none. `-` alone would say that there was none.
    if (method === NONE) return UNREADABLE;
    if (uri === NONE) return this.#at.has('request_method') ? method : UNREADABLE;
    const protocol = this.#value('server_protocol');
    return `${method} ${uri} ${protocol === NONE ? 'HTTP/1.1' : protocol}`;
  }

  #readUri(): string {
    if (this.#at.has('request_uri')) return this.#value('request_uri');
    const uri = this.#value('uri');
    const query = [this.#value('args'), this.#value('query_string')].find((value) => value !== NONE);
    // $uri is decoded.
    const encoded = uri.replaceAll(' ', '%20');
    return query === undefined || uri === NONE ? encoded : `${encoded}?${query}`;
  }

  #readExtra(): ExtraFields {
    const extra: Record<string, string | number> = {};
    if (this.#host >= 0) {
      const host = this.#valueAt(this.#host);
      if (host !== NONE && host !== '_') extra['host'] = host;
    }
    for (const name of NUMERIC_EXTRA) {
      if (!this.#at.has(name)) continue;
      const value = numberOf(this.#value(name));
      if (value !== undefined) extra[name] = value;
    }
    for (const name of TEXT_EXTRA) if (this.#at.has(name)) extra[name] = this.#value(name);
    return extra;
  }

  #value(variable: string): string {
    const index = this.#at.get(variable);
    return index === undefined ? NONE : this.#valueAt(index);
  }

  #valueAt(index: number): string {
    const value = this.#matcher.value(index);
    return value === '' ? NONE : this.#plain(value);
  }

  #plain(value: string): string {
    return plainText(value, this.format.escape);
  }
}

/** Whether reading a line gave an entry. */
export function isEntry(read: Entry | Mismatch): read is Entry {
  return 'status' in read;
}

// Text as nginx escapes it by default (`ngx_http_log_escape`), which all rules of logscan read.
function plainText(value: string, escape: Escape): string {
  if (escape === 'default') return value;
  if (/^[ !#-[\]-~]*$/.test(value)) return value;
  const raw = escape === 'json' ? value.replaceAll(JSON_ESCAPE, unescapeJson) : value;
  return raw.replaceAll(
    /[^ !#-[\]-~]/g,
    (one) => `\\x${one.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

const JSON_ESCAPE = /\\(?:u00([\da-f]{2})|(.))/gi;
const JSON_CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

function unescapeJson(_whole: string, code: string | undefined, one: string | undefined): string {
  return code === undefined ? (JSON_CONTROLS[one!] ?? one!) : String.fromCharCode(Number.parseInt(code, 16));
}

function numberOf(value: string): number | undefined {
  const number = value === NONE ? NaN : Number(value);
  return Number.isNaN(number) ? undefined : Math.min(number, Number.MAX_SAFE_INTEGER);
}
