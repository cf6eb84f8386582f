// The client left while it was sending its request.
import { saysNoUserAgent } from '../../../formats/user-agent.ts';
import { hasBodyMethod, isHttp2Or3, NO_METHOD } from '../../../formats/request.ts';
import { CUT_OFF_CLAUSE, isAnswered, isCutOff } from '../../evidence/answer.ts';
import { acceptedPart } from '../../evidence/stage.ts';
import { askedNoUpstream, isUpstreamAnswer, NO_UPSTREAM_CLAUSE } from '../../evidence/upstream.ts';
import type { Cause } from '../cause.ts';

type CaseId =
  | 'in-request-line'
  | 'no-method'
  | 'line-not-accepted'
  | 'before-first-header'
  | 'not-completed'
  | 'before-user-agent'
  | 'after-user-agent';

export const requestCutShort: Cause<CaseId> = {
  id: 'request-cut-short',
  shapes: ['partial', 'whole'],
  title: 'the client left while it was sending its request',
  why: 'The client left while it was still sending its request line or its headers. The client was gone, so nginx sent no answer and wrote 400 with 0 bytes. Lost networks, closed laptops and scanners that send half a request all look like this.',
  needs:
    'nginx sent 0 bytes, and the request is not a whole one over HTTP/2 or HTTP/3. If the log has $upstream_status, the last status in it is not 400. Neither $request_completion nor $bytes_sent shows a whole answer.',
  cases: {
    'in-request-line': { confidence: 'certain', when: 'the request line itself breaks off' },
    'no-method': {
      confidence: 'likely',
      when: 'the log has $request_method and $request_uri instead of $request, and both are -: nginx had read no method. The client may also have sent only a line end',
    },
    'line-not-accepted': {
      confidence: 'certain',
      when: 'the request line looks whole, its method is not HEAD, and $request_length is 0: its end had not come',
    },
    'before-first-header': {
      confidence: 'certain',
      when: 'the request line is whole, its method is not HEAD, and $request_length is no more than the length of that line: nginx had accepted no header',
    },
    'not-completed': {
      confidence: 'certain',
      when: `the request line is whole, its method is not HEAD, POST, PUT or PATCH, ${CUT_OFF_CLAUSE}, and ${NO_UPSTREAM_CLAUSE}`,
    },
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
  who: 'Nobody: the client left by itself.',
  checks: [],
  settledByFields: {
    upstream_status: '- means that no application answered',
    request_completion: 'no value means that nginx completed no answer',
    request_length: '0 means that the request line had not come',
  },
  settledBy:
    'error_log at info: "client prematurely closed connection while reading client request line" (or "headers"), or "recv() failed (104" for a reset.',
  since: 'all versions',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#client_header_timeout',
    'https://nginx.org/en/docs/ngx_core_module.html#error_log',
  ],
  match(hit) {
    if (hit.entry.body_bytes_sent !== 0 || isUpstreamAnswer(hit.entry, '400') || isAnswered(hit.entry))
      return undefined;
    if (hit.entry.request === NO_METHOD) return { case: 'no-method', facts: { stage: 'request line' } };
    if (hit.shape === 'partial') return { case: 'in-request-line', facts: { stage: 'request line' } };
    // An answer to HEAD never has a body.
    if (hit.request.method === 'HEAD') return undefined;
    const accepted = acceptedPart(hit);
    if (accepted === 'none') return { case: 'line-not-accepted', facts: { stage: 'request line', request_length: 0 } };
    if (accepted === 'line') return { case: 'before-first-header', facts: { stage: 'headers, before the first one' } };
    // A request with a body may have broken off in the body.
    if (hasBodyMethod(hit.request.method)) return undefined;
    // HTTP/2 and HTTP/3 log a request line only when all headers have come.
    if (isHttp2Or3(hit.request.protocol)) return undefined;
    if (isCutOff(hit.entry) && askedNoUpstream(hit.entry))
      return { case: 'not-completed', facts: { stage: 'headers' } };
    return saysNoUserAgent(hit.entry)
      ? { case: 'before-user-agent', facts: { stage: 'headers, before User-Agent' } }
      : { case: 'after-user-agent', facts: { stage: 'headers' } };
  },
};
