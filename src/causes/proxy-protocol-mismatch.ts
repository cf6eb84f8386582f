// a PROXY protocol header reached a port that does not expect one.
import type { Cause } from './cause.ts';

/** a PROXY protocol header reached a port that does not expect one. */
export const proxyProtocolMismatch: Cause = {
  id: 'proxy-protocol-mismatch',
  shapes: ['foreign'],
  title: 'a PROXY protocol header reached a port that does not expect one',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit) {

    const { foreign } = hit;
    if (foreign?.protocol !== 'proxy-v1' && foreign?.protocol !== 'proxy-v2') return undefined;
    return { confidence: foreign.protocol === 'proxy-v1' ? 'certain' : 'likely', facts: { protocol: foreign.name, ...foreign.facts } };
  },
};
