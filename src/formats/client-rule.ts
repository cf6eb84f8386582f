// Which of the addresses in a line is the client's, if the user says so.
import { isAddress, withoutPort } from './address.ts';
import { readForwardedFor } from './forwarded-for.ts';
import { inNetworks, isNetwork } from './networks.ts';

/** What nginx logs as the address of a connection over a Unix socket. */
const UNIX = 'unix:';

/** Whether a text can be one of {@link ClientRule.trusted}: an address, a network, or `unix:`. */
export function canBeTrusted(text: string): boolean {
  return text === UNIX || isNetwork(text);
}

/** How the user wants the client to be found. */
export interface ClientRule {
  /** The variable with the client's address, or with a list to which each proxy appends one. */
  readonly field: string;
  /** Addresses and networks (CIDR) of proxies whose lists can be believed, or `unix:`. Without any, the first address of the list is taken. */
  readonly trusted: readonly string[];
}

/** Without a rule of the user. */
export const FIRST_FORWARDED: ClientRule = { field: 'http_x_forwarded_for', trusted: [] };

/**
 * Makes the function that finds the client.
 * @returns a function of the address of the connection and of the value of {@link ClientRule.field}
 */
export function clientFinder({ trusted }: ClientRule): (remoteAddr: string, value: string) => string {
  if (trusted.length === 0)
    return (remoteAddr, value) => readForwardedFor(addressesIn(value).join(',')).client ?? remoteAddr;
  const isInNetworks = inNetworks(trusted);
  const isTrusted = (address: string): boolean => isInNetworks(address) || (address === UNIX && trusted.includes(UNIX));
  return (remoteAddr, value) => {
    let client = remoteAddr;
    // Each proxy appends the address from which it got the request. What stands in front of an untrusted address may be forged.
    for (const address of addressesIn(value).toReversed()) {
      if (!isTrusted(client) || !isAddress(address)) break;
      client = address;
    }
    return client;
  };
}

// Some balancers write ports, too.
function addressesIn(list: string): string[] {
  return list.split(',').map((element) => withoutPort(element.trim()));
}
