// The request waited inside nginx.
import { hasBodyMethod, isHttp2Or3 } from '../../../formats/request.ts';
import { isAssetPath } from '../../../formats/paths.ts';
import { NEAR_BY } from '../../evidence/near-by.ts';
import { askedUpstream } from '../../evidence/upstream.ts';
import type { HitView } from '../../evidence/view.ts';
import { LEAST_ABORTS_WITH_UPSTREAM_TIME } from '../../tables/era.ts';
import type { Cause } from '../cause.ts';
import { ANSWER_TIME, inConfiguration } from '../remedies.ts';

/** A client that leaves earlier than this was not held: nginx had not had time to ask an upstream. */
const SHORTEST_WAIT_SECONDS = 0.1;

export const heldByNginx: Cause<'no-upstream-asked' | 'no-upstream-address' | 'files-held'> = {
  id: 'held-by-nginx',
  shapes: ['abort'],
  title: 'the request waited inside nginx',
  why: 'The client left while nginx itself held the request back: in the delay of limit_req or auth_delay, or while an auth_request subrequest was running. nginx had not asked an upstream for the answer yet, so it wrote 499 and "-" for the status and the time of the upstream.',
  needs: `The line shows that nginx had asked no upstream, and $request_time is at least ${SHORTEST_WAIT_SECONDS} s. In every version, $upstream_addr shows it. Older nginx writes "-" for the status and the time of every aborted request, and then this "-" shows nothing.`,
  cases: {
    'no-upstream-asked': {
      confidence: 'likely',
      when: `the line has no $upstream_addr, and $upstream_status and $upstream_response_time are both "-". The log so far shows an upstream time for ${LEAST_ABORTS_WITH_UPSTREAM_TIME} or more aborted requests, and for at least half of all aborted requests`,
    },
    'no-upstream-address': {
      confidence: 'likely',
      when: '$upstream_addr is "-", and the request is not a POST, PUT or PATCH over HTTP/2 or HTTP/3, whose body nginx may still have been reading',
    },
    'files-held': {
      confidence: 'likely',
      when: `the log does not show whether this nginx writes upstream times for aborted requests. But the status and the time of the upstream are both "-", the client (and user agent) left a style, script, picture or font in the same second in the same way, and nginx answered such files ${NEAR_BY} without an upstream. nginx sends a file at once, so nothing else holds it`,
    },
  },
  advice: () =>
    'Look at limit_req, auth_delay and auth_request of that location. limit_req without nodelay makes a burst wait: add nodelay or delay= (1.15.7 and newer), or raise the rate in limit_req_zone (http). If the backend of auth_request is slow, make it faster. The proxy timeouts are not the cure.',
  who: 'The admin of this nginx.',
  blocks: () => [
    {
      context: 'http',
      directives: ['limit_req_zone $binary_remote_addr zone=each:10m rate=10r/s;'],
      note: 'Your own zone, with a rate that fits.',
      isExample: true,
    },
    {
      context: 'location',
      directives: ['limit_req zone=each burst=20 nodelay;'],
      note: 'nodelay answers a burst at once. What exceeds it gets 503.',
      isExample: true,
    },
  ],
  checks: [inConfiguration('limit_req|auth_delay|auth_request', 'what may hold a request back'), ANSWER_TIME],
  headline({ hits, clients }) {
    return `nginx itself held ${hits} request${hits === 1 ? '' : 's'} of ${clients} client${clients === 1 ? '' : 's'} until they left`;
  },
  headlineSays: ['hits', 'clients'],
  settledByFields: {
    upstream_addr: '- means that nginx had asked no upstream',
    limit_req_status: 'DELAYED (1.17.6 and newer)',
  },
  settledBy:
    'error_log at warn says "delaying request" for limit_req. The log of the auth_request backend has a line for its request.',
  since:
    'limit_req and auth_delay: 499 since 1.19.9; older versions write 000, or notice only after the delay that the client left',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_limit_req_module.html#limit_req',
    'https://nginx.org/en/docs/http/ngx_http_auth_request_module.html#auth_request',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#auth_delay',
    'https://nginx.org/en/docs/http/ngx_http_limit_req_module.html#limit_req_zone',
  ],
  match(hit) {
    const { request_time, upstream_addr, upstream_status, upstream_response_time } = hit.entry.extra;
    if (request_time === undefined || request_time < SHORTEST_WAIT_SECONDS || askedUpstream(hit.entry))
      return undefined;
    if (upstream_addr === '-') {
      const { method, protocol } = hit.request;
      if (hasBodyMethod(method) && isHttp2Or3(protocol)) return undefined;
      return { case: 'no-upstream-address', facts: { request_time } };
    }
    if (upstream_status !== '-' || upstream_response_time !== '-') return undefined;
    // Older nginx writes `-` for every aborted request, so the log must show that this nginx does not.
    if (!hit.era.timesAbortedUpstreams)
      return holdsFiles(hit) ? { case: 'files-held', facts: { request_time } } : undefined;
    return { case: 'no-upstream-asked', facts: { request_time } };
  },
};

// The client left a file together with this request, and nginx itself sends such files.
function holdsFiles(hit: HitView): boolean {
  const files = hit.aroundOfAgent.filter(
    ({ requestLine, extra }) => isAssetPath(requestLine.path) && extra.upstream_status === '-',
  );
  const left = files.some(({ status, secondsAfter }) => status === 499 && secondsAfter === 0);
  return (left || isAssetPath(hit.request.path)) && files.some(({ status }) => status < 400);
}
