// An application that refuses a request with an empty 400 refuses the same request again; a client that left does not come so often.
import { type HitView, NEAREST_LINES } from './view.ts';

/** With this many equal refusals beside the hit, the application refused it, and no client left. */
export const LEAST_EMPTY_REFUSALS: number = 2;
/** The same for a browser or an app: people send a form that broke off several times. */
export const LEAST_EMPTY_REFUSALS_OF_PEOPLE: number = 4;

/** What {@link emptyRefusals} counts, in words: a clause for the texts of causes. */
export const EMPTY_REFUSALS_CLAUSE: string = `${LEAST_EMPTY_REFUSALS} or more of the ${NEAREST_LINES} (${LEAST_EMPTY_REFUSALS_OF_PEOPLE} or more for a browser or an app) show the same request with 400 and 0 bytes`;

// Counts the lines near a hit, of its client and with its request, that got a 400 with 0 bytes.
function countRefusals(hit: HitView): number {
  return hit.around.filter((near) => hit.isRepeat(near) && near.status === 400 && near.body_bytes_sent === 0).length;
}

/** How many equal refusals beside a hit show that the application refused it; undefined where there are too few. */
export function emptyRefusals(hit: HitView): number | undefined {
  const isOfPeople = hit.agent.kind === 'browser' || hit.agent.kind === 'app';
  const count = countRefusals(hit);
  return count >= (isOfPeople ? LEAST_EMPTY_REFUSALS_OF_PEOPLE : LEAST_EMPTY_REFUSALS) ? count : undefined;
}
