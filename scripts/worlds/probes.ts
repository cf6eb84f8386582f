// Scanners, foreign protocols, and what gets into the place of a request line.
import { reader } from './browse.ts';
import { program, scanner } from './clients.ts';
import type { Random } from './random.ts';
import { type Scenario, truthOf } from './scenario.ts';
import { Visitor } from './visitor.ts';

// Random bytes, as nginx escapes them.
const bytes = (random: Random, count: number): string =>
  Array.from({ length: count }, () => `\\x${random.integer(0x80, 0xff).toString(16).toUpperCase()}`).join('');

/** Request lines of other protocols, each with its label. */
const FOREIGN: readonly (readonly [label: string, line: (random: Random) => string])[] = [
  ['garbage_rdp', () => String.raw`\x03\x00\x00/*\xE0\x00\x00\x00\x00\x00Cookie: mstshash=Administr`],
  ['garbage_ssh', () => 'SSH-2.0-Go'],
  ['garbage_smb', () => String.raw`\x00\x00\x00T\xFFSMBr\x00\x00\x00\x00\x18\x01(\x00\x00`],
  ['garbage_socks', () => String.raw`\x05\x01\x00`],
  ['garbage_socks', () => String.raw`\x04\x01\x00P\xC0\x00\x02\x07\x00`],
  ['garbage_other', () => 'OPTIONS sip:nm SIP/2.0'],
  ['garbage_other', () => '*1'],
  ['garbage_other', () => 'MGLNDD_192.0.2.7_443'],
  ['garbage_other', (random) => bytes(random, random.integer(6, 40))],
  ['garbage_other', () => String.raw`\x10\x10\x00\x04MQTT\x04\x02\x00<\x00\x04scan`],
  ['h2_to_h1', () => 'PRI * HTTP/2.0'],
  [
    'tls_to_plain_port',
    (random) => String.raw`\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03` + bytes(random, random.integer(0, 20)),
  ],
  ['proxy_protocol_to_plain', () => 'PROXY TCP4 203.0.113.9 192.0.2.1 41000 80'],
  ['invalid_method', () => 'get / HTTP/1.1'],
  ['invalid_method', () => 't3 12.1.2'],
  ['invalid_method', () => 'G@T / HTTP/1.1'],
  ['invalid_uri', () => 'GET /%zz HTTP/1.1'],
  ['invalid_uri', () => 'GET index.php HTTP/1.1'],
  ['uri_traversal', () => 'GET /../../../../etc/passwd HTTP/1.1'],
  ['uri_traversal', () => 'GET /cgi-bin/.%2e/.%2e/.%2e/.%2e/bin/sh HTTP/1.1'],
  ['open_proxy_probe', () => 'CONNECT www.example.net:443 HTTP/1.1'],
];

/** All scenarios of lines that are no requests. */
export const PROBES: readonly Scenario[] = [
  {
    name: 'scan',
    hits: 4,
    play(world, at) {
      const { random } = world;
      const visitor = scanner(world);
      for (const [label, line] of random.some(FOREIGN, random.integer(1, 6)))
        visitor.refusedRaw(line(random), at + random.lognormal(3, 1), truthOf('scan', label));
      if (random.chance(0.5))
        for (let i = random.integer(2, 12); i > 0; i--)
          visitor.answered({
            target: random.pick(['/.env', '/wp-login.php', '/.git/config', '/admin', '/actuator/health', '/']),
            at: at + random.lognormal(5, 1),
            status: 404,
            bytes: visitor.site.server.notFound(visitor.client.agent),
            isUpstream: false,
          });
    },
  },
  {
    name: 'botnet',
    hits: 10,
    // Many addresses, each with one request.
    play(world, at) {
      const { random } = world;
      const [label, line] = random.pick(FOREIGN);
      for (let i = random.integer(4, 20); i > 0; i--)
        scanner(world).refusedRaw(line(random), at + random.exponential(200), truthOf('botnet', label));
    },
  },
  {
    name: 'firewall',
    hits: 2,
    // A firewall in nginx refuses a scanner: with nginx's page for 403, with a page of its own, or with 400. nginx refuses the rest.
    play(world, at) {
      const { random } = world;
      const visitor = scanner(world);
      const { server } = visitor.site;
      const { agent } = visitor.client;
      const page = random.chance(0.5) ? random.integer(500, 6000) : undefined;
      const status = random.chance(0.3) ? 400 : 403;
      for (let i = random.integer(4, 20); i > 0; i--) {
        const target = `/${random.id(4)}?id=1%27%20OR%201=1--${random.id(3)}`;
        const asked = { target, at: at + random.lognormal(4, 1) };
        if (random.chance(0.1)) visitor.refused(asked, 'plain', truthOf('firewall', 'invalid_header'), '-');
        else if (status === 403)
          visitor.answered({ ...asked, status, bytes: page ?? server.notFound(agent), isUpstream: false });
        else {
          const size = page ?? server.size('plain', agent);
          const truth = truthOf('firewall', 'nginx_return_400');
          visitor.answered({ ...asked, status, bytes: size, isUpstream: false, truth });
        }
      }
    },
  },
  {
    name: 'proxy-header',
    hits: 15,
    fits: ({ topology }) => topology.kind === 'balancers',
    // The balancer sends the PROXY protocol to a port that does not expect it.
    play(world, at) {
      const { random } = world;
      const site = world.sites[0]!;
      // The second version is binary: its first line ends before the first byte that nginx shows.
      const isBinary = random.chance(0.3);
      for (let i = random.integer(6, 30); i > 0; i--) {
        const visitor = new Visitor(
          world,
          site,
          { address: random.pick(world.topology.proxies), agent: '-', protocol: 'HTTP/1.1' },
          false,
        );
        visitor.refusedRaw(
          isBinary
            ? String.raw`\x00`
            : `PROXY TCP4 ${world.newAddress()} 10.0.0.1 ${random.integer(30_000, 60_000)} 80`,
          at + random.exponential(20),
          truthOf('proxy-header', 'proxy_protocol_to_plain'),
        );
      }
    },
  },
  {
    name: 'broken-link',
    hits: 2,
    fits: (world) => !world.isBefore(1, 21, 1),
    // A program or a mail has a link with a space in it; nginx refuses it since 1.21.1.
    play(world, at) {
      const { random } = world;
      const visitor = random.chance(0.5) ? program(world) : reader(world, at).visitor;
      const target = `/${random.id(5)}/${random.id(4)} ${random.id(6)}.pdf`;
      for (let i = random.integer(1, 4), now = at; i > 0; i--, now += random.lognormal(30, 1.2))
        visitor.refusedRaw(`GET ${target} HTTP/1.1`, now, truthOf('broken-link', 'invalid_uri'));
    },
  },
  {
    name: 'body-leftover',
    hits: 2,
    play(world, at) {
      const { random } = world;
      const visitor = program(world);
      for (let i = random.integer(1, 3), now = at; i > 0; i--, now += random.lognormal(9, 1)) {
        visitor.answered({ target: random.pick(visitor.site.forms), at: now, method: 'POST' });
        visitor.refusedRaw(
          `name=${random.id(5)}&mail=${random.id(4)}%40example.org&text=${random.id(9)}`,
          now + 0.2,
          truthOf('body-leftover', 'body_leftover'),
        );
      }
    },
  },
];
