// the client left while sending its request.
import type { Cause } from './cause.ts';
import { hasBodyMethod } from '../parse/request.ts';
import { isUpstreamAnswer } from '../evidence/upstream.ts';
/** the client left while sending its request. */
export const requestCutShort: Cause = {
  id: 'request-cut-short',
  shapes: ['partial', 'whole'],
  title: 'the client left while sending its request',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit) {

    if (hit.entry.body_bytes_sent !== 0 || isUpstreamAnswer(hit.entry, '400')) return undefined;
    if (hit.shape === 'partial') return { confidence: 'certain', facts: { stage: 'request line' } };
    // An answer to HEAD has no body in any case, and a request with a body may have been cut in it.
    if (hit.request.method === 'HEAD' || hasBodyMethod(hit.request.method)) return undefined;
    const isBare = hit.entry.http_user_agent === '-';
    return { confidence: 'likely', facts: { stage: isBare ? 'headers, before User-Agent' : 'headers' } };
  },
};
