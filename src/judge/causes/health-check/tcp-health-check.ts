// A balancer or monitor connects and closes, to see whether the port is open.
import { canBeLogged } from '../../evidence/empty.ts';
import { findPeriod, gapsOf } from '../../evidence/rhythm.ts';
import type { Cause } from '../cause.ts';

/** Equal intervals between empty connections from which on a pace is seen, and from which on it is no chance. */
const LEAST_GAPS = 3;
const SURE_GAPS = 5;
/** Browsers close spare connections in bursts; checks are no faster than this. */
const SHORTEST_PERIOD_SECONDS = 1;
/** A client that asks for more than this share of its lines near by is more than a check. */
const MOST_REQUESTS_SHARE = 0.25;

/** A balancer or monitor connects and closes, to see whether the port is open. */
export const tcpHealthCheck: Cause<'long-rhythm' | 'short-rhythm'> = {
  id: 'tcp-health-check',
  shapes: ['empty'],
  title: 'a balancer or monitor connects and closes',
  why: 'A balancer or monitor tests whether the port is open: at a steady pace it connects, sends nothing and closes. nginx before 1.3.15 logs each test as a 400 without a request and with 0 bytes. The steady pace gives the test away, and this client asks for little or nothing else.',
  needs: `One client opens connections without a request at a steady interval of at least ${SHORTEST_PERIOD_SECONDS} s. At most ${MOST_REQUESTS_SHARE * 100} % of the lines of this client near by are requests.`,
  cases: {
    'long-rhythm': { confidence: 'certain', when: `the log shows ${SURE_GAPS} or more such intervals` },
    'short-rhythm': { confidence: 'likely', when: `the log shows ${LEAST_GAPS} or ${SURE_GAPS - 1} such intervals` },
  },
  advice: (facts) =>
    `Nothing to do: the client only tests${typeof facts['every_seconds'] === 'number' ? `, every ${Math.round(facts['every_seconds'])} s,` : ''} whether the port is open. To keep the lines out of the log, use an HTTP check on a location with access_log off, or a listen of its own whose server has access_log off, or nginx 1.3.15 or newer. Timeouts and buffers are not the cure.`,
  settledBy:
    'The interval that is set in the balancer or monitor. error_log at info: "client prematurely closed connection while reading client request line" (in old versions: "closed prematurely").',
  since:
    'only before 1.3.15; newer versions write it to error_log alone: "client closed connection while waiting for request"',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#access_log',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#listen',
  ],
  match(hit, tables) {
    if (!canBeLogged(hit, tables)) return undefined;
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
