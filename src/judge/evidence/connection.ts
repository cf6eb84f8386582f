// Which requests came over one connection.
import type { Entry } from '../../formats/entry.ts';

/** Clients connect from ports from here on. A lower number is the port of a server, under the name of another field. */
const LOWEST_CLIENT_PORT = 1024;

/**
 * Whether two lines of one client came over one connection: they have the same `$connection`, or without that the same `$remote_port`.
 * Undefined if the lines do not show it.
 */
export function isSameConnection(
  { extra: one }: Pick<Entry, 'extra'>,
  { extra: other }: Pick<Entry, 'extra'>,
): boolean | undefined {
  if (one.connection !== undefined && other.connection !== undefined) return one.connection === other.connection;
  if (one.remote_port === undefined || other.remote_port === undefined) return undefined;
  return one.remote_port < LOWEST_CLIENT_PORT ? undefined : one.remote_port === other.remote_port;
}

/** Whether a request was not the first one on its connection; undefined if the line does not show it. */
export function isLaterOnConnection({ extra: { connection_requests, pipe } }: Entry): boolean | undefined {
  if (pipe === 'p') return true;
  return connection_requests === undefined ? undefined : connection_requests > 1;
}
