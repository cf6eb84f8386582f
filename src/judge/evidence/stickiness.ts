// Whether a client is locked out: a cookie that does not fit the buffers makes every later request fail.
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
