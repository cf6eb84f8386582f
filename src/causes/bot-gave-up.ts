// a crawler gave up.
import type { Cause } from './cause.ts';

/** a crawler gave up. */
export const botGaveUp: Cause = {
  id: 'bot-gave-up',
  shapes: ['abort'],
  title: 'a crawler gave up',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit) {

    if (hit.agent.kind !== 'crawler') return undefined;
    return { confidence: 'certain', facts: { crawler: hit.agent.family } };
  },
};
