// People who leave pages: stop, close the tab, go to another page, or load it again.
import { setTimeout as sleep } from 'node:timers/promises';
import { truthOf } from '../../worlds/scenario.ts';
import type { Page } from '../sites.ts';
import type { Scene, Stage } from '../stage.ts';
import { anotherPage, reader, type Request, Visitor } from '../visitor.ts';

/** Seconds that the application takes when it is to be too slow. */
const SLOW = 12;
const LONGEST_PATIENCE = 6;

/** How long a person waits before leaving, in seconds. */
export function patience({ random }: Stage): number {
  return Math.min(LONGEST_PATIENCE, 0.3 + random.lognormal(1.8, 0.7));
}

/** A page asks for some of these, and the application is too slow. */
function askForSome(visitor: Visitor, page: Page, targets: readonly string[], most: number): Request[] {
  const referer = visitor.refererOf(page.path);
  return visitor.stage.random
    .some([...new Set(targets)], most)
    .map((target) => visitor.ask({ target, referer, orders: { wait: SLOW } }));
}

/** All scenes in which people leave. */
export const LEAVING: readonly Scene[] = [
  {
    name: 'stop',
    times: 8,
    async play(stage) {
      const { visitor, page } = await reader(stage);
      const { path } = anotherPage(stage, page);
      const request = visitor.ask({ target: path, referer: visitor.refererOf(page.path), orders: { wait: SLOW } });
      await request.leaveAfter(patience(stage), truthOf('stop', 'stop_button'));
      visitor.close();
    },
  },
  {
    name: 'tab-closed',
    times: 4,
    async play(stage) {
      const { visitor, page } = await reader(stage);
      const { random, site } = stage;
      const next = anotherPage(stage, page);
      await visitor.load(next, visitor.refererOf(page.path), false);
      const calls = askForSome(visitor, next, [...next.calls, ...site.api, ...site.slow], random.integer(1, 3));
      await sleep(patience(stage) * 1000);
      for (const call of calls) call.leave(truthOf('tab-closed', 'stop_button'));
      visitor.close();
    },
  },
  {
    name: 'navigate',
    times: 8,
    async play(stage) {
      const { visitor, page } = await reader(stage);
      const wanted = anotherPage(stage, page);
      const referer = visitor.refererOf(page.path);
      const request = visitor.ask({ target: wanted.path, referer, orders: { wait: SLOW } });
      await request.leaveAfter(0.2 + stage.random.lognormal(1.2, 0.6), truthOf('navigate', 'navigate_away'));
      await visitor.load(anotherPage(stage, wanted), referer, false);
      visitor.close();
    },
  },
  {
    name: 'navigate-drops-parts',
    times: 3,
    async play(stage) {
      const { visitor, page } = await reader(stage);
      const { random, site } = stage;
      const calls = askForSome(visitor, page, [...page.calls, ...site.api], random.integer(1, 2));
      await stage.pause(0.5, 3);
      // A browser drops what a page still waits for when the next document begins to arrive.
      const next = anotherPage(stage, page);
      const referer = visitor.refererOf(page.path);
      const document = visitor.ask({ target: next.path, referer, orders: { wait: 0.1 } });
      await document.answer;
      for (const call of calls) call.leave(truthOf('navigate-drops-parts', 'navigate_away'));
      await visitor.loadParts(next, false);
      visitor.close();
    },
  },
  {
    name: 'reload',
    times: 6,
    async play(stage) {
      const { visitor, page } = await reader(stage);
      const next = anotherPage(stage, page);
      const asked = { target: next.path, referer: visitor.refererOf(page.path) };
      for (let i = stage.random.integer(1, 2); i > 0; i--) {
        const request = visitor.ask({ ...asked, orders: { wait: SLOW } });
        await request.leaveAfter(0.6 + stage.random.lognormal(1.2, 0.6), truthOf('reload', 'abort_retry'));
      }
      await visitor.ask({ ...asked, orders: { wait: 0.4 } }).answer;
      await visitor.loadParts(next, false);
      visitor.close();
    },
  },
  {
    name: 'double-submit',
    times: 3,
    async play(stage) {
      const { visitor, page } = await reader(stage);
      const asked = {
        target: stage.random.pick(stage.site.forms),
        method: 'POST',
        referer: visitor.refererOf(page.path),
      };
      const first = visitor.ask({ ...asked, orders: { wait: SLOW } });
      await first.leaveAfter(stage.random.between(0.3, 1.5), truthOf('double-submit', 'abort_retry'));
      await visitor.ask({ ...asked, orders: { wait: 0.6, status: 302, bytes: 0 } }).answer;
      await visitor.load(page, asked.referer, false);
      visitor.close();
    },
  },
  {
    name: 'impatient-clicks',
    times: 2,
    async play(stage) {
      const { visitor, page } = await reader(stage);
      const asked = { target: stage.random.pick(stage.site.slow), referer: visitor.refererOf(page.path) };
      for (let i = stage.random.integer(3, 4); i > 0; i--) {
        const request = visitor.ask({ ...asked, orders: { wait: SLOW } });
        await request.leaveAfter(stage.random.between(0.6, 2), truthOf('impatient-clicks', 'abort_retry'));
      }
      await visitor.ask({ ...asked, orders: { wait: 2 } }).answer;
      visitor.close();
    },
  },
  {
    name: 'connection-lost',
    times: 3,
    async play(stage) {
      const { site, random } = stage;
      const visitor = new Visitor(stage, { ...stage.newPerson(), protocol: 'HTTP/2.0' });
      const page = await visitor.browse(2);
      const calls = askForSome(visitor, page, [...site.api, ...site.slow], random.integer(2, 5));
      await stage.pause(0.5, 4);
      for (const call of calls) call.expect(truthOf('connection-lost', 'stop_button'));
      visitor.lose();
    },
  },
  {
    name: 'upload-cut',
    times: 4,
    async play(stage) {
      const { visitor, page } = await reader(stage);
      const request = visitor.ask({
        target: stage.random.pick(stage.site.uploads),
        method: 'POST',
        referer: visitor.refererOf(page.path),
        body: { declared: 400_000, sent: stage.random.integer(1000, 30_000) },
      });
      request.expect(truthOf('upload-cut', 'closed_mid_body'));
      await stage.pause(0.5, 4);
      visitor.lose();
    },
  },
];
