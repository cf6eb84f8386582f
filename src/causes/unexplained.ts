// not known.
import type { Cause } from './cause.ts';

/** not known. */
export const unexplained: Cause = {
  id: 'unexplained',
  shapes: ['empty', 'blank', 'headless', 'foreign', 'partial', 'broken', 'whole', 'abort'],
  title: 'not known',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit) {

    return { confidence: 'possible', facts: { bytes: hit.entry.body_bytes_sent ?? 0 } };
  },
};
