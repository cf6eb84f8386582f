// The configuration says return 400.
import { ONE_PAGE_CLAUSE } from '../../evidence/page.ts';
import { isUpstreamAnswer } from '../../evidence/upstream.ts';
import { LEAST_CLIENTS, LEAST_REFUSED } from '../../tables/refusals.ts';
import type { Cause } from '../cause.ts';

/** The configuration says return 400. */
export const configuredResponse: Cause<'path-refuses-everyone'> = {
  id: 'configured-response',
  shapes: ['whole'],
  title: 'the configuration itself answers 400',
  why: "A return 400 in the configuration answers here, with nginx's own error page. Nothing is wrong with the request, so the line looks like the line of any sound request. The only sign is that this path always answers 400.",
  needs: `The request line is whole, and the line has a user agent and the size of the plain 400 page. The last status in $upstream_status is not 400. logscan does not name this cause where ${ONE_PAGE_CLAUSE}.`,
  cases: {
    'path-refuses-everyone': {
      confidence: 'likely',
      when: `this path (of this $host, where the log has it) gave the plain 400 page at least ${LEAST_REFUSED} times, at least ${LEAST_CLIENTS} browsers or crawlers got it, and since then no other answer of this path is among the lines that logscan looked at (a 499 does not count)`,
    },
  },
  advice: () =>
    'Search the output of nginx -T for return 400: it stands in server, location or if. If you want it, access_log off in that location keeps these lines out of the log. If you do not want it, correct the condition that leads to it. Buffers and header limits are not the cure.',
  headline({ hits, clients }) {
    return `The configuration itself answers 400: ${hits} request${hits === 1 ? '' : 's'} of ${clients} client${clients === 1 ? '' : 's'}`;
  },
  headlineSays: ['hits', 'clients'],
  settledBy:
    '$upstream_status is -, and error_log at info has no message about this request. For a malformed request it has a message.',
  since: 'all versions',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#return',
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#access_log',
  ],
  match(hit, tables) {
    const { entry, request } = hit;
    if (hit.page?.kind !== 'plain' || hit.agent.kind === 'none' || isUpstreamAnswer(entry, '400')) return undefined;
    if (tables.pageSizes.hasOnePage(entry)) return undefined;
    const refused = tables.refusals.always(entry, request.path);
    if (refused === undefined) return undefined;
    return { case: 'path-refuses-everyone', facts: { refused_here: refused, answered_here: 0 } };
  },
};
