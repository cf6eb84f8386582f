// Which listen of nginx a request came to: its port, and whether it spoke TLS.
import type { Entry } from '../../formats/entry.ts';
import { NO_VALUE } from '../../formats/extra-fields.ts';
import type { Fact } from '../catalogue.ts';
import type { Tables } from '../tables/tables.ts';
import { LEAST_TLS_CLIENTS } from '../tables/tls-ports.ts';

/** Whether a request came over TLS; undefined if the line does not show it. */
export function isOverTls({ extra: { ssl_protocol } }: Entry): boolean | undefined {
  return ssl_protocol === undefined ? undefined : ssl_protocol !== NO_VALUE;
}

/** When {@link isPlainOnTlsPort} is true: a clause for the texts of causes. */
export const PLAIN_ON_TLS_PORT_CLAUSE: string = `$ssl_protocol is -, ${LEAST_TLS_CLIENTS} or more clients spoke TLS to the same $server_port, and no request without TLS was answered there`;

/** Whether a request without TLS came to a port that expects it. nginx lets no application see such a request (`ngx_http_process_request`). */
export function isPlainOnTlsPort(entry: Entry, tables: Tables): boolean {
  const { server_port } = entry.extra;
  return isOverTls(entry) === false && server_port !== undefined && tables.tlsPorts.has(server_port);
}

/** The port of the listen, if the line shows it. */
export function listenFacts({ extra: { server_port } }: Entry): Record<string, Fact> {
  return server_port === undefined ? {} : { server_port };
}
