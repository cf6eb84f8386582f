// What scripts of pages leave: typed searches, filters, players, polls and beacons.
import { truthOf } from '../../worlds/scenario.ts';
import type { Scene } from '../stage.ts';
import { reader, type Visitor } from '../visitor.ts';
import { patience } from './leaving.ts';

const SLOW = 12;
/** Enough that nginx sends each piece at once (`postpone_output`). */
const STREAMED = 80_000;

/** Asks a few times at a steady pace, as an open page does. */
async function heartbeats(visitor: Visitor, referer: string, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await visitor.ask({ target: visitor.stage.site.heartbeat, referer }).answer;
    await visitor.stage.pause(1.9, 2);
  }
}

/** All scenes in which a page leaves requests. */
export const PAGE_SCRIPTS: readonly Scene[] = [
  {
    name: 'typeahead',
    times: 4,
    async play(stage) {
      const { visitor, page } = await reader(stage);
      const { random, site } = stage;
      const text = random.id(random.integer(4, 8));
      const referer = visitor.refererOf(page.path);
      for (let i = 2; i < text.length; i++) {
        const request = visitor.ask({ target: site.search + text.slice(0, i), referer, orders: { wait: 1.5 } });
        await request.leaveAfter(random.lognormal(0.25, 0.4), truthOf('typeahead', 'xhr_supersede'));
      }
      await visitor.ask({ target: site.search + text, referer, orders: { wait: 0.3 } }).answer;
      visitor.close();
    },
  },
  {
    name: 'filters',
    times: 3,
    async play(stage) {
      const { visitor, page } = await reader(stage);
      const { random, site } = stage;
      const referer = visitor.refererOf(page.path);
      const next = (): string => `${site.filter}${random.id(3)}&n=${random.integer(1, 99)}`;
      for (let i = random.integer(1, 3); i > 0; i--) {
        const request = visitor.ask({ target: next(), referer, orders: { wait: SLOW } });
        await request.leaveAfter(random.lognormal(0.7, 0.5), truthOf('filters', 'xhr_supersede'));
      }
      await visitor.ask({ target: next(), referer, orders: { wait: 0.5 } }).answer;
      visitor.close();
    },
  },
  {
    name: 'media-seek',
    times: 4,
    async play(stage) {
      const { visitor, page } = await reader(stage);
      const { random, site } = stage;
      const referer = visitor.refererOf(page.path);
      const target = random.pick(site.media);
      const range = (): { range: string } => ({ range: `bytes=${random.integer(1, 99) * 65_536}-` });
      const orders = { status: 206, bytes: 100_000 };
      await visitor.ask({ target, referer, headers: { range: 'bytes=0-' }, orders: { ...orders, wait: 0.2 } }).answer;
      for (let i = random.integer(2, 4); i > 0; i--) {
        await stage.pause(0.4, 2);
        const request = visitor.ask({ target, referer, headers: range(), orders: { ...orders, wait: SLOW } });
        await request.leaveAfter(random.lognormal(0.4, 0.5), truthOf('media-seek', 'range_seek'));
      }
      await visitor.ask({ target, referer, headers: range(), orders: { ...orders, wait: 0.5 } }).answer;
      visitor.close();
    },
  },
  {
    name: 'long-poll',
    times: 4,
    async play(stage) {
      const { visitor, page } = await reader(stage);
      const { random, site } = stage;
      const referer = visitor.refererOf(page.path);
      const poll = { target: site.longPoll, referer };
      for (let i = 0; i < 3; i++) {
        const wait = random.chance(0.6) ? 4 : random.between(0.5, 4);
        await visitor.ask({ ...poll, orders: { wait, status: random.pick([200, 204]), bytes: 60 } }).answer;
      }
      const last = visitor.ask({ ...poll, orders: { wait: 25 } });
      await last.leaveAfter(random.between(0.5, 4), truthOf('long-poll', 'long_poll_closed'));
      if (random.chance(0.4)) await visitor.browse(1);
      visitor.close();
    },
  },
  {
    name: 'stop-while-page-polls',
    times: 3,
    async play(stage) {
      const { visitor, page } = await reader(stage);
      const referer = visitor.refererOf(page.path);
      await heartbeats(visitor, referer, 4);
      const request = visitor.ask({ target: stage.random.pick(stage.site.slow), referer, orders: { wait: SLOW } });
      await request.leaveAfter(patience(stage), truthOf('stop-while-page-polls', 'stop_button'));
      await heartbeats(visitor, referer, 4);
      visitor.close();
    },
  },
  {
    name: 'a stream is left',
    times: 3,
    // After its first byte an answer keeps its own status.
    async play(stage) {
      const { visitor, page } = await reader(stage);
      const target = stage.random.pick(stage.site.slow);
      const request = visitor.ask({
        target,
        referer: visitor.refererOf(page.path),
        orders: { drip: 0.4, bytes: STREAMED },
      });
      await request.sent;
      await stage.pause(0.8, 1.6);
      request.drop();
      visitor.close();
    },
  },
  {
    name: 'beacon',
    times: 4,
    async play(stage) {
      const { visitor, page } = await reader(stage);
      const beacon = { target: stage.site.beacon, method: 'POST', referer: visitor.refererOf(page.path) };
      for (let i = stage.random.integer(2, 3); i > 0; i--) {
        const request = visitor.ask({ ...beacon, orders: { wait: 0.5 } });
        await request.leaveAfter(0.005, truthOf('beacon', 'fire_and_forget'));
        await stage.pause(1, 3);
      }
      visitor.close();
    },
  },
];
