// A browser dropped its spare connections after a cookie or header error.
import { canBeLogged, isHeaderError, LOGGED_EMPTY_CONNECTION, visitFacts } from '../../evidence/empty-connections.ts';
import { SINCE_EMPTY_CONNECTION } from '../../evidence/since.ts';
import { isBrowsing } from '../../evidence/near-lines.ts';
import { LEAST_PAGE_CLIENTS } from '../../tables/pages/page-size.ts';
import type { Cause } from '../cause.ts';

/** The browser drops spare connections when it gets the answer; the log has whole seconds. */
const BESIDE_SECONDS = 1;
/** Firefox closes unused connections 5 s after the page load, with or without an error. */
const SHORTEST_IDLE_SECONDS = 5;
/** The log has whole seconds, so 5 s may show as 6. */
const LONGEST_IDLE_SECONDS = 6;

export const spareClosedAfterError: Cause<'beside-error' | 'beside-error-or-idle'> = {
  id: 'spare-closed-after-error',
  shapes: ['empty'],
  title: 'a browser dropped a spare connection after a header error',
  why: 'nginx refused a cookie or header of this client with 400. Its browser then closed its other connections, which it had not used. nginx before 1.3.15 logs each of them as a 400 without a request and with 0 bytes. Modern browsers also close spare connections for other reasons, so this is hard to prove.',
  needs: `${LOGGED_EMPTY_CONNECTION} A line of the same client within ${BESIDE_SECONDS} s is a cookie or header error. Its status is 494, or it is a 400 with the size of nginx's page for this error. For a browser, the size of the plain 400 page is enough in two cases: nginx sends one page for every 400, or it may be older than 0.9.4. nginx may be that old only if fewer than ${LEAST_PAGE_CLIENTS} clients got the page for this error. Also, --nginx-version must say so, or without this option the log must show nginx before 1.3.15 and no HTTP/2.`,
  cases: {
    'beside-error': {
      confidence: 'likely',
      when: `no browser request of this client with a status from 200 to 499 (except 400) ended ${SHORTEST_IDLE_SECONDS} to ${LONGEST_IDLE_SECONDS} s before. So the browser probably closed the connection for another reason than idleness`,
    },
    'beside-error-or-idle': {
      confidence: 'possible',
      when: `a browser request of this client with a status from 200 to 499 (except 400) ended ${SHORTEST_IDLE_SECONDS} to ${LONGEST_IDLE_SECONDS} s before. Firefox closes idle connections after that time, with or without an error`,
    },
  },
  advice: () =>
    'Cure the cookie or header error of this client; then these lines stop too. The setting for that error is large_client_header_buffers, in http or in the default_server. The closed connections lost nothing, and nginx 1.3.15 and newer do not log them.',
  who: 'Nobody for these lines. The header error beside them has a cause and advice of its own.',
  checks: [],
  settledByFields: {},
  settledBy:
    'A packet capture shows connections that open with the refused request and close right after the 400. error_log at info only says "client prematurely closed connection while reading client request line".',
  since: SINCE_EMPTY_CONNECTION,
  see: ['https://nginx.org/en/docs/http/ngx_http_core_module.html#large_client_header_buffers'],
  match(hit) {
    if (!canBeLogged(hit)) return undefined;
    const error = hit.around.find((near) => Math.abs(near.secondsAfter) <= BESIDE_SECONDS && isHeaderError(near, hit));
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
