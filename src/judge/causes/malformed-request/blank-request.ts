// The client sent only a line end.
import type { Cause } from '../cause.ts';

export const blankRequest: Cause<'empty-answer' | 'error-page'> = {
  id: 'blank-request',
  shapes: ['blank'],
  title: 'the client sent only a line end',
  why: 'The client sent only a line end (CR LF), and then usually closed the connection. nginx was still waiting for a request line, so it had none to log: the request is an empty string. Usually nginx sent 0 bytes. Probes and clients with a keep-alive bug do this.',
  needs: 'The request is an empty string. nginx logs no other request in this way.',
  cases: {
    'empty-answer': { confidence: 'certain', when: 'nginx sent 0 bytes' },
    'error-page': {
      confidence: 'certain',
      when: "the size is that of one of nginx's own 400 pages, by the log or by common builds of nginx",
    },
  },
  advice: () =>
    'Nothing to do: the client requested nothing and lost nothing. To keep these lines out of the log, write a map of $request that gives 0 for the empty string, and use it as if= of access_log (http, server or location). This needs nginx 1.7.0 or newer, and it also hides the lines with "-". Timeouts are not the cure.',
  who: 'Nobody: nothing was asked for.',
  blocks: () => [
    {
      context: 'http',
      directives: [
        'map $request $has_request {\n    "" 0;\n    default 1;\n}',
        'access_log /var/log/nginx/access.log combined if=$has_request;',
      ],
      note: 'Only to keep these lines out of the log.',
      isExample: true,
    },
  ],
  checks: [],
  settledByFields: {},
  settledBy: 'error_log at info: "client prematurely closed connection while reading client request line".',
  since: 'all versions',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#access_log',
    'https://nginx.org/en/docs/http/ngx_http_map_module.html#map',
  ],
  match(hit) {
    if (hit.entry.body_bytes_sent === 0) return { case: 'empty-answer', facts: {} };
    return hit.page === undefined ? undefined : { case: 'error-page', facts: {} };
  },
};
