// HTTP/2 was spoken to a port without it.
import type { Cause } from './cause.ts';

/** HTTP/2 was spoken to a port without it. */
export const http2ToHttp1Port: Cause = {
  id: 'http2-to-http1-port',
  shapes: ['foreign'],
  title: 'HTTP/2 was spoken to a port without it',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit) {

    if (hit.foreign?.protocol !== 'http2-preface') return undefined;
    return { confidence: 'certain', facts: {} };
  },
};
