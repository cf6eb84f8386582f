// The configuration says return 400.
import { hasBodyMethod, isHttp2Or3 } from '../../../formats/request.ts';
import { carriesAttack } from '../../evidence/attack.ts';
import { NEAR_BY } from '../../evidence/near-by.ts';
import { ONE_PAGE_CLAUSE } from '../../evidence/page.ts';
import { isReturnedText } from '../../evidence/returned-text.ts';
import { askedNoUpstream, isUpstreamAnswer, NO_UPSTREAM_CLAUSE } from '../../evidence/upstream.ts';
import { LEAST_CLIENTS, LEAST_REFUSED } from '../../tables/refusals.ts';
import type { HitView } from '../../evidence/view.ts';
import type { Cause, Evidence } from '../cause.ts';
import { inConfiguration } from '../remedies.ts';

const SEARCH_RETURN =
  'Search the output of nginx -T for return 400: it is in server, location or if. If you want it, access_log off in that location keeps these lines out of the log. If you do not want it, correct the condition that leads to it. Buffers and header limits are not the cure.';
const SEARCH_FILTER =
  'Look for a rule that refuses some of these requests: ModSecurity or another filter (its audit log names the rule), or a return 400 inside an if. The client sends sound requests, because nginx answers its other requests. Larger buffers are not the cure.';

export const configuredResponse: Cause<
  'path-refuses-everyone' | 'refused-among-answers' | 'text-of-return' | 'attack-refused' | 'text-without-upstream'
> = {
  id: 'configured-response',
  shapes: ['whole'],
  title: 'the configuration itself answers 400',
  why: "A return 400 in the configuration answers here, with nginx's own error page. Nothing is wrong with the request, so the line looks like the line of any sound request. The only sign is that this path always answers 400.",
  needs: `The request line is whole. Without the configuration (--nginx-conf), the line must have a user agent and the size of the plain 400 page. The last status in $upstream_status is not 400. logscan does not name this cause where ${ONE_PAGE_CLAUSE}.`,
  cases: {
    'path-refuses-everyone': {
      confidence: 'likely',
      when: `this path (of this $host, where the log has it) sent the plain 400 page at least ${LEAST_REFUSED} times, and at least ${LEAST_CLIENTS} browsers or crawlers got it. In the lines that logscan looked at, this path has given no other answer since then (a 499 does not count)`,
    },
    'refused-among-answers': {
      confidence: 'possible',
      when: `a browser sent a request with a body and a referer over HTTP/2 or HTTP/3 and got the plain 400 page. The same client and user agent was answered ${NEAR_BY} or before. A filter such as ModSecurity does this`,
    },
    'text-of-return': {
      confidence: 'likely',
      when: "the configuration (--nginx-conf) has a return 400 with a text of this size, and the size fits none of nginx's own 400 pages",
    },
    'attack-refused': {
      confidence: 'likely',
      when: `the request carries attack text, nginx asked no upstream (${NO_UPSTREAM_CLAUSE}), and the size is above 0 and fits none of nginx's own 400 pages. A filter inside nginx, such as ModSecurity, answered with a page of its own`,
    },
    'text-without-upstream': {
      confidence: 'possible',
      when: `a client with a user agent got it, nginx asked no upstream (${NO_UPSTREAM_CLAUSE}), and the size is above 0 and fits none of nginx's own 400 pages. A return 400 with a text looks like this. An error_page with a page of its own looks like this, too`,
    },
  },
  advice: (facts) => (facts['answered_beside'] === undefined ? SEARCH_RETURN : SEARCH_FILTER),
  who: 'The admin of this nginx.',
  blocks: () => [
    {
      context: 'location',
      directives: ['access_log off;'],
      note: 'Beside the return 400, if it is wanted: nginx then writes no line.',
      isExample: true,
    },
  ],
  checks: [inConfiguration('return 400|modsecurity|if [(]', 'what may answer 400')],
  headline({ hits, clients }) {
    return `The configuration itself answers 400: ${hits} request${hits === 1 ? '' : 's'} of ${clients} client${clients === 1 ? '' : 's'}`;
  },
  headlineSays: ['hits', 'clients'],
  settledByFields: {
    upstream_status: '- means that nginx itself answered',
  },
  settledBy: 'error_log at info has no message about this request. For a malformed request it has a message.',
  since: 'all versions',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#return',
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#access_log',
  ],
  match(hit, tables) {
    const { entry, request } = hit;
    if (isReturnedText(hit)) return { case: 'text-of-return', facts: { bytes: entry.body_bytes_sent ?? 0 } };
    if (isOwnAnswer(hit) && carriesAttack(entry.request))
      return { case: 'attack-refused', facts: { bytes: entry.body_bytes_sent ?? 0 } };
    if (isOwnAnswer(hit) && hit.agent.kind !== 'none' && !hit.pages.hasOnePage(entry))
      return { case: 'text-without-upstream', facts: { bytes: entry.body_bytes_sent ?? 0 } };
    if (hit.page?.kind !== 'plain' || hit.agent.kind === 'none' || isUpstreamAnswer(entry, '400')) return undefined;
    if (hit.pages.hasOnePage(entry)) return undefined;
    const refused = tables.refusals.always(entry, request.path);
    if (refused === undefined) return matchFilter(hit);
    return { case: 'path-refuses-everyone', facts: { refused_here: refused, answered_here: 0 } };
  },
};

// Nginx answered, but not with its own page: the configuration or a filter did.
function isOwnAnswer({ entry, page }: HitView): boolean {
  return page === undefined && (entry.body_bytes_sent ?? 0) > 0 && askedNoUpstream(entry);
}

// Over HTTP/2 a browser cannot make the errors that get this page: its answered requests show that its headers are sound.
function matchFilter(hit: HitView): Evidence<'refused-among-answers'> | undefined {
  const { entry, request, agent } = hit;
  if (agent.kind !== 'browser' || entry.http_referer === '-' || !hasBodyMethod(request.method)) return undefined;
  if (!isHttp2Or3(request.protocol) || hit.history.answered === 0) return undefined;
  return { case: 'refused-among-answers', facts: { answered_beside: hit.history.answered } };
}
