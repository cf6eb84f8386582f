// HTTP/2 was spoken to a port without it.
import type { LegacyCause as Cause } from '../legacy.ts';

/** HTTP/2 was spoken to a port without it. */
export const http2ToHttp1Port: Cause = {
  id: 'http2-to-http1-port',
  shapes: ['foreign'],
  title: 'HTTP/2 was spoken to a port without it',
  why: 'The client opened with the HTTP/2 preface (PRI * HTTP/2.0) on a port where HTTP/2 is not enabled, without asking first. For HTTP/1 that is an invalid request line, so nginx answered 400 with its plain page. Clients set to "prior knowledge" do this, gRPC ones among them, and scanners.',
  how: 'The request is the HTTP/2 preface, PRI * HTTP/2.0, or the beginning of it. That is certain: no other protocol opens so.',
  advice: () =>
    'If these clients are yours, set http2 on in that server (or http). That is nginx 1.25.1 and newer; before, it is listen ... http2, which on a port without TLS ends HTTP/1 there. Or turn prior knowledge off in the client. From strangers: a scan, nothing to do.',
  settledBy: 'The line itself. error_log at info: "client sent invalid request".',
  since: 'all versions, wherever the port has no HTTP/2',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_v2_module.html#http2',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#listen',
  ],
  match(hit) {
    if (hit.foreign?.protocol !== 'http2-preface') return undefined;
    return { confidence: 'certain', facts: {} };
  },
};
