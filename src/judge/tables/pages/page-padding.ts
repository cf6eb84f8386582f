// Whether a server pads its pages. For user agents with `Chrome/` or `MSIE ` nginx adds bytes to its own pages, unless `msie_padding` is off.
import { isPadded } from '../../../formats/user-agent.ts';
import type { Observation } from '../../../hits/source.ts';
import { pushBounded } from '../bounded.ts';
import { bodyBytesOf } from './header-size.ts';
import { kindOf, NOT_FOUND_SHORTER_BYTES, PADDING_BYTES } from './page-kinds.ts';

/** Capacity of the cache that says for which user agents nginx pads its pages. */
const AGENTS_KEPT = 4096;
/** Lines with a page that a server keeps: only the last ones count. */
const LINES_KEPT = 16;
/** This many lines without padding, from {@link LEAST_UNPADDED_CLIENTS} clients, show that nginx pads nothing. */
const LEAST_UNPADDED = 3;
const LEAST_UNPADDED_CLIENTS = 2;
/** At least this share of the lines whose user agents nginx pads for must have come without padding. */
const LEAST_UNPADDED_SHARE = 0.8;

/**
 * What a client got whose user agent nginx pads for: a page with padding, the plain 400 page without it, or another page without
 * it. One page for every 400 (`error_page 400`) looks like the plain page without padding, but never like another page.
 */
export type PaddedAs = 'padded' | 'bare-plain' | 'bare-other';

/** The last lines whose user agents nginx pads for; a plain object, since it is kept between runs. */
export interface Padding {
  readonly lines: { readonly client: string; readonly as: PaddedAs }[];
  /** The result of {@link padsNothing}, cached until the next line. */
  padsNothing: boolean | undefined;
}

/** A server of which no line shows whether it pads. */
export function newPadding(): Padding {
  return { lines: [], padsNothing: undefined };
}

/**
 * What a 400, 403 or 404 shows of the padding; undefined if it shows nothing: nginx pads no page for its user agent, or it got no page
 * of nginx. A 403 or 404 with padding shows nothing either, because error_page may replace the 400 pages alone.
 * @param plain size of the plain page in bytes
 */
export function paddingShownBy(line: Observation, plain: number, agents: PaddedAgents): PaddedAs | undefined {
  const { status } = line;
  if (status === 403 || status === 404) {
    const isPage = line.bodyBytesSent === plain - NOT_FOUND_SHORTER_BYTES && !line.isHead;
    return isPage && agents.has(line) ? 'bare-other' : undefined;
  }
  if (status !== 400 || !agents.has(line)) return undefined;
  const { entry } = line;
  const size = entry.requestLine.shape === 'whole' ? bodyBytesOf(entry, entry.requestLine, plain) : undefined;
  if (size === undefined) return undefined;
  if (kindOf(size - PADDING_BYTES - plain) !== undefined) return 'padded';
  const kind = kindOf(size - plain);
  if (kind === undefined) return undefined;
  return kind === 'plain' ? 'bare-plain' : 'bare-other';
}

/** Notes what a client got whose user agent nginx pads for. */
export function addPadding(padding: Padding, client: string, as: PaddedAs): void {
  pushBounded(padding.lines, { client, as }, LINES_KEPT);
  padding.padsNothing = undefined;
}

/** Whether this server pads no page: several clients whose user agents nginx pads for got no padding. */
export function padsNothing(padding: Padding): boolean {
  return (padding.padsNothing ??= countPadding(padding));
}

/** Whether enough lines show if this server pads its pages. */
export function showsPadding({ lines }: Padding): boolean {
  return lines.length >= LEAST_UNPADDED;
}

/** Whether a page other than the plain one came without padding. Then the server has several pages, and `msie_padding` is off. */
export function showsOtherPages({ lines }: Padding): boolean {
  return lines.some(({ as }) => as === 'bare-other');
}

function countPadding({ lines }: Padding): boolean {
  const bare = lines.filter(({ as }) => as !== 'padded');
  const clients = new Set(bare.map(({ client }) => client)).size;
  return (
    bare.length >= LEAST_UNPADDED &&
    clients >= LEAST_UNPADDED_CLIENTS &&
    bare.length >= LEAST_UNPADDED_SHARE * lines.length
  );
}

/** Remembers for which user agents nginx pads its pages, so that most lines need not be parsed. */
export class PaddedAgents {
  readonly #known = new Map<number, boolean>();

  /** Whether nginx by default pads its pages for the user agent of a line. */
  has(line: Observation): boolean {
    const known = this.#known.get(line.agentHash);
    if (known !== undefined) return known;
    if (this.#known.size >= AGENTS_KEPT) this.#known.clear();
    const is = isPadded(line.entry.http_user_agent);
    this.#known.set(line.agentHash, is);
    return is;
  }
}
