// The flags of a request line.
import { DASH, holds } from './byte-text.ts';
import { DETAIL_FLAG } from './columns.ts';

/** Bits of {@link DETAIL_FLAG} for the request at `[from..to)`. */
export function flagsOf(bytes: Uint8Array, from: number, to: number): number {
  let flags = 0;
  if (to - from === 1 && bytes[from] === DASH) flags |= DETAIL_FLAG.isNone;
  if (holds(bytes, from, to, 'HEAD ')) flags |= DETAIL_FLAG.isHead;
  if (to - from >= 9 && (holds(bytes, to - 9, to, ' HTTP/2.0') || holds(bytes, to - 9, to, ' HTTP/3.0')))
    flags |= DETAIL_FLAG.isHttp2;
  return flags;
}
