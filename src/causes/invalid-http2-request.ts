// malformed HTTP/2 or HTTP/3 headers.
import type { Cause } from './cause.ts';

/** malformed HTTP/2 or HTTP/3 headers. */
export const invalidHttp2Request: Cause = {
  id: 'invalid-http2-request',
  shapes: ['headless'],
  title: 'malformed HTTP/2 or HTTP/3 headers',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit) {

    if (hit.page !== undefined && hit.page.kind !== 'plain') return undefined;
    return { confidence: hit.page !== undefined ? 'certain' : 'likely', facts: { bytes: hit.entry.body_bytes_sent ?? 0 } };
  },
};
