// the application or an inner proxy answered 499.
import type { LegacyCause as Cause } from '../legacy.ts';
import { isUpstreamAnswer } from '../../evidence/upstream.ts';
/** the application or an inner proxy answered 499. */
export const application499: Cause = {
  id: 'application-499',
  shapes: ['abort'],
  title: 'the application or an inner proxy answered 499',
  why: "nginx's own 499 always has size 0, because it is written only for a client that left before the first byte of the answer. This line has a size, or the upstream's status is 499: the application, an inner proxy or gateway, or a return 499 in the configuration answered so.",
  how: "The size is above 0, which nginx's own 499 never is, or the upstream status is 499. Either makes it certain.",
  advice: () =>
    'Ask the application or proxy behind nginx why it answers 499. Look for return 499 in the configuration, too. nginx only passed the answer on: proxy_ignore_client_abort and longer timeouts here are not the cure.',
  headline({ hits, clients }) {
    return `Something behind nginx answered 499: ${hits} request${hits === 1 ? '' : 's'} of ${clients} client${clients === 1 ? '' : 's'}`;
  },
  headlineSays: ['hits', 'clients'],
  settledBy:
    '$upstream_status in log_format: 499 means that the upstream answered it, - that nothing behind nginx did.',
  since: 'all versions',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#var_upstream_status',
    'https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#return',
  ],
  match(hit) {
    const { entry } = hit;
    const bySize = (entry.body_bytes_sent ?? 0) > 0;
    if (!bySize && !isUpstreamAnswer(entry, '499')) return undefined;
    return { confidence: 'certain', facts: { bytes: entry.body_bytes_sent ?? 0 } };
  },
};
