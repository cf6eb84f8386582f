// A client looked for an open proxy.
import type { Cause } from '../cause.ts';

/** The beginning of a long target is enough as a fact. */
const TARGET_CHARACTERS_KEPT = 80;

/** A client looked for an open proxy. */
export const openProxyProbe: Cause<'connect-method' | 'other-host-without-user-agent' | 'other-host'> = {
  id: 'open-proxy-probe',
  shapes: ['broken', 'whole'],
  title: 'a client looked for an open proxy',
  why: 'A client tried whether this server fetches other sites for it. The request was a CONNECT, or it had the whole URL of another host instead of a path. nginx did not fetch anything: it refused the request line and answered 400 with its plain page.',
  needs:
    "The size is not 0, and it is not that of one of nginx's other error pages. A whole URL does not count when its host is the one that the line shows as host= ($host).",
  cases: {
    'connect-method': { confidence: 'certain', when: 'the method is CONNECT' },
    'other-host-without-user-agent': {
      confidence: 'certain',
      when: 'a whole URL stands in place of the path, the line has no user agent, and its size is that of the plain 400 page, which lines with garbage show',
    },
    'other-host': {
      confidence: 'likely',
      when: 'a whole URL stands in place of the path, but the line has a user agent or no line with garbage shows that size',
    },
  },
  advice: () =>
    'Nothing to do: nginx refused to be an open proxy. But check that no proxy_pass takes its host from the request, as proxy_pass http://$http_host does: that makes an open proxy. You may block the address if it bothers you.',
  settledBy: 'The line itself. error_log at info: "client sent invalid request".',
  since: 'all versions; CONNECT is 400 in 1.22, 405 in 1.29',
  see: ['https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass'],
  match(hit) {
    const { request, entry } = hit;
    if (entry.body_bytes_sent === 0 || (hit.page !== undefined && hit.page.kind !== 'plain')) return undefined;
    if (request.method === 'CONNECT') return { case: 'connect-method', facts: targetOf(request.uri) };
    const [target, host] = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(request.uri) ?? [];
    if (target === undefined || host === undefined) return undefined;
    // A request for this very host in absolute form is unusual and allowed (RFC 9112, section 3.2.2).
    if (host.toLowerCase() === entry.extra.host?.toLowerCase()) return undefined;
    const isBare = entry.http_user_agent === '-' && hit.page?.isFirm === true;
    return { case: isBare ? 'other-host-without-user-agent' : 'other-host', facts: targetOf(target) };
  },
};

function targetOf(uri: string): { target: string } {
  return { target: uri.slice(0, TARGET_CHARACTERS_KEPT) };
}
