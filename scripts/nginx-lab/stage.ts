// A stage: one site of the lab with its servers and its clients, whose log is scored by itself.
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { addressOf, type Client, drawBrowser } from '../worlds/people.ts';
import { Random } from '../worlds/random.ts';
import { Application } from './application.ts';
import type { Network } from './network.ts';
import { type Site, siteOf } from './sites.ts';
import type { Ends } from './wire.ts';
import { TruthBook } from './truth-book.ts';

/** The ports of a stage. */
export interface Ports {
  readonly plain: number;
  /** Another plain port of the same server. */
  readonly second: number;
  /** With TLS and HTTP/2. */
  readonly tls: number;
  /** With TLS and a required client certificate. */
  readonly certified: number;
  /** Of the balancers in front of it. */
  readonly balancers: readonly number[];
}

/** What is special about a stage. */
export interface StagePlan {
  readonly name: string;
  /** Clients come through balancers. */
  readonly isBalanced?: boolean;
  /** nginx delays requests (limit_req) and asks an authentication server. */
  readonly isHeld?: boolean;
  /** People who visit it and are always answered. */
  readonly people: number;
  readonly scenes: readonly Scene[];
}

/** What clients of a kind do on a stage. */
export interface Scene {
  /** The name of the scenario of the drawn worlds that is the same process, if there is one. */
  readonly name: string;
  /** How often it is played. */
  readonly times: number;
  play(stage: Stage): Promise<void>;
}

/** The addresses of the balancers, as nginx logs them. */
export const BALANCERS: readonly string[] = ['10.20.0.11', '10.20.0.12'];
/** Seconds that a balancer waits for an answer. */
export const BALANCER_LIMIT_SECONDS = 2;
const FIRST_PORT = 18_000;
const PORTS_A_STAGE = 10;
/** Runs, stages and clients have different seeds. */
const SEEDS_A_RUN = 100_000;
const SEEDS_A_STAGE = 1000;
const PEOPLE_WITH_HTTP2 = 0.6;

/** A stage while it is played. */
export class Stage {
  readonly plan: StagePlan;
  readonly site: Site;
  readonly ports: Ports;
  readonly network: Network;
  readonly book = new TruthBook();
  readonly application = new Application();
  readonly #number: number;
  readonly #seed: number;
  /** Each client draws numbers of its own, so that it does the same in every run, whichever client is faster. */
  readonly #draws = new AsyncLocalStorage<Random>();
  readonly #ownDraws: Random;
  #addresses = 0;

  constructor(plan: StagePlan, number: number, network: Network, seed: number) {
    this.plan = plan;
    this.#number = number;
    this.network = network;
    this.#seed = seed * SEEDS_A_RUN + number * SEEDS_A_STAGE;
    this.#ownDraws = new Random(this.#seed);
    this.site = siteOf(number);
    const first = FIRST_PORT + number * PORTS_A_STAGE;
    this.ports = {
      plain: first,
      second: first + 1,
      tls: first + 2,
      certified: first + 3,
      balancers: plan.isBalanced === true ? BALANCERS.map((_, i) => first + 4 + i) : [],
    };
  }

  /** The random numbers of the client that runs now. */
  get random(): Random {
    return this.#draws.getStore() ?? this.#ownDraws;
  }

  /** Runs a client with random numbers of its own. @param number of the client on this stage */
  async act(number: number, run: () => Promise<void>): Promise<void> {
    await this.#draws.run(new Random(this.#seed + 1 + number), run);
  }

  /** An address that no other client of the lab has. */
  newAddress(): string {
    // Steps of 4,000 keep the stages apart; every seventh client has IPv6.
    this.#addresses++;
    return addressOf(this.#number * 4000 + this.#addresses, this.#addresses % 7 === 0);
  }

  /** A person with a browser. */
  newPerson(): Client {
    const isHttp2 = this.plan.isBalanced !== true && this.random.chance(PEOPLE_WITH_HTTP2);
    return {
      address: this.newAddress(),
      agent: drawBrowser(this.random, false),
      protocol: isHttp2 ? 'HTTP/2.0' : 'HTTP/1.1',
    };
  }

  /** The ends of a connection from an address to a port. */
  ends(address: string, port: number): Ends {
    return {
      host: this.network.serverFor(address),
      port,
      localAddress: this.network.localFor(address),
    };
  }

  /** Waits between two bounds, in seconds. */
  async pause(least: number, most: number): Promise<void> {
    await sleep(this.random.between(least, most) * 1000);
  }
}
