// What the values of variables look like in bytes: the forms of variables.ts as data, for readers that see no text.
import { formOf } from './variables.ts';

/**
 * A form of values. It may be stricter than the form in variables.ts, but never looser. Each form also allows `-` and the empty
 * text.
 */
export type ByteForm =
  | { readonly kind: 'any' | 'nothing' | 'host' | 'uri' | 'request' | 'referer' | 'time_local' | 'time_iso8601' }
  /** `least` to `most` bytes of a set, of which the first one is at least `lowest`. */
  | {
      readonly kind: 'bytes';
      readonly set: string;
      readonly least: number;
      readonly most: number;
      readonly lowest: string;
    }
  /** Up to `most` digits, a point, and `fraction` or `longFraction` digits. The fraction may be optional. */
  | {
      readonly kind: 'decimal';
      readonly most: number;
      readonly fraction: number;
      readonly longFraction: number;
      readonly isOptional: boolean;
    }
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** A list of values, one for each upstream. */
  | { readonly kind: 'list'; readonly of: ByteForm };

const DIGITS = '0123456789';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const WORD = `${DIGITS}${UPPER}${UPPER.toLowerCase()}_`;
/** The bytes of an address, of a name in its place, and of `unix:`. */
export const ADDRESS_BYTES: string = `${WORD}.:%-`;
/** The bytes of a host, which may be an address with a port. */
export const HOST_BYTES: string = `${WORD}.:[]-`;
/** ASCII without white space and control characters. */
export const VISIBLE_BYTES: string = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).join('');
const LONGEST = 2 ** 31 - 1;

const bytes = (set: string, least = 1, most = LONGEST, lowest = '\0'): ByteForm => ({
  kind: 'bytes',
  set,
  least,
  most,
  lowest,
});
const words = (...all: string[]): ByteForm => ({ kind: 'words', words: all });
const list = (of: ByteForm): ByteForm => ({ kind: 'list', of });

const NUMBERS = bytes(DIGITS, 1, 20);
const SECONDS: ByteForm = { kind: 'decimal', most: 12, fraction: 3, longFraction: 6, isOptional: true };
const SIZED: ByteForm = { kind: 'decimal', most: 12, fraction: 3, longFraction: 3, isOptional: false };
const RATIO: ByteForm = { kind: 'decimal', most: 6, fraction: 2, longFraction: 2, isOptional: false };
/** The form of an address. */
export const ADDRESS: ByteForm = bytes(ADDRESS_BYTES);
const VISIBLE = bytes(VISIBLE_BYTES);
const NOTHING: ByteForm = { kind: 'nothing' };

const FORMS: Readonly<Record<string, ByteForm>> = {
  status: bytes(DIGITS, 3, 3),
  body_bytes_sent: NUMBERS,
  bytes_sent: NUMBERS,
  request_length: NUMBERS,
  request_time: SECONDS,
  msec: SIZED,
  time_local: { kind: 'time_local' },
  time_iso8601: { kind: 'time_iso8601' },
  pipe: words('.', 'p'),
  connection: NUMBERS,
  connection_requests: NUMBERS,
  remote_addr: ADDRESS,
  realip_remote_addr: ADDRESS,
  proxy_protocol_addr: ADDRESS,
  server_addr: ADDRESS,
  remote_port: NUMBERS,
  server_port: NUMBERS,
  pid: NUMBERS,
  scheme: words('https', 'http'),
  server_protocol: words('HTTP/1.1', 'HTTP/2.0', 'HTTP/1.0', 'HTTP/3.0', 'HTTP/0.9'),
  request_method: bytes(`${UPPER}_-`, 1, 64),
  request_completion: words('OK'),
  request_id: bytes(`${DIGITS}abcdef`, 32, 32),
  request_uri: { kind: 'uri' },
  host: VISIBLE,
  http_host: VISIBLE,
  server_name: VISIBLE,
  proxy_upstream_name: VISIBLE,
  proxy_alternative_upstream_name: VISIBLE,
  gzip_ratio: RATIO,
  ssl_cipher: bytes(`${WORD}-`, 1, 64),
  ssl_protocol: words('TLSv1.3', 'TLSv1.2', 'TLSv1.1', 'TLSv1'),
  http2: words('h2', 'h2c'),
  upstream_status: list(bytes(DIGITS, 3, 3, '1')),
  upstream_response_time: list(SECONDS),
  upstream_connect_time: list(SECONDS),
  upstream_header_time: list(SECONDS),
  upstream_response_length: list(NUMBERS),
  upstream_bytes_received: list(NUMBERS),
  upstream_bytes_sent: list(NUMBERS),
  upstream_cache_status: words('MISS', 'BYPASS', 'EXPIRED', 'STALE', 'UPDATING', 'REVALIDATED', 'HIT', 'SCARCE'),
  upstream_addr: list(bytes(`${WORD}.:/[]%@~+-`)),
};

const USUAL_FORMS: Readonly<Record<string, ByteForm>> = {
  host: { kind: 'host' },
  http_host: { kind: 'host' },
  server_name: { kind: 'host' },
  request: { kind: 'request' },
  http_referer: { kind: 'referer' },
};

// Columns of an inferred format that have no variable, but a form.
const UNKNOWN_FORMS: Readonly<Record<string, ByteForm>> = {
  number: NUMBERS,
  numbers: list(NUMBERS),
  time: list(SECONDS),
  word: VISIBLE,
};

/**
 * The form of a variable's values in bytes.
 * @param isFree the format does not quote the value, so it must also look as it does nearly always (`usualFormOf`)
 */
export function byteFormOf(variable: string, isFree: boolean): ByteForm {
  if (isFree && formIn(USUAL_FORMS, variable) !== undefined) return formIn(USUAL_FORMS, variable)!;
  const [, kind = ''] = /^unknown_\d+_(\w+)$/.exec(variable) ?? [];
  if (Object.hasOwn(UNKNOWN_FORMS, kind)) return UNKNOWN_FORMS[kind]!;
  return formOf(variable) === undefined ? { kind: 'any' } : (formIn(FORMS, variable) ?? NOTHING);
}

function formIn(forms: Readonly<Record<string, ByteForm>>, variable: string): ByteForm | undefined {
  return Object.hasOwn(forms, variable) ? forms[variable] : undefined;
}
