// The cookies or headers do not fit the buffers.
import type { Fact, Facts } from '../../catalogue.ts';
import { carriesAttack } from '../../evidence/attack.ts';
import { NEAR_BY } from '../../evidence/near-by.ts';
import {
  ONE_PAGE_CLAUSE,
  PAGE_CASES,
  type PageCase,
  pageCaseOf,
  pageFacts,
  pageLengthClause,
} from '../../evidence/page.ts';
import { isClosedPath, LEAST_REFUSED, stickiness } from '../../evidence/stickiness.ts';
import { REFUSED_EVERYWHERE_CLAUSE, refusedEverywhere } from '../../evidence/refused-everywhere.ts';
import type { HitView } from '../../evidence/view.ts';
import { LEAST_CLIENTS } from '../../tables/era.ts';
import { LEAST_PAGE_CLIENTS } from '../../tables/pages/page-size.ts';
import type { Cause } from '../cause.ts';
import { inConfiguration } from '../remedies.ts';

/** The documentation of Tomcat 9 (maxHttpHeaderSize) and of Node.js 14 and newer (--max-http-header-size). */
const BACKEND_LIMITS = 'Tomcat stops at 8k, Node.js at 16k';

type CaseId =
  | PageCase
  | 'plain-page-of-old-nginx'
  | 'head-beside-refused-requests'
  | 'one-page-beside-refused-requests'
  | 'refused-everywhere'
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
      when: `a browser got the plain 400 page for a whole request line without attack text, fewer than ${LEAST_PAGE_CLIENTS} clients in the log got the page about large headers, and nginx may be older than 0.9.4. A path does not count where nobody was ever answered, if ${LEAST_REFUSED} or more clients were refused there, or if this client was answered elsewhere afterwards. --nginx-version can say how old nginx is. Without that option, the log must have connections without a request from ${LEAST_CLIENTS} or more clients, and HTTP/2 answers to fewer than ${LEAST_CLIENTS} clients`,
    },
    'head-beside-refused-requests': {
      confidence: 'likely',
      when: `a HEAD request got 0 bytes. Another request of the same client and user agent ${NEAR_BY} was refused for its headers, as its page or status 494 shows`,
    },
    'one-page-beside-refused-requests': {
      confidence: 'possible',
      when: `${ONE_PAGE_CLAUSE}. A browser got this page, and another request of the same client and user agent ${NEAR_BY} got this page, the page about large headers, or status 494`,
    },
    'refused-everywhere': {
      confidence: 'likely',
      when: `${REFUSED_EVERYWHERE_CLAUSE}. An error_page for status 494 looks like this. An application may refuse a cookie like this, too`,
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
  advice: (facts) =>
    `Shrink the cookies, or raise large_client_header_buffers to ${raisedBuffers(facts)}. Put it in http. In a server block it may not count: for headers before Host, nginx takes the value of the default_server of that address:port. The backend needs room for them, too: ${BACKEND_LIMITS}. client_max_body_size and proxy_buffer_size are not the cure.${isHttp2(facts) ? ' Before 1.19.7, HTTP/2 has limits of its own: raise http2_max_field_size and http2_max_header_size.' : ''}`,
  who: "The application's developers, who set the cookies. The admin of this nginx can make room for them.",
  blocks: (facts) => [{ context: 'http', directives: [`large_client_header_buffers ${raisedBuffers(facts)};`] }],
  checks: [
    inConfiguration('large_client_header_buffers', 'where it is set, and to what'),
    {
      command: 'curl -sIk --http1.1 -H "Cookie: a=$(printf %012000d 0)" https://example.com/',
      shows: 'the answer to a cookie of 12,000 bytes: no longer 400',
    },
  ],
  headline({ hits, clients }) {
    return `Cookies or headers no longer fit the buffers: ${hits} refused, ${clients} client${clients === 1 ? '' : 's'}`;
  },
  headlineSays: ['hits', 'clients'],
  settledByFields: {},
  settledBy:
    'error_log at info: "client sent too long header line" names the header; "client sent too large request" means all headers together.',
  since:
    'a page of its own since 0.9.4, the plain 400 page before; HTTP/2 logs 000 since 1.10; since 1.29.8 too many header lines (max_headers) get this page too',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#large_client_header_buffers',
    'https://nginx.org/en/docs/http/server_names.html#virtual_server_selection',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffer_size',
    'https://nginx.org/en/docs/http/ngx_http_v2_module.html#http2_max_field_size',
    'https://nginx.org/en/docs/http/ngx_http_v2_module.html#http2_max_header_size',
  ],
  match(hit, tables) {
    const { entry } = hit;
    if (hit.page?.kind === 'header-too-large') {
      return { case: pageCaseOf(hit.page), facts: withStickiness(pageFacts(hit.page), hit) };
    }
    if (hit.shape !== 'whole') return undefined;
    // An answer to HEAD has no body, so its size shows nothing. The client's other requests show the cause.
    if (hit.request.method === 'HEAD' && entry.body_bytes_sent === 0) {
      const sticky = stickiness(hit);
      return sticky.others_refused > 0 ? { case: 'head-beside-refused-requests', facts: sticky } : undefined;
    }
    if (hit.agent.kind !== 'browser') return undefined;
    if (hit.page === undefined) {
      const facts = refusedEverywhere(hit, tables);
      return facts === undefined ? undefined : { case: 'refused-everywhere', facts };
    }
    if (hit.page.kind !== 'plain') return undefined;
    // Before 0.9.4 the page is the plain one; nginx refuses a browser's well-formed request line for no other reason. A filter may
    // refuse an attack.
    if (hit.era.mayLackHeaderPage && !hit.pages.hasSeen('header-too-large') && !carriesAttack(entry.request)) {
      const facts = withStickiness({ ...pageFacts(hit.page), nginx: 'before 0.9.4' }, hit);
      if (isClosedPath(hit, tables)) return undefined;
      return { case: 'plain-page-of-old-nginx', facts };
    }
    // Where nginx sends one page for every 400, only other refused requests of the client show the cause.
    if (!hit.pages.hasOnePage(entry)) return undefined;
    const sticky = stickiness(hit);
    return sticky.others_refused > 0 ? { case: 'one-page-beside-refused-requests', facts: sticky } : undefined;
  },
};

// Adds to some facts whether the client is locked out. Changes the object that it is given.
function withStickiness(facts: Record<string, Fact>, hit: HitView): Facts {
  const { others_refused, answered_after } = stickiness(hit);
  facts['others_refused'] = others_refused;
  facts['answered_after'] = answered_after;
  return facts;
}

// Twice nginx's default, unless the configuration has other buffers.
function raisedBuffers({ raised_buffers }: Facts): string {
  return typeof raised_buffers === 'string' ? raised_buffers : '4 16k';
}

function isHttp2(facts: Facts): boolean {
  return facts['logged_status'] === '000' || Object.keys(facts).length === 0;
}
