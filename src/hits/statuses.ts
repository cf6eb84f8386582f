// Which statuses make a line a hit, and which make it tell about other lines.

/** Statuses whose lines are hits: the ones logscan explains. */
export type HitStatus = 400 | 499;

/** Tells whether a status makes a line a hit. */
export function isHitStatus(status: number): status is HitStatus {
  return status === 400 || status === 499;
}

/** Tells whether a line of this status has a page that votes for the page size; there may be as many as there are scanners. */
export function isVoteStatus(status: number): boolean {
  return status >= 403 && status <= 405;
}

/**
 * Tells whether a line of this status tells about other lines (a "mark"): internal codes that old nginx logs as they are
 * (494-497), HTTP/2 errors (000), time-outs and 5xx; 403 and 404, whose built-in pages vote for the page size; and 405, which shows scanners.
 */
export function isMarkStatus(status: number): boolean {
  return (
    status === 0 ||
    isVoteStatus(status) ||
    status === 408 ||
    (status >= 494 && status <= 497) ||
    (status >= 500 && status <= 599)
  );
}
