// the configuration says return 400.
import type { Cause } from './cause.ts';

/** the configuration says return 400. */
export const configuredResponse: Cause = {
  id: 'configured-response',
  shapes: ['whole'],
  title: 'the configuration itself answers 400',
  why: "A return 400 in the configuration answers here, with nginx's own error page. Nothing was wrong with the request itself, so the line looks like any well-formed one; that one location or host always answers so is the only sign of it.",
  advice: () =>
    'Search the output of nginx -T for return 400 and see if it is meant. It stands in server, location or if. If it is meant, access_log off in that location keeps it out of the log; if not, correct the condition that leads there. Buffers and header limits are not the cure.',
  headline({ hits, clients }) {
    return `The configuration itself answers 400: ${hits} request${hits === 1 ? '' : 's'} of ${clients} client${clients === 1 ? '' : 's'}`;
  },
  settledBy: '$upstream_status is - and error_log at info says nothing of this request; of a malformed one it would.',
  since: 'all versions',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#return',
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#access_log',
  ],
  match(hit) {
    const { entry } = hit;
    if (hit.page?.kind !== 'plain' || entry.http_user_agent === '-' || entry.extra.upstream_status !== '-')
      return undefined;
    return undefined;
  },
};
