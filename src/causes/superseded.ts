// a newer request of the same script replaced it.
import type { Cause } from './cause.ts';
import { supersededBy } from '../evidence/repeats.ts';
/** a newer request of the same script replaced it. */
export const superseded: Cause = {
  id: 'superseded',
  shapes: ['abort'],
  title: 'a newer request of the same script replaced it',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit) {

    const newer = supersededBy(hit);
    if (newer === undefined) return undefined;
    return { confidence: 'likely', facts: { replaced_after_seconds: Math.max(0, newer.gap), by: newer.request.uri.slice(0, 80) } };
  },
};
