// Trouble of the server: backends that stall for seconds or for half a day, and restarts.
import { load } from './browse.ts';
import { app } from './clients.ts';
import { limitOf, overrun } from './limits.ts';
import { part } from './site-part.ts';
import { type Scenario, truthOf } from './scenario.ts';
import type { Page, Site } from './site.ts';
import { type Asked, Visitor } from './visitor.ts';
import type { World } from './world.ts';

const HALF_A_DAY = 43_200;
/** `proxy_read_timeout` by default: nginx answers 504 after this many seconds. */
const READ_TIMEOUT = 60;
/** A person who leaves has company if others meet the same trouble within this many seconds. */
const COMPANY_SECONDS = 60;
/** With fewer people than this, nothing in a log tells a stall from people who stop. */
const COMPANY = 3;
/** An answer that takes this many seconds shows the trouble. */
const LONG_SECONDS = 5;

/** How a backend fails: how long a request of a moment takes, and what it gets. */
type Trouble = (now: number) => { readonly seconds: number; readonly status: number };

/** One request that meets the trouble. */
interface Met {
  readonly visitor: Visitor;
  readonly asked: Asked;
  readonly seconds: number;
  /** 499 for a person who leaves. */
  readonly status: number;
  /** What else is true of somebody who leaves: asks again at once, goes to another page, is a program with a limit. */
  readonly alsoOk: readonly string[];
}

const endOf = ({ asked, seconds }: Met): number => asked.at + seconds;
const isError = ({ status }: Met): boolean => status >= 500;

/** A lock, a full pool or a pause of garbage collection holds all requests until it ends; or each request is slow; or many fail at once. */
function drawTrouble({ random }: World, end: number): Trouble {
  const usual = random.lognormal(12, 0.6);
  const failing = random.between(0.05, 0.4);
  const late = (seconds: number): ReturnType<Trouble> =>
    seconds < READ_TIMEOUT ? { seconds, status: 200 } : { seconds: READ_TIMEOUT, status: 504 };
  const overloaded = (): ReturnType<Trouble> => late(random.lognormal(usual, 0.7));
  return random.weighted<Trouble>([
    [(now): ReturnType<Trouble> => late(end - now + random.lognormal(0.4, 0.8)), 3],
    [overloaded, 3],
    [
      (): ReturnType<Trouble> =>
        random.chance(failing) ? { seconds: random.pick([0.001, 3]), status: random.pick([502, 503]) } : overloaded(),
      4,
    ],
  ]);
}

/**
 * What one person or program does that comes in an incident: waits, leaves, asks again.
 * @param elsewhere a page that works
 */
function meet(visitor: Visitor, asked: Asked, trouble: Trouble, elsewhere: Page): Met[] {
  const { random } = visitor.world;
  const met: Met[] = [];
  const isProgram = !visitor.client.agent.startsWith('Mozilla/');
  const limit = limitOf(visitor.world);
  const tries = random.weighted([
    [1, 5],
    [2, 2],
    [4, 1],
  ]);
  for (let i = 1, now = asked.at; i <= tries; i++) {
    const wait = isProgram ? limit + overrun(visitor.world) : 0.5 + random.lognormal(8, 0.7);
    const { seconds, status } = trouble(now);
    const leaves = seconds > wait;
    const one = { ...asked, at: now };
    // Some of those who give up go to a page that works.
    const goesOn = leaves && i === tries && !isProgram && random.chance(0.15);
    met.push({
      visitor,
      asked: one,
      seconds: leaves ? wait : seconds,
      status: leaves ? 499 : status,
      alsoOk: [
        ...(i < tries ? ['abort_retry'] : []),
        ...(isProgram ? ['client_timeout'] : []),
        ...(goesOn ? ['navigate_away'] : []),
      ],
    });
    if (!leaves) break;
    if (goesOn) load(visitor, elsewhere, now + wait, one.referer ?? '-', false);
    now += wait + random.between(0.05, 0.6);
  }
  return met;
}

/** One backend stalls: many people leave, those who are patient get late answers, and some get an error. */
function incident(world: World, at: number, name: string, seconds: number, visitors: number): void {
  const { random } = world;
  const site = world.site();
  const paths = part(world, site);
  // One backend of several stalls, or all of them.
  const stalled = random.pick([1, 1, 0.7, 0.3]);
  const trouble = drawTrouble(world, at + seconds);
  forget(world, site, paths, stalled, at, seconds);
  const met: Met[] = [];
  const others = site.pages.filter(({ path }) => !paths.includes(path)).concat(site.pages.slice(0, 1));
  for (let i = 0; i < visitors; i++) {
    const isProgram = random.chance(0.12);
    const visitor = isProgram ? app(world, site) : new Visitor(world, site, world.newPerson());
    let now = at + random.between(0, seconds);
    const page = random.pick(others);
    if (!isProgram && random.chance(0.6))
      now = load(visitor, page, now - random.lognormal(20, 0.7), '-', true) + random.lognormal(8, 0.8);
    const referer = !isProgram && random.chance(0.8) ? visitor.refererOf(page.path) : '-';
    const method = random.chance(0.1) ? 'POST' : 'GET';
    const asked = { target: random.pick(paths), at: now, referer, method };
    if (now > at && now < at + seconds && random.chance(stalled)) met.push(...meet(visitor, asked, trouble, page));
    else visitor.answered({ ...asked, seconds: random.lognormal(0.5, 0.7) });
  }
  for (const one of met) tell(one, name, met);
  // Other parts of the site go on.
  for (let i = Math.ceil(visitors / 2); i > 0; i--)
    load(new Visitor(world, site, world.newPerson()), random.pick(others), at + random.between(0, seconds), '-', true);
}

/** The ordinary people who came to the part meanwhile are those whom the incident tells of. */
function forget(
  world: World,
  site: Site,
  paths: readonly string[],
  stalled: number,
  at: number,
  seconds: number,
): void {
  const requests = new Set(paths.flatMap((path) => ['GET', 'POST', 'HEAD'].map((method) => `${method} ${path} `)));
  world.takeBack(
    ({ request, host, end, duration }) =>
      host === site.host &&
      end > at &&
      end - duration < at + seconds &&
      requests.has(request.slice(0, request.lastIndexOf(' ') + 1)) &&
      world.random.chance(stalled),
  );
}

/** Logs one request that met the trouble. */
function tell(one: Met, name: string, met: readonly Met[]): void {
  const { visitor, asked, seconds, status } = one;
  const { random } = visitor.world;
  if (status !== 499) {
    const bytes = isError(one) ? visitor.site.server.plain : undefined;
    visitor.answered({ ...asked, seconds, status, ...(bytes === undefined ? {} : { bytes }) });
    return;
  }
  const others = met.filter((other) => Math.abs(endOf(other) - endOf(one)) <= COMPANY_SECONDS);
  const saw = others.filter((other) => other.status !== 200 || other.seconds >= LONG_SECONDS);
  const isAlone = new Set(saw.map((other) => other.visitor)).size < COMPANY && !saw.some(isError);
  const alsoOk = [...one.alsoOk, ...(isAlone ? ['stop_button'] : [])];
  // By default nginx sends no POST to a second upstream (proxy_next_upstream, non_idempotent).
  const isSecond = random.chance(0.1) && met.some(isError) && asked.method !== 'POST';
  visitor.left(asked, seconds, truthOf(name, 'upstream_slow_incident', ...alsoOk), isSecond ? 'failed' : 'waits');
}

/** All incidents. */
export const INCIDENTS: readonly Scenario[] = [
  {
    name: 'short-incident',
    hits: 15,
    play(world, at) {
      incident(world, at, 'short-incident', world.random.magnitude(4, 120), world.random.integer(6, 40));
    },
  },
  {
    name: 'few-see-it',
    hits: 3,
    play(world, at) {
      incident(world, at, 'few-see-it', world.random.magnitude(5, 60), world.random.integer(2, 5));
    },
  },
  {
    name: 'long-incident',
    hits: 40,
    fits: ({ seconds }) => seconds > 3600,
    play(world, at) {
      incident(
        world,
        at,
        'long-incident',
        world.random.magnitude(600, Math.min(HALF_A_DAY, world.seconds / 3)),
        world.random.integer(30, 90),
      );
    },
  },
  {
    name: 'restart',
    hits: 4,
    // The old process is gone: nginx answers 502. The new one listens, but warms up: people wait, and some leave.
    play(world, at) {
      const { random } = world;
      const site = world.site();
      const listens = at + random.lognormal(3, 0.7);
      const warm = listens + random.lognormal(6, 0.6);
      forget(
        world,
        site,
        site.pages.map(({ path }) => path),
        1,
        at,
        warm - at,
      );
      const met: Met[] = [];
      for (let i = random.integer(6, 18); i > 0; i--) {
        const visitor = new Visitor(world, site, world.newPerson());
        const asked = { target: random.pick(site.pages).path, at: random.between(at, warm) };
        const seconds = warm - asked.at + random.lognormal(0.5, 0.8);
        const wait = 0.5 + random.lognormal(4, 0.7);
        if (asked.at < listens) met.push({ visitor, asked, seconds: 0.001, status: 502, alsoOk: [] });
        else if (seconds < wait) met.push({ visitor, asked, seconds, status: 200, alsoOk: [] });
        else met.push({ visitor, asked, seconds: wait, status: 499, alsoOk: [] });
      }
      for (const one of met) tell(one, 'restart', met);
    },
  },
];
