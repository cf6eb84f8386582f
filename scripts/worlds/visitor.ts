// One client as it talks to nginx: each method logs one request.
import type { PageKind } from '../../src/judge/tables/pages/page-kinds.ts';
import { Connections } from './connections.ts';
import type { Client } from './people.ts';
import { drawBodyBytes, requestLength } from './request-length.ts';
import type { Truth } from './request.ts';
import type { Site } from './site.ts';
import type { World } from './world.ts';

/** What a client asks for. Times in seconds since the epoch. */
export interface Asked {
  readonly target: string;
  readonly at: number;
  readonly method?: string;
  readonly referer?: string;
  /** Bytes of the body; those of a request that is sent again are the same unless this says otherwise. */
  readonly bodyBytes?: number;
}

/** How it was answered. */
export interface Answered extends Asked {
  readonly seconds?: number;
  readonly status?: number;
  readonly bytes?: number;
  /** The application answered, not nginx. */
  readonly isUpstream?: boolean;
  readonly truth?: Truth;
}

const FILE = /\.(?:css|js|mjs|png|jpg|webp|svg|woff2|ico|mp4|webm|mp3|m4a|zip|pdf|iso|bin)$/;
/** Documents differ by this from one answer to the next, as a share; files do not. */
const CHANGES = 0.1;

/** A client at one site. */
export class Visitor {
  readonly world: World;
  readonly site: Site;
  readonly client: Client;
  readonly #seen = new Set<string>();
  // Bytes of the body, by request line.
  readonly #bodies = new Map<string, number>();
  #proxy: string | undefined;
  readonly #connections: Connections;
  /** Bytes of its header lines; cookies make the difference. */
  readonly #headerBytes: number;

  /** @param isBehindProxy false for a client that reaches nginx itself, although proxies stand in front */
  constructor(world: World, site: Site, client: Client, isBehindProxy = true) {
    this.world = world;
    this.site = site;
    this.client = client;
    this.#proxy = isBehindProxy ? world.newProxy() : undefined;
    this.#connections = new Connections(world, client.protocol);
    this.#headerBytes = Math.round(60 + client.agent.length + world.random.lognormal(80, 0.9));
  }

  /** The Referer of a page of the site. */
  refererOf(path: string): string {
    const { referrers, scheme, host } = this.site;
    if (referrers === 'none') return '-';
    // Browsers speak HTTP/2 over TLS only.
    return `${this.client.protocol === 'HTTP/2.0' ? 'https' : scheme}://${host}${referrers === 'origin' ? '/' : path}`;
  }

  /** Whether this client has asked for a part of a page before. */
  hasSeen(target: string): boolean {
    if (this.#seen.has(target)) return true;
    this.#seen.add(target);
    return false;
  }

  /** A request that was answered; returns when. */
  answered({ target, at, method = 'GET', referer = '-', bodyBytes, truth, ...how }: Answered): number {
    const { random } = this.world;
    const isFile = FILE.test(target);
    const isUpstream = how.isUpstream ?? !(isFile && this.site.hasFiles);
    const seconds = how.seconds ?? (isUpstream ? random.lognormal(0.08, 0.9) : random.chance(0.8) ? 0 : 0.002);
    const status = how.status ?? 200;
    const bytes =
      how.bytes ?? (status === 304 || status === 204 || method === 'HEAD' ? 0 : this.#sizeOf(target, isFile));
    const time = seconds.toFixed(3);
    this.#log(`${method} ${target} ${this.client.protocol}`, {
      at,
      seconds,
      status,
      bytes,
      referer,
      truth,
      bodyBytes,
      agent: this.client.agent,
      upstream: isUpstream ? { status: String(status), time } : undefined,
    });
    return at + seconds;
  }

  /**
   * A request that the client left before it was answered; returns when.
   * @param upstream what nginx noted of the upstream; by default that it was still waiting for it
   */
  left(
    { target, at, method = 'GET', referer = '-', bodyBytes }: Asked,
    seconds: number,
    truth: Truth,
    upstream: 'waits' | 'none' | 'failed' = 'waits',
  ): number {
    const isOld = this.site.server.isBefore(1, 9, 5);
    const time = isOld ? '-' : seconds.toFixed(3);
    this.#log(`${method} ${target} ${this.client.protocol}`, {
      at,
      seconds,
      status: 499,
      bytes: 0,
      referer,
      truth,
      bodyBytes,
      agent: this.client.agent,
      upstream:
        upstream === 'none'
          ? undefined
          : upstream === 'failed'
            ? { status: '502, -', time: `0.001, ${time}` }
            : { status: '-', time },
    });
    return at + seconds;
  }

  /**
   * A request that nginx refused with one of its pages, at once.
   * @param agent the user agent that nginx had read by then; `-` if it had none
   */
  refused(
    { target, at, method = 'GET', referer = '-' }: Asked,
    kind: PageKind,
    truth: Truth,
    agent: string = this.client.agent,
  ): void {
    const bytes = this.site.server.size(kind, agent, method === 'HEAD');
    this.#log(`${method} ${target} ${this.client.protocol}`, {
      at,
      seconds: 0,
      status: 400,
      bytes,
      referer,
      truth,
      agent,
    });
    this.reconnect();
  }

  /** Bytes that nginx could not read as a request line. @param request as nginx writes it, escaped */
  refusedRaw(request: string, at: number, truth: Truth): void {
    this.#log(request, {
      at,
      seconds: 0,
      status: 400,
      bytes: this.site.server.size('plain', '-'),
      referer: '-',
      truth,
      agent: '-',
    });
    this.reconnect();
  }

  /** A request of HTTP/2 that nginx refused before it had a request line. */
  refusedHttp2(at: number, truth: Truth, agent: string): void {
    this.#log('-', {
      length: this.#headerBytes,
      at,
      seconds: 0,
      status: 400,
      bytes: this.site.server.size('plain', agent),
      referer: '-',
      truth,
      agent,
    });
  }

  /**
   * A connection that ended before its request was complete.
   * @param agent the user agent, if nginx had read it
   * @param body bytes of the body that came; undefined if not all header lines came
   */
  cut(request: string, at: number, seconds: number, truth: Truth, agent = '-', body?: number): void {
    const length = body === undefined ? undefined : request.length + this.#headerBytes + body;
    this.#log(request, { at, seconds, status: 400, bytes: 0, referer: '-', truth, agent, length });
    this.reconnect();
  }

  /** The next request comes through another of the proxies, over a new connection. */
  changeProxy(): void {
    this.#proxy = this.world.newProxy();
    this.reconnect();
  }

  /** The next request uses a new connection. */
  reconnect(): void {
    this.#connections.close();
  }

  /** A file has one size for all; an answer of the application changes a little. */
  #sizeOf(target: string, isFile: boolean): number {
    const { random } = this.world;
    const size = this.site.sizes.get(target) ?? random.lognormal(isFile ? 15_000 : 3000, 1.2);
    this.site.sizes.set(target, size);
    return Math.round(isFile ? size : size * random.between(1, 1 + CHANGES));
  }

  #log(
    request: string,
    {
      at,
      seconds,
      ...rest
    }: {
      readonly at: number;
      readonly seconds: number;
      readonly status: number;
      readonly bytes: number;
      readonly referer: string;
      readonly agent: string;
      readonly length?: number | undefined;
      readonly truth?: Truth | undefined;
      readonly bodyBytes?: number | undefined;
      readonly upstream?: { readonly status: string; readonly time: string } | undefined;
    },
  ): void {
    const { status, bytes, referer, agent, truth, upstream } = rest;
    const end = at + seconds;
    const connection = this.#connections.take(at, end, status === 499);
    // Written out, because millions of these are made.
    this.world.log({
      end,
      duration: seconds,
      remote_addr: this.#proxy ?? this.client.address,
      forwardedFor: this.#proxy === undefined ? undefined : this.client.address,
      request,
      status,
      bytes,
      referer,
      agent,
      host: this.site.host,
      upstream,
      connection: connection.number,
      connectionRequests: connection.requests,
      length:
        rest.length ??
        requestLength(this.world.random, request, {
          headerBytes: this.#headerBytes,
          isWhole: agent === this.client.agent,
          isIndexed: this.client.protocol === 'HTTP/2.0' && connection.requests > 1,
          bodyBytes: rest.bodyBytes ?? this.#bodyOf(request),
        }),
      truth,
      order: this.world.nextOrder(),
    });
  }

  // A form that is sent again has the same body.
  #bodyOf(request: string): number | undefined {
    if (!/^P(?:OST|UT|ATCH) /.test(request)) return undefined;
    const known = this.#bodies.get(request);
    if (known !== undefined) return known;
    const drawn = drawBodyBytes(this.world.random);
    this.#bodies.set(request, drawn);
    return drawn;
  }
}
