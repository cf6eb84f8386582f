// Trouble on the side of the server: an application that stalls, balancers that give up, and waits inside nginx.
import { setTimeout as sleep } from 'node:timers/promises';
import { truthOf } from '../../worlds/scenario.ts';
import { BALANCER_LIMIT_SECONDS, BALANCERS, type Scene, type Stage } from '../stage.ts';
import { anotherPage, reader, Visitor } from '../visitor.ts';
import { Wire } from '../wire.ts';
import { keyOfConnection } from '../truth-book.ts';

const SLOW = 15;
const STALL_SECONDS = 8;
/** Parts of a page that still wait when the person leaves. */
const LAST_PARTS = 2;

/** A person reads pages; leaves the one that the stalled application does not answer, and perhaps asks again. */
async function visitStalling(stage: Stage): Promise<void> {
  const { random, site, application } = stage;
  const visitor = new Visitor(stage);
  let page = random.pick(site.pages);
  await stage.pause(0, 8);
  for (let i = random.integer(2, 4); i > 0; i--) {
    const referer = visitor.refererOf(page.path);
    page = anotherPage(stage, page);
    const asked = { target: page.path, referer, orders: { wait: Math.min(1, page.seconds) } };
    const tries = random.chance(0.35) ? 2 : 1;
    const truth = truthOf('short-incident', 'upstream_slow_incident', ...(tries > 1 ? ['abort_retry'] : []));
    let isLeft = true;
    for (let left = tries; isLeft && left > 0; left--)
      isLeft = await visitor.ask(asked).leaveAfter(1 + random.lognormal(2.5, 0.5), truth);
    if (isLeft) break;
    if (!application.isStalled(page.path)) await visitor.loadParts(page, i > 2);
    await stage.pause(0.5, 3);
  }
  visitor.close();
}

/** An application that stalls for some seconds. */
export const INCIDENT: readonly Scene[] = [
  {
    name: 'short-incident',
    times: 1,
    async play(stage) {
      const { site, application } = stage;
      const visits = Array.from({ length: 50 }, async () => await visitStalling(stage));
      await sleep(6000);
      application.stall(
        site.pages.map(({ path }) => path),
        STALL_SECONDS,
        0.12,
      );
      await Promise.all(visits);
    },
  },
];

/** Balancers that give up and ask again. */
export const BALANCED: readonly Scene[] = [
  {
    name: 'balancer-slow-page',
    times: 6,
    async play(stage) {
      const { visitor, page } = await reader(stage);
      const target = stage.random.pick(stage.site.slow);
      const request = visitor.ask({ target, referer: visitor.refererOf(page.path), orders: { wait: SLOW } });
      request.expect(truthOf('balancer-slow-page', 'lb_timeout_retry'));
      await request.answer;
      visitor.close();
    },
  },
  {
    name: 'balancer-slow-post',
    times: 3,
    async play(stage) {
      const { visitor, page } = await reader(stage);
      const target = stage.random.pick(stage.site.slow);
      const referer = visitor.refererOf(page.path);
      const request = visitor.ask({ target, referer, method: 'POST', orders: { wait: SLOW } });
      request.expect(truthOf('balancer-slow-post', 'lb_timeout_retry'));
      await request.answer;
      visitor.close();
    },
  },
  {
    name: 'stop',
    times: 4,
    async play(stage) {
      const { visitor, page } = await reader(stage);
      const { path } = anotherPage(stage, page);
      const request = visitor.ask({ target: path, referer: visitor.refererOf(page.path), orders: { wait: SLOW } });
      const wait = stage.random.between(0.4, BALANCER_LIMIT_SECONDS - 0.3);
      await request.leaveAfter(wait, truthOf('stop', 'stop_button'));
      visitor.close();
    },
  },
  {
    name: 'navigate',
    times: 4,
    async play(stage) {
      const { visitor, page } = await reader(stage);
      const wanted = anotherPage(stage, page);
      const referer = visitor.refererOf(page.path);
      const request = visitor.ask({ target: wanted.path, referer, orders: { wait: SLOW } });
      await request.leaveAfter(stage.random.between(0.3, 1.5), truthOf('navigate', 'navigate_away'));
      await visitor.load(anotherPage(stage, wanted), referer, false);
      visitor.close();
    },
  },
  {
    name: 'balancer-checks',
    times: 1,
    // Each balancer asks for the health of nginx, on a connection of its own.
    async play(stage) {
      await Promise.all(BALANCERS.map(async (address) => await checkHealth(stage, address)));
    },
  },
];

async function checkHealth(stage: Stage, address: string): Promise<void> {
  const orders = (wait: number): string => `X-App: {"wait":${wait},"bytes":2}\r\n`;
  for (let i = 0; i < 15; i++) {
    const began = Date.now();
    const wire = new Wire(stage.ends(address, stage.ports.plain));
    const key = keyOfConnection(address, await wire.ready);
    const isSlow = i === 8;
    wire.send(`GET ${stage.site.health} HTTP/1.0\r\n${orders(isSlow ? SLOW : 0.01)}\r\n`);
    if (isSlow) {
      await sleep(1000);
      stage.book.expect(key, truthOf('balancer-checks', 'monitor_timeout'));
    } else await wire.answer();
    wire.leave();
    await sleep(2000 - (Date.now() - began));
  }
}

/** Waits inside nginx. */
export const HELD: readonly Scene[] = [
  {
    name: 'limit-req',
    times: 2,
    // The parts of a page wait for the rate limit, and the person leaves meanwhile.
    async play(stage) {
      const visitor = new Visitor(stage, { ...stage.newPerson(), protocol: 'HTTP/2.0' });
      const page = stage.random.pick(stage.site.pages);
      await visitor.load(page, '-', true);
      await stage.pause(1, 3);
      const next = anotherPage(stage, page);
      await visitor.ask({ target: next.path, referer: visitor.refererOf(page.path) }).answer;
      const parts = [...new Set(next.assets)].map((target) =>
        visitor.ask({ target, referer: visitor.refererOf(next.path) }),
      );
      while (parts.filter(({ isDone }) => !isDone).length > LAST_PARTS) await stage.pause(0.05, 0.1);
      for (const part of parts) if (!part.isDone) part.leave(truthOf('limit-req', 'rate_limit_wait'));
      visitor.close();
    },
  },
  {
    name: 'auth-waits',
    times: 2,
    async play(stage) {
      const { visitor, page } = await reader(stage);
      const target = stage.random.pick(stage.site.api);
      const request = visitor.ask({ target, referer: visitor.refererOf(page.path), orders: { auth: SLOW } });
      await request.leaveAfter(stage.random.between(1, 5), truthOf('auth-waits', 'auth_subrequest_wait'));
      visitor.close();
    },
  },
];
