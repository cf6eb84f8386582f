// dropped after a cookie or header error.
import type { Cause } from './cause.ts';
import { canBeLogged, isHeaderError, visitFacts } from '../evidence/empty.ts';
import { isBrowsing } from '../evidence/view.ts';
/** dropped after a cookie or header error. */
export const spareClosedAfterError: Cause = {
  id: 'spare-closed-after-error',
  shapes: ['empty'],
  title: 'dropped after a cookie or header error',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit, tables) {

    if (!canBeLogged(hit, tables)) return undefined;
    const error = [...hit.before, ...hit.after].find((near) => Math.abs(near.gap) <= 1 && isHeaderError(near, tables));
    if (error === undefined) return undefined;
    // Firefox closes what it did not need 5 s after the page load, whatever else happened then.
    const idled = hit.before.some((near) => isBrowsing(near) && near.gap <= -4 && near.gap >= -7);
    return {
      confidence: idled ? 'possible' : 'likely',
      facts: { ...visitFacts(hit, error), error_status: error.entry.status, error_bytes: error.entry.body_bytes_sent ?? 0 },
    };
  },
};
