// Whether the configuration sends the answer of a hit itself.
import { askedUpstream, isUpstreamAnswer } from './upstream.ts';
import type { HitView } from './view.ts';

/** Whether a `return 400` of the configuration has a text as long as this answer, and no upstream answered. */
export function isReturnedText({ entry, expected, page }: HitView): boolean {
  const { body_bytes_sent: bytes } = entry;
  if (bytes === undefined || expected?.returnedBytes.has(bytes) !== true) return false;
  return page === undefined && !askedUpstream(entry) && !isUpstreamAnswer(entry, '400');
}
