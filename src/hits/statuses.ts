// Which statuses make a line a hit, and which make it a mark.

/** Statuses whose lines are hits: the ones logscan explains. */
export type HitStatus = 400 | 499;

/** Whether a status makes a line a hit. */
export function isHitStatus(status: number): status is HitStatus {
  return status === 400 || status === 499;
}

/** Whether a status is 403, 404 or 405. Scanners leave thousands of these lines, so late in an input only the sample is observed. */
export function isCommonMarkStatus(status: number): boolean {
  return status >= 403 && status <= 405;
}

/**
 * Whether a status makes a line a mark, which says something about other lines: internal codes that old nginx logs unchanged
 * (494-497), HTTP/2 errors (000), timeouts (408) and 5xx; 403 and 404, whose built-in pages are votes for the size of nginx's own
 * pages; and 405, which shows scanners.
 */
export function isMarkStatus(status: number): boolean {
  return (
    status === 0 ||
    isCommonMarkStatus(status) ||
    status === 408 ||
    (status >= 494 && status <= 497) ||
    (status >= 500 && status <= 599)
  );
}
