// A drawn world: its servers and sites, the way traffic reaches them, and the lines that are logged.
import type { Client } from './people.ts';
import { addressOf, drawBrowser } from './people.ts';
import { Pages } from './pages.ts';
import { Random } from './random.ts';
import type { Request } from './request.ts';
import { drawSite, type Site } from './site.ts';

/** How traffic reaches nginx. */
export interface Topology {
  readonly kind: 'direct' | 'balancers' | 'edges';
  /** Addresses of the proxies in front; empty for `direct`. */
  readonly proxies: readonly string[];
  /** Seconds after which a proxy gives up on nginx. */
  readonly limitSeconds: number;
  /** How often a proxy asks once more. */
  readonly retries: number;
}

/** A clock that is set while nginx runs. */
interface ClockStep {
  /** When it is set, in seconds since the epoch. */
  readonly at: number;
  /** By how many seconds; below 0 backwards. */
  readonly by: number;
}

/** How many addresses office networks have, if people come from any. */
const OFFICES = 3;
const HOUR = 3600;
const DAY = 24 * HOUR;
/** At night a site has this share of the people that it has by day. */
const NIGHT = 0.15;

/** Everything that is drawn once for a world, and the lines that its processes made. */
export class World {
  readonly seed: number;
  readonly random: Random;
  readonly sites: readonly Site[];
  readonly topology: Topology;
  /** The beginning, in seconds since the epoch. */
  readonly start: number;
  /** How long the world lasts. */
  readonly seconds: number;
  /** The log's offset from UTC, in minutes. */
  readonly utcOffsetMinutes: number;
  /** nginx older than 1.3.15 logs connections without a request. */
  readonly logsEmptyConnections: boolean;
  readonly speaksHttp2: boolean;
  readonly requests: Request[] = [];
  readonly clockStep: ClockStep | undefined;
  readonly #offices: readonly string[];
  #addresses = 0;
  #connections = 0;
  #order = 0;
  #ordinary = 0;

  constructor(seed: number) {
    this.seed = seed;
    const random = new Random(seed);
    this.random = random;
    const main = new Pages(random);
    const count = random.weighted([
      [1, 6],
      [2, 2],
      [4, 1],
    ]);
    this.sites = drawSites(random, main, count);
    this.seconds = drawSeconds(random);
    this.start = Date.UTC(2026, random.integer(0, 11), random.integer(1, 28), random.integer(0, 23)) / 1000;
    this.utcOffsetMinutes = random.pick([0, 0, 0, 60, 120, -300, 330, 540, -480]);
    this.logsEmptyConnections = main.isBefore(1, 3, 15);
    this.speaksHttp2 = !this.isBefore(1, 9, 5) && random.chance(0.6);
    this.topology = drawTopology(random);
    this.#addresses = random.integer(0, 20_000);
    // NTP corrects a clock by seconds, mostly; a machine that slept, or whose clock was wrong, is set by minutes.
    const steps = random.weighted([
      [-random.between(0.3, 3), 4],
      [random.between(0.3, 3), 2],
      [-random.magnitude(10, 600), 1],
      [random.magnitude(10, 600), 1],
    ]);
    this.clockStep = random.chance(0.06) ? { at: this.start + random.between(0, this.seconds), by: steps } : undefined;
    this.#offices = Array.from({ length: random.chance(0.4) ? OFFICES : 0 }, () => this.newAddress());
  }

  /** A site, the first one most often. */
  site(): Site {
    return this.random.chance(0.6) ? this.sites[0]! : this.random.pick(this.sites);
  }

  /** Whether a server of this world is older than a version. */
  isBefore(...version: readonly [number, number, number]): boolean {
    return this.sites.some(({ server }) => server.isBefore(...version));
  }

  /**
   * A moment of the world, in seconds since the epoch: by day more often than at night.
   * @param margin seconds to its end that stay free
   */
  moment(margin = 0): number {
    const { random } = this;
    for (;;) {
      const at = this.start + random.between(0, Math.max(1, this.seconds - margin));
      const hour = ((at + this.utcOffsetMinutes * 60) % DAY) / HOUR;
      // Most people come at three in the afternoon, fewest at three at night.
      const share = NIGHT + ((1 - NIGHT) * (1 - Math.cos((2 * Math.PI * (hour - 3)) / 24))) / 2;
      if (this.seconds < DAY / 4 || random.chance(share)) return at;
    }
  }

  /** What the clock of the server shows at a moment, both in seconds since the epoch. */
  clock(at: number): number {
    return this.clockStep !== undefined && at >= this.clockStep.at ? at + this.clockStep.by : at;
  }

  /** An address that no client of this world has. */
  newAddress(): string {
    this.#addresses += this.random.integer(1, 3);
    return addressOf(this.#addresses, this.random.chance(0.15));
  }

  /** A person with a browser; some share the address of an office. */
  newPerson(): Client {
    const { random } = this;
    const isInOffice = this.#offices.length > 0 && random.chance(0.25);
    const isHttp2 = this.speaksHttp2 && random.chance(0.85);
    return {
      address: isInOffice ? random.pick(this.#offices) : this.newAddress(),
      agent: drawBrowser(random, this.logsEmptyConnections),
      protocol: isHttp2 && this.topology.kind === 'direct' ? 'HTTP/2.0' : 'HTTP/1.1',
    };
  }

  /** The address of an office; a new one where there is none. */
  officeAddress(): string {
    return this.#offices.length === 0 ? this.newAddress() : this.random.pick(this.#offices);
  }

  /** The number of a new connection. */
  newConnection(): number {
    return ++this.#connections;
  }

  /** The proxy that a client comes through; undefined where it reaches nginx itself. */
  newProxy(): string | undefined {
    return this.topology.proxies.length === 0 ? undefined : this.random.pick(this.topology.proxies);
  }

  /** What was logged until now is the ordinary traffic. */
  endOrdinary(): void {
    this.#ordinary = this.#order;
  }

  /** Takes back some of the ordinary traffic: another process says what happened there and then. */
  takeBack(isTaken: (request: Request) => boolean): void {
    const kept = this.requests.filter((request) => request.order >= this.#ordinary || !isTaken(request));
    this.requests.splice(0, this.requests.length, ...kept);
  }

  /** The number of the next request that is logged. */
  nextOrder(): number {
    return this.#order++;
  }

  /** Logs a request. */
  log(request: Request): void {
    this.requests.push(request);
  }
}

function drawSites(random: Random, main: Pages, count: number): Site[] {
  // One log in ten has the lines of several machines, and these are not updated at the same time.
  const isMerged = random.chance(0.1);
  const site = drawSite(random, 0, main);
  const others = Array.from({ length: count - 1 }, (_, i) =>
    drawSite(random, i + 1, isMerged ? main.other(random) : main.sibling(random)),
  );
  // Two machines with the same site.
  const twin = isMerged && count === 1 ? [{ ...site, server: main.other(random) }] : [];
  return [site, ...others, ...twin];
}

/** How long the log is: a piece of a busy one, a day until it is rotated, weeks, or months of a quiet site. */
function drawSeconds(random: Random): number {
  const [least, most] = random.weighted<readonly [number, number]>([
    [[180, HOUR], 3],
    [[HOUR, DAY], 3],
    [[DAY, 20 * DAY], 3],
    [[20 * DAY, 150 * DAY], 1],
  ]);
  return Math.round(random.magnitude(least, most));
}

function drawTopology(random: Random): Topology {
  const kind = random.weighted<Topology['kind']>([
    ['direct', 6],
    ['balancers', 3],
    ['edges', 1],
  ]);
  const proxies =
    kind === 'direct'
      ? []
      : kind === 'balancers'
        ? Array.from({ length: random.integer(1, 4) }, (_, i) => `10.${random.integer(0, 40)}.0.${10 + i}`)
        : Array.from({ length: random.integer(8, 80) }, (_, i) => addressOf(30_000 + i * 3));
  return {
    kind,
    proxies,
    limitSeconds: random.weighted([
      [60, 3],
      [30, 3],
      [15, 1],
      [10, 2],
      [5, 2],
      [3, 1],
      [random.integer(2, 90), 1],
    ]),
    retries: random.weighted([
      [0, 3],
      [1, 4],
      [2, 2],
      [4, 1],
    ]),
  };
}
