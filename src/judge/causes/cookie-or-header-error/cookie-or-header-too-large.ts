// The cookies or headers do not fit the buffers.
import type { Fact, Facts } from '../../catalogue.ts';
import { PAGE_CASES, type PageCase, pageCaseOf, pageFacts, pageLengthClause } from '../../evidence/page.ts';
import { stickiness } from '../../evidence/stickiness.ts';
import type { HitView } from '../../evidence/view.ts';
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

/** The cookies or headers do not fit the buffers. */
export const cookieOrHeaderTooLarge: Cause<CaseId> = {
  id: 'cookie-or-header-too-large',
  shapes: ['whole', 'headless', 'broken'],
  title: 'the cookies or headers do not fit the buffers',
  why: 'One header line was longer than a buffer of large_client_header_buffers (8k by default), or all header lines together were longer than its four buffers. Mostly a cookie grew: that client then fails on every page until the cookie is gone. nginx logs its internal status 494 as 400. Over HTTP/2 the line is "-" 000 0.',
  needs: `The size of the hit is that of nginx's page about headers that are too large. This page is ${pageLengthClause('header-too-large')}. Where the hit has another page or none, other lines must show the cause.`,
  cases: {
    ...PAGE_CASES,
    'plain-page-of-old-nginx': {
      confidence: 'likely',
      when: `a browser got the plain 400 page, nginx may be older than 0.9.4 (--nginx-version says so, or the log has connections without a request and no HTTP/2), and fewer than ${LEAST_PAGE_CLIENTS} clients got the page about large headers`,
    },
    'head-beside-refused-requests': {
      confidence: 'likely',
      when: 'a HEAD request got 0 bytes, and nginx refused another request of the same client and user agent near by for its headers',
    },
    'one-page-beside-refused-requests': {
      confidence: 'possible',
      when: 'one custom page hides all 400 pages, a browser got it, and nginx refused another request of the same client and user agent near by in this way',
    },
    'logged-as-internal-status': {
      confidence: 'certain',
      when: 'the configuration makes nginx log the internal status 494 itself',
    },
    'closed-before-request-line': {
      confidence: 'likely',
      when: 'the line is "-" 000 with a user agent, as HTTP/2 logs it',
    },
  },
  advice: () =>
    'Shrink the cookies, or raise large_client_header_buffers to 4 16k. Put it in http: in a server block it counts only in the default_server of that address:port, because nginx reads the headers before it chooses the server (SNI aside). client_max_body_size and proxy_buffer_size are not the cure.',
  headline({ hits, clients }) {
    return `Cookies or headers no longer fit the buffers: ${hits} refused, ${clients} client${clients === 1 ? '' : 's'}`;
  },
  headlineSays: ['hits', 'clients'],
  settledBy:
    'error_log at info: "client sent too long header line" names the header; "client sent too large request" means the sum.',
  since: 'page of its own since 0.9.4, the plain 400 page before; HTTP/2 logs 000 since 1.10; max_headers since 1.29.8',
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
    // An answer to HEAD has no body, so its size says nothing; the client's other requests do.
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
    // One page for everything: only a browser whose every request fails from one moment on gives itself away.
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
