// the application or an inner proxy answered 499.
import type { Cause } from './cause.ts';
import { isUpstreamAnswer } from '../evidence/upstream.ts';
/** the application or an inner proxy answered 499. */
export const application499: Cause = {
  id: 'application-499',
  shapes: ['abort'],
  title: 'the application or an inner proxy answered 499',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit) {

    const { entry } = hit;
    const bySize = (entry.body_bytes_sent ?? 0) > 0;
    if (!bySize && !isUpstreamAnswer(entry, '499')) return undefined;
    return { confidence: 'certain', facts: { bytes: entry.body_bytes_sent ?? 0 } };
  },
};
