// How far nginx had read an HTTP/1 request, by its $request_length.
import { isHttp2Or3 } from '../../formats/request.ts';
import type { HitView } from './view.ts';

/** Bytes of the line end after a request line. */
const LINE_END_BYTES = 2;

/**
 * How much nginx had accepted: `none` if not even the request line, `line` if that line and no header. Undefined if it had accepted
 * a header, or if the log does not show it. nginx counts a line when it has accepted it (`ngx_http_process_request_line`).
 */
export function acceptedPart({ entry, request }: HitView): 'none' | 'line' | undefined {
  const { request_length } = entry.extra;
  if (request_length === undefined || isHttp2Or3(request.protocol)) return undefined;
  if (request_length === 0) return 'none';
  // The log escapes some bytes, so the line may be shorter than its text.
  if (entry.request.includes('\\x')) return undefined;
  return request_length <= entry.request.length + LINE_END_BYTES ? 'line' : undefined;
}
