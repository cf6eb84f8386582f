// the client closed its side and waited.
import type { Cause } from './cause.ts';

/** the client closed its side and waited. */
export const halfClose: Cause = {
  id: 'half-close',
  shapes: ['abort'],
  title: 'the client closed its side and waited',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit) {

    const { request_time } = hit.entry.extra;
    if (request_time === undefined || request_time > 0.05) return undefined;
    if (hit.agent.kind !== 'program' && hit.agent.kind !== 'none') return undefined;
    if (/^HTTP\/[23]/.test(hit.request.protocol)) return undefined;
    return { confidence: 'likely', facts: { request_time } };
  },
};
