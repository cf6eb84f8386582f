// A hit as causes see it: the parts of its request, its kind of agent, its page and its neighbours.
import type { Entry } from '../../formats/entry.ts';
import { peerOf } from '../../formats/extra-fields.ts';
import { type ForeignBytes, identifyForeignBytes } from '../../formats/foreign-bytes.ts';
import { isRefusedLine } from '../../formats/refused-line.ts';
import { NO_METHOD, parseRequest, type RequestLine } from '../../formats/request.ts';
import { type Agent, parseUserAgent } from '../../formats/user-agent.ts';
import { hash32 } from '../../hits/hash.ts';
import type { Hit, HitEntry, NearbyLine } from '../../hits/hit.ts';
import { NEIGHBOURS } from '../../hits/limits.ts';
import type { AddressCadence } from '../tables/cadence.ts';
import { type ClientHistory, visitorHash } from '../tables/clients/clients.ts';
import type { Era } from '../tables/era.ts';
import { forwardedClient, isOfClient } from '../tables/forwarded.ts';
import { contradicts } from '../tables/pages/expected-pages.ts';
import type { ExpectedPages, PageMatch } from '../tables/pages/page-kinds.ts';
import type { PageSizes } from '../tables/pages/page-size.ts';
import { MAIN_ADDRESSES_CLAUSE, SHARED_ADDRESS_CLAUSE } from '../tables/shared-addresses.ts';
import type { Tables } from '../tables/tables.ts';

/** Which lines {@link HitView.around} holds: words for the texts of causes. Times in seconds. */
export const NEAREST_LINES: string = `nearest lines of the client (${NEIGHBOURS.secondsBefore} s before to ${NEIGHBOURS.secondsAfter} s after)`;

/** When {@link HitView.sharesAddress} is true: a clause for the texts of causes. */
export const SHARES_ADDRESS_CLAUSE: string = `${SHARED_ADDRESS_CLAUSE}, and neither X-Forwarded-For nor the realip module names the client`;

/** When {@link HitView.hidesWhoLeft} is true: a clause for the texts of causes. */
export const HIDES_WHO_LEFT_CLAUSE: string = `the line comes through ${MAIN_ADDRESSES_CLAUSE}, nothing in it names the client behind the address, and it has no $request_time`;

/**
 * The shape of a line decides which few causes look at it. `empty`: no request, 0 bytes. `blank`: only CR/LF. `headless`:
 * no request, yet a page (HTTP/2 and 3). `foreign`: not HTTP. `partial`: a request line cut short. `broken`: a request
 * line that nginx refuses. `whole`: a whole request line. `abort`: any 499.
 */
export type Shape = 'empty' | 'blank' | 'headless' | 'foreign' | 'partial' | 'broken' | 'whole' | 'abort';

/** A hit and what several causes derive from it, computed when the first cause asks. */
export class HitView {
  readonly hit: Hit;
  readonly entry: HitEntry;
  readonly request: RequestLine;
  readonly shape: Shape;
  /** What its log shows of the nginx version. */
  readonly era: Era;
  /** The page sizes of its log. */
  readonly pages: PageSizes;
  /** The page sizes of all logs together: a neighbour may be a line of another log. */
  readonly pagesOfAllLogs: PageSizes;
  /** What the configuration says of the pages of its server; undefined without one. */
  readonly expected: ExpectedPages | undefined;
  readonly #tables: Tables;
  readonly #clientHash: number;
  readonly addressHash: number;
  #agent: Agent | undefined;
  // null means not computed yet; undefined means that no page has the size.
  #page: PageMatch | undefined | null = null;
  #foreign: ForeignBytes | undefined;
  #around: readonly NearbyLine[] | undefined;
  #beforeOfAgent: readonly NearbyLine[] | undefined;
  #afterOfAgent: readonly NearbyLine[] | undefined;
  #aroundOfAgent: readonly NearbyLine[] | undefined;
  #repeats: readonly NearbyLine[] | undefined;
  #referersAfter: readonly string[] | undefined;
  #cadence: AddressCadence | undefined | null = null;
  #cadenceOfAddress: AddressCadence | undefined | null = null;
  #isAddressShared: boolean | undefined;
  #hidesWhoLeft: boolean | undefined;
  #history: ClientHistory | undefined;

  constructor(hit: Hit, tables: Tables) {
    this.hit = hit;
    this.entry = hit.entry;
    this.request = parseRequest(this.entry.request);
    this.shape = shapeOf(this.entry, this.request);
    this.#tables = tables;
    const { era, pageSizes } = tables.logs.of(hit.file);
    this.era = era;
    this.pages = pageSizes;
    this.pagesOfAllLogs = tables.pageSizes;
    this.expected = tables.expectedPages(hit);
    this.#clientHash = hash32(this.entry.client);
    this.addressHash = this.hasClientOfItsOwn ? hash32(peerOf(this.entry)) : this.#clientHash;
  }

  /** The line names its client separately from the TCP peer: in X-Forwarded-For, or because the realip module replaced the address. */
  get hasClientOfItsOwn(): boolean {
    return this.entry.client !== peerOf(this.entry);
  }

  /** How regularly its client sends requests; undefined when the table does not know the client. */
  get cadence(): AddressCadence | undefined {
    if (this.#cadence === null) this.#cadence = this.#tables.cadence.of(this.#clientHash);
    return this.#cadence;
  }

  /** How regularly requests come from its address, which many clients may share. */
  get cadenceOfAddress(): AddressCadence | undefined {
    if (this.addressHash === this.#clientHash) return this.cadence;
    if (this.#cadenceOfAddress === null) this.#cadenceOfAddress = this.#tables.cadence.of(this.addressHash);
    return this.#cadenceOfAddress;
  }

  /** The request came through an address that stands for many people (a balancer, a CDN, a NAT). */
  get isAddressShared(): boolean {
    return (this.#isAddressShared ??= this.#tables.sharedAddresses.isShared(this.addressHash));
  }

  /** Its address is shared and nothing else identifies the client, so its neighbours may be requests of other people. */
  get sharesAddress(): boolean {
    return !this.hasClientOfItsOwn && this.isAddressShared;
  }

  /**
   * Nearly all lines come through a few addresses, this line among them. Nothing names the client behind the address, and the line has
   * no `$request_time`. So it does not show whether a person left or the proxy gave up.
   */
  get hidesWhoLeft(): boolean {
    return (this.#hidesWhoLeft ??=
      this.entry.extra.request_time === undefined &&
      this.sharesAddress &&
      this.#tables.sharedAddresses.isMain(this.addressHash));
  }

  /** Key of its client in the table of clients; on a shared address it includes the user agent. */
  get visitor(): number {
    return this.sharesAddress ? visitorHash(this.#clientHash, hash32(this.entry.http_user_agent)) : this.#clientHash;
  }

  /** The neighbours that its client certainly sent. On a shared address, these are the neighbours with its user agent. */
  get ofVisitor(): readonly NearbyLine[] {
    return this.sharesAddress ? this.aroundOfAgent : this.around;
  }

  /** What its client did in the log so far; on a shared address, what this user agent did there. */
  get history(): ClientHistory {
    return (this.#history ??= this.#tables.clients.of(this.visitor, this.ofVisitor));
  }

  get agent(): Agent {
    return (this.#agent ??= parseUserAgent(this.entry.http_user_agent));
  }

  /** The page of nginx that has the size of the hit; undefined when no page has it. */
  get page(): PageMatch | undefined {
    if (this.#page === null) {
      const page =
        this.entry.status === 400
          ? this.pages.match(this.entry, this.request, this.expected, this.era.logsEmptyConnections)
          : undefined;
      this.#page = page === undefined || contradicts(page, this.expected) ? undefined : page;
    }
    return this.#page;
  }

  /** The protocol of a hit that is not HTTP/1; undefined when it is HTTP/1 or the tail of a body. */
  get foreign(): ForeignBytes | undefined {
    if (this.request.shape !== 'foreign') return undefined;
    return (this.#foreign ??= identifyForeignBytes(this.entry.request));
  }

  /** Lines of the same client before the hit, nearest first. */
  get before(): readonly NearbyLine[] {
    return this.hit.before;
  }

  /** Lines of the same client after the hit, nearest first. */
  get after(): readonly NearbyLine[] {
    return this.hit.after;
  }

  /** `$http_referer` of each line of {@link after}. */
  get referersAfter(): readonly string[] {
    return (this.#referersAfter ??= this.after.map((near) => near.http_referer));
  }

  /** The lines before the hit, then the lines after it. */
  get around(): readonly NearbyLine[] {
    return (this.#around ??= [...this.before, ...this.after]);
  }

  /** Lines before the hit with the same user agent. */
  get beforeOfAgent(): readonly NearbyLine[] {
    return (this.#beforeOfAgent ??= this.#ofAgent(this.before));
  }

  /** Lines after the hit with the same user agent. */
  get afterOfAgent(): readonly NearbyLine[] {
    return (this.#afterOfAgent ??= this.#ofAgent(this.after));
  }

  /** The lines before the hit with the same user agent, then those after it. */
  get aroundOfAgent(): readonly NearbyLine[] {
    return (this.#aroundOfAgent ??= [...this.beforeOfAgent, ...this.afterOfAgent]);
  }

  /** Neighbours with the same request (user agent, method, URI): those after the hit, then those before it, nearest first. */
  get repeats(): readonly NearbyLine[] {
    return (this.#repeats ??= [...this.afterOfAgent, ...this.beforeOfAgent].filter((near) => this.isRepeat(near)));
  }

  /** Whether a neighbour has the same `$request` as the hit. */
  isRepeat(near: NearbyLine): boolean {
    return near.hasRequestOfHit;
  }

  #ofAgent(side: readonly NearbyLine[]): readonly NearbyLine[] {
    if (side.length === 0) return NO_LINES;
    const own = this.hasClientOfItsOwn ? undefined : forwardedClient(this.entry);
    return side.filter((near) => near.hasUserAgentOfHit && isOfClient(near, own));
  }
}

const NO_LINES: readonly NearbyLine[] = [];

function shapeOf(entry: Entry, request: RequestLine): Shape {
  if (entry.status === 499) return 'abort';
  switch (request.shape) {
    case 'none':
      return entry.body_bytes_sent === 0 ? 'empty' : 'headless';
    case 'blank':
      return 'blank';
    case 'whole':
      return entry.http_user_agent === '-' && (isRefusedLine(request) || isUnaccepted(entry)) ? 'broken' : 'whole';
    case 'partial':
      return entry.body_bytes_sent === 0 ? 'partial' : 'broken';
    default:
      // Nothing was sent, and nginx had no method: the request line had not come.
      return entry.request === NO_METHOD && entry.body_bytes_sent === 0 ? 'partial' : request.shape;
  }
}

// nginx counts the bytes of a request line when it has accepted the line, and it answered this one.
function isUnaccepted({ body_bytes_sent = 0, extra }: Entry): boolean {
  return extra.request_length === 0 && body_bytes_sent > 0;
}
