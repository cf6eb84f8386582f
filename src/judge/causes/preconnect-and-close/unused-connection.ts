// A browser opened a spare connection and closed it unused.
import { NEIGHBOURS } from '../../../hits/limits.ts';
import {
  canBeLogged,
  didNothingElse,
  LOGGED_EMPTY_CONNECTION,
  nearestVisit,
  VISIT_AFTER_SECONDS,
  visitFacts,
} from '../../evidence/empty-connections.ts';
import { SINCE_EMPTY_CONNECTION } from '../../evidence/since.ts';
import { LEAST_CLIENTS } from '../../tables/era.ts';
import type { Cause } from '../cause.ts';

type CaseId =
  | 'after-visit'
  | 'after-visit-unknown-version'
  | 'before-visit'
  | 'known-visitor'
  | 'silent-after-tls-handshake';

export const unusedConnection: Cause<CaseId> = {
  id: 'unused-connection',
  shapes: ['empty'],
  title: 'a browser opened a spare connection and closed it unused',
  why: 'Browsers open more connections than a page needs and close the spare ones unused: Firefox after 5 s, Chrome usually when it quits. nginx before 1.3.15 logs each as a 400 without a request and with 0 bytes. It writes the line when the connection closes, often some seconds after the page.',
  needs: `${LOGGED_EMPTY_CONNECTION} A browser request of the same client with a status from 200 to 499 (except 400) ended up to ${NEIGHBOURS.secondsBefore} s before, or otherwise up to ${VISIT_AFTER_SECONDS} s after. If all earlier browser requests got 404, a later one (up to ${NEIGHBOURS.secondsAfter} s after) has a status below 400. A line with status 408 needs none of this.`,
  cases: {
    'after-visit': {
      confidence: 'likely',
      when: `the request came before the connection closed or in the same second, and ${LEAST_CLIENTS} or more clients with connections without a request (or --nginx-version) show nginx before 1.3.15`,
    },
    'after-visit-unknown-version': {
      confidence: 'possible',
      when: 'the request came before the connection closed or in the same second, but nothing shows that this nginx logs connections without a request',
    },
    'before-visit': { confidence: 'possible', when: 'the request came after the connection closed' },
    'known-visitor': {
      confidence: 'possible',
      when: 'no line near by shows a visit, but the client was answered elsewhere in the log so far',
    },
    'silent-after-tls-handshake': {
      confidence: 'possible',
      when: 'a line without a request has status 408: nginx before 1.3.15 logs this for a connection that stays silent after the TLS handshake until client_header_timeout',
    },
  },
  advice: () =>
    'Nothing to do: the browser closed a spare connection and lost nothing. nginx 1.3.15 and newer log no line for it. In older versions a separate default_server with access_log off keeps these lines out of the log, and also requests for unknown hosts. Larger buffers are not the cure.',
  who: 'Nobody: browsers work like this.',
  checks: [],
  settledByFields: {},
  settledBy:
    'A packet capture shows the handshake, silence and the FIN of the client. error_log at info says "client prematurely closed connection while reading client request line", not "SSL_do_handshake() failed".',
  since: SINCE_EMPTY_CONNECTION,
  see: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#listen',
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#access_log',
  ],
  match(hit) {
    if (!canBeLogged(hit)) return undefined;
    const visit = nearestVisit(hit);
    if (visit === undefined) {
      // A client that was answered elsewhere in the log is a visitor and scans no ports.
      const { answered } = hit.history;
      return answered > 0 && didNothingElse(hit)
        ? { case: 'known-visitor', facts: { answered_before: answered } }
        : undefined;
    }
    return {
      case: caseOf(visit.secondsAfter, hit.era.logsEmptyConnections),
      facts: visitFacts(hit, visit),
    };
  },
};

function caseOf(secondsAfter: number, isOldNginx: boolean): CaseId {
  if (secondsAfter > 0) return 'before-visit';
  return isOldNginx ? 'after-visit' : 'after-visit-unknown-version';
}
