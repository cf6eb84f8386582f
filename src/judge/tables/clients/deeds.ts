// What an answered line shows of its client: it got a page or a part of one, followed a link, or sent something that was accepted.
import { isLoadedByPage } from '../../../formats/paths.ts';
import { hasBodyMethod } from '../../../formats/request.ts';
import { NOT_SENT } from '../../../hits/hash.ts';
import type { LineView } from '../../../hits/hit.ts';
import type { Observation } from '../../../hits/source.ts';
import { SiteHosts } from './site-hosts.ts';

/** What a client did, as bits. */
export const DID = {
  /** Got a page: a GET that was answered and is not for a part of a page. */
  page: 1,
  /** Got a style, script, picture or font with a referer of this site. */
  part: 2,
  /** Got an answer to a request with a referer of this site. */
  followed: 4,
  /** Sent something that was accepted: PUT, PATCH or DELETE, or a POST that was answered with 201, 202, 204, 302 or 303. */
  wrote: 8,
  /** Sent attack text. */
  attacked: 16,
  /** Got an answer, in an observed line or in a neighbour of a hit. */
  answered: 32,
} as const;

// The line is a POST, which wrote something if its status is one of WRITTEN.
const MAY_HAVE_WRITTEN = 64 as const;
/** Capacity of the cache by request and referer; a power of two. It changes no result: a missing pair is read again. */
const PAIRS_KEPT = 4096;
/** Statuses that show that a POST was accepted. 200 does not: a page that ignores the form answers with it, too. */
const WRITTEN: ReadonlySet<number> = new Set([201, 202, 204, 302, 303]);

/** Reads what lines show of their clients, and learns which hosts belong to this site. */
export class Deeds {
  /** The hosts that belong to this site. */
  readonly hosts: SiteHosts;
  // A cache: the same requests with the same referers come again and again, and hashes are compared faster than text is read.
  readonly #requests = new Int32Array(PAIRS_KEPT);
  readonly #referers = new Int32Array(PAIRS_KEPT);
  readonly #shown = new Uint8Array(PAIRS_KEPT);
  // How many hosts were known when the pair was read, plus one; 0 in an empty slot. A new host makes every slot stale.
  readonly #hostsThen = new Uint16Array(PAIRS_KEPT);

  /** @param hosts what {@link SiteHosts.save} gave in an earlier run */
  constructor(hosts?: readonly string[]) {
    this.hosts = new SiteHosts(hosts);
  }

  /** What an answered line shows, as bits of {@link DID}. The host of its referer may become one of this site. */
  learn(line: Observation): number {
    const { requestHash, refererHash, status } = line;
    const isNameless = line.agentHash === NOT_SENT;
    const request = isNameless ? ~requestHash : requestHash;
    const place = (Math.imul(request ^ Math.imul(refererHash, 0x85ebca6b), 0x9e3779b1) >>> 16) & (PAIRS_KEPT - 1);
    const isRemembered =
      this.#hostsThen[place] === this.hosts.size + 1 &&
      this.#requests[place] === request &&
      this.#referers[place] === refererHash;
    if (isRemembered) return withStatus(this.#shown[place]!, status);
    const { requestLine, http_referer } = line.entry;
    if (requestLine.method === 'GET' && !isNameless) this.hosts.observe(http_referer, requestLine.path);
    const shown = this.#read(line.entry);
    this.#requests[place] = request;
    this.#referers[place] = refererHash;
    this.#shown[place] = shown;
    this.#hostsThen[place] = this.hosts.size + 1;
    return withStatus(shown, status);
  }

  /** What an answered line near a hit shows, as bits of {@link DID}. Changes nothing. */
  of(line: LineView): number {
    return withStatus(this.#read(line), line.status);
  }

  #read({ requestLine, http_referer, http_user_agent }: LineView): number {
    const { method, path, uri } = requestLine;
    if (hasBodyMethod(method) || method === 'DELETE') {
      const isFollowed = this.hosts.isOfSite(http_referer, path);
      return (method === 'POST' ? MAY_HAVE_WRITTEN : DID.wrote) | (isFollowed ? DID.followed : 0);
    }
    if (method !== 'GET' || http_user_agent === '-') return 0;
    if (isLoadedByPage(path)) return this.hosts.hasLoaded(http_referer, path) ? DID.part | DID.followed : 0;
    // Scanners often send the page that they ask for as its own referer.
    const isFollowed = !http_referer.endsWith(uri) && this.hosts.isOfSite(http_referer, path);
    return DID.page | (isFollowed ? DID.followed : 0);
  }
}

function withStatus(shown: number, status: number): number {
  if ((shown & MAY_HAVE_WRITTEN) === 0) return shown;
  return (shown & ~MAY_HAVE_WRITTEN) | (WRITTEN.has(status) ? DID.wrote : 0);
}
