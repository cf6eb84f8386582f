// A client sent malformed HTTP/2 or HTTP/3 headers.
import type { HitView } from '../../evidence/view.ts';
import { LEAST_CLIENTS } from '../../tables/era.ts';
import type { Cause } from '../cause.ts';

type CaseId = 'plain-page' | 'unproven-plain-page' | 'size-of-no-page';

export const invalidHttp2Request: Cause<CaseId> = {
  id: 'invalid-http2-request',
  shapes: ['headless'],
  title: 'a client sent malformed HTTP/2 or HTTP/3 headers',
  why: 'Over HTTP/2 and HTTP/3 nginx makes the request line from header fields. Here the fields broke the rules, for example with a bad or missing pseudo-header, an upper-case name or a forbidden character. So nginx had no request line to log, and the request is "-". But nginx sent a 400 page.',
  needs: `The request is "-", but the size is not 0. Nothing shows that nginx is older than 1.3.15 and so has no HTTP/2. Such an age shows in --nginx-version, or in connections without a request from ${LEAST_CLIENTS} or more clients. HTTP/2 answers to ${LEAST_CLIENTS} or more clients rule it out.`,
  cases: {
    'plain-page': {
      confidence: 'certain',
      when: 'lines that can only get the plain 400 page show its size, and this line has that size',
    },
    'unproven-plain-page': {
      confidence: 'likely',
      when: 'the size is that of the plain 400 page, but only 403 and 404 pages or common builds of nginx show it',
    },
    'size-of-no-page': {
      confidence: 'likely',
      when: "the log shows - for the size, or the size fits none of nginx's own 400 pages",
    },
  },
  advice: () =>
    'The owner of the client must correct it or its HTTP library. nginx behaves correctly. If the client is a scanner, do nothing. large_client_header_buffers is not the cure: nginx logs headers that are too large over HTTP/2 as 000, not as 400.',
  who: 'The owner of the client or of its HTTP library.',
  checks: [],
  settledByFields: {},
  settledBy: 'error_log at info names the bad header or pseudo-header (1.9-1.13.5 give no reason).',
  since: 'HTTP/2 since 1.9.5; 1.22 logs upper-case names and bad values as 000, 1.29 as 400',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_v2_module.html',
    'https://nginx.org/en/docs/ngx_core_module.html#error_log',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#large_client_header_buffers',
  ],
  match(hit) {
    const { page, entry } = hit;
    // An nginx that logs empty connections is too old for HTTP/2: there the client sent the `-` as its request.
    if (hit.era.logsEmptyConnections && !hit.era.speaksHttp2) return undefined;
    if (page !== undefined && page.kind !== 'plain') return undefined;
    return { case: caseOf(page), facts: { bytes: entry.body_bytes_sent ?? 0 } };
  },
};

function caseOf(page: HitView['page']): CaseId {
  if (page === undefined) return 'size-of-no-page';
  return page.isFirm ? 'plain-page' : 'unproven-plain-page';
}
