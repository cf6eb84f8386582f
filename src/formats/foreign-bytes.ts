/* eslint-disable no-control-regex -- raw bytes are the subject here */
// Names the protocol of a `$request` that is not HTTP/1: nginx logs the first bytes that arrive, up to the first CR or LF.
import { detached } from './detached.ts';
import { type ForeignRule, LOOK_LIKE_HTTP, RULES } from './foreign-rules.ts';

/** What the raw bytes of a `$request` that is not HTTP/1 show. */
export interface ForeignBytes {
  /** Stable lower-case token: 'tls', 'rdp', 'proxy-v1', …; 'text-command' and 'binary' when nothing better is known. */
  readonly protocol: string;
  /** Human name for reports: 'TLS ClientHello', 'Remote Desktop (RDP)', … */
  readonly name: string;
  /** Named facts the bytes give, at most 80 characters each: the log's own text, still hostile, NOT escaped. */
  readonly facts: Readonly<Record<string, string>>;
}

/** Only this many characters are read. No protocol needs more, and a log line may have any length. */
const MAX_LOOK = 4096;
const MAX_FACT = 80;

/** `\xHH` is nginx (ngx_http_log_escape) and Apache, `\u00HH` nginx `escape=json`, the letters Apache (ap_escape_logitem) and JSON. */
const ESCAPE = /\\(?:x([0-9A-Fa-f]{2})|u00([0-9A-Fa-f]{2})|(["\\/abfnrtv]))/g;
const LETTER: Record<string, string> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** Undoes nginx's `\xHH` (and Apache's `\"` `\\` `\n` `\t` `\r`…) escapes: one character per byte, if the log was read as latin1. */
export function unescapeBytes(text: string): string {
  return text.replace(ESCAPE, (_, hex?: string, json?: string, letter = '') => {
    const digits = hex ?? json;
    return digits === undefined ? (LETTER[letter] ?? letter) : String.fromCharCode(Number.parseInt(digits, 16));
  });
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH', 'PROPFIND'];
const KNOWN_METHOD = new RegExp(`^(?:${METHODS.join('|')})(?![A-Za-z0-9])`, 'i');
const METHOD_AND_TARGET = /^[A-Za-z][A-Za-z_-]{0,63} +(?:\/|[A-Za-z][A-Za-z0-9+.-]{0,20}:\/\/)/;
/** Any text before the version counts, except `PRI *`: `PRI * HTTP/2.0` is the preface of HTTP/2. */
const HTTP_VERSION = /^(?!PRI \* ).{1,4096} HTTP\/\d(?:\.\d)?$/s;

/** An HTTP/1 request line without its version: cut short or malformed (RFC 9112 §3). */
function looksLikeHttp(bytes: string): boolean {
  if (KNOWN_METHOD.test(bytes) || METHOD_AND_TARGET.test(bytes)) return true;
  return bytes.length > 1 && METHODS.some((method) => method.startsWith(bytes));
}

/** The end of a POST body that nginx read as the next request: a path, a form (URL Standard §5, RFC 7578) or a shell command. */
function looksLikeBody(bytes: string): boolean {
  if (/^--\S|^content-disposition:/i.test(bytes) || bytes.startsWith('/')) return true;
  return /^[\t -~]*$/.test(bytes) && (/^[^ ]*[=&]/.test(bytes) || SHELL.test(bytes));
}
const SHELL = /^(?:sh|bash|cd|rm|cp|mv|cat|chmod|wget|curl|busybox|tftp|echo|nc)[ +]|[;`]|\$[({]|\+\/|&&/;

function firstOf(rules: readonly ForeignRule[], bytes: string): ForeignBytes | undefined {
  for (const { protocol, name, match, facts: read } of rules) {
    const found = typeof match === 'function' ? match(bytes) && { groups: undefined } : match.exec(bytes);
    if (!found) continue;
    const facts: Record<string, string> = {};
    for (const [key, value] of Object.entries<string | undefined>({ ...found.groups, ...read?.(bytes) })) {
      const text = value?.slice(0, MAX_FACT).trim();
      if (text) facts[key] = text;
    }
    return { protocol, name, facts };
  }
  return undefined;
}

/**
 * Names the protocol of a request text as logged (escaped). Undefined for what looks like an HTTP/1 request line, even a malformed one,
 * for the tail of a body (a path, a form, a shell command), and for '' and '-'. If one of the first two bytes is not printable ASCII or
 * a tab, there is always an answer, at least 'binary'.
 */
export function identifyForeignBytes(request: string): ForeignBytes | undefined {
  if (request.length > LONGEST_KEPT) return readForeignBytes(request);
  let known = answers.get(request);
  if (known === undefined) {
    known = { foreign: readForeignBytes(request) };
    if (answers.size >= ANSWERS_KEPT) answers.clear();
    answers.set(detached(request), known);
  }
  return known.foreign;
}

// Scanners send the same bytes to every server, so answers are remembered.
const ANSWERS_KEPT = 512;
const LONGEST_KEPT = 512;
const answers = new Map<string, { readonly foreign: ForeignBytes | undefined }>();

function readForeignBytes(request: string): ForeignBytes | undefined {
  if (request === '' || request === '-') return undefined;
  const bytes = unescapeBytes(request.slice(0, MAX_LOOK));
  const printableStart = /^[\t -~]{1,2}$/.test(bytes.slice(0, 2));
  if (printableStart && HTTP_VERSION.test(bytes)) return undefined;
  const lookalike = firstOf(LOOK_LIKE_HTTP, bytes);
  if (lookalike || (printableStart && looksLikeHttp(bytes))) return lookalike;
  const named = firstOf(RULES, bytes);
  if (named || (printableStart && looksLikeBody(bytes))) return named;
  if (!/^[\t -~]+$/.test(bytes)) return { protocol: 'binary', name: 'Unknown binary data', facts: {} };
  const words = bytes.trim().split(/[\t ]+/, 3);
  const name = words.length > 2 ? 'Text, not HTTP' : 'Text command';
  return { protocol: 'text-command', name, facts: { command: words[0]?.slice(0, MAX_FACT) ?? '' } };
}
