// the request waited inside nginx.
import type { LegacyCause as Cause } from '../legacy.ts';

/** the request waited inside nginx. */
export const heldByNginx: Cause = {
  id: 'held-by-nginx',
  shapes: ['abort'],
  title: 'the request waited inside nginx',
  why: 'The client left while nginx itself was holding the request back: in the delay of limit_req or auth_delay, or while an auth_request subrequest was running. No upstream had been asked for the answer yet, so its status and time are both "-", and the line says 499.',
  how: '$upstream_status and $upstream_response_time are both -, and $request_time is 0.1 s or more. Likely, and only if at least three aborts in the log, and no fewer than half, do have an upstream time: older nginx writes - for all.',
  advice: () =>
    'Look at limit_req, auth_delay and auth_request of that location. limit_req without nodelay makes a burst wait: add nodelay or delay=, or raise the rate in limit_req_zone (http). A slow auth_request backend needs to be faster. proxy timeouts are not the cure.',
  headline({ hits, clients }) {
    return `nginx itself held ${hits} request${hits === 1 ? '' : 's'} of ${clients} client${clients === 1 ? '' : 's'} until they left`;
  },
  headlineSays: ['hits', 'clients'],
  settledBy:
    '$limit_req_status in log_format (1.17.6 and newer): DELAYED. error_log at warn: "delaying request" of limit_req. An auth_request has its line in the log of its backend.',
  since: '499 since 1.19.9 for limit_req and auth_delay (before: 000, or noticed only when the delay ends)',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_limit_req_module.html#limit_req',
    'https://nginx.org/en/docs/http/ngx_http_auth_request_module.html#auth_request',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#auth_delay',
  ],
  match(hit, tables) {
    const { extra } = hit.entry;
    if (extra.upstream_status !== '-' || extra.upstream_response_time !== '-') return undefined;
    // Older nginx writes `-` for every aborted request, so the log must show that this one does not.
    if (!tables.era.timesAbortedUpstreams || (extra.request_time ?? 0) < 0.1) return undefined;
    return { confidence: 'likely', facts: { request_time: extra.request_time ?? 0 } };
  },
};
