// An application that refuses a request with an empty 400 refuses the same request again; a client that left does not come so often.
import type { HitView } from './view.ts';

/** With this many equal refusals beside the hit, the application refused it, and no client left. */
export const LEAST_EMPTY_REFUSALS: number = 2;

/** Counts the lines near a hit, of its client and with its request, that got a 400 with 0 bytes. */
export function emptyRefusals(hit: HitView): number {
  return hit.around.filter((near) => hit.isRepeat(near) && near.status === 400 && near.body_bytes_sent === 0).length;
}
