// The client in a list of X-Forwarded-For.
import { isAddress, isPrivateAddress } from './address.ts';

/** What a list of X-Forwarded-For says. */
export interface ForwardedFor {
  /** The first address that can be the client's, if no other text stands in front of it; undefined if there is none. */
  readonly client: string | undefined;
  /** Every element is an address, `unknown` or `-`, and at least one is an address. Other text may be another header. */
  readonly isList: boolean;
}

/** Reads a list of X-Forwarded-For, as each proxy appends to it. */
export function readForwardedFor(list: string): ForwardedFor {
  let hasAddress = false;
  let isHidden = false;
  let client: string | undefined;
  for (const element of list.split(',')) {
    const address = element.trim();
    if (address === 'unknown' || address === '-') {
      isHidden = true;
      continue;
    }
    if (!isAddress(address)) return { client, isList: false };
    hasAddress = true;
    // A proxy that hides its client writes `unknown` (Squid's `forwarded_for off`), then its own address. If that address is
    // private, proxies in many networks have the same address.
    if (!isHidden || !isPrivateAddress(address)) client ??= address;
  }
  return { client, isList: hasAddress };
}
