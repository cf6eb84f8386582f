// somebody looked for an open proxy.
import type { LegacyCause as Cause } from '../legacy.ts';

/** somebody looked for an open proxy. */
export const openProxyProbe: Cause = {
  id: 'open-proxy-probe',
  shapes: ['broken', 'whole'],
  title: 'somebody looked for an open proxy',
  why: 'Somebody tried out whether this server would fetch other sites for them: with CONNECT, or with a whole URL of another host instead of a path. nginx did not do it; it refused the request line and answered 400 with its plain page.',
  how: 'The method is CONNECT, or a whole URL stands in place of the path (its host is not checked), and something was sent. Certain for CONNECT or if the user agent is -, else likely.',
  advice: () =>
    'Nothing to do: nginx refused to be an open proxy. Do see to it that no proxy_pass takes its host from the request, as in proxy_pass http://$http_host: that would make it one. Blocking the address is a matter of taste.',
  settledBy: 'The line itself. error_log at info: "client sent invalid request".',
  since: 'all versions; CONNECT is 400 in 1.22, 405 in 1.29',
  see: ['https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass'],
  match(hit) {
    const { request, entry } = hit;
    if (entry.body_bytes_sent === 0 || (hit.page !== undefined && hit.page.kind !== 'plain')) return undefined;
    if (request.method === 'CONNECT') return { confidence: 'certain', facts: { target: request.uri.slice(0, 80) } };
    const [target, host] = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(request.uri) ?? [];
    if (target === undefined || host === undefined) return undefined;
    // A request for this very host in absolute form is unusual and allowed (RFC 9112, section 3.2.2).
    if (host.toLowerCase() === entry.extra.host?.toLowerCase()) return undefined;
    const isBare = entry.http_user_agent === '-' && hit.page?.isFirm === true;
    return { confidence: isBare ? 'certain' : 'likely', facts: { target: target.slice(0, 80) } };
  },
};
