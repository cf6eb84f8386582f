// only a line end was sent.
import type { Cause } from './cause.ts';

/** only a line end was sent. */
export const blankRequest: Cause = {
  id: 'blank-request',
  shapes: ['blank'],
  title: 'only a line end was sent',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit) {

    if (hit.entry.body_bytes_sent !== 0 && hit.page === undefined) return undefined;
    return { confidence: 'certain', facts: {} };
  },
};
