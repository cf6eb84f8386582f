// Programs that leave: apps with a time limit, jobs, crawlers and monitors.
import { drawApp, drawCrawler, drawMonitor } from './people.ts';
import { limitOf, overrun } from './limits.ts';
import { app, program } from './clients.ts';
import { type Scenario, truthOf } from './scenario.ts';
import { Visitor } from './visitor.ts';

/** All scenarios in which programs leave. */
export const PROGRAMS: readonly Scenario[] = [
  {
    name: 'app-timeout',
    hits: 5,
    play(world, at) {
      const { random } = world;
      const visitor = program(world);
      const limit = limitOf(world);
      const target = random.pick(random.chance(0.5) ? visitor.site.slow : visitor.site.api);
      const method = random.chance(0.3) ? 'POST' : 'GET';
      let now = at;
      for (let i = random.integer(2, 10); i > 0; i--) {
        now = random.chance(0.4)
          ? visitor.answered({
              target: random.pick(visitor.site.api),
              at: now,
              seconds: Math.min(random.lognormal(limit / 4, 0.8), limit * 0.98),
            })
          : visitor.left({ target, at: now, method }, limit + overrun(world), truthOf('app-timeout', 'client_timeout'));
        now += random.chance(0.5) ? random.lognormal(20, 1) : random.lognormal(1, 0.6);
      }
    },
  },
  {
    name: 'parallel-job',
    hits: 6,
    // A job sends many requests at once, each with the same limit.
    play(world, at) {
      const { random } = world;
      const visitor = program(world);
      const limit = limitOf(world);
      const target = random.pick(visitor.site.slow);
      for (let batch = random.integer(1, 3), began = at; batch > 0; batch--, began += limit + random.lognormal(3, 0.6))
        for (let i = random.integer(2, 8); i > 0; i--) {
          const one = `${target}?page=${random.integer(1, 400)}`;
          const start = began + random.between(0, 0.1);
          if (random.chance(0.6))
            visitor.left({ target: one, at: start }, limit + overrun(world), truthOf('parallel-job', 'client_timeout'));
          else visitor.answered({ target: one, at: start, seconds: random.between(0.3, 0.98) * limit });
        }
    },
  },
  {
    name: 'many-installations',
    hits: 8,
    // The same app on many phones, with one limit.
    play(world, at) {
      const { random } = world;
      const limit = limitOf(world);
      const agent = drawApp(random);
      const site = world.site();
      const target = random.pick(site.slow);
      for (let i = random.integer(8, 28); i > 0; i--) {
        const visitor = new Visitor(world, site, { address: world.newAddress(), agent, protocol: 'HTTP/1.1' });
        const began = at + random.between(0, 600);
        visitor.answered({ target: random.pick(site.api), at: began });
        // Most of them get their answer in time.
        if (random.chance(0.5)) visitor.answered({ target, at: began + 1, seconds: random.between(0.2, 0.98) * limit });
        else
          visitor.left(
            { target, at: began + 1 },
            limit + overrun(world),
            truthOf('many-installations', 'client_timeout'),
          );
        if (random.chance(0.5)) visitor.answered({ target: random.pick(site.api), at: began + 2 + limit });
      }
    },
  },
  {
    name: 'crawler-leaves',
    hits: 2,
    play(world, at) {
      const { random } = world;
      const visitor = new Visitor(world, world.site(), {
        address: world.newAddress(),
        agent: drawCrawler(random),
        protocol: 'HTTP/1.1',
      });
      const limit = limitOf(world);
      let now = at;
      for (let i = random.integer(3, 25); i > 0; i--) {
        const { path, seconds } = random.pick(visitor.site.pages);
        if (random.chance(0.15))
          now = visitor.left({ target: path, at: now }, limit + overrun(world), truthOf('crawler-leaves', 'bot_abort'));
        else
          now = visitor.answered({
            target: path,
            at: now,
            seconds: random.lognormal(seconds, 0.5),
            status: random.weighted([
              [200, 8],
              [404, 1],
              [301, 1],
            ]),
          });
        now += random.lognormal(4, 0.8);
      }
    },
  },
  {
    name: 'monitor',
    hits: 3,
    fits: ({ seconds }) => seconds > 600,
    play(world, at) {
      const { random } = world;
      const agent = drawMonitor(random);
      // Some monitors check from several places in turn.
      const count = random.weighted([
        [1, 6],
        [random.integer(2, 6), 1],
      ]);
      const site = world.site();
      const isBehindProxy = random.chance(0.5);
      const places = Array.from({ length: count }, () => {
        const address = random.weighted([
          [`10.9.0.${random.integer(2, 60)}`, 3],
          [world.newAddress(), 6],
          // An office or a gateway that also browses.
          [world.officeAddress(), 2],
        ]);
        return new Visitor(world, site, { address, agent, protocol: 'HTTP/1.1' }, isBehindProxy);
      });
      const pace = random.pick([5, 10, 15, 30, 60, 60, 300]);
      const jitter = random.pick([0.01, 0.3, pace * 0.1, pace * 0.3]);
      const limit = random.pick([1, 2, 3, 5, 10]);
      const method = random.chance(0.3) ? 'HEAD' : 'GET';
      const end = Math.min(world.start + world.seconds, at + pace * random.integer(20, 200));
      for (let now = at, i = 0; now < end; now += pace + random.between(-jitter, jitter), i++) {
        const visitor = places[i % places.length]!;
        if (random.chance(0.03))
          visitor.left(
            { target: visitor.site.health, at: now, method },
            limit + overrun(world),
            truthOf('monitor', 'monitor_timeout'),
          );
        else
          visitor.answered({
            target: visitor.site.health,
            at: now,
            method,
            seconds: Math.min(limit * 0.9, random.lognormal(0.05, 1)),
          });
        visitor.reconnect();
      }
    },
  },
  {
    name: 'app-cancels',
    hits: 2,
    // Somebody uses an app and goes on before it has its answer.
    play(world, at) {
      const { random } = world;
      const visitor = app(world);
      let now = at;
      let target = random.pick(visitor.site.api);
      for (let i = random.integer(4, 14); i > 0; i--) {
        const next = random.pick(visitor.site.api);
        // Whoever cancels and asks for the same again does both.
        const truth = truthOf('app-cancels', 'app_cancel', ...(next === target && i > 1 ? ['abort_retry'] : []));
        now = random.chance(0.25)
          ? visitor.left({ target, at: now }, random.lognormal(1.2, 0.8), truth)
          : visitor.answered({ target, at: now });
        now += random.lognormal(3, 0.9);
        target = next;
      }
    },
  },
  {
    name: 'application-499',
    hits: 3,
    play(world, at) {
      const { random } = world;
      const visitor = program(world);
      for (let i = random.integer(1, 5), began = at; i > 0; i--, began += random.lognormal(20, 1))
        visitor.answered({
          target: random.pick(visitor.site.api),
          at: began,
          status: 499,
          bytes: random.integer(20, 400),
          truth: truthOf('application-499', 'app_499'),
        });
    },
  },
];
