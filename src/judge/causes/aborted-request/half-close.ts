// The client closed its sending side and waited.
import { hasBodyMethod, isHttp2Or3 } from '../../../formats/request.ts';
import { ENDED_TOGETHER_CLAUSE, endedTogether } from '../../evidence/aborts/ended-together.ts';
import { saysNoUserAgent } from '../../../formats/user-agent.ts';
import { type HitView, NEAREST_LINES } from '../../evidence/view.ts';
import type { Cause } from '../cause.ts';
import { inConfiguration } from '../remedies.ts';

/** nginx notices a closed side at once; a client that waits and then gives up takes longer. */
const LONGEST_WAIT_SECONDS = 0.05;

export const halfClose: Cause<'left-at-once'> = {
  id: 'half-close',
  shapes: ['abort'],
  title: 'the client closed its sending side and waited',
  why: 'The client sent its request, closed its sending side and waited for the answer, as nc -N and some scripts and balancers do. nginx took this FIN for a departure, dropped the call to the backend and wrote 499 within milliseconds. This client never gets its answer.',
  needs: `The client is a program or has no user agent. The request is not HTTP/2 or HTTP/3, and its method is not POST, PUT or PATCH; only if the ${NEAREST_LINES} with this user agent show another abort as quick with a method that asks for an answer, any method counts. It does not count if ${ENDED_TOGETHER_CLAUSE}. A client that really hung up at once looks the same.`,
  cases: {
    'left-at-once': {
      confidence: 'likely',
      when: `$request_time shows that the abort came within ${LONGEST_WAIT_SECONDS} s`,
    },
  },
  advice: () =>
    'Set proxy_ignore_client_abort on in the location that these clients use. fastcgi_, uwsgi_ and scgi_ have the same directive. You can set it in http or server too, but the backend then finishes every request whose client left. Or let the client keep its sending side open until it has the answer. Longer timeouts are not the cure.',
  who: 'The admin of this nginx, or the developers of the client.',
  blocks: () => [
    {
      context: 'location',
      directives: ['proxy_ignore_client_abort on;'],
      note: 'In the location that these clients use.',
    },
  ],
  checks: [
    inConfiguration('ignore_client_abort', 'where it is set, and to what'),
    {
      command: String.raw`printf 'GET / HTTP/1.0\r\nHost: example.com\r\n\r\n' | nc -N example.com 80`,
      shows: 'the answer. Before the change it prints nothing',
    },
  ],
  headline({ hits, clients }) {
    return `nginx took half-closed connections for departures: ${hits} request${hits === 1 ? '' : 's'}, ${clients} client${clients === 1 ? '' : 's'}`;
  },
  headlineSays: ['hits', 'clients'],
  settledByFields: {
    request_time: 'a few milliseconds on every abort',
  },
  settledBy: 'A packet capture shows the FIN of the client right after its request, and no RST.',
  since: 'all versions with epoll or kqueue',
  see: ['https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_client_abort'],
  match(hit) {
    const { request_time } = hit.entry.extra;
    if (request_time === undefined || request_time > LONGEST_WAIT_SECONDS) return undefined;
    if (hit.agent.kind !== 'program' && !saysNoUserAgent(hit.entry)) return undefined;
    if (isHttp2Or3(hit.request.protocol) || endedTogether(hit)) return undefined;
    if (hasBodyMethod(hit.request.method) && !leavesAnswers(hit)) return undefined;
    return { case: 'left-at-once', facts: { request_time } };
  },
};

// What sends data may not want an answer. A client that also leaves at once when it asks for something wants one.
function leavesAnswers(hit: HitView): boolean {
  return hit.aroundOfAgent.some(
    ({ status, extra, requestLine }) =>
      status === 499 &&
      extra.request_time !== undefined &&
      extra.request_time <= LONGEST_WAIT_SECONDS &&
      !hasBodyMethod(requestLine.method),
  );
}
