// Which addresses stand for many people (a balancer, a CDN, a NAT), judged by the sample of all traffic.
import type { Entry } from '../parse/entry.ts';
import { Recent, type SavedRecent } from './ring.ts';

const ADDRESSES_KEPT = 4096;
const USER_AGENTS_KEPT = 32;

/** Share of traffic and number of user agents of one address. */
export interface AddressShare {
  /** 0 to 1. */
  readonly shareOfTraffic: number;
  /** Different user agents seen, at most 32. */
  readonly userAgents: number;
}

interface Share {
  weight: number;
  readonly userAgents: Set<string>;
}

/** The table as it is kept between runs. */
export interface SavedShares {
  readonly addresses: SavedRecent<Share>;
  readonly total: number;
}

/** What the sample of all traffic says of each address. */
export class SharedAddresses {
  readonly #addresses: Recent<Share>;
  #total: number;

  /** @param saved what {@link save} gave in an earlier run */
  constructor(saved?: SavedShares) {
    this.#addresses = new Recent(ADDRESSES_KEPT, saved?.addresses);
    this.#total = saved?.total ?? 0;
  }

  /** Everything it knows, for a later run. */
  save(): SavedShares {
    return { addresses: this.#addresses.save(), total: this.#total };
  }

  /** Adds a line of the sample that stands for `weight` lines. */
  fold(entry: Entry, weight: number): void {
    this.#total += weight;
    const address = this.#addresses.touch(entry.remote_addr, () => ({
      weight: 0,
      userAgents: new Set<string>(),
    }));
    address.weight += weight;
    if (address.userAgents.size < USER_AGENTS_KEPT) address.userAgents.add(entry.http_user_agent);
  }

  /** Share of an address; zeroes when the sample does not know it. */
  of(remote_addr: string): AddressShare {
    const address = this.#addresses.get(remote_addr);
    if (address === undefined || this.#total === 0) return { shareOfTraffic: 0, userAgents: 0 };
    return { shareOfTraffic: address.weight / this.#total, userAgents: address.userAgents.size };
  }

  /** The few addresses that nearly all traffic comes from, if there are such: at most four with nine tenths of it. */
  mainAddresses(): { readonly addresses: number; readonly share: number } | undefined {
    const largest = [...this.#addresses.entries()]
      .map(([, share]) => share)
      .sort((a, b) => b.weight - a.weight)
      .slice(0, 4);
    let sum = 0;
    for (const [index, { weight, userAgents }] of largest.entries()) {
      if (userAgents.size < 4) return undefined;
      sum += weight;
      if (this.#total >= 100 && sum >= 0.9 * this.#total) return { addresses: index + 1, share: sum / this.#total };
    }
    return undefined;
  }

  /** Tells whether a line came through a shared address and says nothing else of who sent it. */
  hidesClient(entry: Entry): boolean {
    return entry.client === entry.remote_addr && this.isShared(entry.remote_addr);
  }

  /** Tells whether an address stands for many people: a fifth of all traffic, or eight user agents and more. */
  isShared(remote_addr: string): boolean {
    const { shareOfTraffic, userAgents } = this.of(remote_addr);
    return userAgents >= 8 || (shareOfTraffic >= 0.2 && userAgents >= 4);
  }
}
