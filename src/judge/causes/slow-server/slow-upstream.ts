// The backend stalled and many clients left.
import {
  crowdAround,
  DEVIATIONS_ON_PART,
  DEVIATIONS_ON_SITE,
  type Gathering,
  LEAST_BESIDE_ON_PART,
  LEAST_HISTORY,
  LEAST_ON_PART,
  LEAST_ON_PART_BESIDE_FAILURES,
  LEAST_ON_SITE,
  LEAST_ON_SITE_UNKNOWN,
  LEAST_SHARE_ON_PART,
} from '../../evidence/crowd.ts';
import { keptLimit, LEAST_WAITS, nextPage } from '../../evidence/repeats.ts';
import { SINCE_499 } from '../../evidence/since.ts';
import { BUCKET_SECONDS, CROWD_SECONDS } from '../../tables/incidents.ts';
import type { Cause } from '../cause.ts';

/** A crowd of this many clients also explains the clients that asked again. */
const LARGE_CROWD = 8;
/** A client that leaves earlier than this did not leave because of a slow answer. */
const SHORTEST_WAIT_SECONDS = 0.5;

const ON_PART = `${LEAST_ON_PART} or more clients (${LEAST_ON_PART_BESIDE_FAILURES} beside a 502, 503 or 504) left the same part of the site`;
const SHORT_LOG = `the log is too short to show the usual rate (fewer than ${LEAST_HISTORY} other times of ${BUCKET_SECONDS} s)`;

type CaseId = 'one-part' | 'one-part-at-log-start' | 'whole-site' | 'whole-site-at-log-start';

export const slowUpstream: Cause<CaseId> = {
  id: 'slow-upstream',
  shapes: ['abort'],
  title: 'the backend stalled and many clients left',
  why: 'A backend stalled, and within seconds many different clients stopped waiting. nginx had nothing to send them yet, so it wrote a 499 for each of them. This is one incident: find out what was slow at that moment.',
  needs: `Many clients abort within ${CROWD_SECONDS} s before or after this line; crawlers and monitors do not count. Two paths are on one part of the site if their first two segments are the same, up to an identifier. On an address that many people share, each user agent counts as a client. This client is not a crawler or monitor. If the line has $request_time, the client waited at least ${SHORTEST_WAIT_SECONDS} s, and its last aborts (${LEAST_WAITS} or more) do not show this wait as its limit. The client did not ask again or open another page. In the cases one-part and one-part-at-log-start, it may have done so if ${LARGE_CROWD} or more clients left the part, or if there is a 502, 503 or 504 at that time.`,
  cases: {
    'one-part': {
      confidence: 'likely',
      when: `${ON_PART}, at least ${DEVIATIONS_ON_PART} standard deviations above the usual rate there`,
    },
    'one-part-at-log-start': {
      confidence: 'likely',
      when: `${ON_PART}, and they are at least ${LEAST_SHARE_ON_PART * 100} % of all clients that left; ${SHORT_LOG}`,
    },
    'whole-site': {
      confidence: 'likely',
      when: `${LEAST_ON_SITE} or more clients left anywhere on the site, at least ${DEVIATIONS_ON_SITE} standard deviations above the usual rate. Of these clients, ${LEAST_BESIDE_ON_PART} or more left the part of the site that this line asks for`,
    },
    'whole-site-at-log-start': {
      confidence: 'likely',
      when: `${LEAST_ON_SITE_UNKNOWN} or more clients left anywhere on the site beside a 502, 503 or 504. Of these clients, ${LEAST_BESIDE_ON_PART} or more left the part of the site that this line asks for; ${SHORT_LOG}`,
    },
  },
  advice: (facts) =>
    `Find out what was slow at that time: backend, database, deployment. ${typeof facts['failures_beside'] === 'number' && facts['failures_beside'] > 0 ? 'The 502, 503 and 504 beside it belong to the same incident. ' : ''}proxy_read_timeout is not the cure: these clients left before it ran out. proxy_ignore_client_abort is not the cure either: it only hides the 499 and keeps the backend busy.`,
  headline({ hits, clients, seconds }) {
    const span = Math.max(1, Math.round(seconds));
    return `The backend stalled: ${hits} request${hits === 1 ? '' : 's'} of ${clients} client${clients === 1 ? '' : 's'} ${hits === 1 ? 'was' : 'were'} abandoned within ${span} s`;
  },
  headlineSays: ['hits', 'clients'],
  fixedBy: 'incident',
  settledBy: "$upstream_response_time in log_format (beside $request_time), and the backend's own log of that minute.",
  since: SINCE_499,
  see: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout',
    'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#var_upstream_response_time',
  ],
  match(hit, tables) {
    if (hit.agent.kind === 'monitor' || hit.agent.kind === 'crawler') return undefined;
    const { request_time } = hit.entry.extra;
    if (request_time !== undefined && request_time < SHORTEST_WAIT_SECONDS) return undefined;
    const gathering = crowdAround(hit, tables);
    if (gathering === undefined) return undefined;
    const { crowd, isOnPart } = gathering;
    // In a small crowd, or in a crowd over the whole site, a client that asked again or went on had its own reason to leave.
    const isSmall = !isOnPart || (crowd.clientsOnPrefix < LARGE_CROWD && crowd.failures === 0);
    const wentOn = hit.repeats.some((near) => near.isLater) || nextPage(hit, hit.sharesAddress) !== undefined;
    if (isSmall && wentOn) return undefined;
    // A program with a time limit of its own leaves at that limit, whatever the crowd does.
    if (keptLimit(hit) !== undefined) return undefined;
    return {
      case: caseOf(gathering),
      facts: {
        clients_leaving: isOnPart ? crowd.clientsOnPrefix : crowd.clients,
        usual_clients: Math.round((isOnPart ? crowd.usualOnPrefix : crowd.usualClients) * 10) / 10,
        failures_beside: crowd.failures,
      },
    };
  },
};

function caseOf({ isOnPart, isRateKnown }: Gathering): CaseId {
  if (isOnPart) return isRateKnown ? 'one-part' : 'one-part-at-log-start';
  return isRateKnown ? 'whole-site' : 'whole-site-at-log-start';
}
