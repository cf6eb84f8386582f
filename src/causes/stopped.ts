// the person pressed stop or closed the tab.
import type { Cause } from './cause.ts';

/** the person pressed stop or closed the tab. */
export const stopped: Cause = {
  id: 'stopped',
  shapes: ['abort'],
  title: 'the person pressed stop or closed the tab',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit) {

    if (hit.agent.kind !== 'browser') return undefined;
    return { confidence: 'likely', facts: { agent: hit.agent.family } };
  },
};
