// The cookies or headers do not fit the buffers.
import type { Fact, Facts } from '../../catalogue.ts';
import { NEAR_BY } from '../../evidence/near-by.ts';
import {
  ONE_PAGE_CLAUSE,
  PAGE_CASES,
  type PageCase,
  pageCaseOf,
  pageFacts,
  pageLengthClause,
} from '../../evidence/page.ts';
import { stickiness } from '../../evidence/stickiness.ts';
import type { HitView } from '../../evidence/view.ts';
import { LEAST_CLIENTS } from '../../tables/era.ts';
import { LEAST_PAGE_CLIENTS } from '../../tables/page-size.ts';
import type { Tables } from '../../tables/tables.ts';
import type { Cause } from '../cause.ts';

type CaseId =
  | PageCase
  | 'plain-page-of-old-nginx'
  | 'head-beside-refused-requests'
  | 'one-page-beside-refused-requests'
  | 'logged-as-internal-status'
  | 'closed-before-request-line';

export const cookieOrHeaderTooLarge: Cause<CaseId> = {
  id: 'cookie-or-header-too-large',
  shapes: ['whole', 'headless', 'broken'],
  title: 'the cookies or headers do not fit the buffers',
  why: 'One header line was longer than a buffer of large_client_header_buffers (8k by default), or all header lines together were longer than its four buffers. Usually a cookie grew: nginx then refuses every request of that client until the cookie is gone. nginx logs its internal status 494 as 400. Over HTTP/2 it usually logs "-" 000 0.',
  needs: `Usually the line is a 400 with a request line (or - over HTTP/2), and with the size of nginx's page about headers that are too large. This page is ${pageLengthClause('header-too-large')}. The line may also have another size or status: the cases below say what it then needs.`,
  cases: {
    ...PAGE_CASES,
    'plain-page-of-old-nginx': {
      confidence: 'likely',
      when: `a browser got the plain 400 page for a whole request line, fewer than ${LEAST_PAGE_CLIENTS} clients in the log got the page about large headers, and nginx may be older than 0.9.4. --nginx-version can say this. Without that option, the log must have connections without a request from ${LEAST_CLIENTS} or more clients, and HTTP/2 answers to fewer than ${LEAST_CLIENTS} clients`,
    },
    'head-beside-refused-requests': {
      confidence: 'likely',
      when: `a HEAD request got 0 bytes. Another request of the same client and user agent ${NEAR_BY} was refused for its headers, as its page or status 494 shows`,
    },
    'one-page-beside-refused-requests': {
      confidence: 'possible',
      when: `${ONE_PAGE_CLAUSE}. A browser got this page, and another request of the same client and user agent ${NEAR_BY} got this page, the page about large headers, or status 494`,
    },
    'logged-as-internal-status': {
      confidence: 'certain',
      when: 'the line has the internal status 494 itself, because the configuration makes nginx log it',
    },
    'closed-before-request-line': {
      confidence: 'likely',
      when: 'the request is "-", the status is 000, and the line has a user agent: nginx logs this over HTTP/2',
    },
  },
  advice: () =>
    'Shrink the cookies, or raise large_client_header_buffers to 4 16k. Put it in http. In a server block it counts only in the default_server of that address:port, because nginx reads the headers before it chooses the server (except by SNI). client_max_body_size and proxy_buffer_size are not the cure.',
  headline({ hits, clients }) {
    return `Cookies or headers no longer fit the buffers: ${hits} refused, ${clients} client${clients === 1 ? '' : 's'}`;
  },
  headlineSays: ['hits', 'clients'],
  settledBy:
    'error_log at info: "client sent too long header line" names the header; "client sent too large request" means all headers together.',
  since:
    'a page of its own since 0.9.4, the plain 400 page before; HTTP/2 logs 000 since 1.10; since 1.29.8 too many header lines (max_headers) get this page too',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#large_client_header_buffers',
    'https://nginx.org/en/docs/http/server_names.html#virtual_server_selection',
  ],
  match(hit, tables) {
    const { entry } = hit;
    if (hit.page?.kind === 'header-too-large') {
      return { case: pageCaseOf(hit.page), facts: withStickiness(pageFacts(hit.page), hit, tables) };
    }
    if (hit.shape !== 'whole') return undefined;
    // An answer to HEAD has no body, so its size shows nothing. The client's other requests show the cause.
    if (hit.request.method === 'HEAD' && entry.body_bytes_sent === 0) {
      const sticky = stickiness(hit, tables);
      return sticky.others_refused > 0 ? { case: 'head-beside-refused-requests', facts: sticky } : undefined;
    }
    if (hit.page?.kind !== 'plain' || hit.agent.kind !== 'browser') return undefined;
    // Before 0.9.4 the page is the plain one; nginx refuses a browser's well-formed request line for no other reason.
    if (tables.era.mayLackHeaderPage && !tables.pageSizes.hasSeen('header-too-large')) {
      const facts = withStickiness({ ...pageFacts(hit.page), nginx: 'before 0.9.4' }, hit, tables);
      return { case: 'plain-page-of-old-nginx', facts };
    }
    // Where nginx sends one page for every 400, only other refused requests of the client show the cause.
    if (!tables.pageSizes.hasOnePage(entry)) return undefined;
    const sticky = stickiness(hit, tables);
    return sticky.others_refused > 0 ? { case: 'one-page-beside-refused-requests', facts: sticky } : undefined;
  },
};

// Adds to some facts whether the client is locked out. Changes the object that it is given.
function withStickiness(facts: Record<string, Fact>, hit: HitView, tables: Tables): Facts {
  const { others_refused, answered_after } = stickiness(hit, tables);
  facts['others_refused'] = others_refused;
  facts['answered_after'] = answered_after;
  return facts;
}
