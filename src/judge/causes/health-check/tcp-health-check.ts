// A balancer or monitor connects and closes, to see whether the port is open.
import { canBeLogged, LOGGED_EMPTY_CONNECTION } from '../../evidence/empty-connections.ts';
import { findPeriod, gapsOf, STEADY_INTERVALS } from '../../evidence/rhythm.ts';
import { SINCE_EMPTY_CONNECTION } from '../../evidence/since.ts';
import { NEAREST_LINES } from '../../evidence/view.ts';
import type { Cause } from '../cause.ts';

/** With this many steady intervals between empty connections, a check is likely; with `SURE_GAPS`, it is certain. */
const LEAST_GAPS = 3;
const SURE_GAPS = 5;
/** Browsers close spare connections in bursts; checks are no faster than this. */
const SHORTEST_PERIOD_SECONDS = 1;
/** If more than this share of a client's lines near by have a request, the client is more than a check. */
const MOST_REQUESTS_SHARE = 0.25;

export const tcpHealthCheck: Cause<'long-rhythm' | 'short-rhythm'> = {
  id: 'tcp-health-check',
  shapes: ['empty'],
  title: 'a balancer or monitor connects and closes',
  why: 'A balancer or monitor tests whether the port is open: at a steady interval it connects, sends nothing and closes. nginx before 1.3.15 logs each test as a 400 without a request and with 0 bytes. The steady interval shows the test, and this client asks for little or nothing else.',
  needs: `${LOGGED_EMPTY_CONNECTION} The last connections of the client without a request ended at a steady interval of at least ${SHORTEST_PERIOD_SECONDS} s. ${STEADY_INTERVALS} At most ${MOST_REQUESTS_SHARE * 100} % of the ${NEAREST_LINES} have a request.`,
  cases: {
    'long-rhythm': { confidence: 'certain', when: `these connections show ${SURE_GAPS} or more intervals` },
    'short-rhythm': {
      confidence: 'likely',
      when: `these connections show ${LEAST_GAPS} or ${SURE_GAPS - 1} intervals`,
    },
  },
  advice: (facts) =>
    `Nothing to do: the client only tests${typeof facts['every_seconds'] === 'number' ? `, every ${Math.round(facts['every_seconds'])} s,` : ''} whether the port is open. To keep the lines out of the log, use an HTTP check on a location with access_log off. Or give the check its own listen in a server with access_log off, or use nginx 1.3.15 or newer. Timeouts and buffers are not the cure.`,
  who: 'Nobody. The people who run the balancer or monitor can choose another check.',
  checks: [],
  settledByFields: {},
  settledBy:
    'The settings of the balancer or monitor show the same interval. error_log at info says "client prematurely closed connection while reading client request line" (in old versions: "closed prematurely").',
  since: SINCE_EMPTY_CONNECTION,
  see: [
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#access_log',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#listen',
  ],
  match(hit) {
    if (!canBeLogged(hit)) return undefined;
    const address = hit.cadence;
    if (address === undefined) return undefined;
    const period = findPeriod(gapsOf(address.emptyTimes), LEAST_GAPS);
    if (period === undefined || period.seconds < SHORTEST_PERIOD_SECONDS) return undefined;
    const near = hit.around;
    const requests = near.filter((one) => !one.isRequestNone).length;
    if (requests > MOST_REQUESTS_SHARE * near.length) return undefined;
    return {
      case: period.gaps >= SURE_GAPS ? 'long-rhythm' : 'short-rhythm',
      facts: { every_seconds: period.seconds, gaps_seen: period.gaps },
    };
  },
};
