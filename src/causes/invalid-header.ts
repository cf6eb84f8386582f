// a header is missing, wrong or there twice.
import type { Cause } from './cause.ts';
import { pageFacts } from '../evidence/page.ts';
import { isUpstreamAnswer } from '../evidence/upstream.ts';
/** a header is missing, wrong or there twice. */
export const invalidHeader: Cause = {
  id: 'invalid-header',
  shapes: ['whole'],
  title: 'a header is missing, wrong or there twice',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit, tables) {

    const { entry } = hit;
    if (entry.body_bytes_sent === 0) {
      return hit.request.method === 'HEAD' ? { confidence: 'possible', facts: { method: 'HEAD' } } : undefined;
    }
    if (hit.page?.kind !== 'plain' || isUpstreamAnswer(entry, '400') || tables.pageSizes.hasOnePage(entry)) return undefined;
    const isBare = entry.http_user_agent === '-';
    return { confidence: isBare && hit.page.isFirm ? 'certain' : 'likely', facts: { ...pageFacts(hit.page), before_user_agent: isBare } };
  },
};
