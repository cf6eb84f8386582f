// the application behind nginx answered 400.
import type { Cause } from './cause.ts';
import { isUpstreamAnswer } from '../evidence/upstream.ts';
/** the application behind nginx answered 400. */
export const application400: Cause = {
  id: 'application-400',
  shapes: ['whole'],
  title: 'the application behind nginx answered 400',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit, tables) {

    const { entry } = hit;
    if (isUpstreamAnswer(entry, '400')) return { confidence: 'certain', facts: { upstream_status: '400', bytes: entry.body_bytes_sent ?? 0 } };
    if (entry.extra.upstream_status !== undefined || entry.body_bytes_sent === 0 || hit.page !== undefined) return undefined;
    const plain = tables.pageSizes.candidates(entry)[0];
    const confidence = plain?.isFirm === true ? 'certain' : 'likely';
    return { confidence, facts: { bytes: entry.body_bytes_sent ?? 0, ...(plain === undefined ? {} : { plain_page_bytes: plain.plainBytes }) } };
  },
};
