// the body is not what the headers promised.
import type { Cause } from './cause.ts';
import { hasBodyMethod } from '../parse/request.ts';
import { pageFacts } from '../evidence/page.ts';
/** the body is not what the headers promised. */
export const invalidBody: Cause = {
  id: 'invalid-body',
  shapes: ['whole'],
  title: 'the body is not what the headers promised',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit) {

    // nginx answers a bad chunk like a bad header; only its request length tells that a body had begun to arrive.
    const { entry, request } = hit;
    if (hit.page?.kind !== 'plain' || !hasBodyMethod(request.method) || entry.http_user_agent === '-') return undefined;
    if (entry.extra.upstream_status !== '-') return undefined;
    return { confidence: 'possible', facts: { ...pageFacts(hit.page), method: request.method } };
  },
};
