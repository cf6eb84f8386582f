// Connections without a request: nginx logs them only before 1.3.15.
import { reader } from './browse.ts';
import { scanner } from './clients.ts';
import { type Scenario, truthOf } from './scenario.ts';
import { Visitor } from './visitor.ts';
import type { World } from './world.ts';

const logsThem = ({ logsEmptyConnections }: World): boolean => logsEmptyConnections;

/** All scenarios of connections without a request. */
export const EMPTY: readonly Scenario[] = [
  {
    name: 'spare-connections',
    hits: 3,
    fits: logsThem,
    play(world, at) {
      const { visitor, at: now } = reader(world, at);
      const { random } = world;
      const life = random.weighted([
        [5, 4],
        [random.between(1, 60), 4],
        [60, 1],
      ]);
      for (let i = random.integer(1, 5); i > 0; i--)
        visitor.cut('-', now + life + random.between(0, 0.05), 0, truthOf('spare-connections', 'empty_preconnect'));
    },
  },
  {
    name: 'tls-spares',
    hits: 3,
    fits: logsThem,
    play(world, at) {
      const { visitor, at: now } = reader(world, at);
      const { random } = world;
      const life = random.weighted([
        [5, 3],
        [random.between(1, 60), 4],
      ]);
      for (let i = random.integer(1, 4); i > 0; i--)
        visitor.cut('-', now + random.between(0, 0.02), life, truthOf('tls-spares', 'empty_tls_preconnect'));
    },
  },
  {
    name: 'handshakes-fail',
    hits: 20,
    fits: logsThem,
    // A browser does not trust the certificate and tries again and again.
    play(world, at) {
      const { random } = world;
      const { visitor, at: now } = reader(world, at);
      for (let i = random.integer(8, 60); i > 0; i--)
        visitor.cut(
          '-',
          now + random.exponential(10),
          random.between(0, 0.15),
          truthOf('handshakes-fail', 'empty_tls_handshake_failed'),
        );
    },
  },
  {
    name: 'spares-after-error',
    hits: 3,
    fits: logsThem,
    play(world, at) {
      const { visitor, page, at: now } = reader(world, at);
      const { random } = world;
      const kind = visitor.site.server.headerTooLarge;
      const refused = now + random.between(8, 40);
      for (let i = random.integer(1, 3); i > 0; i--)
        visitor.refused(
          { target: page.path, at: refused + i * 0.01 },
          kind,
          truthOf('spares-after-error', 'cookie_too_large'),
        );
      for (let i = random.integer(1, 4); i > 0; i--)
        visitor.cut(
          '-',
          refused + random.between(0.02, 0.4),
          0,
          truthOf('spares-after-error', 'empty_after_cookie_error'),
        );
    },
  },
  {
    name: 'tcp-checks',
    hits: 30,
    fits: logsThem,
    play(world, at) {
      const { random } = world;
      const visitor = new Visitor(
        world,
        world.sites[0]!,
        { address: random.chance(0.6) ? '10.1.0.5' : world.newAddress(), agent: '-', protocol: 'HTTP/1.1' },
        false,
      );
      const pace = random.pick([2, 5, 7, 10, 30]);
      const end = Math.min(world.start + world.seconds, at + pace * random.integer(15, 80));
      for (let now = at; now < end; now += pace + random.between(0, 0.05))
        visitor.cut('-', now, 0, truthOf('tcp-checks', 'empty_tcp_healthcheck'));
    },
  },
  {
    name: 'port-scan',
    hits: 1,
    fits: logsThem,
    play(world, at) {
      scanner(world).cut('-', at, 0, truthOf('port-scan', 'empty_portscan'));
    },
  },
];
