// What lines say of P, the size of one server's plain 400 page: each line that shows it votes.
import type { Entry } from '../../formats/entry.ts';
import { isRefusedLine } from '../../formats/refused-line.ts';
import type { RequestLine } from '../../formats/request.ts';
import { pushBounded } from './ring.ts';

/** Votes of each kind that a server keeps: P follows its last votes only. */
const VOTES_KEPT = 16;
/** A firm vote, of a line that can only get the plain page, counts as this many soft votes (403 and 404 pages). */
const FIRM_WEIGHT = 4;
/** One 404 page alone may be an application's, so its size needs at least this many votes. */
const LEAST_SOFT_VOTES = 2;
/** Sizes with less than this share of the soft votes are applications' pages that happen to fit. */
const LEAST_SOFT_SHARE = 0.2;
// Plain page: 104 bytes of head (120 before 1.15.4) and a tail of 46 (tokens off) or 41 + the length of `nginx/1.22.1`,
// `openresty/1.21.4.1`, `nginx/1.18.0 (Ubuntu)` and the like.
/** Bytes of the shortest plain page that nginx builds. */
const SMALLEST_PLAIN_BYTES = 150;
/** Bytes of the longest plain page of a known build. */
const LARGEST_PLAIN_BYTES = 215;
/** A custom page counts if at least this many lines that can only get the plain page got it. */
const LEAST_CUSTOM_PAGES = 2;
/** This many lines without padding, from {@link LEAST_UNPADDED_CLIENTS} clients, show that nginx pads nothing. */
const LEAST_UNPADDED = 3;
const LEAST_UNPADDED_CLIENTS = 2;
/** At least this share of the lines whose user agents nginx pads for must have come without padding. */
const LEAST_UNPADDED_SHARE = 0.8;

/** A size that one server's plain page may have, by the votes so far. */
export interface PageSize {
  /** P in bytes. */
  readonly plainBytes: number;
  /** How many of the last votes are for it; a firm vote counts {@link FIRM_WEIGHT} times. */
  readonly votes: number;
  /** One of the votes is firm: its line can only get the plain page (bytes of another protocol, a path that nginx refuses). */
  readonly isFirm: boolean;
}

/** What one line says of P. */
export interface Vote {
  readonly plainBytes: number;
  readonly isFirm: boolean;
}

/** The votes about one server; a plain object, since it is kept between runs. */
export interface Server {
  readonly firm: Vote[];
  readonly soft: Vote[];
  /** Whole 400 lines whose user agents nginx pads for: whether the page came without padding. */
  readonly unpadded: { readonly client: string; readonly is: boolean }[];
  /** The result of the votes, cached until the next vote. */
  pages: readonly PageSize[] | undefined;
  /** The result of {@link unpadded}, cached until the next such line. */
  padsNothing: boolean | undefined;
}

/** A server without votes. */
export function newServer(): Server {
  return { firm: [], soft: [], unpadded: [], pages: undefined, padsNothing: undefined };
}

/** Counts a vote. */
export function addVote(server: Server, vote: Vote): void {
  const votes = vote.isFirm ? server.firm : server.soft;
  // If all kept votes are the same as this one, it changes nothing.
  if (votes.length >= VOTES_KEPT && votes.every(({ plainBytes }) => plainBytes === vote.plainBytes)) return;
  pushBounded(votes, vote, VOTES_KEPT);
  server.pages = undefined;
}

/** Notes whether nginx padded its page for a user agent that it pads for by default. */
export function addPadding(server: Server, client: string, isUnpadded: boolean): void {
  pushBounded(server.unpadded, { client, is: isUnpadded }, VOTES_KEPT);
  server.padsNothing = undefined;
}

/** The sizes that may be P, best first. */
export function pagesOf(server: Server): readonly PageSize[] {
  return (server.pages ??= countVotes(server));
}

/** Whether this server pads no page: several clients whose user agents nginx pads for got no padding. */
export function padsNothing(server: Server): boolean {
  return (server.padsNothing ??= countPadding(server));
}

/** Whether a page that is not nginx's own was sent often enough to be the one page that stands for all 400 pages. */
export function isCustomPage(page: PageSize): boolean {
  return page.votes >= LEAST_CUSTOM_PAGES * FIRM_WEIGHT;
}

/** Whether a plain page of nginx's own may have this size. */
export function isBuiltIn(plainBytes: number): boolean {
  return plainBytes >= SMALLEST_PLAIN_BYTES && plainBytes <= LARGEST_PLAIN_BYTES;
}

/** The vote of a 400, if it can only have got the plain page. */
export function firmVote(entry: Entry, request: RequestLine): Vote | undefined {
  const size = entry.body_bytes_sent;
  if (size === undefined || size === 0 || request.method === 'HEAD') return undefined;
  // Before 1.21.1 nginx accepted a raw space in the URI, so a line with one may have reached the application.
  const isFirm =
    entry.http_user_agent === '-' &&
    isRefusedLine(request) &&
    !(request.shape === 'broken' && request.uri.includes(' '));
  return isFirm ? { plainBytes: size, isFirm } : undefined;
}

// Sizes with a firm vote, or with enough soft ones. The newest vote breaks ties.
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
  count(server.firm, FIRM_WEIGHT);
  return [...sums]
    .filter(([, sum]) => sum.isFirm || sum.votes >= Math.max(LEAST_SOFT_VOTES, LEAST_SOFT_SHARE * server.soft.length))
    .sort(([, a], [, b]) => b.votes - a.votes || b.newest - a.newest)
    .map(([plainBytes, { votes, isFirm }]) => ({ plainBytes, votes, isFirm }));
}

function countPadding(server: Server): boolean {
  const unpadded = server.unpadded.filter((one) => one.is);
  const clients = new Set(unpadded.map((one) => one.client)).size;
  return (
    unpadded.length >= LEAST_UNPADDED &&
    clients >= LEAST_UNPADDED_CLIENTS &&
    unpadded.length >= LEAST_UNPADDED_SHARE * server.unpadded.length
  );
}
