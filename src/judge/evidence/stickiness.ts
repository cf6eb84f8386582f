// Whether a client is locked out: a cookie that does not fit the buffers makes every later request fail.
import type { Tables } from '../tables/tables.ts';
import { isHeaderError } from './empty-connections.ts';
import { type HitView, isBrowsing } from './view.ts';

/** Counts the refused lines around a hit and the answered lines after it, of the same client and user agent. */
export function stickiness(hit: HitView, tables: Tables): { others_refused: number; answered_after: number } {
  const before = hit.beforeOfAgent;
  const after = hit.afterOfAgent;
  return {
    others_refused: [...before, ...after].filter((near) => isHeaderError(near, tables)).length,
    answered_after: after.filter(isBrowsing).length,
  };
}
