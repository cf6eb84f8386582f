// What each client did in this log so far: enough to tell people and known programs from scanners, in a few bytes a client.
import type { LineView, NearbyLine } from '../../hits/hit.ts';
import type { Observation } from '../../hits/source.ts';
import { hasBodyMethod } from '../../formats/request.ts';
import { isLoadedByPage } from '../../formats/paths.ts';
import { AskedPaths, type SavedPaths } from './asked-paths.ts';
import { RecentRows, type SavedRows } from './ring.ts';
import { SiteHosts } from './site-hosts.ts';

/** Clients, and clients with a user agent, that are remembered. */
const VISITORS_KEPT = 32_768;
/** What 16 bits hold. */
const COUNT_CAPACITY = 65_535;

/** What a client did, as bits. */
const DID = {
  /** Got a page: a GET that was answered and is no part of a page. */
  page: 1,
  /** Got a style, script, picture or font with a referer of this site. */
  part: 2,
  /** Got an answer to a request with a referer of this site. */
  followed: 4,
  /** Sent something that was accepted: PUT, PATCH or DELETE, or a POST that was answered with 201, 202, 204, 302 or 303. */
  wrote: 8,
  /** Sent attack text. */
  attacked: 16,
  /** Got an answer, in a line that a table or a hit saw. */
  answered: 32,
} as const;

/** What a person does; with it the table need not read more of a client. */
const KNOWN = DID.page | DID.followed;

/** What one client (or one user agent of it) did in the log so far. A line counts if a table saw it, or as neighbour of a hit. */
export interface ClientHistory {
  /** Lines that were answered: status 200 to 299, 302, 303 or 304. A 301 or 308 only sends everybody elsewhere. */
  readonly answered: number;
  /** Lines with a status from 400 to 498. */
  readonly refused: number;
  /** Lines that repeat the request before them, or the request of the hit. */
  readonly repeated: number;
  readonly gotPage: boolean;
  readonly gotPartOfPage: boolean;
  readonly followedLink: boolean;
  readonly wrote: boolean;
  readonly attacked: boolean;
  /** Times of its first and last line, in seconds since the epoch. */
  readonly begin: number;
  readonly end: number;
}

/** The table as it is kept between runs. */
export interface SavedClients {
  readonly rows: SavedRows;
  readonly answered: Uint16Array;
  readonly refused: Uint16Array;
  readonly repeated: Uint16Array;
  readonly did: Uint8Array;
  readonly requests: Int32Array;
  readonly begins: Float64Array;
  readonly ends: Float64Array;
  readonly paths: SavedPaths;
  readonly hosts: readonly string[];
}

/** The numbers of a client on a shared address: with its user agent. Two of 32 bits rarely meet; then two are taken for one. */
export function visitorHash(clientHash: number, agentHash: number): number {
  return (Math.imul(clientHash, 0x85ebca6b) ^ agentHash) | 0;
}

/** What clients did, from hits, marks, the sample of all traffic, and the neighbours of hits. */
export class Clients {
  /** How paths were answered. */
  readonly paths: AskedPaths;
  readonly #rows: RecentRows;
  readonly #answered: Uint16Array;
  readonly #refused: Uint16Array;
  readonly #repeated: Uint16Array;
  readonly #did: Uint8Array;
  readonly #requests: Int32Array;
  readonly #begins: Float64Array;
  readonly #ends: Float64Array;
  /** Which hosts are of this site. */
  readonly hosts: SiteHosts;

  /** @param saved what {@link save} gave in an earlier run */
  constructor(saved?: SavedClients) {
    const rows = VISITORS_KEPT + 1;
    this.#rows = new RecentRows(VISITORS_KEPT, saved?.rows);
    this.#answered = saved?.answered ?? new Uint16Array(rows);
    this.#refused = saved?.refused ?? new Uint16Array(rows);
    this.#repeated = saved?.repeated ?? new Uint16Array(rows);
    this.#did = saved?.did ?? new Uint8Array(rows);
    this.#requests = saved?.requests ?? new Int32Array(rows);
    this.#begins = saved?.begins ?? new Float64Array(rows);
    this.#ends = saved?.ends ?? new Float64Array(rows);
    this.paths = new AskedPaths(saved?.paths);
    this.hosts = new SiteHosts(saved?.hosts);
  }

  /** Everything it knows, for a later run. */
  save(): SavedClients {
    return {
      rows: this.#rows.save(),
      answered: this.#answered,
      refused: this.#refused,
      repeated: this.#repeated,
      did: this.#did,
      requests: this.#requests,
      begins: this.#begins,
      ends: this.#ends,
      paths: this.paths.save(),
      hosts: this.hosts.save(),
    };
  }

  /** Adds a line: to its client, and to its client with its user agent. */
  observe(line: Observation): void {
    const { status, pathHash } = line;
    const isAnswered = isAnswer(status);
    if (pathHash !== 0 && (isAnswered || status === 400)) this.paths.observe(pathHash, line.clientHash, isAnswered);
    const row = this.#rowFor(line.clientHash, line.time);
    const isNew = this.#rows.isNew;
    // Who followed a link of this site is known: its further lines need not be read.
    const isKnown = (this.#did[row]! & KNOWN) === KNOWN;
    const did = !isAnswered ? 0 : isKnown ? KNOWN : this.#learnDeeds(line.entry, status);
    this.#count(row, line, isAnswered, did);
    // Most clients of a scan have one line, and one line needs no row for its user agent.
    if (isNew) return;
    const visitor = this.#rowFor(visitorHash(line.clientHash, line.agentHash), line.time);
    this.#count(visitor, line, isAnswered, did);
  }

  /**
   * Keeps what the neighbours of a hit show of a client.
   * @param hash of the client, or {@link visitorHash}
   * @param near lines of the same client (or of the same client and user agent)
   * @param attacks the hit or one of them carries an attack
   */
  learn(hash: number, near: readonly NearbyLine[], attacks: boolean): void {
    const row = this.#rows.find(hash);
    if (row < 0) return;
    let did = this.#did[row]!;
    for (const line of near) if (isAnswer(line.status)) did |= DID.answered | this.#learnDeeds(line, line.status);
    this.#did[row] = attacks ? did | DID.attacked : did;
  }

  /**
   * What a client did, with what its neighbours show. Changes nothing; see {@link learn}.
   * @param hash of the client, or {@link visitorHash}
   * @param near lines of the same client (or of the same client and user agent)
   */
  of(hash: number, near: readonly NearbyLine[]): ClientHistory {
    const row = this.#rows.find(hash);
    const isKnown = row >= 0;
    let answered = 0;
    let refused = 0;
    let repeated = 0;
    let did = isKnown ? this.#did[row]! : 0;
    for (const line of near) {
      if (line.hasRequestOfHit) repeated++;
      const { status } = line;
      if (isAnswer(status)) {
        answered++;
        did |= DID.answered | this.#deedsOf(line, status);
      } else if (isRefusal(status)) {
        refused++;
      }
    }
    if ((did & DID.answered) !== 0) answered = Math.max(answered, 1);
    return {
      answered: isKnown ? Math.max(answered, this.#answered[row]!) : answered,
      refused: isKnown ? Math.max(refused, this.#refused[row]!) : refused,
      repeated: isKnown ? Math.max(repeated, this.#repeated[row]!) : repeated,
      gotPage: (did & DID.page) !== 0,
      gotPartOfPage: (did & DID.part) !== 0,
      followedLink: (did & DID.followed) !== 0,
      wrote: (did & DID.wrote) !== 0,
      attacked: (did & DID.attacked) !== 0,
      begin: isKnown ? this.#begins[row]! : Infinity,
      end: isKnown ? this.#ends[row]! : -Infinity,
    };
  }

  // The row of a client or visitor; a new one is empty.
  #rowFor(hash: number, time: number): number {
    const row = this.#rows.touch(hash);
    if (!this.#rows.isNew) return row;
    this.#answered[row] = 0;
    this.#refused[row] = 0;
    this.#repeated[row] = 0;
    this.#did[row] = 0;
    this.#requests[row] = 0;
    this.#begins[row] = time;
    return row;
  }

  #count(row: number, { status, time, requestHash }: Observation, isAnswered: boolean, did: number): void {
    if (this.#requests[row] === requestHash) this.#repeated[row] = Math.min(COUNT_CAPACITY, this.#repeated[row]! + 1);
    this.#requests[row] = requestHash;
    this.#ends[row] = time;
    if (isAnswered) {
      this.#answered[row] = Math.min(COUNT_CAPACITY, this.#answered[row]! + 1);
      this.#did[row] = this.#did[row]! | did;
    } else if (isRefusal(status)) {
      this.#refused[row] = Math.min(COUNT_CAPACITY, this.#refused[row]! + 1);
    }
  }

  #learnDeeds(line: LineView, status: number): number {
    const { requestLine, http_referer, http_user_agent } = line;
    if (requestLine.method === 'GET' && http_user_agent !== '-') this.hosts.observe(http_referer, requestLine.path);
    return this.#deedsOf(line, status);
  }

  // What an answered line shows.
  #deedsOf({ requestLine, http_referer, http_user_agent }: LineView, status: number): number {
    const { method, path, uri } = requestLine;
    if (hasBodyMethod(method) || method === 'DELETE') {
      const isAccepted = method !== 'POST' || WRITTEN.has(status);
      return (isAccepted ? DID.wrote : 0) | (this.hosts.isOfSite(http_referer, path) ? DID.followed : 0);
    }
    if (method !== 'GET' || http_user_agent === '-') return 0;
    if (isLoadedByPage(path)) return this.hosts.hasLoaded(http_referer, path) ? DID.part | DID.followed : 0;
    // A scanner gives the very page that it asks for as the page that it comes from.
    const isFollowed = !http_referer.endsWith(uri) && this.hosts.isOfSite(http_referer, path);
    return DID.page | (isFollowed ? DID.followed : 0);
  }
}

/** Statuses that say that a POST was accepted. 200 does not: a page that ignores the form has it, too. */
const WRITTEN: ReadonlySet<number> = new Set([201, 202, 204, 302, 303]);

function isAnswer(status: number): boolean {
  return (status >= 200 && status < 300) || (status >= 302 && status <= 304);
}

function isRefusal(status: number): boolean {
  return status >= 400 && status < 499;
}
