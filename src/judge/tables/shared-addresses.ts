// Which addresses stand for many people (a balancer, a CDN, a NAT), as the sample of all lines shows them.
import type { Observation } from '../../hits/source.ts';
import { Recent, type SavedRecent } from './ring.ts';

const ADDRESSES_KEPT = 4096;
const USER_AGENTS_KEPT = 32;

/** An address with this many user agents stands for many people: one person has a few browsers and programs. */
export const MANY_USER_AGENTS: number = 8;
/** A busy address: it has this share (0 to 1) of all lines, so a few user agents are enough. */
export const BUSY_SHARE: number = 0.2;
/** A busy address with this many user agents stands for many people; a single busy client has fewer. */
export const BUSY_USER_AGENTS: number = 4;

/** When {@link SharedAddresses.isShared} is true: a clause for the texts of causes. */
export const SHARED_ADDRESS_CLAUSE: string = `many people share the address (it shows ${MANY_USER_AGENTS} or more user agents, or ${BUSY_USER_AGENTS} or more and at least ${BUSY_SHARE * 100} % of all lines)`;

/** The report names this many main addresses at most: a few balancers, not a crowd of clients. */
const MOST_MAIN_ADDRESSES = 4;
/** Share (0 to 1) of all lines that the main addresses have together. */
const LEAST_MAIN_SHARE = 0.9;
/** The report names no main addresses for a log with fewer lines, because a few visitors may have that share of it. */
const LEAST_LINES = 100;

/** Share of traffic and number of user agents of one address. */
export interface AddressShare {
  /** 0 to 1. */
  readonly shareOfTraffic: number;
  /** Different user agents seen; counted up to {@link USER_AGENTS_KEPT}. */
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

  /**
   * The main addresses: the smallest group of addresses that nearly all lines come from. Returns their number and their share (0
   * to 1). Undefined if there are more than {@link MOST_MAIN_ADDRESSES}, if one has few user agents, or if the log is short.
   */
  mainAddresses(): { readonly addresses: number; readonly share: number } | undefined {
    let largest: (readonly [hash: number, share: Share])[] = [];
    for (const one of this.#addresses.entries()) {
      if (largest.length === MOST_MAIN_ADDRESSES && one[1].weight < largest.at(-1)![1].weight) continue;
      largest.push(one);
      largest = largest
        .sort(([a, { weight }], [b, other]) => other.weight - weight || a - b)
        .slice(0, MOST_MAIN_ADDRESSES);
    }
    let sum = 0;
    for (const [index, [, { weight, userAgents }]] of largest.entries()) {
      if (userAgents.length < BUSY_USER_AGENTS) return undefined;
      sum += weight;
      if (this.#total >= LEAST_LINES && sum >= LEAST_MAIN_SHARE * this.#total) {
        return { addresses: index + 1, share: sum / this.#total };
      }
    }
    return undefined;
  }

  /** Whether an address (a hash) stands for many people: it has many user agents, or it is busy and has several. */
  isShared(addressHash: number): boolean {
    const { shareOfTraffic, userAgents } = this.of(addressHash);
    return userAgents >= MANY_USER_AGENTS || (shareOfTraffic >= BUSY_SHARE && userAgents >= BUSY_USER_AGENTS);
  }
}

function newShare(line: Observation): Share {
  return { weight: 0, userAgents: [line.agentHash] };
}
