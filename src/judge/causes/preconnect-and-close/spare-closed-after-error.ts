// A browser dropped its spare connections after a cookie or header error.
import { canBeLogged, isHeaderError, LOGGED_EMPTY_CONNECTION, visitFacts } from '../../evidence/empty.ts';
import { isBrowsing } from '../../evidence/view.ts';
import type { Cause } from '../cause.ts';

/** The browser drops them with the answer; the log has whole seconds. */
const BESIDE_SECONDS = 1;
/** Firefox closes what it did not need 5 s after the page load, whatever else happens then. */
const SHORTEST_IDLE_SECONDS = 5;
/** The log has whole seconds, so 5 s may show as 6. */
const LONGEST_IDLE_SECONDS = 6;

/** A browser dropped its spare connections after a cookie or header error. */
export const spareClosedAfterError: Cause<'beside-error' | 'beside-error-or-idle'> = {
  id: 'spare-closed-after-error',
  shapes: ['empty'],
  title: 'spare connection dropped after a cookie or header error',
  why: 'nginx refused a cookie or header of this client with 400. Its browser then dropped the other connections it held, unused. nginx before 1.3.15 logs each of them as a 400 without a request and with 0 bytes. Browsers of today close spare connections for other reasons, so this is hard to prove.',
  needs: `${LOGGED_EMPTY_CONNECTION} A line of the same client within ${BESIDE_SECONDS} s is a cookie or header error: its status is 494, or its size is that of nginx's page for this error (of the plain page, for a browser, if nginx is older than 0.9.4 or sends one page for all errors).`,
  cases: {
    'beside-error': {
      confidence: 'likely',
      when: `nginx answered no browser's request of this client ${SHORTEST_IDLE_SECONDS} to ${LONGEST_IDLE_SECONDS} s before, so the connection was hardly closed as idle`,
    },
    'beside-error-or-idle': {
      confidence: 'possible',
      when: `nginx answered a browser's request of this client ${SHORTEST_IDLE_SECONDS} to ${LONGEST_IDLE_SECONDS} s before: Firefox closes idle connections after that time, with or without an error`,
    },
  },
  advice: () =>
    'Cure the cookie or header error near by: these lines end with it. large_client_header_buffers, in http or the default_server, is the setting for it. These connections themselves lost nothing, and nginx 1.3.15 and newer do not log them.',
  settledBy:
    'A packet capture: connections opened with the refused request, closed right after the 400. error_log at info only says "client prematurely closed connection while reading client request line".',
  since:
    'only before 1.3.15; newer versions write it to error_log alone: "client closed connection while waiting for request"',
  see: ['https://nginx.org/en/docs/http/ngx_http_core_module.html#large_client_header_buffers'],
  match(hit, tables) {
    if (!canBeLogged(hit, tables)) return undefined;
    const error = hit.around.find(
      (near) => Math.abs(near.secondsAfter) <= BESIDE_SECONDS && isHeaderError(near, tables),
    );
    if (error === undefined) return undefined;
    const isIdle = hit.before.some(
      (near) =>
        isBrowsing(near) && near.secondsAfter <= -SHORTEST_IDLE_SECONDS && near.secondsAfter >= -LONGEST_IDLE_SECONDS,
    );
    return {
      case: isIdle ? 'beside-error-or-idle' : 'beside-error',
      facts: {
        ...visitFacts(hit, error),
        error_status: error.status,
        error_bytes: error.body_bytes_sent ?? 0,
      },
    };
  },
};
