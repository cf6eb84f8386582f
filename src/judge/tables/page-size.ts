// Which of nginx's own 400 pages has a given size. P, the size of the plain page, is inferred; every other page is P plus a constant.
import { detached } from '../../formats/detached.ts';
import type { Entry } from '../../formats/entry.ts';
import type { RequestLine } from '../../formats/request.ts';
import { isPadded } from '../../formats/user-agent.ts';
import type { Observation } from '../../hits/source.ts';
import {
  addPadding,
  addVote,
  firmVote,
  isBuiltIn,
  isCustomPage,
  newServer,
  padsNothing,
  type PageSize,
  pagesOf,
  type Server,
  type Vote,
} from './page-votes.ts';
import { touch } from './ring.ts';

/** The built-in error pages that nginx logs as 400 (`ngx_http_special_response.c`). */
export type PageKind =
  | 'plain'
  | 'certificate-invalid'
  | 'header-too-large'
  | 'certificate-missing'
  | 'plain-http-to-tls';

/** Bytes by which each page is longer than the plain 400 page; the same in every version since 0.9.4. */
export const PAGE_OFFSETS: Readonly<Record<PageKind, number>> = {
  plain: 0,
  'certificate-invalid': 58,
  'header-too-large': 76,
  'certificate-missing': 80,
  'plain-http-to-tls': 98,
};

/** Bytes of comment that `msie_padding` adds for user agents with `Chrome/` or `MSIE `. */
export const PADDING_BYTES: number = 402;
/** Before 0.7.66 and 0.8.25 the comment was shorter, and nginx added it only for `MSIE `. */
const OLD_PADDING_BYTES = 360;
/** Bytes by which the 404 and 403 pages are shorter than the plain 400 page. */
const NOT_FOUND_SHORTER_BYTES = 4;
/** A page counts as seen when this many clients got it: one client alone may have met an application's page of that size. */
export const LEAST_PAGE_CLIENTS: number = 2;
/** A host with a firm vote, or with this many votes, has page sizes of its own. Other hosts use the sizes of all hosts together. */
const LEAST_HOST_VOTES = 3;
// Sizes of the plain page in common builds, commonest first. They are used if no line votes. The builds have server_tokens off, a
// version of 11 to 13 characters, or the version of Ubuntu. Some are older than 1.15.4, which made the page 16 bytes shorter.
const COMMON_PLAIN: readonly number[] = [157, 150, 158, 166, 173, 182, 172];

const SERVERS_KEPT = 256;
/** Capacity of the cache that says for which user agents nginx pads its pages. */
const AGENTS_KEPT = 4096;

/** The likeliest page size so far, for the report. */
export interface PageSummary extends PageSize {
  readonly isOnePage: boolean;
}

/** The page that has a size, and how that is known. */
export interface PageMatch {
  readonly kind: PageKind;
  readonly plainBytes: number;
  readonly isFirm: boolean;
  /** P is not from the log; it is a size that common builds of nginx send. */
  readonly isAssumed: boolean;
  /** If P were another of its plausible sizes, another page would have this size. */
  readonly isAmbiguous: boolean;
}

/** The table as it is kept between runs. */
export interface SavedPageSizes {
  readonly all: Server;
  readonly servers: Map<string, Server>;
  readonly seen: Map<PageKind, Set<number>>;
}

/** The page sizes of all servers together, and of each `$host` where lines show it. Only the last votes count. */
export class PageSizes {
  readonly #all: Server;
  readonly #servers: Map<string, Server>;
  readonly #seen: Map<PageKind, Set<number>>;
  readonly #padded = new Map<number, boolean>();

  /** @param saved what {@link save} gave in an earlier run */
  constructor(saved: SavedPageSizes = { all: newServer(), servers: new Map(), seen: new Map() }) {
    this.#all = saved.all;
    this.#servers = saved.servers;
    this.#seen = saved.seen;
  }

  /** Everything it knows, for a later run. */
  save(): SavedPageSizes {
    return { all: this.#all, servers: this.#servers, seen: this.#seen };
  }

  /** Whether {@link LEAST_PAGE_CLIENTS} clients or more got this page. */
  hasSeen(kind: PageKind): boolean {
    return (this.#seen.get(kind)?.size ?? 0) >= LEAST_PAGE_CLIENTS;
  }

  /** Lets a hit or a mark vote. */
  observe(line: Observation): void {
    const host = line.hasExtra ? line.entry.extra.host : undefined;
    const own = host === undefined ? undefined : touch(this.#servers, host, SERVERS_KEPT, newServer);
    const request = line.status === 400 ? line.entry.requestLine : undefined;
    const vote = request === undefined ? this.#softVote(line) : firmVote(line.entry, request);
    for (const server of own === undefined ? [this.#all] : [this.#all, own]) {
      if (vote !== undefined) addVote(server, vote);
      if (request !== undefined) this.#watchPadding(server, line.entry, request);
    }
    if (request === undefined) return;
    const kind = this.match(line.entry, request)?.kind;
    if (kind === undefined) return;
    const clients = this.#seen.get(kind) ?? new Set();
    if (clients.size < LEAST_PAGE_CLIENTS) this.#seen.set(kind, clients.add(line.clientHash));
  }

  /** The sizes that P may have on the server of this line, likeliest first; empty if no line voted. */
  candidates(entry: Entry): readonly PageSize[] {
    const host = entry.extra.host;
    const own = host === undefined ? undefined : this.#servers.get(host);
    if (own !== undefined) {
      const mine = pagesOf(own);
      if (mine.some((page) => page.isFirm || page.votes >= LEAST_HOST_VOTES)) return mine;
    }
    return pagesOf(this.#all);
  }

  /**
   * Whether nginx sends one page (`error_page 400`) for every 400, so that the size does not show which error it was. There are
   * two signs. Several clients whose user agents nginx pads for got pages without padding. Or lines that can only get the plain
   * page got a size that no page of nginx has.
   */
  hasOnePage(entry: Entry): boolean {
    return this.#isOnePage(this.candidates(entry)[0]);
  }

  /** The likeliest page size over all servers; undefined if no line voted. */
  best(): PageSummary | undefined {
    const best = pagesOf(this.#all)[0];
    return best === undefined ? undefined : { ...best, isOnePage: this.#isOnePage(best) };
  }

  #isOnePage(best: PageSize | undefined): boolean {
    if (best === undefined) return false;
    if (best.isFirm && !isBuiltIn(best.plainBytes)) return isCustomPage(best);
    return padsNothing(this.#all);
  }

  /** Which of nginx's pages a 400 of this size is, if any. */
  match(entry: Entry, request: RequestLine): PageMatch | undefined {
    const size = entry.body_bytes_sent;
    if (size === undefined || size === 0) return undefined;
    const candidates = this.candidates(entry);
    for (const padding of this.#paddings(entry, request)) {
      const match = matchBare(size - padding, candidates);
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
    if (!isPadded(http_user_agent) || request.protocol === '' || request.protocol === 'HTTP/0.9') return [0];
    const old = http_user_agent.includes('MSIE ') ? [OLD_PADDING_BYTES] : [];
    // Chrome got unpadded pages again and again: nginx is older than 0.8.25, or has `msie_padding off` or an error_page.
    return padsNothing(this.#all) ? [0, ...old, PADDING_BYTES] : [PADDING_BYTES, ...old];
  }

  // The 404 and 403 pages are 4 bytes shorter than the plain 400. A 405 has no vote: it is mostly the page of an inner server (and
  // longer in Angie).
  #softVote(line: Observation): Vote | undefined {
    const { status, bodyBytesSent: size } = line;
    const delta = status === 404 || status === 403 ? NOT_FOUND_SHORTER_BYTES : undefined;
    if (delta === undefined || size <= 0 || line.isHead) return undefined;
    const bare = size + delta;
    // The user agent is read only if a size fits, with or without padding.
    if (!isBuiltIn(bare) && !isBuiltIn(bare - PADDING_BYTES)) return undefined;
    const plainBytes = this.#isPadded(line) ? bare - PADDING_BYTES : bare;
    return isBuiltIn(plainBytes) ? { plainBytes, isFirm: false } : undefined;
  }

  #isPadded(line: Observation): boolean {
    const known = this.#padded.get(line.agentHash);
    if (known !== undefined) return known;
    if (this.#padded.size >= AGENTS_KEPT) this.#padded.clear();
    const is = isPadded(line.entry.http_user_agent);
    this.#padded.set(line.agentHash, is);
    return is;
  }

  #watchPadding(server: Server, entry: Entry, request: RequestLine): void {
    if (request.shape !== 'whole' || !isPadded(entry.http_user_agent)) return;
    const plain = pagesOf(server).find((page) => page.isFirm)?.plainBytes;
    if (plain === undefined) return;
    const size = entry.body_bytes_sent;
    const isPlain = size === plain;
    if (!isPlain && (size === undefined || kindAt(size - PADDING_BYTES - plain) === undefined)) return;
    addPadding(server, detached(entry.client), isPlain);
  }
}

// The page that has a size without padding. P is one of the candidates; without candidates, it is the size of a common build.
function matchBare(bare: number, candidates: readonly PageSize[]): PageMatch | undefined {
  for (const { plainBytes, isFirm } of candidates) {
    const kind = kindAt(bare - plainBytes);
    if (kind === undefined) continue;
    const isAmbiguous = candidates.some((other) => {
      const otherKind = kindAt(bare - other.plainBytes);
      return otherKind !== undefined && otherKind !== kind;
    });
    return { kind, plainBytes, isFirm, isAssumed: false, isAmbiguous };
  }
  if (candidates.length > 0) return undefined;
  for (const plainBytes of COMMON_PLAIN) {
    const kind = kindAt(bare - plainBytes);
    if (kind !== undefined) return { kind, plainBytes, isFirm: false, isAssumed: true, isAmbiguous: true };
  }
  return undefined;
}

function kindAt(offset: number): PageKind | undefined {
  return KIND_AT.get(offset);
}

const KIND_AT: ReadonlyMap<number, PageKind> = new Map(
  (Object.keys(PAGE_OFFSETS) as PageKind[]).map((kind) => [PAGE_OFFSETS[kind], kind]),
);
