// a browser opened a spare connection and closed it unused.
import type { LegacyCause as Cause } from '../legacy.ts';
import { canBeLogged, nearestVisit, visitFacts } from '../../evidence/empty.ts';
/** a browser opened a spare connection and closed it unused. */
export const unusedConnection: Cause = {
  id: 'unused-connection',
  shapes: ['empty'],
  title: 'a browser opened a spare connection and closed it unused',
  why: 'Browsers open more connections than a page needs and close the spare ones unused: Firefox after 5 s, Chrome mostly when it quits. nginx before 1.3.15 logs each as a 400 without a request and with 0 bytes, at the moment it closes, so some seconds after the page.',
  how: "A connection without a request, and a browser's request of the same client up to 120 s before: likely, if such lines of two clients show nginx before 1.3.15. Else, or with a request only up to 10 s after, it is possible.",
  advice: () =>
    'Nothing to do: a spare connection was closed and nothing was lost. nginx 1.3.15 and newer log no line for it. Until then access_log off in a default_server of its own quietens it, along with requests for unknown hosts. Larger buffers are not the cure.',
  settledBy:
    'A packet capture: handshake, silence, FIN of the client. error_log at info: "client prematurely closed connection while reading client request line", not "SSL_do_handshake() failed".',
  since:
    'only before 1.3.15; newer versions write it to error_log alone: "client closed connection while waiting for request"',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#listen',
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#access_log',
  ],
  match(hit, tables) {
    if (!canBeLogged(hit, tables)) return undefined;
    const visit = nearestVisit(hit);
    if (visit === undefined) return undefined;
    const confidence = tables.era.logsEmptyConnections && visit.secondsAfter <= 0 ? 'likely' : 'possible';
    return { confidence, facts: visitFacts(hit, visit) };
  },
};
