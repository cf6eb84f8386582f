// the configuration says return 400.
import { isUpstreamAnswer } from '../../evidence/upstream.ts';
import type { LegacyCause as Cause } from '../legacy.ts';

/** the configuration says return 400. */
export const configuredResponse: Cause = {
  id: 'configured-response',
  shapes: ['whole'],
  title: 'the configuration itself answers 400',
  why: "A return 400 in the configuration answers here, with nginx's own error page. Nothing was wrong with the request itself, so the line looks like any well-formed one; that one location or host always answers so is the only sign of it.",
  how: 'The access log cannot show it: a return 400 looks just like a refused header. So logscan never names this cause by itself; it calls such lines a header error, or leaves them unexplained.',
  advice: () =>
    'Search the output of nginx -T for return 400 and see if it is meant. It stands in server, location or if. If it is meant, access_log off in that location keeps it out of the log; if not, correct the condition that leads there. Buffers and header limits are not the cure.',
  headline({ hits, clients }) {
    return `The configuration itself answers 400: ${hits} request${hits === 1 ? '' : 's'} of ${clients} client${clients === 1 ? '' : 's'}`;
  },
  headlineSays: ['hits', 'clients'],
  settledBy: '$upstream_status is - and error_log at info says nothing of this request; of a malformed one it would.',
  since: 'all versions',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#return',
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#access_log',
  ],
  match(hit, tables) {
    const { entry, request } = hit;
    if (hit.page?.kind !== 'plain' || hit.agent.kind === 'none' || isUpstreamAnswer(entry, '400')) return undefined;
    if (tables.pageSizes.hasOnePage(entry)) return undefined;
    const refused = tables.refusals.always(entry, request.path);
    return refused === undefined
      ? undefined
      : { confidence: 'likely', facts: { refused_here: refused, answered_here: 0 } };
  },
};
