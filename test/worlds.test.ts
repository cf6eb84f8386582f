// The simulated worlds: drawn from seeds, and written as a real nginx writes.
import { describe, expect, test } from 'vitest';
import { realLogs } from '../scripts/accuracy/labelled-logs.ts';
import { drawWorld, SCENARIOS, write } from '../scripts/worlds/draw.ts';
import { FREQUENCIES } from '../scripts/worlds/frequencies.ts';
import { parseLine } from '../src/formats/line.ts';
import { canHappen, type Scenario } from '../scripts/worlds/scenario.ts';
import { Visitor } from '../scripts/worlds/visitor.ts';
import { World } from '../scripts/worlds/world.ts';
import type { Entry } from '../src/formats/entry.ts';
import { isPadded } from '../src/formats/user-agent.ts';
import { parseRequest } from '../src/formats/request.ts';
import { PADDING_BYTES, PAGE_OFFSETS } from '../src/judge/tables/pages/page-kinds.ts';

const seeds = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);
const worlds = seeds(5001, 120).map((seed) => drawWorld(seed));

/** The first worlds that a scenario can happen in. */
function worldsFor(scenario: Scenario, count: number): World[] {
  const found: World[] = [];
  for (let seed = 1; seed < 4000 && found.length < count; seed++) {
    const world = new World(seed);
    if (canHappen(scenario, world)) found.push(world);
  }
  if (found.length < count) throw new Error(`too few worlds for ${scenario.name}`);
  return found;
}

function entryOf(line: string): Entry {
  const entry = parseLine(line);
  if (typeof entry === 'string') throw new Error(`${entry}: ${line}`);
  return entry;
}

test('the same seed draws the same world, another seed another one', () => {
  expect(drawWorld(5001)).toEqual(worlds[0]);
  expect(drawWorld(5002).combined).not.toEqual(worlds[0]!.combined);
});

test('every line is an entry, and lines stand in the order in which their requests ended', () => {
  const ordered = worlds.filter(({ about }) => !about.some((text) => text.includes('clock')));
  for (const { extended } of ordered.slice(0, 10)) {
    const times = extended.map((line) => entryOf(line).time);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  }
});

test('a clock that is set back goes back once in the log', () => {
  const world = seeds(1, 4000)
    .map((seed) => new World(seed))
    .find(({ clockStep }) => (clockStep?.by ?? 0) < -10)!;
  const { at, by } = world.clockStep!;
  const visitor = new Visitor(world, world.sites[0]!, world.newPerson());
  for (const seconds of [-5, -1, 1, 5]) visitor.answered({ target: '/', at: at + seconds, seconds: 0 });
  const times = write(world, []).combined.map((line) => entryOf(line).time);
  const expected = [-5, -1, 1 + by, 5 + by].map((seconds) => Math.floor(at + seconds));
  expect(times).toEqual(expected);
});

test('the truth names every 400 and 499, and nothing else', () => {
  for (const { combined, truth } of worlds) {
    const hits = combined.flatMap((line, i) => (/" (?:400|499) \d+ "/.test(line) ? [i] : []));
    expect(truth.map(({ line }) => line)).toEqual(hits);
    for (const { line, status } of truth) expect(combined[line]).toContain(`" ${status} `);
  }
});

test.for(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('%s makes hits', ([name, scenario]) => {
  const [world] = worldsFor(scenario, 1) as [World];
  // A few processes run several times before one of them ends in a hit.
  for (let i = 0; i < 8; i++) scenario.play(world, world.moment());
  const hits = world.requests.filter(({ truth }) => truth !== undefined);
  expect(hits.length).toBeGreaterThan(0);
  expect(new Set(hits.map(({ truth }) => truth!.scenario))).toEqual(new Set([name]));
  for (const { status, end, duration } of hits) {
    expect([400, 499]).toContain(status);
    expect(duration).toBeGreaterThanOrEqual(0);
    expect(end).toBeGreaterThan(world.start - 7200);
  }
});

describe('frequencies', () => {
  test('each scenario has one, and there are no others', () => {
    expect(Object.keys(FREQUENCIES).toSorted()).toEqual(SCENARIOS.map(({ name }) => name).toSorted());
  });

  test('fewer than one world in ten is full of something rare', () => {
    const full = worlds.filter(({ truth }) => {
      const rare = truth.filter(({ scenario }) => FREQUENCIES[scenario]!.worlds <= 0.1);
      return rare.length > truth.length / 2;
    });
    expect(full.length).toBeLessThan(worlds.length / 10);
  });

  test('a minority of worlds has an incident, and then it has many hits', () => {
    const shares = worlds
      .map(({ truth }) => truth.filter(({ cause }) => cause === 'upstream_slow_incident').length / truth.length)
      .filter((share) => share > 0)
      .toSorted((a, b) => a - b);
    expect(shares.length).toBeGreaterThan(worlds.length / 10);
    expect(shares.length).toBeLessThan(worlds.length / 2);
    expect(shares.at(-3)).toBeGreaterThan(0.3);
  });
});

test('somebody who leaves during a stall may have pressed stop only without company and without an error beside it', () => {
  let alone = 0;
  let inCompany = 0;
  for (const scenario of SCENARIOS.filter(({ name }) => /^(?:short|long)-incident$|few-see-it|restart/.test(name)))
    for (const world of worldsFor(scenario, 20)) {
      scenario.play(world, world.moment());
      const left = world.requests.filter(({ truth }) => truth !== undefined);
      for (const { end, truth } of left) {
        const near = world.requests.filter((one) => Math.abs(one.end - end) <= 60);
        const leavers = new Set(
          near.filter(({ status }) => status === 499).map((one) => one.forwardedFor ?? one.remote_addr),
        );
        if (truth!.alsoOk?.includes('stop_button') === true) {
          alone++;
          expect(leavers.size).toBeLessThan(3);
          expect(near.filter(({ status }) => status >= 500)).toEqual([]);
        } else inCompany++;
      }
    }
  expect(alone).toBeGreaterThan(10);
  expect(inCompany).toBeGreaterThan(alone / 2);
});

test('worlds differ in length, topology and size', () => {
  const about = worlds.map(({ about: [first = ''] }) => first);
  for (const word of ['direct', 'balancers', 'edges']) expect(about.some((text) => text.includes(word))).toBe(true);
  const lines = worlds.map(({ combined }) => combined.length).toSorted((a, b) => a - b);
  expect(lines.at(-1) / lines[0]!).toBeGreaterThan(10);
});

describe('a typical world has the shares of real sites', () => {
  const files = /\.(?:css|m?js|png|jpe?g|gif|webp|svg|woff2?|ico)$/;
  const measured = worlds.map(({ combined }) => {
    const entries = combined.map((line) => entryOf(line));
    const share = (of: (entry: Entry) => boolean): number => entries.filter(of).length / entries.length;
    const assets = entries.filter(({ request }) => files.test(parseRequest(request).path));
    const pages = entries.filter(
      ({ request, status, http_user_agent: agent }) =>
        status === 200 &&
        agent.startsWith('Mozilla/5.0 (') &&
        !agent.includes('compatible;') &&
        request.startsWith('GET ') &&
        !files.test(parseRequest(request).path),
    );
    const gaps = gapsOf(pages);
    return {
      perPage: assets.length / pages.length,
      secondsBetween: gaps[Math.floor(gaps.length / 2)]!,
      longSecondsBetween: gaps[Math.floor(gaps.length * 0.9)]!,
      hits: share(({ status }) => status === 400 || status === 499),
      notFound: share(({ status }) => status === 404),
      assets: assets.length / entries.length,
      revalidated: assets.filter(({ status }) => status === 304).length / assets.length,
      withoutReferer: pages.filter(({ http_referer: referer }) => referer === '-').length / pages.length,
    };
  });
  // The ranges in eight logs of public sites and, for hits, in the labelled logs of this project.
  test.for([
    ['perPage', 0.09, 5.8],
    ['secondsBetween', 0, 9],
    ['longSecondsBetween', 9, 720],
    ['hits', 0.01, 0.21],
    ['notFound', 0.002, 0.45],
    ['assets', 0.04, 0.66],
    ['revalidated', 0, 0.21],
    ['withoutReferer', 0.06, 0.89],
  ] as const)('%s', ([name, least, most]) => {
    const values = measured.map((one) => one[name]).toSorted((a, b) => a - b);
    expect(values[30]).toBeGreaterThanOrEqual(least);
    expect(values[30]).toBeLessThanOrEqual(most);
  });
});

describe('lines look as in logs of a real nginx', () => {
  const real = new Map<string, Map<string, number>>();
  // In which logs each shape of a label is. What only one log has may be a habit of its clients.
  const logsOf = new Map<string, Set<string>>();
  for (const { world, form, lines, truth } of realLogs()) {
    if (form !== 'ext') continue;
    const plain = plainPageOf(truth.flatMap(({ line, cause }) => (ANCHORS.test(cause) ? [lines[line]!] : [])));
    for (const { line, cause } of truth) {
      const shapes = real.get(cause) ?? new Map<string, number>();
      real.set(cause, shapes);
      for (const shape of [shapeOf(lines[line]!), sizeOf(lines[line]!, plain)]) {
        shapes.set(shape, (shapes.get(shape) ?? 0) + 1);
        const key = `${cause} ${shape}`;
        logsOf.set(key, (logsOf.get(key) ?? new Set()).add(world));
      }
    }
  }
  const drawn = new Map<string, Set<string>>();
  for (const scenario of SCENARIOS)
    for (const world of worldsFor(scenario, 24)) {
      // Only the newest nginx refuses some headers, so these faults are rare.
      const plays = scenario.name === 'broken-headers' ? 24 : 3;
      for (let i = 0; i < plays; i++) scenario.play(world, world.moment());
      const { extended, truth } = write(world, []);
      const servers = world.sites.map(({ server }) => server);
      const hasOwnPages = servers.every(
        ({ only, insteadOfPlain }) => only === undefined && insteadOfPlain === undefined,
      );
      const plain = new Set(servers.map((server) => server.plain)).size === 1 && hasOwnPages ? servers[0]!.plain : 0;
      for (const { line, cause } of truth) {
        const shapes = drawn.get(cause) ?? new Set<string>();
        drawn.set(cause, shapes.add(shapeOf(extended[line]!)));
        // An application sends any size.
        if (plain > 0 && !cause.startsWith('app_')) shapes.add(sizeOf(extended[line]!, plain));
      }
    }

  test.for([...drawn])('%s', ([label, shapes]) => {
    const known = real.get(label) ?? new Map<string, number>();
    // A client may leave out its name; all else is nginx's.
    const seen = new Set([...known.keys(), ...(UNSEEN[label] ?? [])].map(withoutAgent));
    expect([...shapes].filter((shape) => !seen.has(withoutAgent(shape)))).toEqual([]);
    const isShared = (shape: string): boolean => logsOf.get(`${label} ${shape}`)!.size > 1;
    const common = [...known].filter(
      ([shape, lines]) => lines >= COMMON && isShared(shape) && !shape.startsWith('size'),
    );
    expect(common.map(([shape]) => shape).filter((shape) => !shapes.has(shape))).toEqual([]);
  });
});

/** The seconds between two pages or calls of one browser, up to half an hour, in ascending order. */
function gapsOf(entries: readonly Entry[]): number[] {
  const last = new Map<string, number>();
  const gaps: number[] = [];
  for (const { remote_addr: address, http_user_agent: agent, time } of entries) {
    const browser = `${address} ${agent}`;
    const gap = time - (last.get(browser) ?? Number.NEGATIVE_INFINITY);
    if (gap >= 0 && gap < 1800) gaps.push(gap);
    last.set(browser, time);
  }
  return gaps.toSorted((a, b) => a - b);
}

/** A shape is common if real logs have it this often for a label. */
const COMMON = 8;
/** Labels whose lines have the plain page: the size of a server's page is known from them. */
const ANCHORS = /^(?:garbage_|tls_to_plain_port|invalid_method)/;
/** Shapes and sizes that nginx writes, though the real logs here do not have them. */
const UNSEEN: Readonly<Record<string, readonly string[]>> = {
  // ngx_http_upstream.c: the first upstream failed, and the client left while the second one was asked.
  upstream_slow_incident: ['499 without body, empty, agent, upstream answered, request line'],
  half_close_client: ['499 with body, empty, agent, no answer of an upstream, request line'],
  header_too_large: ['400 with body, page, agent, no answer of an upstream, request line'],
  app_400: ['400 with body, empty, agent, upstream answered, request line'],
  // Since 1.23.0 a second Authorization or If-* is refused, too, and needs no body.
  duplicate_header: ['400 without body, page, agent, no answer of an upstream, request line'],
  // ngx_http_parse_request_line refuses a space since 1.21.1, before $request_length is counted.
  invalid_uri: ['400 broken, page, no agent, no answer of an upstream, no request line'],
  // `return 400 "text"`, or the page of a firewall.
  nginx_return_400: ['size other'],
  // Odoo polls with POST.
  long_poll_closed: ['499 with body, empty, agent, no answer of an upstream, request line'],
};

/** The size of a server's plain page: the most frequent one of lines that have it; 0 if it is unknown. */
function plainPageOf(lines: readonly string[]): number {
  const counts = new Map<number, number>();
  for (const line of lines) {
    const { body_bytes_sent: bytes = 0 } = entryOf(line);
    if (bytes > 0) counts.set(bytes, (counts.get(bytes) ?? 0) + 1);
  }
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? 0;
}

/** Which of nginx's pages a line has by its size. */
function sizeOf(line: string, plain: number): string {
  const { body_bytes_sent: bytes, http_user_agent: agent } = entryOf(line);
  if (bytes === undefined) throw new Error(`no size: ${line}`);
  if (bytes === 0) return 'size none';
  const kinds = Object.entries(PAGE_OFFSETS);
  const offset = bytes - plain - (isPadded(agent) ? PADDING_BYTES : 0);
  return `size ${kinds.find(([, of]) => of === offset)?.[0] ?? 'other'}`;
}

// What a rule can see of one line. The size of a 400 is compared only as none or some: pages differ between servers.
function shapeOf(line: string): string {
  const { request, status, body_bytes_sent: bytes, http_user_agent: agent, extra } = entryOf(line);
  const { method, shape } = parseRequest(request);
  const { upstream_status: upstream = '-', request_length: length = 0 } = extra;
  const kind = shape === 'whole' ? (/^(?:POST|PUT|PATCH)$/.test(method) ? 'with body' : 'without body') : shape;
  const parts = [
    bytes === 0 ? 'empty' : 'page',
    agent === '-' ? 'no agent' : 'agent',
    /\d/.test(upstream) ? 'upstream answered' : 'no answer of an upstream',
    length === 0 ? 'no request line' : 'request line',
  ];
  return `${status} ${kind}, ${parts.join(', ')}`;
}

function withoutAgent(shape: string): string {
  return shape.replace('no agent', 'agent');
}
