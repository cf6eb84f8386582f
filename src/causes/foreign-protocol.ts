// another protocol was spoken to this port.
import type { Cause } from './cause.ts';

/** another protocol was spoken to this port. */
export const foreignProtocol: Cause = {
  id: 'foreign-protocol',
  shapes: ['foreign'],
  title: 'another protocol was spoken to this port',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit) {

    const { foreign } = hit;
    if (foreign === undefined) return undefined;
    const isNamed = foreign.protocol !== 'binary' && foreign.protocol !== 'text-command';
    return { confidence: isNamed ? 'certain' : 'likely', facts: { protocol: foreign.name, ...foreign.facts } };
  },
};
