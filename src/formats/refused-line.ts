// Which request lines nginx itself refuses, whatever the headers say.
import type { RequestLine } from './request.ts';

/** Only this many characters of a path are read: nginx reads no request line longer than a few buffers. */
const CHARACTERS_READ = 4096;
/** A percent sign without two hex digits, a NUL, or a control character as the log escapes it. */
const BAD_BYTES = /%(?![0-9a-f]{2})|%00|\\x(?:[01][0-9A-F]|7F)/i;
const ABSOLUTE = /^(?:\/|https?:\/\/)/i;

/** Whether nginx answers a request line with its plain 400 page before it looks at the headers. */
export function isRefusedLine(request: RequestLine): boolean {
  if (request.shape === 'foreign' || request.shape === 'broken') return true;
  if (request.shape !== 'whole') return false;
  return climbsOut(request.path) || BAD_BYTES.test(request.path) || !ABSOLUTE.test(request.uri);
}

/** Whether a path, once decoded, leaves the root: it has more `..` than segments before them (`ngx_http_parse_complex_uri`). */
export function climbsOut(path: string): boolean {
  if (!path.includes('%') && !path.includes('..')) return false;
  const decoded = path
    .slice(0, CHARACTERS_READ)
    .replace(/%(2e|2f|5c)/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  let depth = 0;
  for (const segment of decoded.split('/')) {
    if (segment === '..') depth--;
    else if (segment !== '' && segment !== '.') depth++;
    if (depth < 0) return true;
  }
  return false;
}
