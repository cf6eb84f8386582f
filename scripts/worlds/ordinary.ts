// Ordinary traffic: people, apps, crawlers, monitors and scanners that get their answers.
import { visits } from './browse.ts';
import { program, scanner } from './clients.ts';
import { drawCrawler, drawMonitor } from './people.ts';
import { Visitor } from './visitor.ts';
import type { World } from './world.ts';

/** Most checks that one monitor makes here; a real one goes on for ever. */
const CHECKS = 300;

/** Logs the ordinary traffic of a world. @param people how many come */
export function ordinary(world: World, people: number): void {
  const { random } = world;
  visits(world, people);
  // Crawlers and programs are a third to a half of the clients of a public site.
  for (let i = Math.round(people * random.between(0, 0.1)); i > 0; i--) crawl(world);
  for (let i = Math.round(people * random.between(0, 0.1)); i > 0; i--) callApi(world);
  if (random.chance(0.5)) check(world);
  // Scanners ask for what the site has not: in real logs up to four in ten lines are 404s.
  if (random.chance(0.7)) for (let i = Math.round(people * random.between(0, 0.1)); i > 0; i--) probe(world);
}

function crawl(world: World): void {
  const { random } = world;
  const client = { address: world.newAddress(), agent: drawCrawler(random), protocol: 'HTTP/1.1' };
  const visitor = new Visitor(world, world.site(), client);
  let now = visitor.answered({ target: '/robots.txt', at: world.moment(60), isUpstream: false });
  for (let i = random.integer(1, 15); i > 0; i--, now += random.lognormal(10, 1)) {
    const { path, seconds } = random.pick(visitor.site.pages);
    const status = random.weighted([
      [200, 8],
      [404, 1],
      [301, 1],
    ]);
    now = visitor.answered({ target: path, at: now, status, seconds: random.lognormal(seconds, 0.5) });
  }
}

function callApi(world: World): void {
  const { random } = world;
  const visitor = program(world);
  let now = world.moment(60);
  for (let i = random.integer(1, 20); i > 0; i--, now += random.lognormal(5, 1.2)) {
    const isSlow = random.chance(0.1);
    now = visitor.answered({
      target: random.pick(isSlow ? visitor.site.slow : visitor.site.api),
      at: now,
      method: random.chance(0.3) ? 'POST' : 'GET',
      seconds: random.lognormal(isSlow ? 2 : 0.1, 0.8),
    });
  }
}

function check(world: World): void {
  const { random } = world;
  const visitor = new Visitor(world, world.site(), {
    address: world.newAddress(),
    agent: drawMonitor(random),
    protocol: 'HTTP/1.1',
  });
  const pace = random.pick([30, 60, 60, 300]);
  const method = random.chance(0.3) ? 'HEAD' : 'GET';
  for (let now = world.start + random.between(0, pace), i = 0; now < world.start + world.seconds && i < CHECKS; i++) {
    visitor.answered({ target: visitor.site.health, at: now, method, seconds: random.lognormal(0.05, 0.8) });
    visitor.reconnect();
    now += pace + random.between(-0.3, 0.3);
  }
}

function probe(world: World): void {
  const { random } = world;
  const visitor = scanner(world);
  let now = world.moment(10);
  for (let i = random.integer(1, 25); i > 0; i--, now += random.lognormal(0.8, 1))
    visitor.answered({
      target: random.pick([
        '/.env',
        '/wp-login.php',
        '/.git/config',
        '/admin/',
        '/phpmyadmin/',
        `/${random.id(6)}.php`,
      ]),
      at: now,
      status: 404,
      bytes: visitor.site.server.notFound(visitor.client.agent),
      isUpstream: false,
    });
}
