// Which of nginx's own 400 pages has a given size. P, the size of the plain page, is inferred; every other page is P plus a constant.
import { detached } from '../../../formats/detached.ts';
import type { Entry } from '../../../formats/entry.ts';
import type { RequestLine } from '../../../formats/request.ts';
import { isPadded } from '../../../formats/user-agent.ts';
import type { Observation } from '../../../hits/source.ts';
import { touch } from '../bounded.ts';
import { bodyBytesOf } from './header-size.ts';
import { type ExpectedPages, matchBare, PADDING_BYTES, type PageKind, type PageMatch } from './page-kinds.ts';
import {
  addPadding,
  PaddedAgents,
  type Padding,
  paddingShownBy,
  padsNothing,
  showsOtherPages,
  showsPadding,
} from './page-padding.ts';
import { PagePairs, type SavedPagePairs } from './page-pairs.ts';
import {
  addVote,
  confirmed,
  voteOfRefusal,
  isBuiltIn,
  isCustomPage,
  isNews,
  newServer,
  type PageSize,
  pagesOf,
  type Server,
  softVote,
} from './page-votes.ts';

/** Before 0.7.66 and 0.8.25 the comment was shorter, and nginx added it only for `MSIE `. */
const OLD_PADDING_BYTES = 360;
/** A page counts as seen when this many clients got it: one client alone may have met an application's page of that size. */
export const LEAST_PAGE_CLIENTS: number = 2;
/**
 * A host with a firm vote, or with this many votes, has page sizes of its own. Other hosts use the sizes of all hosts together. The
 * same holds for a log among several logs.
 */
const LEAST_HOST_VOTES = 3;
const SERVERS_KEPT = 256;

/** The likeliest page size so far, for the report. */
export interface PageSummary extends PageSize {
  readonly isOnePage: boolean;
}

/** The table as it is kept between runs. */
export interface SavedPageSizes {
  readonly all: Server;
  readonly servers: Map<string, Server>;
  readonly seen: Map<PageKind, Set<number>>;
  readonly pairs: SavedPagePairs;
}

/**
 * The page sizes of one log, or of all logs together: those of all its lines, and those of each `$host` where lines show it. Only
 * the last votes count. A log asks all logs together where its own lines say too little.
 */
export class PageSizes {
  readonly #all: Server;
  readonly #servers: Map<string, Server>;
  readonly #seen: Map<PageKind, Set<number>>;
  readonly #pairs: PagePairs;
  readonly #padded = new PaddedAgents();
  readonly #wider: PageSizes | undefined;
  readonly #hostsKept: () => number;

  /**
   * @param saved what {@link save} gave in an earlier run
   * @param wider the page sizes of all logs together, which observe each line before this log does; undefined if this is all logs
   * @param hostsKept the most hosts to keep
   */
  constructor(
    saved: SavedPageSizes = { all: newServer(), servers: new Map(), seen: new Map(), pairs: new Map() },
    wider?: PageSizes,
    hostsKept: () => number = () => SERVERS_KEPT,
  ) {
    this.#all = saved.all;
    this.#servers = saved.servers;
    this.#seen = saved.seen;
    this.#pairs = new PagePairs(saved.pairs);
    this.#wider = wider;
    this.#hostsKept = hostsKept;
  }

  /** Everything it knows, for a later run. */
  save(): SavedPageSizes {
    return { all: this.#all, servers: this.#servers, seen: this.#seen, pairs: this.#pairs.save() };
  }

  /** Whether {@link LEAST_PAGE_CLIENTS} clients or more got this page. Other logs count only if they have the same pages. */
  hasSeen(kind: PageKind): boolean {
    if (this.#wider !== undefined && this.#wider.#speaksFor(pagesOf(this.#all))) return this.#wider.hasSeen(kind);
    return (this.#seen.get(kind)?.size ?? 0) >= LEAST_PAGE_CLIENTS;
  }

  /** Lets a hit or a mark vote. */
  observe(line: Observation): void {
    const host = line.hasExtra ? line.entry.extra.host : undefined;
    const own = host === undefined ? undefined : touch(this.#servers, host, this.#hostsKept(), newServer);
    const request = line.status === 400 ? line.entry.requestLine : undefined;
    const vote = request === undefined ? softVote(line, this.#padded) : voteOfRefusal(line.entry, request);
    for (const server of own === undefined ? [this.#all] : [this.#all, own]) {
      if (vote !== undefined && (request === undefined || isNews(server, vote))) addVote(server, vote);
      const plain = pagesOf(server).find((page) => page.isFirm || page.votes >= LEAST_HOST_VOTES)?.plainBytes;
      const as = plain === undefined ? undefined : paddingShownBy(line, plain, this.#padded);
      if (as !== undefined) addPadding(server.padding, detached(line.entry.client), as);
    }
    if (request === undefined) return;
    this.#pairs.observe(line, this.#padded);
    const kind = this.match(line.entry, request)?.kind;
    if (kind === undefined) return;
    const clients = this.#seen.get(kind) ?? new Set();
    if (clients.size < LEAST_PAGE_CLIENTS) this.#seen.set(kind, clients.add(line.clientHash));
  }

  /** The sizes that P may have on the server of this line, likeliest first; empty if no line voted. */
  candidates(entry: Entry): readonly PageSize[] {
    const { host } = entry.extra;
    const ofHost = host === undefined ? undefined : this.#ofHost(host);
    if (this.#wider === undefined)
      return ofHost === undefined ? this.#ofAnyHost() : confirmed(ofHost, pagesOf(this.#all));
    if (ofHost !== undefined) return confirmed(ofHost, pagesOf(this.#wider.#all));
    // If all logs show one size for this host, the servers have the same configuration for it.
    const elsewhere = host === undefined ? undefined : this.#wider.#ofHost(host);
    if (elsewhere?.length === 1) return elsewhere;
    return this.#isSpokenFor() ? this.#wider.candidates(entry) : this.#ofAnyHost();
  }

  #ofAnyHost(): readonly PageSize[] {
    const own = this.#own();
    if (this.#wider === undefined) return own;
    return this.#isSpokenFor() ? this.#wider.#ofAnyHost() : confirmed(own, pagesOf(this.#wider.#all));
  }

  // The sizes that lines of any host show: by votes, otherwise by pairs.
  #own(): readonly PageSize[] {
    const voted = pagesOf(this.#all);
    const paired = this.#pairs.pagesBeside(voted);
    return paired.length === 0 ? voted : [...voted, ...paired];
  }

  // Whether all logs together show the page sizes of this log, too.
  #isSpokenFor(): boolean {
    const own = pagesOf(this.#all);
    return this.#wider !== undefined && (!speaks(own) || this.#wider.#speaksFor(own));
  }

  // Whether all logs have the same pages, and this log has no others. Then all votes count for it.
  #speaksFor(own: readonly PageSize[]): boolean {
    const pages = pagesOf(this.#all);
    // With error_page, all 400 pages have a size of their own, beside the size that 403 and 404 pages show.
    const [custom, ...others] = pages.filter(({ isFirm, plainBytes }) => isFirm && !isBuiltIn(plainBytes));
    const agree = pages.length <= (custom === undefined ? 1 : 2) && others.length === 0;
    return agree && own.every((page) => pages.some(({ plainBytes }) => plainBytes === page.plainBytes));
  }

  // The page sizes of a host, if its own lines say enough.
  #ofHost(host: string): readonly PageSize[] | undefined {
    const own = this.#servers.get(host);
    if (own === undefined) return undefined;
    const mine = pagesOf(own);
    return speaks(mine) ? mine : undefined;
  }

  /**
   * Whether nginx sends one page (`error_page 400`) for every 400, so that the size does not show which error it was. There are
   * two signs. Several clients whose user agents nginx pads for got pages without padding. Or lines that can only get the plain
   * page got a size that no page of nginx has.
   */
  hasOnePage(entry: Entry): boolean {
    return this.#isOnePage(this.candidates(entry)[0]);
  }

  /** The likeliest page size over all hosts; undefined if no line voted. */
  best(): PageSummary | undefined {
    return this.#summaryOf(this.#ofAnyHost());
  }

  /** The likeliest page size of a host; undefined if no line voted. */
  bestOf(host: string): PageSummary | undefined {
    return this.#summaryOf(this.#ofHost(host) ?? this.#ofAnyHost());
  }

  #summaryOf([best]: readonly PageSize[]): PageSummary | undefined {
    return best === undefined ? undefined : { ...best, isOnePage: this.#isOnePage(best) };
  }

  #isOnePage(best: PageSize | undefined): boolean {
    if (best === undefined) return false;
    if (best.isFirm && !isBuiltIn(best.plainBytes)) return isCustomPage(best);
    return this.#padsNothing() && !showsOtherPages(this.#padding());
  }

  #padsNothing(): boolean {
    return padsNothing(this.#padding());
  }

  // What lines show of the padding: those of this log, or those of all logs if these are too few.
  #padding(): Padding {
    const own = this.#all.padding;
    return this.#wider === undefined || showsPadding(own) ? own : this.#wider.#padding();
  }

  /**
   * Which of nginx's pages a 400 of this size is, if any, by what a configuration says of them.
   * @param isOld this nginx is known to be older than 1.15.4
   */
  match(entry: Entry, request: RequestLine, expected?: ExpectedPages, isOld = false): PageMatch | undefined {
    const candidates = this.candidates(entry);
    const size = bodyBytesOf(entry, request, candidates[0]?.plainBytes);
    if (size === undefined || size === 0) return undefined;
    for (const padding of this.#paddings(entry, request)) {
      const match = matchBare(size - padding, candidates, expected, isOld);
      if (match !== undefined) return match;
    }
    return undefined;
  }

  // Bytes of padding that nginx may have added for this user agent, likeliest first.
  #paddings(entry: Entry, request: RequestLine): readonly number[] {
    const { http_user_agent } = entry;
    const best = this.candidates(entry)[0];
    // nginx pads only pages of its own.
    if (best !== undefined && !isBuiltIn(best.plainBytes)) return [0];
    // Nobody knows for which of these lines nginx padded the page.
    if (entry.lacksUserAgent === true) return this.#padsNothing() ? [0] : [0, PADDING_BYTES];
    if (!isPadded(http_user_agent) || request.protocol === '' || request.protocol === 'HTTP/0.9') return [0];
    const old = http_user_agent.includes('MSIE ') ? [OLD_PADDING_BYTES] : [];
    // Chrome got unpadded pages again and again: nginx is older than 0.8.25, or has `msie_padding off` or an error_page.
    return this.#padsNothing() ? [0, ...old, PADDING_BYTES] : [PADDING_BYTES, ...old];
  }
}

// Whether the votes of a host or a log are enough.
function speaks(pages: readonly PageSize[]): boolean {
  return pages.some((page) => page.isFirm || page.votes >= LEAST_HOST_VOTES);
}
