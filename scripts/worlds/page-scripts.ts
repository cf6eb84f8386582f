// What scripts of pages leave: typed searches, filters, players, polls and beacons.
import { heartbeats, load, longPolls, reader } from './browse.ts';
import { anotherPage, patience, signal } from './leave.ts';
import { type Scenario, truthOf } from './scenario.ts';
import { Visitor } from './visitor.ts';

/** All scenarios in which a page leaves requests and nothing is wrong. */
export const PAGE_SCRIPTS: readonly Scenario[] = [
  {
    name: 'typeahead',
    hits: 4,
    play(world, at) {
      const { visitor, page, at: now } = reader(world, at);
      const { random } = world;
      const text = random.id(random.integer(3, 12));
      const referer = visitor.refererOf(page.path);
      const { search } = visitor.site;
      // The site answers some keys in time; the others are cancelled at the next key.
      const usual = random.lognormal(0.35, 0.6);
      let began = now;
      for (let i = random.integer(1, 3); i < text.length; i++) {
        const key = random.lognormal(0.25, 0.4);
        const asked = { target: search + text.slice(0, i), at: began, referer };
        const seconds = random.lognormal(usual, 0.4);
        if (seconds < key) visitor.answered({ ...asked, seconds });
        else visitor.left(asked, key + random.between(0, 0.01), truthOf('typeahead', 'xhr_supersede'));
        began += key + random.between(0, 0.01);
      }
      const last = { target: search + text, at: began, referer };
      if (random.chance(0.75)) visitor.answered({ ...last, seconds: random.lognormal(usual, 0.4) });
      else {
        // Enter, before the suggestions are there: the next page replaces them.
        const entered = random.lognormal(0.3, 0.4);
        visitor.left(last, entered + signal(world), truthOf('typeahead', 'navigate_away', 'xhr_supersede'));
        load(visitor, anotherPage(visitor, page), began + entered, referer, false);
      }
    },
  },
  {
    name: 'typed-post',
    hits: 4,
    play(world, at) {
      const { visitor, page, at: now } = reader(world, at);
      const { random } = world;
      const target = random.chance(0.5) ? '/graphql' : visitor.site.search.replace(/\?.*/, '');
      const asked = { target, method: 'POST', referer: visitor.refererOf(page.path) };
      const usual = random.lognormal(0.35, 0.6);
      // The body holds the text and some bytes around it.
      let bodyBytes = random.integer(20, 400);
      let began = now;
      for (let i = random.integer(2, 8); i > 0; i--) {
        const key = random.lognormal(0.25, 0.4);
        const seconds = random.lognormal(usual, 0.4);
        if (seconds < key) visitor.answered({ ...asked, at: began, bodyBytes, seconds });
        else visitor.left({ ...asked, at: began, bodyBytes }, key, truthOf('typed-post', 'xhr_supersede'));
        began += key + random.between(0, 0.01);
        bodyBytes++;
      }
      visitor.answered({ ...asked, at: began, bodyBytes, seconds: random.lognormal(usual, 0.4) });
    },
  },
  {
    name: 'filters',
    hits: 3,
    play(world, at) {
      const { visitor, page, at: now } = reader(world, at);
      const { random } = world;
      const referer = visitor.refererOf(page.path);
      const method = random.chance(0.2) ? 'POST' : 'GET';
      const usual = random.lognormal(0.8, 0.5);
      let began = now;
      for (let i = random.integer(1, 5); i > 0; i--) {
        const pause = random.lognormal(0.8, 0.6);
        const target = `${visitor.site.filter}${random.id(3)}&n=${random.integer(1, 99)}`;
        const asked = { target, at: began, method, referer };
        const seconds = random.lognormal(usual, 0.4);
        if (seconds < pause) visitor.answered({ ...asked, seconds });
        else visitor.left(asked, pause, truthOf('filters', 'xhr_supersede'));
        began += pause + 0.005;
      }
      const target = `${visitor.site.filter}${random.id(3)}&n=${random.integer(1, 99)}`;
      visitor.answered({ target, at: began, method, referer, seconds: random.lognormal(usual, 0.4) });
    },
  },
  {
    name: 'media-seek',
    hits: 3,
    play(world, at) {
      const { visitor, page, at: now } = reader(world, at);
      const { random } = world;
      const target = random.pick(visitor.site.media);
      const referer = visitor.refererOf(page.path);
      const part = (): { readonly status: number; readonly bytes: number; readonly isUpstream: true } => ({
        status: 206,
        bytes: Math.round(random.lognormal(300_000, 1.2)),
        isUpstream: true,
      });
      // The application sends the medium. A file of nginx begins at once, so that leaving it is no 499.
      let began = visitor.answered({ target, at: now, referer, ...part(), seconds: 0.3 });
      for (let i = random.integer(1, 6); i > 0; i--) {
        const asked = { target, at: began + random.lognormal(1.5, 0.9), referer };
        const seek = random.lognormal(0.4, 0.6);
        began = random.chance(0.3)
          ? visitor.answered({ ...asked, ...part(), seconds: seek })
          : visitor.left(asked, seek, truthOf('media-seek', 'range_seek'));
      }
      visitor.answered({ target, at: began + 0.01, referer, ...part(), seconds: random.lognormal(2, 0.8) });
    },
  },
  {
    name: 'long-poll',
    hits: 2,
    // Each page polls. Its last poll ends with it: when the person goes on, or closes the tab.
    play(world, at) {
      const { visitor, page: first, at: now } = reader(world, at);
      const { random } = world;
      let page = first;
      let came = now;
      for (let i = random.integer(1, 4); i > 0; i--) {
        const polls = random.weighted([
          [0, 2],
          [random.integer(1, 10), 3],
        ]);
        const last = longPolls(visitor, page, came, polls);
        const referer = visitor.refererOf(page.path);
        const asked = { target: visitor.site.longPoll, method: visitor.site.longPollMethod, at: last + 0.02, referer };
        const held = random.lognormal(8, 0.9);
        if (random.chance(0.4)) {
          visitor.left(asked, held, truthOf('long-poll', 'long_poll_closed'));
          break;
        }
        // The poll of the old page ends because its person goes on: both are true.
        const left = visitor.left(asked, held, truthOf('long-poll', 'long_poll_closed', 'navigate_away'));
        page = anotherPage(visitor, page);
        came = load(visitor, page, left - random.between(0.002, 0.02), referer, false, [visitor.site.longPoll]);
      }
    },
  },
  {
    name: 'websocket',
    hits: 1,
    // A page asks for a WebSocket. The application takes its time, and the page ends before it agrees; an agreed one is logged as 101.
    play(world, at) {
      const { visitor, page, at: now } = reader(world, at);
      const { random } = world;
      const asked = { target: visitor.site.socket, referer: visitor.refererOf(page.path) };
      let began = now;
      for (let i = random.integer(0, 2); i > 0; i--, began += random.lognormal(2, 0.5))
        visitor.answered({ ...asked, at: began, status: 101, seconds: random.lognormal(60, 1), bytes: 0 });
      const held = random.lognormal(3, 0.8);
      if (random.chance(0.5)) visitor.left({ ...asked, at: began }, held, truthOf('websocket', 'long_poll_closed'));
      else {
        const left = visitor.left(
          { ...asked, at: began },
          held,
          truthOf('websocket', 'long_poll_closed', 'navigate_away'),
        );
        load(visitor, anotherPage(visitor, page), left - random.between(0.002, 0.02), asked.referer, false);
      }
    },
  },
  {
    name: 'prefetch',
    hits: 1,
    // A page fetches the next one in advance, and the person goes to another.
    play(world, at) {
      const { visitor, page, at: now } = reader(world, at);
      const { random } = world;
      const referer = visitor.refererOf(page.path);
      const clicked = now + 0.3 + random.lognormal(1.5, 0.7);
      const fetched = random.some(visitor.site.pages, random.integer(1, 2)).map(({ path }) => path);
      for (const path of fetched) {
        const began = random.between(now, clicked - 0.2);
        visitor.left(
          { target: path, at: began, referer },
          clicked - began + signal(world),
          truthOf('prefetch', 'navigate_away'),
        );
      }
      const others = visitor.site.pages.filter(({ path }) => !fetched.includes(path));
      load(visitor, random.pick(others.length > 0 ? others : [page]), clicked, referer, false);
    },
  },
  {
    name: 'stop-while-page-polls',
    hits: 1,
    play(world, at) {
      const { visitor, page, at: now } = reader(world, at);
      const { random } = world;
      const began = heartbeats(visitor, page, now, random.integer(2, 8)) + random.between(0.2, 2);
      const wait = patience(world);
      visitor.left(
        { target: random.pick(visitor.site.slow), at: began, referer: visitor.refererOf(page.path) },
        wait,
        truthOf('stop-while-page-polls', 'stop_button'),
      );
      heartbeats(visitor, page, began + wait, random.integer(2, 8));
    },
  },
  {
    name: 'all-go-home',
    hits: 8,
    // A lesson, a stream or a match ends: many leave the same page within a minute, and nothing is slow. The page asks for news all the
    // time, so some of them have a request pending when they leave. Those who stay get their answers, and so do others.
    play(world, at) {
      const { random } = world;
      const site = world.site();
      const page = random.pick(site.pages);
      const spread = random.lognormal(12, 0.9);
      const isPolling = random.chance(0.6);
      const pace = Math.min(5, site.heartbeatSeconds);
      const usual = random.lognormal(0.6, 0.5);
      for (let i = random.integer(8, 40); i > 0; i--) {
        const visitor = new Visitor(world, site, world.newPerson());
        const stays = random.chance(0.15);
        const leaves = at + random.exponential(spread) + (stays ? 120 : 0);
        const came = load(visitor, page, leaves - random.lognormal(300, 0.6), '-', true, [site.heartbeat]);
        const referer = visitor.refererOf(page.path);
        if (isPolling) {
          const last = longPolls(visitor, page, Math.max(came, leaves - 120), random.integer(1, 3));
          const asked = { target: site.longPoll, method: site.longPollMethod, at: last, referer };
          visitor.left(asked, Math.max(0.2, leaves - last), truthOf('all-go-home', 'long_poll_closed'));
        } else {
          const asked = { target: site.heartbeat, referer };
          let now = Math.max(came + pace, leaves - random.between(5, 12) * pace);
          for (; now < leaves; now += pace) {
            const seconds = random.lognormal(usual, 0.4);
            if (now + seconds < leaves) visitor.answered({ ...asked, at: now, seconds });
            // A page that asks all the time polls, too, though nobody holds its answers back.
            else
              visitor.left(
                { ...asked, at: now },
                leaves - now,
                truthOf('all-go-home', 'stop_button', 'long_poll_closed'),
              );
          }
        }
      }
      for (let i = random.integer(2, 12); i > 0; i--)
        load(new Visitor(world, site, world.newPerson()), page, at + random.between(-60, 120), '-', true);
    },
  },
];
