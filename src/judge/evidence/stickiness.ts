// Whether a client is locked out: a cookie that does not fit the buffers makes every later request fail.
import { hashText } from '../../hits/hash.ts';
import type { Tables } from '../tables/tables.ts';
import { isHeaderError } from './empty-connections.ts';
import { isBrowsing } from './near-lines.ts';
import type { HitView } from './view.ts';

/** Counts the refused lines around a hit and the answered lines after it, of the same client and user agent. */
export function stickiness(hit: HitView): { others_refused: number; answered_after: number } {
  return {
    others_refused: hit.aroundOfAgent.filter((near) => isHeaderError(near, hit)).length,
    answered_after: hit.afterOfAgent.filter(isBrowsing).length,
  };
}

/** A path that refused at least this many clients, and answered none, refuses everybody. */
export const LEAST_REFUSED: number = 2;

/**
 * Whether the path of a hit is refused, and not its client (`return 400`): nobody was ever answered there, and others were refused there,
 * too, or this client was answered at another path afterwards.
 */
export function isClosedPath(hit: HitView, { clients: { paths } }: Pick<Tables, 'clients'>): boolean {
  const path = hashText(hit.request.path);
  if (paths.isAnswered(path)) return false;
  return paths.refusedEverybody(path) >= LEAST_REFUSED || stickiness(hit).answered_after > 0;
}
