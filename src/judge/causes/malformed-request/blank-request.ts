// only a line end was sent.
import type { LegacyCause as Cause } from '../legacy.ts';

/** only a line end was sent. */
export const blankRequest: Cause = {
  id: 'blank-request',
  shapes: ['blank'],
  title: 'only a line end was sent',
  why: 'The client sent nothing but a line end (CR LF) and closed. nginx was still waiting for a request line, so it had none to show: the request is an empty string, and 0 bytes went back. Probes do this, and clients with a keep-alive bug.',
  how: "The request is an empty string and the size is 0, or that of one of nginx's own error pages. That is certain: nothing else is logged so.",
  advice: () =>
    'Nothing to do: nothing was asked and nothing was lost. To keep such lines out of the log, give access_log (http, server or location) an if= condition from a map of $request that gives 0 for the empty string (1.7.0 and newer; it hides "-" lines too). Timeouts are not the cure.',
  settledBy: 'error_log at info: "client prematurely closed connection while reading client request line".',
  since: 'all versions',
  see: ['https://nginx.org/en/docs/http/ngx_http_log_module.html#access_log'],
  match(hit) {
    if (hit.entry.body_bytes_sent !== 0 && hit.page === undefined) return undefined;
    return { confidence: 'certain', facts: {} };
  },
};
