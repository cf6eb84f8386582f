// What the application or the configuration answers, and requests that end before they are whole.
import { reader } from './browse.ts';
import { program, scanner } from './clients.ts';
import { type Scenario, truthOf } from './scenario.ts';

/** All scenarios of answers and of cut requests. */
export const ANSWERS: readonly Scenario[] = [
  {
    name: 'application-400',
    hits: 4,
    play(world, at) {
      const { random } = world;
      const visitor = random.chance(0.5) ? program(world) : reader(world, at).visitor;
      const target = random.pick(random.chance(0.5) ? visitor.site.forms : visitor.site.api);
      const method = random.chance(0.7) ? 'POST' : 'GET';
      // One place of an application says much the same each time; a few frameworks say nothing.
      const size = random.chance(0.05) ? 0 : random.integer(15, 900);
      for (let i = random.integer(1, 7), now = at; i > 0; i--, now += random.lognormal(12, 1))
        visitor.answered({
          target,
          at: now,
          method,
          status: 400,
          bytes: size === 0 || random.chance(0.7) ? size : size + random.integer(0, 40),
          truth: truthOf('application-400', 'app_400'),
        });
    },
  },
  {
    name: 'application-400-scan',
    hits: 8,
    // A scanner that behaves like a browser loads a page. The application refuses its probes with one page.
    play(world, at) {
      const { random } = world;
      const { visitor } = reader(world, at);
      const bytes = random.integer(15, 3000);
      for (let i = random.integer(2, 20), now = at; i > 0; i--) {
        now += random.exponential(3);
        const target = `/${random.pick(['api', 'v1', 'rest', 'admin'])}/${random.id(5)}`;
        const truth = truthOf('application-400-scan', 'app_400');
        visitor.answered({ target, at: now, status: 400, bytes, truth });
      }
    },
  },
  {
    name: 'configured-400',
    hits: 3,
    play(world, at) {
      const { random } = world;
      const visitor = random.chance(0.5) ? program(world) : reader(world, at).visitor;
      const target = `/${random.id(5)}`;
      for (let i = random.integer(1, 5), now = at; i > 0; i--, now += random.lognormal(20, 1))
        visitor.refused(
          { target, at: now, method: i % 3 === 0 ? 'POST' : 'GET' },
          'plain',
          truthOf('configured-400', 'nginx_return_400'),
        );
    },
  },
  {
    name: 'cut-short',
    hits: 1,
    play(world, at) {
      const { random } = world;
      const visitor = random.chance(0.5) ? scanner(world) : reader(world, at).visitor;
      const { path } = random.pick(visitor.site.pages);
      const seconds = random.lognormal(2, 1);
      random.weighted<() => void>([
        [
          (): void =>
            visitor.cut(
              `GET ${path.slice(0, random.integer(1, path.length))}`,
              at,
              seconds,
              truthOf('cut-short', 'closed_mid_request_line'),
            ),
          1,
        ],
        [
          (): void =>
            visitor.cut(
              `GET ${path} HTTP/1.1`,
              at,
              seconds,
              truthOf('cut-short', 'closed_mid_headers'),
              random.chance(0.5) ? visitor.client.agent : '-',
            ),
          2,
        ],
        [(): void => visitor.cut('', at, seconds, truthOf('cut-short', 'crlf_only')), 1],
      ])();
    },
  },
  {
    name: 'upload-cut',
    hits: 2,
    // A phone uploads on a weak network, and tries again until it is through or the person gives up.
    play(world, at) {
      const { visitor, page, at: now } = reader(world, at);
      const { random } = world;
      const target = random.pick(visitor.site.uploads);
      const isHttp2 = visitor.client.protocol === 'HTTP/2.0';
      for (
        let i = random.weighted([
            [1, 4],
            [2, 2],
            [4, 1],
          ]),
          began = now;
        i > 0;
        i--
      ) {
        const seconds = random.lognormal(12, 1);
        const truth = truthOf('upload-cut', 'closed_mid_body');
        if (isHttp2)
          visitor.left(
            { target, at: began, method: 'POST', referer: visitor.refererOf(page.path) },
            seconds,
            truth,
            'none',
          );
        else {
          const body = Math.round(random.lognormal(60_000, 1.5));
          visitor.cut(`POST ${target} HTTP/1.1`, began, seconds, truth, visitor.client.agent, body);
        }
        began += seconds + random.lognormal(4, 0.8);
        if (i === 1 && random.chance(0.5))
          visitor.answered({ target, at: began, method: 'POST', seconds: random.lognormal(15, 0.7) });
      }
    },
  },
];
