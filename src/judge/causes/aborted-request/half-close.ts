// The client closed its sending side and waited.
import { hasBodyMethod, isHttp2Or3 } from '../../../formats/request.ts';
import type { Cause } from '../cause.ts';

/** nginx notices a closed side at once; a client that waits and then gives up takes longer. */
const LONGEST_WAIT_SECONDS = 0.05;

export const halfClose: Cause<'left-at-once'> = {
  id: 'half-close',
  shapes: ['abort'],
  title: 'the client closed its sending side and waited',
  why: 'The client sent its request, closed its sending side and waited for the answer, as nc -N and some scripts and balancers do. nginx took this FIN for a departure, dropped the call to the backend and wrote 499 within milliseconds. This client never gets its answer.',
  needs:
    'The client is a program or has no user agent. The request is not HTTP/2 or HTTP/3, and its method is not POST, PUT or PATCH. A client that really hung up at once looks the same.',
  cases: {
    'left-at-once': {
      confidence: 'likely',
      when: `$request_time shows that the abort came within ${LONGEST_WAIT_SECONDS} s`,
    },
  },
  advice: () =>
    'Set proxy_ignore_client_abort on in the location that these clients use. fastcgi_, uwsgi_ and scgi_ have the same directive. You can set it in http or server too, but the backend then finishes every request whose client left. Or let the client keep its sending side open until it has the answer. Longer timeouts are not the cure.',
  headline({ hits, clients }) {
    return `nginx took half-closed connections for departures: ${hits} request${hits === 1 ? '' : 's'}, ${clients} client${clients === 1 ? '' : 's'}`;
  },
  headlineSays: ['hits', 'clients'],
  settledBy:
    '$request_time in log_format shows a few milliseconds on every abort. A packet capture shows the FIN of the client right after its request, and no RST.',
  since: 'all versions with epoll or kqueue',
  see: ['https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_client_abort'],
  match(hit) {
    const { request_time } = hit.entry.extra;
    if (request_time === undefined || request_time > LONGEST_WAIT_SECONDS) return undefined;
    if (hit.agent.kind !== 'program' && hit.agent.kind !== 'none') return undefined;
    if (isHttp2Or3(hit.request.protocol) || hasBodyMethod(hit.request.method)) return undefined;
    return { case: 'left-at-once', facts: { request_time } };
  },
};
