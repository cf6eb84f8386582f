// Whether an application sent an empty 400. It refuses the same request every time; a client that left seldom repeats its request.
import { type HitView, NEAREST_LINES } from './view.ts';

/** This many equal refusals beside the hit show that the application refused it, and that no client left. */
export const LEAST_EMPTY_REFUSALS: number = 2;
/** The same bound for a browser or an app: people send a form several times if it breaks off. */
export const LEAST_EMPTY_REFUSALS_OF_PEOPLE: number = 4;

/** What {@link emptyRefusals} counts, in words: a clause for the texts of causes. */
export const EMPTY_REFUSALS_CLAUSE: string = `${LEAST_EMPTY_REFUSALS} or more of the ${NEAREST_LINES} show the same request with 400 and 0 bytes (for a browser or an app: ${LEAST_EMPTY_REFUSALS_OF_PEOPLE} or more)`;

// Counts the neighbours with the hit's request that got a 400 with 0 bytes.
function countRefusals(hit: HitView): number {
  return hit.around.filter((near) => hit.isRepeat(near) && near.status === 400 && near.body_bytes_sent === 0).length;
}

/** How many equal refusals are beside a hit; undefined if they are too few to show that the application refused it. */
export function emptyRefusals(hit: HitView): number | undefined {
  const isOfPeople = hit.agent.kind === 'browser' || hit.agent.kind === 'app';
  const count = countRefusals(hit);
  return count >= (isOfPeople ? LEAST_EMPTY_REFUSALS_OF_PEOPLE : LEAST_EMPTY_REFUSALS) ? count : undefined;
}
