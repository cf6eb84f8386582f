// Which addresses stand for many people (a balancer, a CDN, a NAT), as the sample of all lines shows them.
import type { Observation } from '../../hits/source.ts';
import { Recent, type SavedRecent } from './bounded.ts';

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

/** A log has this many main addresses at most: a few balancers, not a crowd of clients. */
const MOST_MAIN_ADDRESSES = 4;
/** Share (0 to 1) of all lines that the main addresses have together. */
const LEAST_MAIN_SHARE = 0.9;
/** A log with fewer lines has no main addresses, because a few visitors may have that share of it. */
const LEAST_LINES = 100;

/** When {@link SharedAddresses.isMain} is true of an address: words for the texts of causes. */
export const MAIN_ADDRESSES_CLAUSE: string = `one of at most ${MOST_MAIN_ADDRESSES} addresses that together have ${LEAST_MAIN_SHARE * 100} % of all lines (each with ${BUSY_USER_AGENTS} or more user agents)`;

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

interface Ranked {
  readonly hash: number;
  share: Share;
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
  // The addresses with the most lines. Lines only add weight, so each line needs to compare only its own address with them.
  readonly #largest: Ranked[] = [];
  // Not kept between runs: the lines of the next run show it again.
  #hasRealClients = false;

  /** @param saved what {@link save} gave in an earlier run */
  constructor(saved?: SavedShares) {
    this.#addresses = new Recent(ADDRESSES_KEPT, saved?.addresses);
    this.#total = saved?.total ?? 0;
    for (const [hash, share] of this.#addresses.entries()) this.#rank(hash, share);
  }

  /** Everything it knows, for a later run. */
  save(): SavedShares {
    return { addresses: this.#addresses.save(), total: this.#total };
  }

  /** Adds a line of the sample. */
  observe(line: Observation): void {
    this.#total += line.sampleWeight;
    if (line.hasExtra && line.addressHash !== line.clientHash)
      this.#hasRealClients ||= (line.entry.extra.realip_remote_addr ?? '-') !== '-';
    const address = this.#addresses.touch(line.addressHash, newShare, line);
    address.weight += line.sampleWeight;
    const { userAgents } = address;
    if (userAgents.length < USER_AGENTS_KEPT && !userAgents.includes(line.agentHash)) userAgents.push(line.agentHash);
    this.#rank(line.addressHash, address);
  }

  // Puts an address into the list of the largest if it belongs there.
  #rank(hash: number, share: Share): void {
    const largest = this.#largest;
    const known = largest.find((one) => one.hash === hash);
    if (known !== undefined) {
      known.share = share;
      return;
    }
    const own = { hash, share };
    if (largest.length < MOST_MAIN_ADDRESSES) {
      largest.push(own);
      return;
    }
    let last = 0;
    for (let i = 1; i < largest.length; i++) if (bySize(largest[last]!, largest[i]!) < 0) last = i;
    if (bySize(own, largest[last]!) < 0) largest[last] = own;
  }

  /** In some lines the realip module put the client in the place of the peer's address. */
  get hasRealClients(): boolean {
    return this.#hasRealClients;
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
    const main = this.#main();
    if (main === undefined) return undefined;
    return { addresses: main.length, share: main.reduce((sum, { share }) => sum + share.weight, 0) / this.#total };
  }

  /** Whether an address (a hash) is one of the {@link mainAddresses}. */
  isMain(addressHash: number): boolean {
    return this.#main()?.some(({ hash }) => hash === addressHash) === true;
  }

  #main(): readonly Ranked[] | undefined {
    if (this.#total < LEAST_LINES) return undefined;
    const largest = this.#largest.toSorted(bySize);
    let sum = 0;
    for (const [index, { share }] of largest.entries()) {
      if (share.userAgents.length < BUSY_USER_AGENTS) return undefined;
      sum += share.weight;
      if (sum >= LEAST_MAIN_SHARE * this.#total) return largest.slice(0, index + 1);
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

// The larger first. Equal addresses have an order, too, so that the order of their lines does not matter.
function bySize(a: Ranked, b: Ranked): number {
  return b.share.weight - a.share.weight || a.hash - b.hash;
}
