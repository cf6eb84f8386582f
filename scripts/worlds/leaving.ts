// People who leave pages: stop, close the tab, go to another page, load it again, or go home when all do.
import { browse, drawEntry, load, reader } from './browse.ts';
import { anotherPage, patience, signal } from './leave.ts';
import { type Scenario, truthOf } from './scenario.ts';
import { Visitor } from './visitor.ts';

/** All scenarios in which people leave pages and nothing is wrong. */
export const LEAVING: readonly Scenario[] = [
  {
    name: 'stop',
    hits: 1,
    play(world, at) {
      const { visitor, page, at: now } = reader(world, at);
      const next = anotherPage(visitor, page);
      const method = world.random.chance(0.1) ? 'POST' : 'GET';
      const stopped = visitor.left(
        { target: next.path, at: now, method, referer: visitor.refererOf(page.path) },
        patience(world),
        truthOf('stop', 'stop_button'),
      );
      if (world.random.chance(0.4))
        browse(visitor, stopped + 20 + world.random.lognormal(60, 1), world.random.integer(1, 3));
    },
  },
  {
    name: 'bounce',
    hits: 1,
    // Somebody follows a link and leaves before the first page is there: the log has one line of this person.
    play(world, at) {
      const { random } = world;
      const visitor = new Visitor(world, world.site(), world.newPerson());
      const { path } = random.pick(visitor.site.pages);
      visitor.left(
        { target: path, at, referer: drawEntry(visitor) },
        patience(world),
        truthOf('bounce', 'stop_button'),
      );
      if (random.chance(0.15)) browse(visitor, at + 60 + random.lognormal(600, 1.5), random.integer(1, 3));
    },
  },
  {
    name: 'tab-closed',
    hits: 2,
    play(world, at) {
      const { visitor, page, at: now } = reader(world, at);
      const { random } = world;
      const next = anotherPage(visitor, page);
      // What the page asks for when it is loaded, or what the person asked it for later.
      const own = random.some(next.calls, random.integer(1, 3));
      const shown = load(visitor, next, now, visitor.refererOf(page.path), false, own);
      const closed = shown + patience(world);
      const pending = own.length > 0 ? own : [random.pick([...visitor.site.api, ...visitor.site.slow])];
      for (const target of pending) {
        const began =
          own.length > 0 ? Math.min(shown + random.between(0.05, 0.6), closed) : random.between(shown, closed);
        visitor.left(
          { target, at: began, referer: visitor.refererOf(next.path) },
          closed - began + random.between(0, 0.02),
          truthOf('tab-closed', 'stop_button'),
        );
      }
    },
  },
  {
    name: 'navigate',
    hits: 1,
    play(world, at) {
      const { visitor, page, at: now } = reader(world, at);
      const { random } = world;
      const wanted = anotherPage(visitor, page);
      const clicked = visitor.left(
        { target: wanted.path, at: now, referer: visitor.refererOf(page.path) },
        0.2 + random.lognormal(1.5, 0.7),
        truthOf('navigate', 'navigate_away'),
      );
      const next = anotherPage(visitor, wanted);
      load(visitor, next, clicked + random.between(0.002, 0.02), visitor.refererOf(page.path), false);
      if (random.chance(0.5)) browse(visitor, clicked + 10 + random.lognormal(15, 0.8), 2);
    },
  },
  {
    name: 'navigate-drops-parts',
    hits: 2,
    play(world, at) {
      const { visitor, page, at: now } = reader(world, at);
      const { random } = world;
      const parts = [...page.calls, ...(visitor.site.hasFiles ? [] : page.assets)];
      const own = random.some(parts.length > 0 ? parts : visitor.site.api, random.integer(1, 3));
      const shown = load(visitor, page, now, drawEntry(visitor), false, own);
      const clicked = shown + random.lognormal(2.5, 0.8);
      const referer = visitor.refererOf(page.path);
      const arrived = load(visitor, anotherPage(visitor, page), clicked, referer, false);
      // Measured with browsers: parts that a page still loads end at the click. Calls of its scripts end then, too, or when the new page
      // arrives.
      const isLoading = own.some((target) => page.assets.includes(target));
      const dropped = isLoading || random.chance(0.6) ? clicked : arrived;
      for (const target of own) {
        const began = Math.min(shown + random.between(0.05, 0.6), clicked);
        const left = dropped + signal(world);
        visitor.left({ target, at: began, referer }, left - began, truthOf('navigate-drops-parts', 'navigate_away'));
      }
    },
  },
  {
    name: 'app-route',
    hits: 2,
    // A page of one script that replaces its content: no new document, only other calls. The script cancels the old ones.
    play(world, at) {
      const { visitor, page, at: now } = reader(world, at);
      const { random } = world;
      const clicked = now + random.lognormal(1.5, 0.6);
      const old = random.some(visitor.site.api, random.integer(1, 2));
      for (const target of old) {
        const began = Math.max(now, clicked - random.lognormal(0.6, 0.8));
        visitor.left(
          { target, at: began, referer: visitor.refererOf(page.path) },
          clicked - began + signal(world),
          truthOf('app-route', 'navigate_away', 'stop_button'),
        );
      }
      const next = anotherPage(visitor, page);
      const others = visitor.site.api.filter((target) => !old.includes(target));
      for (const target of random.some(others, 3))
        visitor.answered({ target, at: clicked + random.between(0.01, 0.3), referer: visitor.refererOf(next.path) });
    },
  },
  {
    name: 'reload',
    hits: 2,
    play(world, at) {
      const { visitor, page, at: now } = reader(world, at);
      const { random } = world;
      const { path } = anotherPage(visitor, page);
      let began = now;
      for (let i = random.integer(1, 3); i > 0; i--)
        began =
          visitor.left(
            { target: path, at: began, referer: visitor.refererOf(page.path) },
            0.8 + random.lognormal(2.5, 0.7),
            truthOf('reload', 'abort_retry'),
          ) + random.between(0.001, 0.1);
      visitor.answered({
        target: path,
        at: began,
        referer: visitor.refererOf(page.path),
        seconds: random.lognormal(2, 0.8),
      });
    },
  },
  {
    name: 'double-submit',
    hits: 1,
    play(world, at) {
      const { visitor, page, at: now } = reader(world, at);
      const { random } = world;
      const target = random.pick(visitor.site.forms);
      const referer = visitor.refererOf(page.path);
      const again = visitor.left(
        { target, at: now, method: 'POST', referer },
        random.lognormal(0.8, 0.7),
        truthOf('double-submit', 'abort_retry'),
      );
      visitor.answered({
        target,
        at: again + random.between(0.005, 0.05),
        method: 'POST',
        referer,
        seconds: random.lognormal(1, 0.6),
        status: random.pick([200, 302]),
      });
    },
  },
  {
    name: 'impatient-clicks',
    hits: 4,
    // One person clicks the same thing again and again while it is slow.
    play(world, at) {
      const { visitor, page, at: now } = reader(world, at);
      const { random } = world;
      const target = random.pick(visitor.site.slow);
      const referer = visitor.refererOf(page.path);
      let began = now;
      for (let i = random.integer(3, 6); i > 0; i--)
        began =
          visitor.left(
            { target, at: began, referer },
            random.lognormal(1.6, 0.5),
            truthOf('impatient-clicks', 'abort_retry'),
          ) + random.between(0.001, 0.03);
      visitor.answered({ target, at: began, referer, seconds: random.lognormal(4, 0.6) });
    },
  },
  {
    name: 'connection-lost',
    hits: 3,
    fits: ({ speaksHttp2, topology }) => speaksHttp2 && topology.kind === 'direct',
    // A phone ends the browser or the app: all streams of one connection end together. (If it only loses its network, nginx sees nothing.)
    play(world, at) {
      const { random } = world;
      const site = world.site();
      const visitor = new Visitor(world, site, { ...world.newPerson(), protocol: 'HTTP/2.0' });
      const { page, at: now } = browse(visitor, at - 20, 2);
      const lost = Math.max(now, at) + random.lognormal(2, 0.8);
      for (const target of random.some([...site.api, ...site.slow], random.integer(2, 5))) {
        const began = Math.max(now, lost - random.lognormal(1, 0.7));
        visitor.left(
          { target, at: began, referer: visitor.refererOf(page.path) },
          lost - began,
          truthOf('connection-lost', 'stop_button'),
        );
      }
    },
  },
];
