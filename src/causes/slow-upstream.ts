// the backend stalled and many clients left.
import type { Cause } from './cause.ts';
import { crowdAround } from '../evidence/crowd.ts';
/** the backend stalled and many clients left. */
export const slowUpstream: Cause = {
  id: 'slow-upstream',
  shapes: ['abort'],
  title: 'the backend stalled and many clients left',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit, tables) {

    if (hit.agent.kind === 'monitor') return undefined;
    const crowd = crowdAround(hit, tables);
    if (crowd === undefined) return undefined;
    return {
      confidence: 'likely',
      facts: { clients_leaving: crowd.clients, usual_clients: Math.round(crowd.usualClients * 10) / 10, failures_beside: crowd.failures },
    };
  },
};
