// Sizes of nginx's 400 pages in logs that have $bytes_sent, which counts the header too, and no $body_bytes_sent.
import type { Entry } from '../../../formats/entry.ts';
import { isHttp2Or3, type RequestLine } from '../../../formats/request.ts';

// Over HTTP/1 the header of each 400 page is: HTTP/1.1 400 Bad Request, Server, Date, Content-Type: text/html, Content-Length with
// three digits, Connection: close (`ngx_http_header_filter`). These are 140 bytes and the name of the server, `nginx/1.22.1`. The page
// shows the same name and has 145 bytes more. So each line has the same header, which is 5 bytes shorter than the plain page.
// Headers of add_header, or an nginx older than 1.15.4, shift both numbers, and their sum stays right.
/** Bytes by which the header is shorter than the plain page. */
const HEADER_SHORTER_BYTES = 5;

/** The size of the plain page, if a line that can only get this page has so many `$bytes_sent`; undefined if no page fits. */
export function plainBytesIn(bytesSent: number): number | undefined {
  const plainBytes = (bytesSent + HEADER_SHORTER_BYTES) / 2;
  return Number.isInteger(plainBytes) ? plainBytes : undefined;
}

/**
 * The bytes of the body of a 400: those logged, or those of `$bytes_sent` without the header.
 * @param plainBytes size of the plain page, by {@link plainBytesIn} of another line; undefined if it is not known
 * @returns undefined if the line shows no size, or if the length of its header is not known: over HTTP/2 the header is compressed
 */
export function bodyBytesOf(entry: Entry, request: RequestLine, plainBytes: number | undefined): number | undefined {
  const { bytes_sent } = entry.extra;
  if (entry.body_bytes_sent !== undefined || bytes_sent === undefined) return entry.body_bytes_sent;
  if (plainBytes === undefined || isHttp2Or3(request.protocol)) return undefined;
  const bytes = bytes_sent - (plainBytes - HEADER_SHORTER_BYTES);
  return bytes > 0 ? bytes : undefined;
}
