// Draws the part of a site that one backend serves.
import type { Site } from './site.ts';
import type { World } from './world.ts';

/** A part of a site that one backend serves: a prefix of paths, and some of the paths under it. */
export function part(world: World, site: Site): string[] {
  const { random } = world;
  const paths = [...site.pages.map(({ path }) => path), ...site.api, ...site.slow, ...site.forms];
  const [, section = ''] = random.pick(paths).split('/');
  const inside = paths.filter((path) => path.startsWith(`/${section}`));
  return random.weighted([
    [inside, 3],
    [paths, 1],
    [[random.pick(inside)], 1],
  ]);
}
