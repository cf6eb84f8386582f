// The request waited inside nginx.
import { LEAST_ABORTS_WITH_UPSTREAM_TIME } from '../../tables/era.ts';
import type { Cause } from '../cause.ts';

/** A client that leaves earlier than this was not held: nginx had not had time to ask an upstream. */
const SHORTEST_WAIT_SECONDS = 0.1;

export const heldByNginx: Cause<'no-upstream-asked'> = {
  id: 'held-by-nginx',
  shapes: ['abort'],
  title: 'the request waited inside nginx',
  why: 'The client left while nginx itself held the request back: in the delay of limit_req or auth_delay, or while an auth_request subrequest was running. nginx had not asked an upstream for the answer yet, so it wrote 499 and "-" for the status and the time of the upstream.',
  needs: `The log so far shows an upstream time for ${LEAST_ABORTS_WITH_UPSTREAM_TIME} or more aborted requests, and for at least half of all aborted requests. Older nginx writes "-" for every aborted request, and then the "-" shows nothing.`,
  cases: {
    'no-upstream-asked': {
      confidence: 'likely',
      when: `$upstream_status and $upstream_response_time are both "-", and $request_time is at least ${SHORTEST_WAIT_SECONDS} s`,
    },
  },
  advice: () =>
    'Look at limit_req, auth_delay and auth_request of that location. limit_req without nodelay makes a burst wait: add nodelay or delay=, or raise the rate in limit_req_zone (http). If the backend of auth_request is slow, make it faster. The proxy timeouts are not the cure.',
  headline({ hits, clients }) {
    return `nginx itself held ${hits} request${hits === 1 ? '' : 's'} of ${clients} client${clients === 1 ? '' : 's'} until they left`;
  },
  headlineSays: ['hits', 'clients'],
  settledBy:
    '$limit_req_status in log_format (1.17.6 and newer) says DELAYED. error_log at warn says "delaying request" for limit_req. The log of the auth_request backend has a line for its request.',
  since:
    'limit_req and auth_delay: 499 since 1.19.9; older versions write 000, or notice only after the delay that the client left',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_limit_req_module.html#limit_req',
    'https://nginx.org/en/docs/http/ngx_http_auth_request_module.html#auth_request',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#auth_delay',
  ],
  match(hit, tables) {
    const { request_time, upstream_status, upstream_response_time } = hit.entry.extra;
    if (upstream_status !== '-' || upstream_response_time !== '-') return undefined;
    // Older nginx writes `-` for every aborted request, so the log must show that this nginx does not.
    if (!tables.era.timesAbortedUpstreams || request_time === undefined || request_time < SHORTEST_WAIT_SECONDS)
      return undefined;
    return { case: 'no-upstream-asked', facts: { request_time } };
  },
};
