// What the Host header of a request shows: missing, refused by nginx, or neither.
import type { Entry } from '../../formats/entry.ts';
import { NO_VALUE } from '../../formats/extra-fields.ts';
import type { RequestLine } from '../../formats/request.ts';

/** Names that nginx refuses in every version (`ngx_http_validate_host`): a slash, an empty label, or a NUL byte. */
const REFUSED = /\/|\.\.|\\x00/;
/** A port, and a dot before it or at the end: nginx leaves them out of `$host`. */
const NAME = /^(\[[^\]]*\]|[^:]*?)\.?(?::.*)?$/;

/** When {@link hostFault} is `refused` by the name alone: a clause for the texts of causes. */
export const REFUSED_NAME_CLAUSE: string = 'it has a slash, two dots in a row or a NUL byte';

/**
 * What is wrong with the Host header of an HTTP/1.1 request. `missing`: nginx had read none. `refused-name`: nginx refuses such a name
 * in every version. `not-taken`: nginx did not take the name as `$host`, where the line has both. Undefined if it is sound or not logged.
 */
export function hostFault(
  { extra }: Entry,
  { protocol, uri }: RequestLine,
): 'missing' | 'refused-name' | 'not-taken' | undefined {
  const { http_host, host = NO_VALUE, server_name } = extra;
  if (http_host === undefined || !protocol.startsWith('HTTP/1.')) return undefined;
  // An HTTP/1.0 request needs no Host.
  if (http_host === NO_VALUE) return protocol === 'HTTP/1.1' ? 'missing' : undefined;
  if (REFUSED.test(http_host)) return 'refused-name';
  // A whole URL in the request line goes before the header.
  if (!uri.startsWith('/')) return undefined;
  const name = NAME.exec(http_host)?.[1]?.toLowerCase();
  const isServerName = host === NO_VALUE || host === '_' || host === server_name;
  return isServerName && name !== undefined && name !== host.toLowerCase() && name !== '_' ? 'not-taken' : undefined;
}
