// aborted, and the same request again a moment later.
import type { Cause } from './cause.ts';
import { repeatsOf } from '../evidence/repeats.ts';
/** aborted, and the same request again a moment later. */
export const retried: Cause = {
  id: 'retried',
  shapes: ['abort'],
  title: 'aborted, and the same request again a moment later',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit) {

    if (hit.agent.kind !== 'browser' && hit.agent.kind !== 'app') return undefined;
    const again = repeatsOf(hit).find((near) => near.gap >= 0 && near.isLater);
    if (again === undefined) return undefined;
    return { confidence: 'likely', facts: { again_after_seconds: again.gap, answered: again.entry.status < 400 } };
  },
};
