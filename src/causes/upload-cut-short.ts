// the client left while sending its body.
import type { Cause } from './cause.ts';
import { hasBodyMethod } from '../parse/request.ts';
import { isUpstreamAnswer } from '../evidence/upstream.ts';
/** the client left while sending its body. */
export const uploadCutShort: Cause = {
  id: 'upload-cut-short',
  shapes: ['whole', 'abort'],
  title: 'the client left while sending its body',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit) {

    const { entry, request } = hit;
    if (!hasBodyMethod(request.method)) return undefined;
    if (entry.status === 499) {
      // Only HTTP/2 and 3 log a cut upload as 499, and only before anything reached an upstream.
      if (!/^HTTP\/[23]/.test(request.protocol) || hit.agent.kind !== 'browser') return undefined;
      if (!/upload|attach|import|media|file/i.test(request.path)) return undefined;
      return { confidence: 'possible', facts: { protocol: request.protocol } };
    }
    if (entry.body_bytes_sent !== 0 || isUpstreamAnswer(entry, '400')) return undefined;
    const received = entry.extra.request_length;
    return {
      confidence: entry.http_user_agent === '-' ? 'possible' : 'likely',
      facts: received === undefined ? {} : { request_length: received },
    };
  },
};
