// How people read a site when all goes well: pages, their parts, and requests that pages make by themselves.
import { anotherPage } from './leave.ts';
import type { Page } from './site.ts';
import { use } from './using.ts';
import { Visitor } from './visitor.ts';
import type { World } from './world.ts';

/** The share of parts that a browser asks for again although it has them: it reloads, or the part may be stale. */
const ASKED_AGAIN = 0.1;
/** The share of parts that a person who comes again still has. */
const KEPT = 0.6;

/**
 * Loads a page and its parts; returns when its document was there.
 * @param isFirst the person has not been here before, so that the browser has nothing of the site
 * @param pending parts whose requests the caller logs
 */
export function load(
  visitor: Visitor,
  page: Page,
  at: number,
  referer: string,
  isFirst: boolean,
  pending: readonly string[] = [],
): number {
  const { random } = visitor.world;
  const seconds = random.lognormal(page.seconds, 0.5);
  const status =
    pending.length > 0
      ? 200
      : random.weighted([
          [200, 20],
          [302, 1],
          [404, 1],
          [304, 1],
        ]);
  const shown = visitor.answered({ target: page.path, at, referer, seconds, status });
  if (status !== 200) return shown;
  const self = visitor.refererOf(page.path);
  for (const target of page.assets.filter((asset) => !pending.includes(asset))) {
    const hasIt = visitor.hasSeen(target) || (!isFirst && random.chance(KEPT));
    if (hasIt && !random.chance(ASKED_AGAIN)) continue;
    const isFresh = hasIt && random.chance(0.8);
    visitor.answered({ target, at: shown + random.between(0.02, 0.4), referer: self, status: isFresh ? 304 : 200 });
  }
  for (const target of page.calls.filter((call) => !pending.includes(call)))
    visitor.answered({ target, at: shown + random.between(0.1, 0.6), referer: self });
  return shown;
}

/** The Referer of the first page of a visit: a search engine, a social network, another site, or none. */
export function drawEntry({ world: { random } }: Visitor): string {
  return random.weighted([
    ['-', 10],
    ['https://www.google.com/', 6],
    ['https://duckduckgo.com/', 1],
    ['https://www.bing.com/', 1],
    ['https://l.instagram.com/', 1],
    ['https://blog.example.net/', 1],
  ]);
}

/** Where a visit ended. */
export interface Visit {
  readonly page: Page;
  /** When the last document was there. */
  readonly at: number;
}

/** Reads some pages; returns the last one. */
export function browse(visitor: Visitor, at: number, pages: number): Visit {
  const { random } = visitor.world;
  let now = at;
  const isNew = random.chance(0.7);
  let page = random.pick(visitor.site.pages);
  let referer = drawEntry(visitor);
  for (let i = 0; i < pages; i++) {
    now = load(visitor, page, now, referer, isNew);
    if (i === pages - 1) break;
    now += 0.5 + random.lognormal(12, 1.35);
    // In real logs a fifth of all pages and more have no Referer: typed, from a bookmark, opened by an app.
    referer = random.chance(0.1) ? '-' : visitor.refererOf(page.path);
    page = anotherPage(visitor, page);
  }
  return { page, at: now };
}

/** A person who has read some pages of a site by a moment, and where that person is. */
export function reader(world: World, until: number, site = world.site()): Visit & { readonly visitor: Visitor } {
  const visitor = new Visitor(world, site, world.newPerson());
  const pages = world.random.integer(1, 4);
  // The visit begins before, so that its last page was there a while ago.
  const began = until - world.random.lognormal(15, 0.8) * pages;
  const { page, at } = browse(visitor, began, pages);
  return { visitor, page, at: Math.max(at + 0.3, until) };
}

/** Ordinary visits: people who get their answers. */
export function visits(world: World, people: number): void {
  const { random } = world;
  for (let i = 0; i < people; i++) {
    const visitor = new Visitor(world, world.site(), world.newPerson());
    const pages = 1 + Math.floor(random.lognormal(2, 0.8));
    const { at, page } = browse(visitor, world.moment(60), pages);
    if (random.chance(0.15)) heartbeats(visitor, page, at, random.integer(3, 20));
    if (random.chance(0.1)) longPolls(visitor, page, at, random.integer(2, 8));
    if (random.chance(0.2)) use(visitor, page, at + random.lognormal(6, 0.8));
  }
}

/** Requests that an open page makes at a steady pace; returns when the last one ended. */
export function heartbeats(visitor: Visitor, page: Page, at: number, count: number): number {
  const { random } = visitor.world;
  const pace = visitor.site.heartbeatSeconds;
  let now = at;
  for (let i = 0; i < count; i++)
    now = Math.max(
      now,
      visitor.answered({
        target: visitor.site.heartbeat,
        at: at + (i + 1) * pace + random.between(0, 0.05),
        referer: visitor.refererOf(page.path),
      }),
    );
  return now;
}

/** Long polls of an open page, each held back for a while; returns when the last one ended. */
export function longPolls(visitor: Visitor, page: Page, at: number, count: number): number {
  const { random } = visitor.world;
  const hold = random.pick([20, 25, 30, 55, 60]);
  let now = at;
  for (let i = 0; i < count; i++) {
    const seconds = random.chance(0.6) ? hold + random.between(0, 0.02) : random.between(0.5, hold);
    now = visitor.answered({
      target: visitor.site.longPoll,
      method: visitor.site.longPollMethod,
      at: now + random.between(0.005, 0.1),
      seconds,
      status: random.chance(0.2) ? 204 : 200,
      bytes: random.integer(0, 200),
      referer: visitor.refererOf(page.path),
    });
  }
  return now;
}
