// Whether a client dropped several requests at one moment, although they had begun at different times: no time limit ends requests so.
import type { HitView } from '../view.ts';

/** At least this many requests of the client ended in one second. */
export const LEAST_TOGETHER: number = 3;
/** The longest of their waits is at least this many seconds longer than the shortest: a time limit gives equal waits. */
export const LEAST_DIFFERENCE_SECONDS: number = 0.5;

/** When {@link endedTogether} is true: a clause for the texts of causes. */
export const ENDED_TOGETHER_CLAUSE: string = `${LEAST_TOGETHER} or more requests of the client were aborted in one second, and their $request_time differ by ${LEAST_DIFFERENCE_SECONDS} s or more: they began at different times, and the client or its connection went away`;

/** Whether the hit is one of several requests that its client dropped together. Needs `$request_time`, and an address of its own. */
export function endedTogether(hit: HitView): boolean {
  const { request_time } = hit.entry.extra;
  if (request_time === undefined || hit.sharesAddress) return false;
  const waits = hit.aroundOfAgent
    .filter(({ status, secondsAfter }) => status === 499 && secondsAfter === 0)
    .flatMap(({ extra }) => extra.request_time ?? []);
  if (waits.length + 1 < LEAST_TOGETHER) return false;
  return Math.max(request_time, ...waits) - Math.min(request_time, ...waits) >= LEAST_DIFFERENCE_SECONDS;
}
