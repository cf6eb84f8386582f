// Splits $request into its method, URI, path, query and protocol, and names its shape.
import { TextMemo } from './text-memo.ts';

/**
 * The shape of a logged request. `none`: `-`, not one byte was parsed. `blank`: only CR/LF came. `whole`: `METHOD target
 * HTTP/x.y`. `partial`: begins like a request line and stops. `broken`: an HTTP method, but no request line that nginx accepts.
 * `foreign`: anything else.
 */
export type RequestShape = 'none' | 'blank' | 'whole' | 'partial' | 'broken' | 'foreign';

/** `$request` of a log that has its parts instead, where nginx had no method: `$request_method` and `$request_uri` are `-`. */
export const NO_METHOD = '- -';
/** The URI of such a log where nginx had a method, but refused the URI. */
export const NO_URI = '-';

/** The parts of a request line; a missing part is an empty string. */
export interface RequestLine {
  readonly shape: RequestShape;
  readonly method: string;
  /** Target as logged, query included. */
  readonly uri: string;
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** `HTTP/1.1`, … */
  readonly protocol: string;
}

// RFC 9110 and WebDAV methods; a request line with another method is not taken for HTTP.
const METHODS =
  'GET|POST|HEAD|PUT|DELETE|OPTIONS|PATCH|CONNECT|TRACE|PROPFIND|PROPPATCH|MKCOL|COPY|MOVE|LOCK|UNLOCK|SEARCH|REPORT|MERGE|ACL|PURGE|QUERY|MKCALENDAR|SUBSCRIBE|UNSUBSCRIBE|NOTIFY';
const METHOD_NAMES: ReadonlySet<string> = new Set(METHODS.split('|'));
/** Length of ` HTTP/1.1`. */
const PROTOCOL_LENGTH = 9;
const HTTP_09 = new RegExp(`^(${METHODS}) (\\S+)$`);
const METHOD_FIRST = new RegExp(`^(${METHODS})(?: |$)`, 'i');
const METHOD_START = new RegExp(`^(?:${startsOf(METHODS.split('|'))})$`);

const NONE: RequestLine = { shape: 'none', method: '', uri: '', path: '', query: '', protocol: '' };
const BLANK: RequestLine = { ...NONE, shape: 'blank' };

const requests = new TextMemo(takeApart);

/** Splits a logged `$request` into its parts. Pure; never throws; linear in the length. */
export function parseRequest(request: string): RequestLine {
  return requests.of(request);
}

function takeApart(request: string): RequestLine {
  if (request === '-') return NONE;
  if (request === '') return BLANK;
  const whole = readWhole(request);
  if (whole !== undefined) return whole;
  const first = METHOD_FIRST.exec(request);
  if (first) {
    const method = first[1] ?? '';
    const rest = request.slice(method.length + 1);
    if (/ (?:RTSP|SIP|ICAP)\/\d/.test(rest)) return line('foreign', '', request, '');
    const cut = HTTP_09.test(request) || / H(?:T(?:T(?:P(?:\/(?:\d\.?)?)?)?)?)?$/.test(rest) || rest === '';
    const protocol = / (HTTP\/\d\.\d)$/.exec(rest)?.[1] ?? '';
    const uri = protocol === '' ? (rest.split(' ')[0] ?? '') : rest.slice(0, -protocol.length - 1);
    return line(cut && method === method.toUpperCase() ? 'partial' : 'broken', method, uri, protocol);
  }
  if (METHOD_START.test(request)) return line('partial', request, '', '');
  return line('foreign', '', request, '');
}

// Reads `METHOD target HTTP/x.y`, by far the commonest request, without the arrays that a regular expression makes.
function readWhole(request: string): RequestLine | undefined {
  const end = request.length - PROTOCOL_LENGTH;
  const blank = request.indexOf(' ');
  if (blank < 3 || blank + 1 >= end || !request.startsWith(' HTTP/', end)) return undefined;
  const isVersion =
    isDigit(request.charCodeAt(end + 6)) && request.charCodeAt(end + 7) === 46 && isDigit(request.charCodeAt(end + 8));
  if (!isVersion) return undefined;
  const method = request.slice(0, blank);
  if (!METHOD_NAMES.has(method)) return undefined;
  const target = request.slice(blank + 1, end);
  return /\s/.test(target) ? undefined : line('whole', method, target, request.slice(end + 1));
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/**
 * The first two segments of a path: `/app/report/monthly` → `/app/report`. The prefix groups requests that share a backend. It ends
 * before a segment that looks like an identifier (two digits in a row, or long hex), and after 200 characters.
 */
export function pathPrefix(path: string): string {
  const first = path.indexOf('/');
  if (first < 0) return '/';
  let end = first;
  for (let segments = 0; segments < 2 && path.charCodeAt(end) === SLASH; segments++) {
    const next = path.indexOf('/', end + 1);
    const to = next < 0 ? path.length : next;
    if (isIdentifier(path, end + 1, to)) break;
    end = to;
  }
  return end === first ? '/' : path.slice(first, Math.min(end, first + LONGEST_PREFIX));
}

const SLASH = 47;
/** The most characters of a prefix. Prefixes are kept in memory, and no part of a site has a longer name. */
const LONGEST_PREFIX = 200;
/** Hex digits and dashes from this length on are an identifier, not a name. */
const IDENTIFIER_LENGTH = 12;

function isIdentifier(path: string, from: number, to: number): boolean {
  let isHex = to - from >= IDENTIFIER_LENGTH;
  let wasDigit = false;
  for (let at = from; at < to; at++) {
    const code = path.charCodeAt(at);
    const digit = isDigit(code);
    if (digit && wasDigit) return true;
    wasDigit = digit;
    isHex &&= digit || ((code | 32) >= 97 && (code | 32) <= 102) || code === 45;
  }
  return isHex;
}

/** Whether a protocol is HTTP/2 or HTTP/3. */
export function isHttp2Or3(protocol: string): boolean {
  return protocol.startsWith('HTTP/2') || protocol.startsWith('HTTP/3');
}

/** Whether requests with this method usually have a body. */
export function hasBodyMethod(method: string): boolean {
  return method === 'POST' || method === 'PUT' || method === 'PATCH';
}

function line(shape: RequestShape, method: string, uri: string, protocol: string): RequestLine {
  const mark = uri.indexOf('?');
  const path = mark < 0 ? uri : uri.slice(0, mark);
  return { shape, method, uri, path, query: mark < 0 ? '' : uri.slice(mark + 1), protocol };
}

function startsOf(methods: readonly string[]): string {
  const all = new Set<string>();
  for (const method of methods) for (let n = 1; n < method.length; n++) all.add(method.slice(0, n));
  return [...all].join('|');
}
