// Clients that are no browsers: programs and apps that use the API, and scanners.
import { drawApp, drawProgram, drawScanner } from './people.ts';
import { Visitor } from './visitor.ts';
import type { World } from './world.ts';

/** A program that uses the API of a site. */
export function program(world: World, agent: string = drawProgram(world.random)): Visitor {
  const client = { address: world.newAddress(), agent, protocol: 'HTTP/1.1' };
  return new Visitor(world, world.site(), client);
}

/** An app on a phone, which uses the API of a site. */
export function app(world: World, site = world.site()): Visitor {
  const client = { address: world.newAddress(), agent: drawApp(world.random), protocol: 'HTTP/1.1' };
  return new Visitor(world, site, client);
}

/** A scanner: it reaches nginx itself, whatever stands in front. */
export function scanner(world: World): Visitor {
  const client = { address: world.newAddress(), agent: drawScanner(world.random), protocol: 'HTTP/1.1' };
  return new Visitor(world, world.random.pick(world.sites), client, false);
}
