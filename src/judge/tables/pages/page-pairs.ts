// Sizes of 400 pages that come in pairs: one size, and the same size with nginx's padding for Chrome. Only nginx itself makes such pairs.
import type { Observation } from '../../../hits/source.ts';
import { touch } from '../bounded.ts';
import { COMMON_PLAIN, PADDING_BYTES, PAGE_OFFSETS } from './page-kinds.ts';
import type { PaddedAgents } from './page-padding.ts';
import { isBuiltIn, type PageSize } from './page-votes.ts';

/** A size is half of a pair if at least this many clients got it: one client alone may have met an application's page of that size. */
export const LEAST_PAIR_CLIENTS: number = 2;
/** The sizes that were seen most recently. A server has few pages. */
const SIZES_KEPT = 16;

const OFFSETS: readonly number[] = Object.values(PAGE_OFFSETS);

/** Which clients (hashes) got a size: as it is, and with padding. */
interface Pair {
  readonly bare: Set<number>;
  readonly padded: Set<number>;
}

/** The pairs as they are kept between runs: size without padding → clients. */
export type SavedPagePairs = Map<number, Pair>;

/** The pairs of one log. */
export class PagePairs {
  readonly #sizes: SavedPagePairs;
  // The sizes of complete pairs, in the order in which they were completed.
  readonly #shown: Set<number>;

  /** @param saved what {@link save} gave in an earlier run */
  constructor(saved: SavedPagePairs = new Map()) {
    this.#sizes = saved;
    this.#shown = new Set([...saved].filter(([, pair]) => isComplete(pair)).map(([size]) => size));
  }

  /** Everything it knows, for a later run. */
  save(): SavedPagePairs {
    return this.#sizes;
  }

  /** Adds a 400. An application sends all browsers the same page; nginx adds its padding for some of them. */
  observe(line: Observation, agents: PaddedAgents): void {
    const size = line.bodyBytesSent;
    if (line.status !== 400 || !(isPage(size) || isPage(size - PADDING_BYTES))) return;
    if (line.entry.requestLine.shape !== 'whole') return;
    const isPadded = agents.has(line);
    const bare = isPadded ? size - PADDING_BYTES : size;
    if (!isPage(bare)) return;
    const pair = touch(this.#sizes, bare, SIZES_KEPT, newPair);
    const clients = isPadded ? pair.padded : pair.bare;
    if (clients.size >= LEAST_PAIR_CLIENTS) return;
    clients.add(line.clientHash);
    if (isComplete(pair) && this.#shown.size < SIZES_KEPT) this.#shown.add(bare);
  }

  /**
   * Sizes that the plain page may have beside the ones that lines voted for: each pair that no voted page explains shows one.
   * @param voted the pages that lines voted for
   */
  pagesBeside(voted: readonly PageSize[]): readonly PageSize[] {
    const pages: PageSize[] = [];
    for (const size of this.#shown) {
      const isKnown = [...voted, ...pages].some(({ plainBytes }) => OFFSETS.includes(size - plainBytes));
      const plainBytes = isKnown ? undefined : plainBytesOf(size);
      if (plainBytes !== undefined) pages.push({ plainBytes, votes: LEAST_PAIR_CLIENTS, isFirm: false });
    }
    return pages;
  }
}

// Whether a page of nginx may have this size.
function isPage(bytes: number): boolean {
  return OFFSETS.some((offset) => isBuiltIn(bytes - offset));
}

// The size of the plain page if one of the pages has this size: that of a common build, otherwise the nearest one.
function plainBytesOf(size: number): number | undefined {
  const common = COMMON_PLAIN.find((plainBytes) => OFFSETS.includes(size - plainBytes));
  return common ?? OFFSETS.map((offset) => size - offset).find(isBuiltIn);
}

function newPair(): Pair {
  return { bare: new Set(), padded: new Set() };
}

function isComplete({ bare, padded }: Pair): boolean {
  return bare.size >= LEAST_PAIR_CLIENTS && padded.size >= LEAST_PAIR_CLIENTS;
}
