// The configuration says return 400.
import { hasBodyMethod, isHttp2Or3 } from '../../../formats/request.ts';
import { NEAR_BY } from '../../evidence/near-by.ts';
import { ONE_PAGE_CLAUSE } from '../../evidence/page.ts';
import { isUpstreamAnswer } from '../../evidence/upstream.ts';
import { LEAST_CLIENTS, LEAST_REFUSED } from '../../tables/refusals.ts';
import type { HitView } from '../../evidence/view.ts';
import type { Cause, Evidence } from '../cause.ts';

const SEARCH_RETURN =
  'Search the output of nginx -T for return 400: it is in server, location or if. If you want it, access_log off in that location keeps these lines out of the log. If you do not want it, correct the condition that leads to it. Buffers and header limits are not the cure.';
const SEARCH_FILTER =
  'Look for a rule that refuses some of these requests: ModSecurity or another filter (its audit log names the rule), or a return 400 inside an if. The client sends sound requests, because nginx answers its other requests. Larger buffers are not the cure.';

export const configuredResponse: Cause<'path-refuses-everyone' | 'refused-among-answers'> = {
  id: 'configured-response',
  shapes: ['whole'],
  title: 'the configuration itself answers 400',
  why: "A return 400 in the configuration answers here, with nginx's own error page. Nothing is wrong with the request, so the line looks like the line of any sound request. The only sign is that this path always answers 400.",
  needs: `The request line is whole, and the line has a user agent and the size of the plain 400 page. The last status in $upstream_status is not 400. logscan does not name this cause where ${ONE_PAGE_CLAUSE}.`,
  cases: {
    'path-refuses-everyone': {
      confidence: 'likely',
      when: `this path (of this $host, where the log has it) sent the plain 400 page at least ${LEAST_REFUSED} times, and at least ${LEAST_CLIENTS} browsers or crawlers got it. In the lines that logscan looked at, this path has given no other answer since then (a 499 does not count)`,
    },
    'refused-among-answers': {
      confidence: 'possible',
      when: `a browser sent a request with a body and a referer over HTTP/2 or HTTP/3 and got the plain 400 page. The same client and user agent was answered ${NEAR_BY} or before. A filter such as ModSecurity does this`,
    },
  },
  advice: (facts) => (facts['answered_beside'] === undefined ? SEARCH_RETURN : SEARCH_FILTER),
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
    if (refused === undefined) return matchFilter(hit);
    return { case: 'path-refuses-everyone', facts: { refused_here: refused, answered_here: 0 } };
  },
};

// Over HTTP/2 a browser cannot make the errors that get this page: its answered requests show that its headers are sound.
function matchFilter(hit: HitView): Evidence<'refused-among-answers'> | undefined {
  const { entry, request, agent } = hit;
  if (agent.kind !== 'browser' || entry.http_referer === '-' || !hasBodyMethod(request.method)) return undefined;
  if (!isHttp2Or3(request.protocol) || hit.history.answered === 0) return undefined;
  return { case: 'refused-among-answers', facts: { answered_beside: hit.history.answered } };
}
