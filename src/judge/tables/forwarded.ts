// What a labelled X-Forwarded-For shows of the client behind an address.
import { isAddress, withoutPort } from '../../formats/address.ts';
import type { Entry } from '../../formats/entry.ts';
import { hash32 } from '../../hits/hash.ts';

/** Only this many characters of the list are read: an address is shorter. */
const CHARACTERS_KEPT = 64;

/**
 * The first address of X-Forwarded-For, where a line has it in a field of its own and it is not the address of the connection. Then the
 * request came through a proxy, or the client claims that. Undefined otherwise.
 */
export function forwardedClient({ extra, remote_addr }: Pick<Entry, 'extra' | 'remote_addr'>): string | undefined {
  const { http_x_forwarded_for: list } = extra;
  if (list === undefined || list === '-') return undefined;
  const first = withoutPort((list.slice(0, CHARACTERS_KEPT).split(',', 1)[0] ?? '').trim());
  return isAddress(first) && first !== remote_addr ? first : undefined;
}

/**
 * Whether a line may be one of a client that X-Forwarded-For names: many clients with one user agent may come through an address.
 * @param client what {@link forwardedClient} gave for a line of the client; undefined if nothing names it
 */
export function isOfClient(line: Pick<Entry, 'extra' | 'remote_addr'>, client: string | undefined): boolean {
  return client === undefined || (forwardedClient(line) ?? client) === client;
}

/** Key of a sender behind an address: the hash of its user agent, and its address in X-Forwarded-For where the line has it. */
export function senderHash(agentHash: number, forwarded: string | undefined): number {
  return forwarded === undefined ? agentHash : (Math.imul(agentHash, 0x85ebca6b) ^ hash32(forwarded)) | 0;
}
