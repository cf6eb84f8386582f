// A browser opened a spare connection and closed it unused.
import { NEIGHBOURS } from '../../../hits/limits.ts';
import {
  canBeLogged,
  LOGGED_EMPTY_CONNECTION,
  nearestVisit,
  VISIT_AFTER_SECONDS,
  visitFacts,
} from '../../evidence/empty.ts';
import { LEAST_CLIENTS } from '../../tables/era.ts';
import type { Cause } from '../cause.ts';

type CaseId = 'after-visit' | 'after-visit-unknown-version' | 'before-visit' | 'silent-after-tls-handshake';

/** A browser opened a spare connection and closed it unused. */
export const unusedConnection: Cause<CaseId> = {
  id: 'unused-connection',
  shapes: ['empty'],
  title: 'a browser opened a spare connection and closed it unused',
  why: 'Browsers open more connections than a page needs and close the spare ones unused: Firefox after 5 s, Chrome mostly when it quits. nginx before 1.3.15 logs each as a 400 without a request and with 0 bytes. It logs it when the connection closes, so some seconds after the page.',
  needs: `${LOGGED_EMPTY_CONNECTION} The same client sent a request as a browser up to ${NEIGHBOURS.secondsBefore} s before, or otherwise up to ${VISIT_AFTER_SECONDS} s after, and did not only get 404.`,
  cases: {
    'after-visit': {
      confidence: 'likely',
      when: `the request came before the hit or in the same second, and ${LEAST_CLIENTS} or more clients with connections without a request (or --nginx-version) show nginx before 1.3.15`,
    },
    'after-visit-unknown-version': {
      confidence: 'possible',
      when: 'the request came before the hit or in the same second, but nothing shows that this nginx logs such connections',
    },
    'before-visit': { confidence: 'possible', when: 'the request came after the hit' },
    'silent-after-tls-handshake': {
      confidence: 'possible',
      when: 'a line without a request has status 408 instead: nginx before 1.3.15 logs this for a connection that stays silent after the TLS handshake until client_header_timeout',
    },
  },
  advice: () =>
    'Nothing to do: a spare connection was closed and nothing was lost. nginx 1.3.15 and newer log no line for it. In older versions a default_server of its own with access_log off keeps it out of the log, together with requests for unknown hosts. Larger buffers are not the cure.',
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
    return {
      case: caseOf(visit.secondsAfter, tables.era.logsEmptyConnections),
      facts: visitFacts(hit, visit),
    };
  },
};

function caseOf(secondsAfter: number, isOldNginx: boolean): CaseId {
  if (secondsAfter > 0) return 'before-visit';
  return isOldNginx ? 'after-visit' : 'after-visit-unknown-version';
}
