// the person went to another page.
import type { Cause } from './cause.ts';
import { nextPage } from '../evidence/repeats.ts';
/** the person went to another page. */
export const navigatedAway: Cause = {
  id: 'navigated-away',
  shapes: ['abort'],
  title: 'the person went to another page',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit) {

    if (hit.agent.kind !== 'browser') return undefined;
    const next = nextPage(hit);
    if (next === undefined) return undefined;
    return { confidence: next.gap <= 1 ? 'likely' : 'possible', facts: { to: next.request.uri.slice(0, 80), after_seconds: next.gap } };
  },
};
