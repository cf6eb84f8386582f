// The client left while it was sending its request.
import { hasBodyMethod, isHttp2Or3 } from '../../../formats/request.ts';
import { isUpstreamAnswer } from '../../evidence/upstream.ts';
import type { Cause } from '../cause.ts';

export const requestCutShort: Cause<'in-request-line' | 'before-user-agent' | 'after-user-agent'> = {
  id: 'request-cut-short',
  shapes: ['partial', 'whole'],
  title: 'the client left while it was sending its request',
  why: 'The client left while it was still sending its request line or its headers. The client was gone, so nginx sent no answer and wrote 400 with 0 bytes. Lost networks, closed laptops and scanners that send half a request all look like this.',
  needs:
    'nginx sent 0 bytes, and the request is not a whole one over HTTP/2 or HTTP/3. If the log has $upstream_status, the last status in it is not 400.',
  cases: {
    'in-request-line': { confidence: 'certain', when: 'the request line itself breaks off' },
    'before-user-agent': {
      confidence: 'likely',
      when: 'the request line is whole and nginx accepts it, its method is not HEAD, POST, PUT or PATCH, and the user agent is -',
    },
    'after-user-agent': {
      confidence: 'likely',
      when: 'the request line is whole, its method is not HEAD, POST, PUT or PATCH, and the line has a user agent',
    },
  },
  advice: (facts) =>
    `Nothing to do: the client left ${facts['stage'] === 'request line' ? 'in the middle of its request line' : 'before its request was complete'}. Larger buffers or a longer client_header_timeout are not the cure: nginx logs a client that stalls as 408, not as 400. If many of these lines come from one network or balancer, look for packet loss there.`,
  settledBy:
    'error_log at info: "client prematurely closed connection while reading client request line" (or "headers"), or "recv() failed (104" for a reset.',
  since: 'all versions',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#client_header_timeout',
    'https://nginx.org/en/docs/ngx_core_module.html#error_log',
  ],
  match(hit) {
    if (hit.entry.body_bytes_sent !== 0 || isUpstreamAnswer(hit.entry, '400')) return undefined;
    if (hit.shape === 'partial') return { case: 'in-request-line', facts: { stage: 'request line' } };
    // An answer to HEAD never has a body, and a request with a body may have broken off in the body.
    if (hit.request.method === 'HEAD' || hasBodyMethod(hit.request.method)) return undefined;
    // HTTP/2 and HTTP/3 log a request line only when all headers have come.
    if (isHttp2Or3(hit.request.protocol)) return undefined;
    return hit.entry.http_user_agent === '-'
      ? { case: 'before-user-agent', facts: { stage: 'headers, before User-Agent' } }
      : { case: 'after-user-agent', facts: { stage: 'headers' } };
  },
};
