// the client sent no certificate where one is required.
import type { Cause } from './cause.ts';
import { pageConfidence, pageFacts } from '../evidence/page.ts';
/** the client sent no certificate where one is required. */
export const clientCertificateMissing: Cause = {
  id: 'client-certificate-missing',
  shapes: ['whole', 'broken'],
  title: 'the client sent no certificate where one is required',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit) {

    if (hit.page?.kind !== 'certificate-missing') return undefined;
    return { confidence: pageConfidence(hit.page), facts: pageFacts(hit.page) };
  },
};
