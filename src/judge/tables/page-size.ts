// P, the size of a server's own plain 400 page, inferred from lines that can only be that page; every other page is P plus a constant.
import { detached } from '../../formats/detached.ts';
import type { Entry } from '../../formats/entry.ts';
import type { RequestLine } from '../../formats/request.ts';
import { isPadded } from '../../formats/user-agent.ts';
import type { Observation } from '../../hits/source.ts';
import { pushBounded, touch } from './ring.ts';

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
const PADDING_BYTES = 402;
/** Before 0.7.66 and 0.8.25 the comment was shorter, and only for `MSIE `. */
const OLD_PADDING_BYTES = 360;
// Plain page: 104 bytes of head (120 before 1.15.4) and a tail of 46 (tokens off) or 41 + the length of `nginx/1.22.1`,
// `openresty/1.21.4.1`, `nginx/1.18.0 (Ubuntu)` and the like.
const SMALLEST_PLAIN = 150;
const LARGEST_PLAIN = 215;
// Plain pages of common builds, commonest first, for logs that show no plain page at all: tokens off and 12, 13 and 11
// characters of version, since 1.15.4 and before, and Ubuntu's builds.
const COMMON_PLAIN: readonly number[] = [157, 150, 158, 166, 173, 182, 172];

const VOTES_KEPT = 16;
const SERVERS_KEPT = 256;
const STRONG_WEIGHT = 4;
/** User agents of which is remembered whether nginx pads its page for them. */
const AGENTS_KEPT = 4096;

/** What is believed of one server's plain page at a point of the log. */
export interface PageSize {
  /** P in bytes. */
  readonly plainBytes: number;
  /** How many of the last votes are for it, those of certain lines counting four times. */
  readonly votes: number;
  /** A vote came from a line that can only be a plain page (bytes of another protocol, a path nginx refuses). */
  readonly isFirm: boolean;
}

/** What is believed at a point of the log, for the report. */
export interface PageSummary extends PageSize {
  readonly isOnePage: boolean;
}

/** Which page a size is, and how that is known. */
export interface PageMatch {
  readonly kind: PageKind;
  readonly plainBytes: number;
  readonly isFirm: boolean;
  /** P was not in the log but taken from what common builds of nginx send. */
  readonly isAssumed: boolean;
  /** Another page of another plausible P has the same size. */
  readonly isAmbiguous: boolean;
}

interface Vote {
  readonly plainBytes: number;
  readonly isFirm: boolean;
}

interface Server {
  readonly firm: Vote[];
  readonly soft: Vote[];
  /** Whole 400 lines of padded user agents: unpadded (true) or padded by just 402 bytes (false). */
  readonly unpadded: { readonly client: string; readonly is: boolean }[];
  /** What the votes come to, until there is another. */
  pages: readonly PageSize[] | undefined;
  /** What {@link unpadded} comes to, until there is another. */
  padsNothing: boolean | undefined;
}

/** The table as it is kept between runs. */
export interface SavedPageSizes {
  readonly all: Server;
  readonly servers: Map<string, Server>;
  readonly seen: Map<PageKind, Set<number>>;
}

/** The page sizes of the servers that write this log, by `$host` where lines have it. Each follows its last votes only. */
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

  /** Tells whether two clients or more got this page. */
  hasSeen(kind: PageKind): boolean {
    return (this.#seen.get(kind)?.size ?? 0) >= 2;
  }

  /** Lets a hit or a mark vote. */
  observe(line: Observation): void {
    const host = line.hasExtra ? line.entry.extra.host : undefined;
    const own = host === undefined ? undefined : touch(this.#servers, host, SERVERS_KEPT, newServer);
    const request = line.status === 400 ? line.entry.requestLine : undefined;
    const vote = request === undefined ? this.#softVote(line) : firmVote(line.entry, request);
    for (const server of own === undefined ? [this.#all] : [this.#all, own]) {
      if (vote !== undefined) {
        const votes = vote.isFirm ? server.firm : server.soft;
        // The same vote again, where all are the same, comes to the same.
        if (votes.length < VOTES_KEPT || votes.some(({ plainBytes }) => plainBytes !== vote.plainBytes)) {
          pushBounded(votes, vote, VOTES_KEPT);
          server.pages = undefined;
        }
      }
      if (request !== undefined) this.#watchPadding(server, line.entry, request);
    }
    if (request === undefined) return;
    const kind = this.match(line.entry, request)?.kind;
    if (kind === undefined) return;
    const clients = this.#seen.get(kind) ?? new Set();
    if (clients.size < 2) this.#seen.set(kind, clients.add(line.clientHash));
  }

  /** What is believed of the server that wrote this line, best first; empty when there was no vote. */
  candidates(entry: Entry): readonly PageSize[] {
    const host = entry.extra.host;
    const own = host === undefined ? undefined : this.#servers.get(host);
    if (own !== undefined) {
      const mine = pagesOf(own);
      if (mine.some((page) => page.isFirm || page.votes >= 3)) return mine;
    }
    return pagesOf(this.#all);
  }

  /**
   * One size for everything: an `error_page 400` hides which page it was. Said when padded user agents got the very size
   * that other lines got, from two clients or more and at least three times, or when no nginx page has this size.
   */
  hasOnePage(entry: Entry): boolean {
    return this.#isOnePage(this.candidates(entry)[0]);
  }

  /** What is believed over all servers; undefined when nothing told. */
  best(): PageSummary | undefined {
    const best = pagesOf(this.#all)[0];
    return best === undefined ? undefined : { ...best, isOnePage: this.#isOnePage(best) };
  }

  #isOnePage(best: PageSize | undefined): boolean {
    if (best === undefined) return false;
    if (best.isFirm && !isBuiltIn(best.plainBytes)) return best.votes >= 2 * STRONG_WEIGHT;
    return this.#padsNothing();
  }

  /** Says which of nginx's pages a 400 of this size is, if any. */
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

  // What nginx may have added for this user agent, likeliest first.
  #paddings(entry: Entry, request: RequestLine): readonly number[] {
    const { http_user_agent } = entry;
    const best = this.candidates(entry)[0];
    // A page of one's own has no padding.
    if (best !== undefined && !isBuiltIn(best.plainBytes)) return [0];
    if (!isPadded(http_user_agent) || request.protocol === '' || request.protocol === 'HTTP/0.9') return [0];
    const old = http_user_agent.includes('MSIE ') ? [OLD_PADDING_BYTES] : [];
    // Chrome unpadded, again and again: an nginx before 0.8.25, `msie_padding off`, or an error_page.
    return this.#padsNothing() ? [0, ...old, PADDING_BYTES] : [PADDING_BYTES, ...old];
  }

  // The 404 and 403 pages are 4 bytes shorter than the plain 400, 405 is as long; applications send other sizes.
  #softVote(line: Observation): Vote | undefined {
    const { status, bodyBytesSent: size } = line;
    const delta = status === 405 ? 0 : status === 404 || status === 403 ? 4 : undefined;
    if (delta === undefined || size <= 0 || line.isHead) return undefined;
    const bare = size + delta;
    // Whether it was padded matters only where one of the two fits.
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

  #padsNothing(): boolean {
    return (this.#all.padsNothing ??= padsNothing(this.#all));
  }

  #watchPadding(server: Server, entry: Entry, request: RequestLine): void {
    if (entry.status !== 400 || request.shape !== 'whole' || !isPadded(entry.http_user_agent)) return;
    const plain = pagesOf(server).find((page) => page.isFirm)?.plainBytes;
    if (plain === undefined) return;
    const size = entry.body_bytes_sent;
    const isPlain = size === plain;
    if (!isPlain && (size === undefined || kindAt(size - PADDING_BYTES - plain) === undefined)) return;
    pushBounded(server.unpadded, { client: detached(entry.client), is: isPlain }, VOTES_KEPT);
    server.padsNothing = undefined;
  }
}

function padsNothing(server: Server): boolean {
  const unpadded = server.unpadded.filter((one) => one.is);
  const clients = new Set(unpadded.map((one) => one.client)).size;
  return unpadded.length >= 3 && clients >= 2 && unpadded.length >= 0.8 * server.unpadded.length;
}

/** Whether nginx itself answers such a request line with its plain 400 page, whatever the headers say. */
export function isRefusedLine(request: RequestLine): boolean {
  if (request.shape === 'foreign' || request.shape === 'broken') return true;
  if (request.shape !== 'whole') return false;
  return (
    climbsOut(request.path) ||
    /%(?![0-9a-f]{2})|%00|\\x(?:[01][0-9A-F]|7F)/i.test(request.path) ||
    !/^(?:\/|https?:\/\/)/i.test(request.uri)
  );
}

/** Tells whether a path leaves the root: more `..` than segments before them, once decoded (`ngx_http_parse_complex_uri`). */
export function climbsOut(path: string): boolean {
  if (!path.includes('%') && !path.includes('..')) return false;
  const decoded = path
    .slice(0, 4096)
    .replace(/%(2e|2f|5c)/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  let depth = 0;
  for (const segment of decoded.split('/')) {
    if (segment === '..') depth--;
    else if (segment !== '' && segment !== '.') depth++;
    if (depth < 0) return true;
  }
  return false;
}

function firmVote(entry: Entry, request: RequestLine): Vote | undefined {
  const size = entry.body_bytes_sent;
  if (size === undefined || size === 0 || request.method === 'HEAD') return undefined;
  // Before 1.21.1 a raw blank is no fault: such a line may have reached the application.
  const isFirm =
    entry.http_user_agent === '-' &&
    isRefusedLine(request) &&
    !(request.shape === 'broken' && request.uri.includes(' '));
  return isFirm ? { plainBytes: size, isFirm } : undefined;
}

/** Whether a plain page of nginx's own may have this size. */
function isBuiltIn(plainBytes: number): boolean {
  return plainBytes >= SMALLEST_PLAIN && plainBytes <= LARGEST_PLAIN;
}

function pagesOf(server: Server): readonly PageSize[] {
  return (server.pages ??= countVotes(server));
}

// Sizes with a vote of weight: a firm one, or two soft ones and a fifth of them. The newest vote breaks ties.
function countVotes(server: Server): PageSize[] {
  const sums = new Map<number, { votes: number; isFirm: boolean; newest: number }>();
  const count = (votes: readonly Vote[], weight: number): void => {
    votes.forEach((vote, index) => {
      const sum = sums.get(vote.plainBytes) ?? { votes: 0, isFirm: false, newest: 0 };
      sums.set(vote.plainBytes, {
        votes: sum.votes + weight,
        isFirm: sum.isFirm || vote.isFirm,
        newest: index * weight,
      });
    });
  };
  count(server.soft, 1);
  count(server.firm, STRONG_WEIGHT);
  return [...sums]
    .filter(([, sum]) => sum.isFirm || sum.votes >= Math.max(2, server.soft.length / 5))
    .sort(([, a], [, b]) => b.votes - a.votes || b.newest - a.newest)
    .map(([plainBytes, { votes, isFirm }]) => ({ plainBytes, votes, isFirm }));
}

// The page of a size without padding, under the candidates for P, or under what common builds send when there is none.
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

function newServer(): Server {
  return { firm: [], soft: [], unpadded: [], pages: undefined, padsNothing: undefined };
}
