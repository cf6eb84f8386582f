// malformed HTTP/2 or HTTP/3 headers.
import type { LegacyCause as Cause } from '../legacy.ts';

/** malformed HTTP/2 or HTTP/3 headers. */
export const invalidHttp2Request: Cause = {
  id: 'invalid-http2-request',
  shapes: ['headless'],
  title: 'malformed HTTP/2 or HTTP/3 headers',
  why: 'Over HTTP/2 and HTTP/3 the request line is put together from header fields. Here these broke the rules (a bad or missing pseudo-header, an upper-case name, a forbidden character), so nginx had no line to show: the request is "-", yet a 400 page went out.',
  how: "The request is -, yet a page was sent. Certain if its size is that of the plain 400 page, likely if it is none of nginx's own pages.",
  advice: () =>
    'The client or its HTTP library must be corrected; nginx acted rightly. From strangers it is a scan: nothing to do. large_client_header_buffers is not the cure: too large headers over HTTP/2 are logged as 000, not as 400.',
  settledBy: 'error_log at info names the faulty header or pseudo-header (1.9-1.13.5 give no reason).',
  since: 'HTTP/2 since 1.9.5; 1.22 logs upper-case names and bad values as 000, 1.29 as 400',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_v2_module.html',
    'https://nginx.org/en/docs/ngx_core_module.html#error_log',
  ],
  match(hit, tables) {
    const { page, entry } = hit;
    // An nginx that logs empty connections is older than HTTP/2: there somebody sent a hyphen.
    if (tables.era.logsEmptyConnections && !tables.era.speaksHttp2) return undefined;
    if (page !== undefined && page.kind !== 'plain') return undefined;
    return { confidence: page?.isFirm === true ? 'certain' : 'likely', facts: { bytes: entry.body_bytes_sent ?? 0 } };
  },
};
