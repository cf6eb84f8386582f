// the client certificate does not verify.
import type { Cause } from './cause.ts';
import { pageConfidence, pageFacts } from '../evidence/page.ts';
/** the client certificate does not verify. */
export const clientCertificateInvalid: Cause = {
  id: 'client-certificate-invalid',
  shapes: ['whole', 'broken'],
  title: 'the client certificate does not verify',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit) {

    if (hit.page?.kind !== 'certificate-invalid') return undefined;
    return { confidence: pageConfidence(hit.page), facts: pageFacts(hit.page) };
  },
};
