// A client connected and closed without a request, and did nothing else.
import { canBeLogged, didNothingElse, LOGGED_EMPTY_CONNECTION } from '../../evidence/empty-connections.ts';
import { NEAR_BY } from '../../evidence/near-by.ts';
import { SINCE_EMPTY_CONNECTION } from '../../evidence/since.ts';
import type { Cause } from '../cause.ts';

/** One connection may come from any client. With this many, it is a scan. */
const LEAST_CONNECTIONS = 2;

export const portScan: Cause<'nothing-else'> = {
  id: 'port-scan',
  shapes: ['empty'],
  title: 'a lone connection, closed without a request',
  why: 'A client connected, sent nothing, and closed. It did nothing else here. A port scan does this. nginx before 1.3.15 logs such a connection as a 400 without a request and with 0 bytes. A single health check or spare connection looks the same, so this cause is never sure.',
  needs: LOGGED_EMPTY_CONNECTION,
  cases: {
    'nothing-else': {
      confidence: 'possible',
      when: `the client did nothing else ${NEAR_BY}: its other lines, if it has any, are connections without a request, 404s, or 400s and 405s without user agent; and logscan has seen no answer to this client in the log so far`,
    },
  },
  exceptions: { unknown: `logscan saw fewer than ${LEAST_CONNECTIONS} connections of this client` },
  advice: () =>
    'Nothing to do: the client asked for nothing, and nginx served nothing. nginx 1.3.15 and newer log no line for it. In older versions a separate default_server with access_log off keeps these lines out of the log. It also keeps out requests for unknown hosts. Timeouts and buffers are not the cure.',
  who: 'Nobody: nothing was asked for.',
  checks: [],
  settledByFields: {},
  settledBy:
    'A packet capture shows a handshake, no data, and FIN or RST. error_log at info: "client prematurely closed connection while reading client request line" (in old versions: "closed prematurely").',
  since: SINCE_EMPTY_CONNECTION,
  see: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#listen',
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#access_log',
  ],
  match(hit) {
    if (!canBeLogged(hit)) return undefined;
    if (!didNothingElse(hit)) return undefined;
    // A client that was answered elsewhere in the log is a visitor and scans no ports.
    if (hit.history.answered > 0) return undefined;
    const seen = hit.cadence?.emptyTimes.length ?? 1;
    return {
      case: 'nothing-else',
      verdict: seen < LEAST_CONNECTIONS ? 'unknown' : undefined,
      facts: { connections_seen: seen },
    };
  },
};
