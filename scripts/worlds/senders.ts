// Clients that never wait for an answer: beacons, metrics, cron, and programs that close their half of the connection.
import { load, reader } from './browse.ts';
import { anotherPage } from './leave.ts';
import { overrun } from './limits.ts';
import { program } from './clients.ts';
import { type Scenario, truthOf } from './scenario.ts';
import { Visitor } from './visitor.ts';

/** All scenarios of clients that do not wait. */
export const SENDERS: readonly Scenario[] = [
  {
    name: 'beacon',
    hits: 3,
    // A page sends a beacon and does not wait. On some sites none is ever answered; on others those are cut that are sent while the
    // page is left.
    play(world, at) {
      const { visitor, page, at: now } = reader(world, at);
      const { random } = world;
      const referer = visitor.refererOf(page.path);
      const asked = { target: visitor.site.beacon, method: 'POST', referer };
      const truth = truthOf('beacon', 'fire_and_forget');
      let began = now;
      for (let i = random.chance(0.5) ? 0 : random.integer(1, 4); i > 0; i--, began += random.lognormal(8, 0.8))
        if (visitor.site.answersBeacons)
          visitor.answered({ ...asked, at: began, status: 204, seconds: random.lognormal(0.03, 0.5) });
        else visitor.left({ ...asked, at: began }, random.exponential(0.01), truth);
      const gone = { ...asked, at: began };
      if (random.chance(0.5)) {
        // The person goes to the next page, which may be what ends the beacon.
        visitor.left(gone, random.exponential(0.01), truthOf('beacon', 'fire_and_forget', 'navigate_away'));
        load(visitor, anotherPage(visitor, page), began + random.between(0.002, 0.02), referer, false);
      } else visitor.left(gone, random.exponential(0.01), truth);
    },
  },
  {
    name: 'push-metrics',
    hits: 8,
    play(world, at) {
      const { random } = world;
      const visitor = program(world);
      const pace = random.pick([10, 15, 30, 60]);
      for (let i = random.integer(4, 16), began = at; i > 0; i--, began += pace + random.between(-0.2, 0.2))
        visitor.left(
          { target: visitor.site.beacon, at: began, method: 'POST' },
          random.exponential(0.008),
          truthOf('push-metrics', 'fire_and_forget'),
        );
    },
  },
  {
    name: 'wp-cron',
    hits: 3,
    // WordPress calls itself and waits 0.01 s, or 1 s where its library cannot wait less. Many sites take the call in time: in real logs
    // 111 of 115 were answered.
    play(world, at) {
      const { random } = world;
      const visitor = new Visitor(world, world.site(), {
        address: world.newAddress(),
        agent: `WordPress/6.${random.integer(0, 8)}; https://${world.sites[0]!.host}`,
        protocol: 'HTTP/1.1',
      });
      const limit = random.pick([0.01, 1]);
      const cut = random.pick([0.1, 0.4, 1]);
      for (let i = Math.round(3 / cut), began = at; i > 0; i--, began += 60 + random.lognormal(120, 1)) {
        const target = `/wp-cron.php?doing_wp_cron=${began.toFixed(6)}`;
        const asked = {
          target,
          at: began,
          method: 'POST',
          referer: random.chance(0.5) ? visitor.refererOf(target) : '-',
        };
        if (random.chance(cut)) visitor.left(asked, limit + overrun(world), truthOf('wp-cron', 'fire_and_forget'));
        else visitor.answered({ ...asked, seconds: random.between(0.1, 0.95) * limit });
      }
    },
  },
  {
    name: 'half-close',
    hits: 4,
    play(world, at) {
      const { random } = world;
      // A few lines of a script, or a device, often name nobody.
      const visitor = random.chance(0.3) ? program(world, '-') : program(world);
      const target = random.pick(visitor.site.api);
      for (let i = random.integer(2, 8), began = at; i > 0; i--, began += random.lognormal(30, 0.9)) {
        visitor.reconnect();
        visitor.left(
          { target, at: began, method: random.chance(0.5) ? 'POST' : 'GET' },
          random.between(0.001, 0.02),
          truthOf('half-close', 'half_close_client'),
        );
      }
    },
  },
];
