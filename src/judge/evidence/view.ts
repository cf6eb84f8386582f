// A hit as causes look at it: its request taken apart, its agent named, its page known, its neighbours sorted.
import type { Entry } from '../../formats/entry.ts';
import { type ForeignBytes, identifyForeignBytes } from '../../formats/foreign-bytes.ts';
import { isRefusedLine } from '../../formats/refused-line.ts';
import { parseRequest, type RequestLine } from '../../formats/request.ts';
import { type Agent, parseUserAgent } from '../../formats/user-agent.ts';
import type { Hit, HitEntry } from '../../hits/hit.ts';
import type { NearbyLine } from '../../hits/hit.ts';
import type { PageMatch } from '../tables/page-size.ts';
import { hash32 } from '../../hits/hash.ts';
import type { AddressCadence } from '../tables/cadence.ts';
import type { Tables } from '../tables/tables.ts';

/**
 * The line shapes by which a hit is sent to few causes. `empty`: no request, 0 bytes. `blank`: only CR/LF. `headless`: no
 * request, yet a page (HTTP/2 and 3). `foreign`: not HTTP. `partial`: a request line cut short. `broken`: a request line
 * that nginx refuses. `whole`: a whole request line. `abort`: any 499.
 */
export type Shape = 'empty' | 'blank' | 'headless' | 'foreign' | 'partial' | 'broken' | 'whole' | 'abort';

/** A hit with what several causes derive from it, worked out once, when the first asks. */
export class HitView {
  readonly hit: Hit;
  readonly entry: HitEntry;
  readonly request: RequestLine;
  readonly shape: Shape;
  readonly #tables: Tables;
  readonly #clientHash: number;
  readonly #addressHash: number;
  #agent: Agent | undefined;
  // null: nobody has asked yet, and undefined is an answer.
  #page: PageMatch | undefined | null = null;
  #foreign: ForeignBytes | undefined;
  #around: readonly NearbyLine[] | undefined;
  #beforeOfAgent: readonly NearbyLine[] | undefined;
  #afterOfAgent: readonly NearbyLine[] | undefined;
  #repeats: readonly NearbyLine[] | undefined;
  #cadence: AddressCadence | undefined | null = null;
  #cadenceOfAddress: AddressCadence | undefined | null = null;
  #isAddressShared: boolean | undefined;

  constructor(hit: Hit, tables: Tables) {
    this.hit = hit;
    this.entry = hit.entry;
    this.request = parseRequest(this.entry.request);
    this.shape = shapeOf(this.entry, this.request);
    this.#tables = tables;
    this.#clientHash = hash32(this.entry.client);
    this.#addressHash = this.hasClientOfItsOwn ? hash32(this.entry.remote_addr) : this.#clientHash;
  }

  /** The line says who is behind its address. */
  get hasClientOfItsOwn(): boolean {
    return this.entry.client !== this.entry.remote_addr;
  }

  /** What is known of its client's pace, if anything. */
  get cadence(): AddressCadence | undefined {
    if (this.#cadence === null) this.#cadence = this.#tables.cadence.of(this.#clientHash);
    return this.#cadence;
  }

  /** The same of the address it came through. */
  get cadenceOfAddress(): AddressCadence | undefined {
    if (this.#addressHash === this.#clientHash) return this.cadence;
    if (this.#cadenceOfAddress === null) this.#cadenceOfAddress = this.#tables.cadence.of(this.#addressHash);
    return this.#cadenceOfAddress;
  }

  /** It came through an address that stands for many people (a balancer, a CDN, a NAT). */
  get isAddressShared(): boolean {
    return (this.#isAddressShared ??= this.#tables.sharedAddresses.isShared(this.#addressHash));
  }

  /** It came so, and carries no other identity: its neighbours may be other people's. */
  get sharesAddress(): boolean {
    return !this.hasClientOfItsOwn && this.isAddressShared;
  }

  get agent(): Agent {
    return (this.#agent ??= parseUserAgent(this.entry.http_user_agent));
  }

  /** nginx's own page that the size stands for. */
  get page(): PageMatch | undefined {
    if (this.#page === null) {
      this.#page = this.entry.status === 400 ? this.#tables.pageSizes.match(this.entry, this.request) : undefined;
    }
    return this.#page;
  }

  /** The protocol spoken, where it is not HTTP/1. */
  get foreign(): ForeignBytes | undefined {
    if (this.request.shape !== 'foreign') return undefined;
    return (this.#foreign ??= identifyForeignBytes(this.entry.request));
  }

  /** Lines of the same client, nearest first. */
  get before(): readonly NearbyLine[] {
    return this.hit.before;
  }

  get after(): readonly NearbyLine[] {
    return this.hit.after;
  }

  /** Those before it, then those behind it. */
  get around(): readonly NearbyLine[] {
    return (this.#around ??= [...this.before, ...this.after]);
  }

  /** Neighbours with the same user agent. */
  get beforeOfAgent(): readonly NearbyLine[] {
    return (this.#beforeOfAgent ??= this.#ofAgent(this.before));
  }

  get afterOfAgent(): readonly NearbyLine[] {
    return (this.#afterOfAgent ??= this.#ofAgent(this.after));
  }

  /** The same request (user agent, method, URI) of the same client, behind and before, nearest first on each side. */
  get repeats(): readonly NearbyLine[] {
    return (this.#repeats ??= [...this.afterOfAgent, ...this.beforeOfAgent].filter((near) => this.isRepeat(near)));
  }

  /** Whether a neighbour has the very request of the hit. */
  isRepeat(near: NearbyLine): boolean {
    return near.hasRequestOfHit;
  }

  #ofAgent(side: readonly NearbyLine[]): readonly NearbyLine[] {
    if (side.length === 0) return NOBODY;
    return side.filter((near) => near.hasUserAgentOfHit);
  }
}

const NOBODY: readonly NearbyLine[] = [];

function shapeOf(entry: Entry, request: RequestLine): Shape {
  if (entry.status === 499) return 'abort';
  switch (request.shape) {
    case 'none':
      return entry.body_bytes_sent === 0 ? 'empty' : 'headless';
    case 'blank':
      return 'blank';
    case 'whole':
      return entry.http_user_agent === '-' && isRefusedLine(request) ? 'broken' : 'whole';
    case 'partial':
      return entry.body_bytes_sent === 0 ? 'partial' : 'broken';
    default:
      return request.shape;
  }
}

/** Tells whether a neighbour is an ordinary answered request of a browser. */
export function isBrowsing(near: NearbyLine): boolean {
  const { status, http_user_agent } = near;
  return (
    status >= 200 &&
    status < 500 &&
    status !== 400 &&
    parseUserAgent(http_user_agent).kind === 'browser' &&
    near.requestLine.shape === 'whole'
  );
}

/** Tells whether a neighbour is itself a probe: bytes or a line that nginx refuses, or a request for what is not there. */
export function isProbe(near: NearbyLine): boolean {
  const { status, http_user_agent } = near;
  return status === 404 || (http_user_agent === '-' && (status === 400 || status === 405));
}

const ASSET = /\.(?:css|js|mjs|map|png|jpe?g|gif|svg|ico|webp|avif|woff2?|ttf|otf|eot|json|xml|txt)$/i;
const MEDIA = /\.(?:mp4|m4v|m4a|m4s|mov|webm|ogv|ogg|mp3|aac|flac|wav|mkv|avi|ts|mpd|m3u8|flv)$/i;

/** Tells whether a path names a part of a page (style, script, picture, font), not a page. */
export function isAssetPath(path: string): boolean {
  return ASSET.test(path);
}

/** Tells whether a path names audio or video. */
export function isMediaPath(path: string): boolean {
  return MEDIA.test(path);
}
