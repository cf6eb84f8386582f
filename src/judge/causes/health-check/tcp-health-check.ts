// a balancer or monitor connects and closes.
import { canBeLogged } from '../../evidence/empty.ts';
import type { Cause } from '../cause.ts';
import { findPeriod, gapsOf } from '../../tables/cadence.ts';
/** a balancer or monitor connects and closes. */
export const tcpHealthCheck: Cause = {
  id: 'tcp-health-check',
  shapes: ['empty'],
  title: 'a balancer or monitor connects and closes',
  why: 'A balancer or monitor tests the port at a steady pace: it connects, sends nothing and closes. nginx before 1.3.15 logs that as a 400 without a request and with 0 bytes. The pace, and that this client asks for little or nothing else, give it away.',
  how: 'Connections without a request come from one client at a steady interval of 1 s or more, and at most a quarter of its lines near by are requests. Certain from five intervals on, likely from three.',
  advice: (facts) =>
    `Nothing to do: it only tests${typeof facts['every_seconds'] === 'number' ? `, every ${Math.round(facts['every_seconds'])} s,` : ''} whether the port is open. To be rid of the lines: an HTTP check on a location with access_log off, a listen of its own whose server has access_log off, or nginx 1.3.15 and newer. Timeouts and buffers are not the cure.`,
  settledBy:
    'The interval set in the balancer or monitor. error_log at info: "client prematurely closed connection while reading client request line" (old wording: "closed prematurely").',
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
    const period = findPeriod(gapsOf(address.emptyTimes), 3);
    if (period === undefined || period.seconds < 1) return undefined;
    const near = hit.around;
    const requests = near.filter((one) => !one.isRequestNone).length;
    if (requests > 0.25 * near.length) return undefined;
    return {
      confidence: period.gaps >= 5 ? 'certain' : 'likely',
      facts: { every_seconds: period.seconds, gaps_seen: period.gaps },
    };
  },
};
