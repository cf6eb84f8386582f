// Programs that leave: apps with a time limit, jobs, crawlers and monitors, and programs that never wait.
import { drawCrawler, drawMonitor, drawProgram } from '../../worlds/people.ts';
import { truthOf } from '../../worlds/scenario.ts';
import type { Scene, Stage } from '../stage.ts';
import { Visitor } from '../visitor.ts';

const SLOW = 15;

/** A program that uses the API of a site. */
export function program(stage: Stage, agent = drawProgram(stage.random)): Visitor {
  return new Visitor(stage, { address: stage.newAddress(), agent, protocol: 'HTTP/1.1' });
}

/** Programs that give up after a time of their own, and people who go on in an app. */
export const APPS: readonly Scene[] = [
  {
    name: 'app-timeout',
    times: 4,
    async play(stage) {
      const { random, site } = stage;
      const visitor = program(stage);
      const limit = random.pick([2, 3, 5]);
      const target = random.pick(site.slow);
      for (let i = 0; i < 4; i++) {
        await visitor.ask({ target: random.pick(site.api), orders: { wait: 0.2 } }).answer;
        await stage.pause(0.3, 1.5);
        const request = visitor.ask({ target, orders: { wait: SLOW } });
        await request.leaveAfter(limit, truthOf('app-timeout', 'client_timeout'));
        await stage.pause(0.5, 2.5);
      }
    },
  },
  {
    name: 'app-cancels',
    times: 2,
    async play(stage) {
      const { random, site } = stage;
      const visitor = program(stage);
      for (let i = 0; i < 8; i++) {
        const isSlow = i % 4 === 2;
        const request = visitor.ask({ target: random.pick(site.api), orders: { wait: isSlow ? SLOW : 0.1 } });
        await request.leaveAfter(random.lognormal(1.2, 0.5), truthOf('app-cancels', 'app_cancel'));
        await stage.pause(0.5, 3);
      }
      visitor.close();
    },
  },
];

/** Many requests or many installations with the same limit. */
export const JOBS: readonly Scene[] = [
  {
    name: 'parallel-job',
    times: 1,
    async play(stage) {
      const { random, site } = stage;
      const visitor = program(stage);
      const limit = random.pick([2, 3]);
      const target = random.pick(site.slow);
      for (let batch = 0; batch < 2; batch++) {
        const one = async (): Promise<unknown> => {
          const wait = random.chance(0.6) ? SLOW : random.between(0.3, 0.9) * limit;
          const request = visitor.ask({ target: `${target}?page=${random.integer(1, 400)}`, orders: { wait } });
          return await request.leaveAfter(limit, truthOf('parallel-job', 'client_timeout'));
        };
        await Promise.all(Array.from({ length: 4 }, one));
        await stage.pause(1, 2);
      }
    },
  },
  {
    name: 'many-installations',
    times: 1,
    async play(stage) {
      const { random, site } = stage;
      const agent = drawProgram(random);
      const target = random.pick(site.slow);
      const one = async (): Promise<void> => {
        await stage.pause(0, 28);
        const visitor = program(stage, agent);
        await visitor.ask({ target: random.pick(site.api) }).answer;
        const request = visitor.ask({ target, orders: { wait: SLOW } });
        await request.leaveAfter(4, truthOf('many-installations', 'client_timeout'));
        await visitor.ask({ target: random.pick(site.api) }).answer;
        visitor.close();
      };
      await Promise.all(Array.from({ length: 4 }, one));
    },
  },
];

/** Crawlers, monitors, and programs that never wait. */
export const STEADY: readonly Scene[] = [
  {
    name: 'crawler-leaves',
    times: 3,
    async play(stage) {
      const { random, site } = stage;
      const visitor = program(stage, drawCrawler(random));
      for (let i = 0; i < 12; i++) {
        const isSlow = i % 5 === 3;
        const request = visitor.ask({ target: random.pick(site.pages).path, orders: { wait: isSlow ? SLOW : 0.2 } });
        await request.leaveAfter(3, truthOf('crawler-leaves', 'bot_abort'));
        await stage.pause(0.5, 2);
      }
      visitor.close();
    },
  },
  {
    name: 'monitor',
    times: 3,
    async play(stage) {
      const { random, site } = stage;
      const visitor = program(stage, drawMonitor(random));
      const method = random.chance(0.3) ? 'HEAD' : 'GET';
      for (let i = 0; i < 12; i++) {
        visitor.reconnect();
        const wait = i === 5 || i === 9 ? SLOW : 0.05;
        const request = visitor.ask({ target: site.health, method, orders: { wait, bytes: 20 } });
        const isLeft = await request.leaveAfter(1, truthOf('monitor', 'monitor_timeout'));
        await stage.pause(isLeft ? 0.95 : 1.9, isLeft ? 1 : 2);
      }
      visitor.close();
    },
  },
  {
    name: 'half-close',
    times: 3,
    async play(stage) {
      const { random, site } = stage;
      const visitor = program(stage);
      for (let i = 0; i < 4; i++) {
        visitor.reconnect();
        const request = visitor.ask({ target: site.api[0]!, orders: { wait: 0.5 } });
        request.expect(truthOf('half-close', 'half_close_client'));
        await request.sent;
        request.halfClose();
        await request.answer;
        await stage.pause(1, 6 * random.between(0.5, 1));
      }
    },
  },
  {
    name: 'push-metrics',
    times: 1,
    async play(stage) {
      const visitor = program(stage);
      for (let i = 0; i < 10; i++) {
        const request = visitor.ask({ target: stage.site.beacon, method: 'POST', orders: { wait: 0.5 } });
        await request.leaveAfter(0.006, truthOf('push-metrics', 'fire_and_forget'));
        await stage.pause(1.9, 2.1);
      }
    },
  },
  {
    name: 'wp-cron',
    times: 2,
    async play(stage) {
      const visitor = program(stage, `WordPress/6.5; https://${stage.site.host}`);
      for (let i = 0; i < 3; i++) {
        const target = `/wp-cron.php?doing_wp_cron=${(Date.now() / 1000).toFixed(6)}`;
        const request = visitor.ask({ target, method: 'POST', orders: { wait: 3 } });
        await request.leaveAfter(0.01, truthOf('wp-cron', 'fire_and_forget'));
        await stage.pause(4, 9);
      }
    },
  },
  {
    name: 'application-499',
    times: 2,
    async play(stage) {
      const { random, site } = stage;
      const visitor = program(stage);
      for (let i = 0; i < 2; i++) {
        const bytes = random.integer(20, 400);
        const request = visitor.ask({ target: random.pick(site.api), orders: { status: 499, bytes } });
        request.expect(truthOf('application-499', 'app_499'));
        await request.answer;
        await stage.pause(1, 5);
      }
      visitor.close();
    },
  },
];
