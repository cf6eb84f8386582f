// `$request_length`: the bytes of a request that nginx had read when it logged the line.
import type { Random } from './random.ts';

/** A request line that nginx accepts; before it has one, `$request_length` is 0. */
const WHOLE_LINE = /^[A-Z]+ \/\S* HTTP\/\d\.\d$/;
/** HTTP/2 packs a line that it sends for the first time to this share. */
const PACKED = 0.8;
/** What an index into the lines that were sent before takes, for all header lines of a request. */
const INDEX_BYTES = 15;

/** What is known of a request besides its line. */
export interface Read {
  /** Bytes of all its header lines. */
  readonly headerBytes: number;
  /** nginx read all header lines. */
  readonly isWhole: boolean;
  /** HTTP/2 sends the header lines as an index, because the connection had them before. */
  readonly isIndexed: boolean;
  /** Bytes of the body; undefined to draw them. */
  readonly bodyBytes?: number | undefined;
}

/** Draws how many bytes a body has. */
export function drawBodyBytes(random: Random): number {
  return Math.round(random.lognormal(200, 1));
}

/** Draws `$request_length`, in bytes. */
export function requestLength(
  random: Random,
  request: string,
  { headerBytes, isWhole, isIndexed, bodyBytes }: Read,
): number {
  if (!WHOLE_LINE.test(request)) return 0;
  // The request line, and perhaps one line of the header.
  if (!isWhole) return request.length + random.integer(2, 40);
  if (isIndexed) return Math.round(INDEX_BYTES + request.length * PACKED) + (bodyBytes ?? 0);
  const body = bodyBytes ?? (/^P(?:OST|UT|ATCH) /.test(request) ? drawBodyBytes(random) : 0);
  return request.length + headerBytes + body;
}
