// A client spoke HTTP/2 to a port without HTTP/2.
import { listenFacts } from '../../evidence/listener.ts';
import type { Cause } from '../cause.ts';

export const http2ToHttp1Port: Cause<'preface'> = {
  id: 'http2-to-http1-port',
  shapes: ['foreign'],
  title: 'a client spoke HTTP/2 to a port without HTTP/2',
  why: 'The client began with the HTTP/2 preface (PRI * HTTP/2.0) on a port where HTTP/2 is not enabled. It did not ask first whether the port has HTTP/2. In HTTP/1 the preface is an invalid request line, so nginx answered 400 with its plain page. Clients with "prior knowledge" of HTTP/2 do this, for example gRPC clients. Scanners do it too.',
  needs: 'The request is the preface of HTTP/2, or the beginning of it. No other protocol begins with these bytes.',
  cases: {
    preface: { confidence: 'certain', when: 'the request begins with PRI * HTTP/2, or is only PRI or PRI *' },
  },
  advice: () =>
    'If these clients are yours, set http2 on in that server (or in http). This needs nginx 1.25.1 or newer. Older versions need listen ... http2, but a port without TLS then no longer accepts HTTP/1. Or turn prior knowledge off in the client. If the clients are not yours, it is a scan: do nothing.',
  who: 'The owner of the client. If the client is yours, the admin of this nginx can turn HTTP/2 on.',
  blocks: () => [
    {
      context: 'server',
      directives: ['listen 80 http2;'],
      note: 'Before 1.25.1. Newer versions want http2 on instead, and then take HTTP/1 on this port, too.',
      isExample: true,
    },
  ],
  checks: [
    {
      command: 'curl -sI --http2-prior-knowledge http://example.com/',
      shows: 'HTTP/2 and a status, where the port speaks HTTP/2',
    },
  ],
  settledByFields: {},
  settledBy: 'The line itself. error_log at info: "client sent invalid request".',
  since: 'all versions, wherever the port has no HTTP/2',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_v2_module.html#http2',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#listen',
  ],
  match(hit) {
    if (hit.foreign?.protocol !== 'http2-preface') return undefined;
    return { case: 'preface', facts: listenFacts(hit.entry) };
  },
};
