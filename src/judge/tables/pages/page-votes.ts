// What lines say of P, the size of one server's plain 400 page: each line that shows it votes.
import type { Entry } from '../../../formats/entry.ts';
import { isRefusedLine } from '../../../formats/refused-line.ts';
import type { RequestLine } from '../../../formats/request.ts';
import { saysNoUserAgent } from '../../../formats/user-agent.ts';
import type { Observation } from '../../../hits/source.ts';
import { pushBounded } from '../bounded.ts';
import { plainBytesIn } from './header-size.ts';
import { COMMON_PLAIN, NOT_FOUND_SHORTER_BYTES, PADDING_BYTES } from './page-kinds.ts';
import { newPadding, type PaddedAgents, type Padding } from './page-padding.ts';

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
  readonly padding: Padding;
  /** The result of the votes, cached until the next vote. */
  pages: readonly PageSize[] | undefined;
}

/** A server without votes. */
export function newServer(): Server {
  return { firm: [], soft: [], padding: newPadding(), pages: undefined };
}

/** Counts a vote. */
export function addVote(server: Server, vote: Vote): void {
  const votes = vote.isFirm ? server.firm : server.soft;
  // If all kept votes are the same as this one, it changes nothing.
  if (votes.length >= VOTES_KEPT && votes.every(({ plainBytes }) => plainBytes === vote.plainBytes)) return;
  pushBounded(votes, vote, VOTES_KEPT);
  server.pages = undefined;
}

/** Whether the vote of a 400 says something new: a soft vote adds nothing to a firm one for the same size. */
export function isNews(server: Server, { plainBytes, isFirm }: Vote): boolean {
  return isFirm || !server.firm.some((vote) => vote.plainBytes === plainBytes);
}

/** The sizes that may be P, best first. */
export function pagesOf(server: Server): readonly PageSize[] {
  return (server.pages ??= countVotes(server));
}

/**
 * The page sizes of one log, in which only 403 and 404 pages may vote. If all logs together have a firm vote for the size that
 * these pages show, it is the size of P.
 */
export function confirmed(pages: readonly PageSize[], ofAllLogs: readonly PageSize[]): readonly PageSize[] {
  const [best] = pages;
  if (best === undefined || pages.some(({ isFirm }) => isFirm)) return pages;
  const isFirm = ofAllLogs.some((page) => page.isFirm && page.plainBytes === best.plainBytes);
  return isFirm ? [{ ...best, isFirm }, ...pages.slice(1)] : pages;
}

/** Whether a page that is not nginx's own was sent often enough to be the one page that stands for all 400 pages. */
export function isCustomPage(page: PageSize): boolean {
  return page.votes >= LEAST_CUSTOM_PAGES * FIRM_WEIGHT;
}

/** Whether a plain page of nginx's own may have this size. */
export function isBuiltIn(plainBytes: number): boolean {
  return plainBytes >= SMALLEST_PLAIN_BYTES && plainBytes <= LARGEST_PLAIN_BYTES;
}

/** The vote of a 400: firm if it can only have got the plain page, soft if it probably got it. */
export function voteOfRefusal(entry: Entry, request: RequestLine): Vote | undefined {
  const size = entry.body_bytes_sent ?? plainBytesShownBy(entry);
  if (size === undefined || size === 0 || request.method === 'HEAD') return undefined;
  // Before 1.21.1 nginx accepted a raw space in the URI, so a line with one may have reached the application.
  const isFirm =
    entry.http_user_agent === '-' &&
    isRefusedLine(request) &&
    !(request.shape === 'broken' && request.uri.includes(' '));
  if (isFirm) return { plainBytes: size, isFirm };
  // nginx had not read the user agent when it refused a header. An application's page rarely has the size of a common build.
  const isBare = saysNoUserAgent(entry) && request.shape === 'whole' && COMMON_PLAIN.includes(size);
  return isBare ? { plainBytes: size, isFirm: false } : undefined;
}

/**
 * The vote of a 404 or 403, which is shorter than the plain 400 page by a constant. A 405 has no vote: it is mostly the page of an
 * inner server (and longer in Angie).
 * @param agents it is asked only if a size fits, because that reads the line
 */
export function softVote(line: Observation, agents: PaddedAgents): Vote | undefined {
  const { status, bodyBytesSent: size } = line;
  if ((status !== 404 && status !== 403) || size <= 0 || line.isHead) return undefined;
  const bare = size + NOT_FOUND_SHORTER_BYTES;
  if (!isBuiltIn(bare) && !isBuiltIn(bare - PADDING_BYTES)) return undefined;
  const plainBytes = bare - (agents.has(line) ? PADDING_BYTES : 0);
  return isBuiltIn(plainBytes) ? { plainBytes, isFirm: false } : undefined;
}

// A page with custom headers may be any page, so only sizes of built-in pages count.
function plainBytesShownBy({ extra: { bytes_sent } }: Entry): number | undefined {
  const plainBytes = bytes_sent === undefined ? undefined : plainBytesIn(bytes_sent);
  return plainBytes !== undefined && isBuiltIn(plainBytes) ? plainBytes : undefined;
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
