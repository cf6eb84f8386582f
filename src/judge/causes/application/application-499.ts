// The application or an inner proxy answered 499.
import { idFacts, isUpstreamAnswer } from '../../evidence/upstream.ts';
import type { Cause } from '../cause.ts';
import { inConfiguration } from '../remedies.ts';

export const application499: Cause<'size' | 'upstream-status' | 'completed'> = {
  id: 'application-499',
  shapes: ['abort'],
  title: 'the application or an inner proxy answered 499',
  why: "nginx's own 499 always has size 0, because nginx writes it only for a client that left before the first byte of the answer. This line has a size, or its upstream status is 499. So the 499 came from the application, from an inner proxy or gateway, or from return 499 in the configuration. Rarely a module that streams answers itself (such as nchan) logs 499 for a client that left later.",
  needs: "The status is 499, and the line shows that it is not nginx's own 499.",
  cases: {
    size: { confidence: 'certain', when: "the size is above 0, which nginx's own 499 never has" },
    'upstream-status': {
      confidence: 'certain',
      when: 'the size is 0 or -, but the last status in $upstream_status is 499',
    },
    completed: {
      confidence: 'certain',
      when: "the size is 0 or -, and $upstream_status does not say it, but $request_completion is OK: a whole answer was sent. nginx's own 499 has no answer",
    },
  },
  advice: () =>
    'Find out why the application or proxy behind nginx answers 499. Look for return 499 in the configuration, too. proxy_ignore_client_abort and longer timeouts in this nginx are not the cure: usually it only passed the answer on.',
  who: 'The developers of the application or the people who run the proxy behind nginx.',
  checks: [inConfiguration('return 499', 'whether nginx itself answers 499')],
  headline({ hits, clients }) {
    return `An application or proxy answered 499: ${hits} request${hits === 1 ? '' : 's'} of ${clients} client${clients === 1 ? '' : 's'}`;
  },
  headlineSays: ['hits', 'clients'],
  settledByFields: {
    upstream_status: '499 means that the upstream answered 499, - means that no upstream answered',
    request_completion: "OK means that it is not nginx's own 499",
  },
  since: 'all versions',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#var_upstream_status',
    'https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#return',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_client_abort',
  ],
  match(hit) {
    const { entry } = hit;
    const hasSize = (entry.body_bytes_sent ?? 0) > 0;
    const facts = { bytes: entry.body_bytes_sent ?? 0, ...idFacts(entry) };
    if (hasSize) return { case: 'size', facts };
    if (isUpstreamAnswer(entry, '499')) return { case: 'upstream-status', facts };
    // nginx ends a request with its own 499 before it is complete (ngx_http_finalize_request).
    return entry.extra.request_completion === 'OK' ? { case: 'completed', facts } : undefined;
  },
};
