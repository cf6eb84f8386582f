// A client on a stage: a person who loads pages with their parts, or a program that asks for one thing.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../worlds/people.ts';
import type { Truth } from '../worlds/request.ts';
import { type Orders, ORDERS_HEADER } from './application.ts';
import { type Channel, Http1Channel, Http2Channel, type Sent } from './channel.ts';
import type { Page } from './sites.ts';
import type { Stage } from './stage.ts';
import type { Answer } from './wire.ts';

/** What a client asks for, and what the application shall do with it. */
export interface Asked {
  readonly target: string;
  readonly method?: string;
  readonly referer?: string;
  readonly orders?: Orders;
  readonly body?: Sent['body'];
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that the client may leave. */
export interface Request {
  readonly answer: Promise<Answer | undefined>;
  /** Settles when it was sent. */
  readonly sent: Promise<void>;
  readonly isDone: boolean;
  /** Leaves it; nginx should then log a hit with this truth. Returns false if it was answered before. */
  leave(truth: Truth): boolean;
  /** Leaves it if it has no answer within some seconds after it was sent; returns whether it was left. */
  leaveAfter(seconds: number, truth: Truth): Promise<boolean>;
  /** nginx should log a hit with this truth, whatever the client does. */
  expect(truth: Truth): void;
  halfClose(): void;
  /** Leaves it; nginx should log no hit, because an answer has begun. */
  drop(): void;
}

/** The header with the key of a request. */
const KEY_HEADER = 'x-lab';
/** The share of the parts of a page that a browser has in its cache after its first page. */
const CACHED_SHARE = 0.7;
const FORM_BYTES = 200;

/** A client with its connections. */
export class Visitor {
  readonly stage: Stage;
  readonly client: Client;
  #channel: Channel;

  constructor(stage: Stage, client: Client = stage.newPerson()) {
    this.stage = stage;
    this.client = client;
    this.#channel = this.#newChannel();
  }

  /** The Referer of a page of the site. */
  refererOf(path: string): string {
    return `${this.stage.site.scheme}://${this.stage.site.host}${path}`;
  }

  /** Sends a request. */
  ask({ target, method = 'GET', referer = '-', orders, body, headers }: Asked): Request {
    const { stage, client } = this;
    const key = stage.book.newKey();
    const pending = this.#channel.send({
      method,
      target,
      body: body ?? (method === 'POST' ? { declared: FORM_BYTES, sent: FORM_BYTES } : undefined),
      headers: {
        host: stage.site.host,
        ...(client.agent === '-' ? {} : { 'user-agent': client.agent }),
        accept: '*/*',
        ...(referer === '-' ? {} : { referer }),
        [KEY_HEADER]: key,
        ...(orders === undefined ? {} : { [ORDERS_HEADER]: JSON.stringify(orders) }),
        // Last, as browsers send cookies: nginx has read the key when it refuses them.
        ...headers,
      },
    });
    let isDone = false;
    const answer = pending.answer.then((one) => {
      isDone = one !== undefined;
      return one;
    });
    const leave = (truth: Truth): boolean => {
      const isLeft = pending.leave();
      if (isLeft) stage.book.expect(key, truth);
      return isLeft;
    };
    return {
      answer,
      sent: pending.sent,
      get isDone() {
        return isDone;
      },
      leave,
      async leaveAfter(seconds, truth) {
        await pending.sent;
        const timer = new AbortController();
        await Promise.race([answer, sleep(seconds * 1000, undefined, { signal: timer.signal }).catch(() => {})]);
        timer.abort();
        return !isDone && leave(truth);
      },
      expect: (truth) => stage.book.expect(key, truth),
      halfClose: () => pending.halfClose(),
      drop: () => void pending.leave(),
    };
  }

  /** Loads a page and its parts; returns when all of them were answered. @param isFirst nothing is in the cache yet */
  async load(page: Page, referer: string, isFirst: boolean): Promise<void> {
    const { random } = this.stage;
    const orders = { wait: Math.min(1, page.seconds), bytes: random.integer(2000, 20_000) };
    await this.ask({ target: page.path, orders, referer }).answer;
    await this.loadParts(page, isFirst);
  }

  /** Loads the parts of a page; returns when all of them were answered. */
  async loadParts(page: Page, isFirst: boolean): Promise<void> {
    const { random } = this.stage;
    const referer = this.refererOf(page.path);
    const assets = page.assets.filter(() => isFirst || !random.chance(CACHED_SHARE));
    await Promise.all([...assets, ...page.calls].map(async (target) => await this.ask({ target, referer }).answer));
  }

  /** Reads some pages; returns the last one. */
  async browse(pages: number): Promise<Page> {
    const { random, site } = this.stage;
    let page = random.pick(site.pages);
    let referer = random.pick(['-', '-', 'https://www.google.com/', 'https://duckduckgo.com/']);
    for (let i = 0; i < pages; i++) {
      if (i > 0) {
        await this.stage.pause(0.4, 3);
        referer = this.refererOf(page.path);
        page = random.pick(site.pages);
      }
      await this.load(page, referer, i === 0);
    }
    return page;
  }

  /** The network of the client is gone. */
  lose(): void {
    this.#channel.lose();
  }

  /** Closes idle connections; the next request opens a new one. */
  reconnect(): void {
    this.#channel.close();
    this.#channel = this.#newChannel();
  }

  /** Ends the visit. */
  close(): void {
    this.#channel.close();
  }

  #newChannel(): Channel {
    const { stage, client } = this;
    const { plain, tls, balancers } = stage.ports;
    if (balancers.length > 0) return new Http1Channel(stage.ends(client.address, stage.random.pick(balancers)), false);
    if (client.protocol === 'HTTP/2.0') return new Http2Channel(stage.ends(client.address, tls));
    return new Http1Channel(
      stage.ends(client.address, stage.site.scheme === 'https' ? tls : plain),
      stage.site.scheme === 'https',
    );
  }
}

/** A person who has read some pages, and the page that is open. */
export async function reader(stage: Stage): Promise<{ readonly visitor: Visitor; readonly page: Page }> {
  const visitor = new Visitor(stage);
  const page = await visitor.browse(stage.random.integer(1, 3));
  await stage.pause(0.5, 2.5);
  return { visitor, page };
}

/** A page of the site other than this one. */
export function anotherPage({ site, random }: Stage, page: Page): Page {
  const others = site.pages.filter(({ path }) => path !== page.path);
  return others.length === 0 ? page : random.pick(others);
}
