// a program gave up: its time limit is shorter than the answer.
import type { Cause } from './cause.ts';

/** a program gave up: its time limit is shorter than the answer. */
export const clientTimeout: Cause = {
  id: 'client-timeout',
  shapes: ['abort'],
  title: 'a program gave up: its time limit is shorter than the answer',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit) {

    if (hit.agent.kind !== 'program' && hit.agent.kind !== 'app' && hit.agent.kind !== 'none') return undefined;
    const { request_time } = hit.entry.extra;
    return { confidence: hit.agent.kind === 'none' ? 'possible' : 'likely', facts: { program: hit.agent.family, ...(request_time === undefined ? {} : { request_time }) } };
  },
};
