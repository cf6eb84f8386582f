// plain HTTP was spoken to a TLS port.
import type { Cause } from './cause.ts';
import { pageConfidence, pageFacts } from '../evidence/page.ts';
/** plain HTTP was spoken to a TLS port. */
export const plainHttpToTlsPort: Cause = {
  id: 'plain-http-to-tls-port',
  shapes: ['whole', 'broken'],
  title: 'plain HTTP was spoken to a TLS port',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit) {

    if (hit.page?.kind !== 'plain-http-to-tls') return undefined;
    const verdict = hit.agent.kind === 'browser' || hit.agent.kind === 'app' ? 'fix' : hit.agent.kind === 'none' ? 'hostile' : undefined;
    return { confidence: pageConfidence(hit.page), ...(verdict === undefined ? {} : { verdict }), facts: pageFacts(hit.page) };
  },
};
