// A client looked for an open proxy.
import type { Cause } from '../cause.ts';
import { inConfiguration } from '../remedies.ts';

/** Characters of a target that are kept as a fact. */
const TARGET_CHARACTERS_KEPT = 80;

export const openProxyProbe: Cause<'connect-method' | 'other-host-without-user-agent' | 'other-host'> = {
  id: 'open-proxy-probe',
  shapes: ['broken', 'whole'],
  title: 'a client looked for an open proxy',
  why: 'A client tested whether this server fetches other sites for it. The request was a CONNECT, or it had the whole URL of another host instead of a path. Usually nginx refused the request line and answered 400 with its plain page. It fetched nothing.',
  needs:
    "The size is not that of nginx's 400 page about large headers, certificates or plain HTTP on a TLS port. A whole URL does not count if its host (with the port, if it has one) is the host that the line itself shows ($host, $http_host or $server_name). Where the line shows no host, every whole URL counts. A whole URL needs a size that is not 0.",
  cases: {
    'connect-method': { confidence: 'certain', when: 'the method is CONNECT' },
    'other-host-without-user-agent': {
      confidence: 'certain',
      when: 'a whole URL stands in place of the path, the line has no user agent, and it has the size of the plain 400 page. Lines that can only get this page show that size',
    },
    'other-host': {
      confidence: 'likely',
      when: 'a whole URL stands in place of the path. But the line has a user agent, or nothing proves that its size is that of the plain 400 page',
    },
  },
  advice: () =>
    'Nothing to do: nginx refused to be an open proxy. But check that no proxy_pass takes its host from the request: proxy_pass http://$http_host makes an open proxy. You may block the address if it bothers you.',
  who: 'Nobody: nginx refused it. The admin of this nginx can check that no proxy_pass takes its host from the request.',
  checks: [inConfiguration('proxy_pass .*[$]', 'each proxy_pass whose target has a variable')],
  settledByFields: {},
  settledBy: 'The line itself. error_log at info: "client sent invalid request".',
  since: 'all versions; CONNECT is 400 in 1.22, 405 in 1.29',
  see: ['https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass'],
  match(hit) {
    const { request, entry } = hit;
    if (hit.page !== undefined && hit.page.kind !== 'plain') return undefined;
    if (request.method === 'CONNECT') return { case: 'connect-method', facts: targetOf(request.uri) };
    if (entry.body_bytes_sent === 0) return undefined;
    const [target, host] = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(request.uri) ?? [];
    if (target === undefined || host === undefined) return undefined;
    // A request for this host in absolute form is unusual but allowed (RFC 9112, section 3.2.2).
    if (host.toLowerCase() === entry.extra.host?.toLowerCase()) return undefined;
    const isBare = entry.http_user_agent === '-' && hit.page?.isFirm === true;
    return { case: isBare ? 'other-host-without-user-agent' : 'other-host', facts: targetOf(target) };
  },
};

function targetOf(uri: string): { target: string } {
  return { target: uri.slice(0, TARGET_CHARACTERS_KEPT) };
}
