// Whether a client sends one request faster than people and their programs ask for an answer.
import { NEAREST_LINES, type HitView } from '../view.ts';

/** At least this many lines with one request … */
export const LEAST_OF_FLOOD: number = 6;
/** … ended at most this many seconds before or after the hit. */
export const FLOOD_SECONDS: number = 5;

/** When {@link isFlood} is true: a clause for the texts of causes. */
export const FLOOD_CLAUSE: string = `the ${NEAREST_LINES} have the same request with the same user agent ${LEAST_OF_FLOOD} times or more within ${FLOOD_SECONDS} s, this line included, all of them are 499, and the log shows no answer to this client: a load test or an attack, not a person who tries again`;

/** Whether the hit is one of a flood of equal requests, none of which was answered. */
export function isFlood(hit: HitView): boolean {
  const near = hit.repeats.filter(({ secondsAfter }) => Math.abs(secondsAfter) <= FLOOD_SECONDS);
  if (near.length + 1 < LEAST_OF_FLOOD) return false;
  return hit.repeats.every(({ status }) => status === 499) && hit.history.answered === 0;
}
