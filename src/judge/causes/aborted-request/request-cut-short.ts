// the client left while sending its request.
import type { LegacyCause as Cause } from '../legacy.ts';
import { hasBodyMethod } from '../../../formats/request.ts';
import { isUpstreamAnswer } from '../../evidence/upstream.ts';
/** the client left while sending its request. */
export const requestCutShort: Cause = {
  id: 'request-cut-short',
  shapes: ['partial', 'whole'],
  title: 'the client left while sending its request',
  why: 'The client left while it was still sending its request line or its headers. There was nobody left to answer, so nginx wrote 400 with 0 bytes. Lost networks, closed laptops and scanners that send half a request all look like this.',
  how: '0 bytes were sent, and no upstream answered 400. Certain if the request line itself breaks off; likely if it is whole and the method is one without a body (HEAD is left out, as its answers are always empty).',
  advice: (facts) =>
    `Nothing to do: the client left ${facts['stage'] === 'request line' ? 'in the middle of its request line' : 'before its request was complete'}. Larger buffers or a longer client_header_timeout are not the cure: a client that stalls is logged as 408, not as 400. If many come from one network or balancer, look for packet loss there.`,
  settledBy:
    'error_log at info: "client prematurely closed connection while reading client request line" (or "headers"), or "recv() failed (104" for a reset.',
  since: 'all versions',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#client_header_timeout',
    'https://nginx.org/en/docs/ngx_core_module.html#error_log',
  ],
  match(hit) {
    if (hit.entry.body_bytes_sent !== 0 || isUpstreamAnswer(hit.entry, '400')) return undefined;
    if (hit.shape === 'partial') return { confidence: 'certain', facts: { stage: 'request line' } };
    // An answer to HEAD has no body in any case, and a request with a body may have been cut in it.
    if (hit.request.method === 'HEAD' || hasBodyMethod(hit.request.method)) return undefined;
    const isBare = hit.entry.http_user_agent === '-';
    return { confidence: 'likely', facts: { stage: isBare ? 'headers, before User-Agent' : 'headers' } };
  },
};
