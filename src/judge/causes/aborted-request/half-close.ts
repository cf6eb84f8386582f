// the client closed its side and waited.
import { hasBodyMethod } from '../../../formats/request.ts';
import type { LegacyCause as Cause } from '../legacy.ts';

/** the client closed its side and waited. */
export const halfClose: Cause = {
  id: 'half-close',
  shapes: ['abort'],
  title: 'the client closed its sending side and waited',
  why: 'The client closed its sending side right after the request and waits for the answer, as nc -N and some scripts and balancers do. nginx takes that FIN for a departure, drops the call to the backend and writes 499 after a few milliseconds: such a client never gets its answer.',
  how: '$request_time says that the abort came within 50 ms, over HTTP/1, from a script or without a user agent, to a method without a body. Likely at most: a client that really hung up at once looks the same.',
  advice: () =>
    'Set proxy_ignore_client_abort on in the location these clients use. fastcgi_, uwsgi_ and scgi_ have the same directive; http and server take it too, at a price: the work of people who left is then finished as well. Or let the client keep its side open. Longer timeouts are not the cure.',
  headline({ hits, clients }) {
    return `Half-closed connections taken for departures: ${hits} request${hits === 1 ? '' : 's'}, ${clients} client${clients === 1 ? '' : 's'}`;
  },
  headlineSays: ['hits', 'clients'],
  settledBy:
    '$request_time in log_format: a few milliseconds on every abort. A packet capture: the FIN of the client right behind its request, and no RST.',
  since: 'all versions with epoll or kqueue',
  see: ['https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_client_abort'],
  match(hit) {
    const { request_time } = hit.entry.extra;
    if (request_time === undefined || request_time > 0.05) return undefined;
    if (hit.agent.kind !== 'program' && hit.agent.kind !== 'none') return undefined;
    if (/^HTTP\/[23]/.test(hit.request.protocol) || hasBodyMethod(hit.request.method)) return undefined;
    return { confidence: 'likely', facts: { request_time } };
  },
};
