// Which addresses stand for many people (a balancer, a CDN, a NAT), judged by the sample of all traffic.
import type { Observation } from '../../hits/source.ts';
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
  /** Hashes of the first different user agents. */
  readonly userAgents: number[];
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

  /** Adds a line of the sample. */
  observe(line: Observation): void {
    this.#total += line.sampleWeight;
    const address = this.#addresses.touch(line.addressHash, newShare, line);
    address.weight += line.sampleWeight;
    const { userAgents } = address;
    if (userAgents.length < USER_AGENTS_KEPT && !userAgents.includes(line.agentHash)) userAgents.push(line.agentHash);
  }

  /** Share of an address, by its hash; zeroes when the sample does not know it. */
  of(addressHash: number): AddressShare {
    const address = this.#addresses.get(addressHash);
    if (address === undefined || this.#total === 0) return { shareOfTraffic: 0, userAgents: 0 };
    return { shareOfTraffic: address.weight / this.#total, userAgents: address.userAgents.length };
  }

  /** The few addresses that nearly all traffic comes from, if there are such: at most four with nine tenths of it. */
  mainAddresses(): { readonly addresses: number; readonly share: number } | undefined {
    let largest: (readonly [hash: number, share: Share])[] = [];
    for (const one of this.#addresses.entries()) {
      if (largest.length === 4 && one[1].weight < largest[3]![1].weight) continue;
      largest.push(one);
      largest = largest.sort(([a, { weight }], [b, other]) => other.weight - weight || a - b).slice(0, 4);
    }
    let sum = 0;
    for (const [index, [, { weight, userAgents }]] of largest.entries()) {
      if (userAgents.length < 4) return undefined;
      sum += weight;
      if (this.#total >= 100 && sum >= 0.9 * this.#total) return { addresses: index + 1, share: sum / this.#total };
    }
    return undefined;
  }

  /** Tells whether an address (a hash) stands for many people: a fifth of all traffic, or eight user agents and more. */
  isShared(addressHash: number): boolean {
    const { shareOfTraffic, userAgents } = this.of(addressHash);
    return userAgents >= 8 || (shareOfTraffic >= 0.2 && userAgents >= 4);
  }
}

function newShare(line: Observation): Share {
  return { weight: 0, userAgents: [line.agentHash] };
}
