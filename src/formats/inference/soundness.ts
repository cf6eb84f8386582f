// Whether the values of an entry look like those of its fields.
import { isAddress, withoutPort } from '../address.ts';
import { namesProduct } from './columns.ts';
import type { Entry } from '../entry.ts';

/** Whether an entry was read rightly: a request that was answered looks like one, addresses look like addresses, and a host name has a letter. */
export function isSound(
  { request, remote_addr, extra: { host = '-', http_x_forwarded_for: forwarded = '-' } }: Entry,
  hasAddress: boolean,
): boolean {
  // A header need not be there, but $remote_addr is.
  if (!/^[A-Z]{3,10} \S/.test(request) || !(isAddress(remote_addr) || (remote_addr === '-' && !hasAddress)))
    return false;
  if (!mayBeHost(host)) return false;
  return forwarded.split(',').every((one) => /^\s*(?:-|unknown)?\s*$/.test(one) || isAddress(one.trim()));
}

/** A time without a name, which combined does not read. */
const UNNAMED_TIME = /(?:^|[\s"[])\d{1,6}\.\d{3}(?=$|[\s"\]])/;

/** Another column in the place of the referer. */
const UNQUOTED_AFTER_SIZE = /^" \d{3} (?:\d+|-) +[^"\s=:]+(?=\s|$)/;
const PAIRS = /[A-Za-z_]\w{0,63}[=:](?:"[^"]*"|\S+(?:, \S+)*)/g;

/** Whether the user agent was taken for the referer, which a log_format lacks. */
export function isAgentAsReferer(entry: Pick<Entry, 'http_user_agent' | 'http_referer'>): boolean {
  return entry.http_user_agent === '-' && namesProduct(entry.http_referer);
}

/** Whether a text can be the name or the address of a host; `-` and nothing stand for none. */
export function mayBeHost(text: string): boolean {
  return text === '-' || text === '' || /^[^\s/]*[a-z_][^\s/]*$/i.test(text) || isAddress(withoutPort(text));
}

/**
 * Whether combined left text of a line unread, or read several columns as one: columns before the user agent, columns without a
 * name after it.
 */
export function skips(line: string, { request, remote_user, http_user_agent, http_referer, extra }: Entry): boolean {
  if (remote_user.includes(' ')) return true;
  if (isAgentAsReferer({ http_user_agent, http_referer })) return true;
  // A user agent further to the right.
  const rest = line.slice(line.indexOf(request) + request.length);
  if (http_user_agent === '-' && UNQUOTED_AFTER_SIZE.test(rest)) return true;
  if (http_user_agent === '-' && /"(?:Mozilla\/|[A-Za-z][\w.-]*\/\d)[^"]*"/.test(rest)) return true;
  const agent = `"${http_user_agent}"`;
  const at = http_user_agent === '-' ? line.lastIndexOf(`"${http_referer}" "-"`) : line.lastIndexOf(agent);
  if (at < 0)
    return /["\d]\s*$/.test(line) && http_user_agent === '-' && http_referer === '-' && /"[^"]*"\s*$/.test(line);
  const end = http_user_agent === '-' ? at + http_referer.length + 6 : at + agent.length;
  const after = line.slice(end);
  if (UNNAMED_TIME.test(after.replaceAll(PAIRS, ''))) return true;
  const tail = after.replaceAll(/"[\da-fA-F.:, unkow-]*"/g, '').trim();
  return tail !== '' && Object.keys(extra).length === 0;
}
