// Requests that are refused for their headers or certificates.
import { browse, reader } from './browse.ts';
import { program, scanner } from './clients.ts';
import { type Scenario, truthOf } from './scenario.ts';
import { Visitor } from './visitor.ts';
import { drawMonitor, drawProgram } from './people.ts';

/** A fault of the headers that gets the plain page, by the label of its kind. */
const HEADER_FAULTS: readonly string[] = ['invalid_header', 'missing_host', 'invalid_host', 'bad_content_length'];
/** Faults that nginx refuses from a version on. */
const NEWER_FAULTS: readonly (readonly [label: string, since: readonly [number, number, number]])[] = [
  ['duplicate_host', [1, 17, 9]],
  ['cl_te_conflict', [1, 21, 1]],
  ['te_in_http10', [1, 21, 2]],
  ['duplicate_header', [1, 23, 0]],
];

/** All scenarios of refused headers. */
export const HEADERS: readonly Scenario[] = [
  {
    name: 'cookie-grows',
    hits: 8,
    // From some moment on every request of one person is refused.
    play(world, at) {
      const { random } = world;
      const visitor = new Visitor(world, world.site(), { ...world.newPerson(), protocol: 'HTTP/1.1' });
      const { page } = browse(visitor, at - 60, random.integer(1, 3));
      const kind = visitor.site.server.headerTooLarge;
      // Some clients send the cookie before their name.
      const isEarly = random.chance(0.15);
      let now = at;
      for (let i = random.integer(2, 20); i > 0; i--) {
        const { path } = random.pick(visitor.site.pages);
        const truth = truthOf('cookie-grows', 'cookie_too_large');
        visitor.refused(
          {
            target: random.chance(0.5) ? page.path : path,
            at: now,
            referer: random.chance(0.3) ? visitor.refererOf(page.path) : '-',
          },
          kind,
          truth,
          isEarly ? '-' : visitor.client.agent,
        );
        if (random.chance(0.4))
          visitor.refused(
            { target: '/favicon.ico', at: now + 0.1, referer: visitor.refererOf(page.path) },
            kind,
            truth,
          );
        now += random.lognormal(8, 1.3);
      }
      if (random.chance(0.3)) browse(visitor, now + 30, 2);
    },
  },
  {
    name: 'login-cookies',
    hits: 10,
    fits: (world) => !world.isBefore(0, 9, 4),
    // A change of the login adds cookies: many people are refused after they signed in, until they clear them.
    play(world, at) {
      const { random } = world;
      const site = world.site();
      for (let i = random.integer(3, 12); i > 0; i--) {
        const visitor = new Visitor(world, site, { ...world.newPerson(), protocol: 'HTTP/1.1' });
        const { page, at: came } = browse(visitor, at + random.exponential(3600), random.integer(1, 2));
        const referer = visitor.refererOf(page.path);
        let now = came + random.lognormal(8, 0.6);
        visitor.answered({ target: '/login', at: now, method: 'POST', referer, status: 302 });
        for (let tries = random.integer(1, 5); tries > 0; tries--, now += random.lognormal(6, 1))
          visitor.refused(
            { target: random.pick(site.pages).path, at: now + 0.1, referer },
            'header-too-large',
            truthOf('login-cookies', 'cookie_too_large'),
          );
        if (random.chance(0.4)) browse(visitor, now + random.lognormal(120, 1), 2);
      }
    },
  },
  {
    name: 'cookie-on-one-path',
    hits: 4,
    play(world, at) {
      const { random } = world;
      const visitor = new Visitor(world, world.site(), { ...world.newPerson(), protocol: 'HTTP/1.1' });
      const target = random.pick(visitor.site.pages).path;
      const kind = visitor.site.server.headerTooLarge;
      for (let i = random.integer(2, 6), now = at; i > 0; i--) {
        visitor.refused({ target, at: now }, kind, truthOf('cookie-on-one-path', 'cookie_too_large'));
        now = browse(visitor, now + random.lognormal(6, 0.8), 1).at + random.lognormal(6, 0.8);
      }
    },
  },
  {
    name: 'token-too-large',
    hits: 5,
    fits: (world) => !world.isBefore(0, 9, 4),
    play(world, at) {
      const { random } = world;
      const visitor = program(world);
      for (let i = random.integer(2, 9), now = at; i > 0; i--, now += random.lognormal(20, 1))
        visitor.refused(
          { target: random.pick(visitor.site.api), at: now, method: random.pick(['GET', 'POST']) },
          'header-too-large',
          truthOf('token-too-large', 'header_too_large'),
          random.chance(0.7) ? visitor.client.agent : '-',
        );
    },
  },
  {
    name: 'broken-headers',
    hits: 2,
    play(world, at) {
      const { random } = world;
      const visitor = random.chance(0.6) ? scanner(world) : program(world);
      const newer = NEWER_FAULTS.filter(([, since]) => !visitor.site.server.isBefore(...since));
      const label = random.pick([...HEADER_FAULTS, ...HEADER_FAULTS, ...newer.map(([name]) => name)]);
      const hasBody =
        label === 'bad_content_length' ||
        label === 'cl_te_conflict' ||
        label === 'te_in_http10' ||
        // Content-Length twice, or a header that stands in any request.
        (label === 'duplicate_header' && random.chance(0.5)) ||
        (label === 'invalid_header' && random.chance(0.3));
      for (let i = random.integer(1, 4), now = at; i > 0; i--, now += random.lognormal(20, 1))
        visitor.refused(
          {
            target: random.chance(0.6) ? '/' : random.pick(visitor.site.api),
            at: now,
            method: hasBody ? 'POST' : 'GET',
          },
          'plain',
          truthOf('broken-headers', label),
          random.chance(0.4) ? visitor.client.agent : '-',
        );
    },
  },
  {
    name: 'bad-chunk',
    hits: 2,
    fits: (world) => !world.isBefore(1, 3, 15),
    play(world, at) {
      const { random } = world;
      const visitor = program(world);
      for (let i = random.integer(1, 3), now = at; i > 0; i--, now += random.lognormal(20, 1))
        visitor.refused(
          { target: random.pick(visitor.site.uploads), at: now, method: 'POST' },
          'plain',
          truthOf('bad-chunk', 'bad_chunked'),
        );
    },
  },
  {
    name: 'plain-http-to-tls',
    hits: 4,
    play(world, at) {
      const { random } = world;
      if (random.chance(0.15)) {
        // A check of the site's own that was set up for the wrong port.
        const client = { address: `10.9.1.${random.integer(2, 60)}`, agent: drawMonitor(random), protocol: 'HTTP/1.1' };
        const own = new Visitor(world, world.site(), client, false);
        const pace = random.pick([30, 60, 300]);
        for (let i = random.integer(5, 20), now = at; i > 0; i--, now += pace + random.between(-0.2, 0.2))
          own.refused(
            { target: own.site.health, at: now },
            'plain-http-to-tls',
            truthOf('plain-http-to-tls', 'plain_to_tls_port'),
          );
        return;
      }
      const visitor = random.chance(0.5)
        ? scanner(world)
        : new Visitor(world, world.site(), { ...world.newPerson(), protocol: 'HTTP/1.1' }, false);
      for (let i = random.integer(1, 6), now = at; i > 0; i--, now += random.lognormal(15, 1))
        visitor.refused(
          { target: random.pick(visitor.site.pages).path, at: now, method: i % 3 === 0 ? 'POST' : 'GET' },
          'plain-http-to-tls',
          truthOf('plain-http-to-tls', 'plain_to_tls_port'),
        );
    },
  },
  {
    name: 'client-certificate',
    hits: 4,
    play(world, at) {
      const { random } = world;
      const visitor = random.chance(0.5) ? program(world) : reader(world, at).visitor;
      const isMissing = random.chance(0.6);
      for (let i = random.integer(2, 8), now = at; i > 0; i--, now += random.lognormal(20, 1))
        visitor.refused(
          { target: random.pick(visitor.site.api), at: now, method: random.chance(0.3) ? 'POST' : 'GET' },
          isMissing ? 'certificate-missing' : 'certificate-invalid',
          truthOf('client-certificate', isMissing ? 'ssl_no_cert' : 'ssl_cert_error'),
        );
    },
  },
  {
    name: 'http2-faults',
    hits: 2,
    fits: (world) => world.speaksHttp2 && world.topology.kind === 'direct' && !world.isBefore(1, 13, 6),
    play(world, at) {
      const visitor = new Visitor(world, world.site(), {
        address: world.newAddress(),
        agent: drawProgram(world.random),
        protocol: 'HTTP/2.0',
      });
      const { agent } = visitor.client;
      const truth = truthOf('http2-faults', 'h2_bad_request');
      // A bad name is refused before there is a request line, a missing host after it.
      if (world.random.chance(0.5)) visitor.refusedHttp2(at, truth, agent);
      else visitor.refused({ target: world.random.pick(visitor.site.api), at }, 'plain', truth);
    },
  },
];
