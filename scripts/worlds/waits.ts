// What waits between a client and the application: balancers that give up and ask again, and waits inside nginx.
import { reader } from './browse.ts';
import { drawMonitor } from './people.ts';
import { part } from './site-part.ts';
import { type Scenario, truthOf } from './scenario.ts';
import { type Asked, Visitor } from './visitor.ts';

/**
 * The balancer waits as long as it may, and asks again; but it never repeats a POST, as `proxy_next_upstream` without `non_idempotent`.
 * @param alsoOk other labels that are true, too
 */
function giveUp(visitor: Visitor, name: string, asked: Asked, ...alsoOk: readonly string[]): number {
  const { random, topology } = visitor.world;
  let now = asked.at;
  for (let tries = asked.method === 'POST' ? 1 : topology.retries + 1; tries > 0; tries--) {
    const truth = truthOf(name, 'lb_timeout_retry', ...alsoOk);
    now = visitor.left({ ...asked, at: now }, topology.limitSeconds + random.exponential(0.002), truth);
    now += random.between(0, 0.01);
    // An edge asks again from any of its machines.
    if (topology.kind === 'edges') visitor.changeProxy();
  }
  return now;
}

/** All scenarios of waits. */
export const WAITS: readonly Scenario[] = [
  {
    name: 'balancer-slow-page',
    hits: 4,
    fits: ({ topology }) => topology.kind !== 'direct',
    play(world, at) {
      for (let i = world.random.integer(1, 4), now = at; i > 0; i--) {
        const { visitor, page } = reader(world, now);
        now =
          giveUp(visitor, 'balancer-slow-page', {
            target: world.random.pick(visitor.site.slow),
            at: now,
            referer: visitor.refererOf(page.path),
          }) + world.random.lognormal(60, 1);
      }
    },
  },
  {
    name: 'balancer-slow-post',
    hits: 1,
    fits: ({ topology }) => topology.kind !== 'direct',
    play(world, at) {
      const { visitor, page } = reader(world, at);
      giveUp(visitor, 'balancer-slow-post', {
        target: world.random.pick(visitor.site.slow),
        at,
        method: 'POST',
        referer: visitor.refererOf(page.path),
      });
    },
  },
  {
    name: 'incident-beyond-limit',
    hits: 20,
    fits: ({ topology }) => topology.kind !== 'direct' && topology.limitSeconds <= 15,
    // People leave before the limit of the balancer, or it gives up on them.
    play(world, at) {
      const { random, topology } = world;
      const site = world.site();
      const paths = part(world, site);
      for (let i = random.integer(6, 20); i > 0; i--) {
        const visitor = new Visitor(world, site, world.newPerson());
        const now = at + random.between(0, 60);
        const wait = random.lognormal(8, 0.7);
        const target = random.pick(paths);
        if (wait < topology.limitSeconds)
          visitor.left({ target, at: now }, wait, truthOf('incident-beyond-limit', 'upstream_slow_incident'));
        else giveUp(visitor, 'incident-beyond-limit', { target, at: now }, 'upstream_slow_incident');
      }
    },
  },
  {
    name: 'balancer-checks',
    hits: 4,
    fits: ({ topology, seconds }) => topology.kind === 'balancers' && seconds > 300,
    play(world, at) {
      const { random, topology } = world;
      const site = world.sites[0]!;
      const agent = random.weighted([
        ['-', 2],
        [drawMonitor(random), 2],
      ]);
      const pace = random.pick([2, 5, 7, 10, 30]);
      for (const address of topology.proxies) {
        const visitor = new Visitor(
          world,
          site,
          { address, agent, protocol: random.pick(['HTTP/1.0', 'HTTP/1.1']) },
          false,
        );
        for (
          let i = random.integer(20, 120), now = at;
          i > 0 && now < world.start + world.seconds;
          i--, now += pace + random.between(0, 0.02)
        ) {
          visitor.reconnect();
          if (random.chance(0.04))
            visitor.left(
              { target: site.health, at: now },
              2 + random.exponential(0.002),
              truthOf('balancer-checks', 'monitor_timeout'),
            );
          else visitor.answered({ target: site.health, at: now, seconds: random.lognormal(0.01, 0.8) });
        }
      }
    },
  },
  {
    name: 'limit-req',
    hits: 4,
    fits: (world) => !world.isBefore(1, 19, 9),
    play(world, at) {
      const { visitor, page, at: now } = reader(world, at);
      const { random } = world;
      const referer = visitor.refererOf(page.path);
      const targets = random.some([...page.assets, ...visitor.site.api], 12);
      const left = now + random.lognormal(2, 0.5);
      // `rate` is one for all requests, so each waits as long as the one before it and once more.
      const pause = random.pick([0.1, 0.2, 0.5]);
      for (const [i, target] of targets.entries()) {
        const waits = i * pause;
        if (now + waits > left)
          visitor.left({ target, at: now, referer }, left - now, truthOf('limit-req', 'rate_limit_wait'), 'none');
        else visitor.answered({ target, at: now, seconds: waits, referer, status: random.chance(0.1) ? 503 : 200 });
      }
    },
  },
  {
    name: 'auth-waits',
    hits: 3,
    fits: (world) => !world.isBefore(1, 5, 4),
    play(world, at) {
      const { random } = world;
      for (let i = random.integer(2, 5); i > 0; i--) {
        const { visitor, page, at: now } = reader(world, at + random.between(0, 60));
        visitor.left(
          { target: random.pick(visitor.site.api), at: now, referer: visitor.refererOf(page.path) },
          random.lognormal(4, 0.6),
          truthOf('auth-waits', 'auth_subrequest_wait'),
          'none',
        );
      }
    },
  },
];
