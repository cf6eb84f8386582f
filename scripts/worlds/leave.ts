// How people leave: how long they wait, and where they go.
import type { Page } from './site.ts';
import type { Visitor } from './visitor.ts';
import type { World } from './world.ts';

/** How long a person waits before leaving, in seconds. */
export const patience = (world: World): number => 0.3 + world.random.lognormal(3, 0.9);
/** A page of the site other than this one, if it has one. */
export const anotherPage = ({ world, site }: Visitor, page: Page): Page => {
  const others = site.pages.filter((one) => one.path !== page.path);
  return others.length === 0 ? page : world.random.pick(others);
};
/**
 * How long the end of a request takes from the browser to nginx, in seconds: the browser's own 5 to 23 ms (measured), and the way.
 */
export const signal = ({ random }: World): number => random.between(0.005, 0.023) + random.lognormal(0.02, 0.7);
