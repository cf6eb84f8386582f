// the backend stalled and many clients left.
import type { LegacyCause as Cause } from '../legacy.ts';
import { crowdAround } from '../../evidence/crowd.ts';
import { keptLimit, nextPage } from '../../evidence/repeats.ts';

/** From so many people on, a crowd explains also those who asked again. */
const LARGE_CROWD = 8;
/** Who leaves earlier than this was not driven away by a slow answer. */
const SHORTEST_WAIT_SECONDS = 0.5;

/** the backend stalled and many clients left. */
export const slowUpstream: Cause = {
  id: 'slow-upstream',
  shapes: ['abort'],
  title: 'the backend stalled and many clients left',
  why: 'A backend stalled, and within seconds many different clients stopped waiting. nginx had nothing to send them yet, so each of them got a 499 where there would have been a slow answer. It is one incident, not many: the question is what was slow at that moment.',
  how: 'Six clients or more (four if a 502-504 stands beside them or 80 % wanted the same part of the site) abort within 8 s before and after, three times the usual. Likely at most; crawlers, monitors and balancers do not count.',
  advice: (facts) =>
    `Find out what was slow just then: backend, database, deployment. ${typeof facts['failures_beside'] === 'number' && facts['failures_beside'] > 0 ? 'The 502, 503 and 504 beside it belong to it. ' : ''}proxy_read_timeout is not the cure: these people left before it ran out. Nor is proxy_ignore_client_abort: it only hides the 499 and keeps the backend busy.`,
  headline({ hits, clients, seconds }) {
    const span = Math.max(1, Math.round(seconds));
    return `The backend stalled: ${hits} request${hits === 1 ? '' : 's'} of ${clients} client${clients === 1 ? '' : 's'} ${hits === 1 ? 'was' : 'were'} abandoned within ${span} s`;
  },
  headlineSays: ['hits', 'clients'],
  fixedBy: 'incident',
  settledBy: "$upstream_response_time in log_format (beside $request_time), and the backend's own log of that minute.",
  since: 'all versions, except 0.8.11-0.8.17, which logged 0 instead of 499',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout',
    'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#var_upstream_response_time',
  ],
  match(hit, tables) {
    if (hit.agent.kind === 'monitor' || hit.agent.kind === 'crawler') return undefined;
    const { request_time } = hit.entry.extra;
    // Who left at once did not leave because of a wait.
    if (request_time !== undefined && request_time < SHORTEST_WAIT_SECONDS) return undefined;
    const gathering = crowdAround(hit, tables);
    if (gathering === undefined) return undefined;
    const { crowd, isOnPrefix } = gathering;
    // In a small crowd, or one all over the site, who asked again or went on had a reason of their own.
    const isSmall = !isOnPrefix || (crowd.clientsOnPrefix < LARGE_CROWD && crowd.failures === 0);
    const wentOn = hit.repeats.some((near) => near.isLater) || nextPage(hit, hit.sharesAddress) !== undefined;
    if (isSmall && wentOn) return undefined;
    // A limit of their own makes programs leave whatever the crowd does.
    if (keptLimit(hit) !== undefined) return undefined;
    return {
      confidence: 'likely',
      facts: {
        clients_leaving: isOnPrefix ? crowd.clientsOnPrefix : crowd.clients,
        usual_clients: Math.round((isOnPrefix ? crowd.usualOnPrefix : crowd.usualClients) * 10) / 10,
        failures_beside: crowd.failures,
      },
    };
  },
};
