// the headers do not fit the buffers.
import type { Fact, Facts } from '../../catalogue.ts';
import type { LegacyCause as Cause } from '../legacy.ts';
import { pageConfidence, pageFacts } from '../../evidence/page.ts';
import { stickiness } from '../../evidence/stickiness.ts';
import type { HitView } from '../../evidence/view.ts';
import type { Tables } from '../../tables/tables.ts';

/** the headers do not fit the buffers. */
export const cookieOrHeaderTooLarge: Cause = {
  id: 'cookie-or-header-too-large',
  shapes: ['whole', 'headless', 'broken'],
  title: 'cookies or headers do not fit the buffers',
  why: 'One header line was longer than a buffer of large_client_header_buffers (8k by default), or all of them together longer than its four. Mostly it is a cookie that grew: that client then fails on every page until the cookie is gone. nginx logs its internal 494 as 400; over HTTP/2 the line is "-" 000 0.',
  how: "The plain 400 page's size plus 76: certain if garbage requests show it, likely if 403-405 pages do, possible if it is assumed. Else likely for a browser's plain page before 0.9.4 or HEAD of a client refused elsewhere; possible if one error_page hides all.",
  advice: () =>
    'Shrink the cookies, or raise large_client_header_buffers to 4 16k. Put it in http: in a server block it counts only in the default_server of that address:port, as the header is read before the server is chosen (SNI aside). client_max_body_size and proxy_buffer_size are not the cure.',
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
      return { confidence: pageConfidence(hit.page), facts: withStickiness(pageFacts(hit.page), hit, tables) };
    }
    if (hit.shape !== 'whole') return undefined;
    // HEAD: no body, so no size; the client's other requests tell.
    if (hit.request.method === 'HEAD' && entry.body_bytes_sent === 0) {
      const sticky = stickiness(hit, tables);
      return sticky.others_refused > 0 ? { confidence: 'likely', facts: sticky } : undefined;
    }
    // Before 0.9.4 the page is the plain one; a browser's well-formed request line is refused for no other reason.
    const isOld = tables.era.mayLackHeaderPage && !tables.pageSizes.hasSeen('header-too-large');
    if (isOld && hit.page?.kind === 'plain' && hit.agent.kind === 'browser') {
      return {
        confidence: 'likely',
        facts: withStickiness({ ...pageFacts(hit.page), nginx: 'before 0.9.4' }, hit, tables),
      };
    }
    // One page for everything: only a browser whose every request fails from one moment on gives itself away.
    if (hit.page?.kind === 'plain' && hit.agent.kind === 'browser' && tables.pageSizes.hasOnePage(entry)) {
      const sticky = stickiness(hit, tables);
      return sticky.others_refused >= 1 ? { confidence: 'possible', facts: sticky } : undefined;
    }
    return undefined;
  },
};

// Adds to facts that are nobody else's whether the client is locked out.
function withStickiness(facts: Record<string, Fact>, hit: HitView, tables: Tables): Facts {
  const { others_refused, answered_after } = stickiness(hit, tables);
  facts['others_refused'] = others_refused;
  facts['answered_after'] = answered_after;
  return facts;
}
