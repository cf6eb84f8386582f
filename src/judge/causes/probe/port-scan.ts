// a lone connection, closed.
import { canBeLogged } from '../../evidence/empty.ts';
import { isProbe } from '../../evidence/view.ts';
import type { LegacyCause as Cause } from '../legacy.ts';

/** a lone connection, closed. */
export const portScan: Cause = {
  id: 'port-scan',
  shapes: ['empty'],
  title: 'a lone connection, closed without a request',
  why: 'Somebody connected, sent nothing, closed, and did nothing else here: so does a port scan. nginx before 1.3.15 logs such a connection as a 400 without a request and with 0 bytes. A single health check or spare connection looks the same, so this is never sure.',
  how: 'A connection without a request, and near it (120 s before to 30 s after) nothing of that client but other empty connections and nameless requests that got 400, 404 or 405. Never more than possible.',
  advice: () =>
    'Nothing to do: nothing was asked and nothing was served. nginx 1.3.15 and newer log no line for it. Until then access_log off in a default_server of its own quietens it, along with requests for unknown hosts. Timeouts and buffers are not the cure.',
  settledBy:
    'A packet capture: handshake, no data, FIN or RST. error_log at info: "client prematurely closed connection while reading client request line" (old wording: "closed prematurely").',
  since:
    'only before 1.3.15; newer versions write it to error_log alone: "client closed connection while waiting for request"',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#listen',
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#access_log',
  ],
  match(hit, tables) {
    if (!canBeLogged(hit, tables)) return undefined;
    const near = hit.around;
    if (near.some((one) => !one.isRequestNone && !isProbe(one))) return undefined;
    const empty = hit.cadence?.emptyTimes.length ?? 1;
    return { confidence: 'possible', facts: { connections_seen: empty } };
  },
};
