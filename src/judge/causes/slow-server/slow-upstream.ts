// The backend stalled: a crowd left, or its part of the site failed or lost far more requests than usual.
import {
  DEVIATIONS_ON_PART,
  DEVIATIONS_ON_SITE,
  LEAST_BESIDE_ON_PART,
  LEAST_HISTORY,
  LEAST_ON_PART,
  LEAST_ON_PART_BESIDE_FAILURES,
  LEAST_ON_SITE,
  LEAST_ON_SITE_UNKNOWN,
  LEAST_SHARE_OF_SITE,
  LEAST_SHARE_ON_PAGE,
  LEAST_SHARE_ON_PART,
} from '../../evidence/aborts/crowd.ts';
import { MOMENT_SECONDS } from '../../evidence/aborts/moment.ts';
import { LEAST_WAITS } from '../../evidence/aborts/repeats.ts';
import { SINCE_499 } from '../../evidence/since.ts';
import {
  LARGE_CROWD,
  LATELY_SECONDS,
  LEAST_FAILED_SHARE,
  LEAST_FAILED_SHARE_OF_SITE,
  LEAST_FAILURES_ON_SITE,
  LEAST_LOST_SHARE,
  LEAST_LOST_SHARE_OF_SITE,
  LEAST_LOST_SHARE_BESIDE_SITE,
  LEAST_LOST_SHARE_OF_SILENT,
  LEAST_SLOW_ON_PART,
  LEAST_SLOW_ON_SITE,
  LEAST_TIMES_USUAL_WAIT,
  LONG_WAIT_SECONDS,
  SHORTEST_WAIT_SECONDS,
  type StallCase,
  stallAround,
} from '../../evidence/aborts/stall.ts';
import {
  FEW_MINUTES,
  LARGE_SHARE,
  LAST_MINUTES,
  LEAST_EXPECTED,
  LEAST_LATE_PEOPLE,
  LEAST_LATE_SHARE,
  LEAST_OF_MANY_MINUTES,
  LEAST_PEOPLE,
  LEAST_PEOPLE_OF_NEW,
  LEAST_SHARE,
  LEAST_SPREAD,
  LEAST_SPREAD_OF_NEW,
  MANY_MINUTES,
  MOST_SHARE_OF_NEW,
  MOST_USUAL,
  MOST_USUAL_OF_LARGE,
  MOST_USUAL_OF_NEW,
} from '../../evidence/aborts/surge.ts';
import { LEAST_SLOW_SECONDS, LEAST_TIMED_ANSWERS, LEAST_TIMES_SLOW } from '../../tables/parts/part-shares.ts';
import { BUCKET_SECONDS, CROWD_SECONDS } from '../../tables/parts/usual-rate.ts';
import type { Cause } from '../cause.ts';
import { ANSWER_TIME } from '../remedies.ts';

const FAILURE = '502, 503 or 504';
const ON_PART = `${LEAST_ON_PART} or more clients (${LEAST_ON_PART_BESIDE_FAILURES} beside a ${FAILURE}) left the same part of the site within ${CROWD_SECONDS} s`;
const SHORT_LOG = `the log is too short to show the usual rate (fewer than ${LEAST_HISTORY} other times of ${BUCKET_SECONDS} s)`;
const SILENT = `the part answered hardly any other client: ${inPercent(LEAST_LOST_SHARE_OF_SILENT)} or more of the requests to it within ${CROWD_SECONDS} s were lost`;
const LOSING = `${SILENT}, or ${inPercent(LEAST_LOST_SHARE_OF_SITE)} of the requests to the site within these seconds were lost`;
const SURE = `One more thing shows the stall. Either a request to the part ended with ${FAILURE} within ${MOMENT_SECONDS} s, and ${inPercent(LEAST_LOST_SHARE)} of the requests to it within ${CROWD_SECONDS} s were left or failed. Or ${inPercent(LEAST_LOST_SHARE_BESIDE_SITE)} of the requests to the part were lost within ${CROWD_SECONDS} s, and there is a ${FAILURE} elsewhere on the site. Or ${SILENT}, and the client waited long: $request_time is at least ${LONG_WAIT_SECONDS} s and ${LEAST_TIMES_USUAL_WAIT} times the mean of the part. If nearly all of the crowd left one page, this client must also have sent another request at most ${LATELY_SECONDS} s before. For a program, only a failure of the part counts`;
const FAR_LONGER = `a wait that is far longer than usual ($request_time is at least ${LEAST_SLOW_SECONDS} s, and ${LEAST_TIMES_SLOW} times the mean of the part, which has ${LEAST_TIMED_ANSWERS} or more answers with $request_time)`;
const IS_KNOWN = `At this share, the time before would have shown ${LEAST_EXPECTED} or more losses`;
const MANY_LEFT = `At least ${LEAST_PEOPLE} different people left, and the losses are at least ${LEAST_SPREAD} times those of the worst minute. They go on: in the last ${LAST_MINUTES} of ${FEW_MINUTES} minutes, or the last ${FEW_MINUTES} of ${MANY_MINUTES}, ${LEAST_LATE_PEOPLE} or more people left, and the share is at least ${inPercent(LEAST_LATE_SHARE)} of that of the whole time`;

export const slowUpstream: Cause<StallCase> = {
  id: 'slow-upstream',
  shapes: ['abort'],
  title: 'the backend stalled and clients left',
  why: 'A backend stalled or failed, and clients stopped waiting. nginx had nothing to send them yet, so it wrote a 499 for each of them. This is one incident: find out what was slow at that time.',
  needs: `Other requests at that time show that the server was slow. Two paths are on one part of the site if their first two segments are the same, up to an identifier. If these show nothing, logscan looks at the first segment. Lost requests are those with 499, 502, 503 or 504. Aborts of crawlers and monitors do not count. On an address that many people share, each user agent counts as a client. X-Forwarded-For counts only on such an address, because any client can send it. This client is not a crawler or monitor. If the line has $request_time, the client waited at least ${SHORTEST_WAIT_SECONDS} s, and its last aborts (${LEAST_WAITS} or more) do not show this wait as its limit. The client did not ask again or open another page. In the cases one-part and one-part-at-log-start, it may have done so if ${LARGE_CROWD} or more clients left the part, or if there is a ${FAILURE} at that time; in the cases slow-for-several, slow-everywhere and upstream-failed it may always have done so.`,
  cases: {
    'one-part': {
      confidence: 'likely',
      when: `${ON_PART}, at least ${DEVIATIONS_ON_PART} standard deviations above the usual rate there. ${SURE}`,
    },
    'one-part-at-log-start': {
      confidence: 'likely',
      when: `${ON_PART}, and they are at least ${inPercent(LEAST_SHARE_ON_PART)} of all clients that left; ${SHORT_LOG}. ${SURE}`,
    },
    'silent-part': {
      confidence: 'possible',
      when: `there is a crowd on one part of the site as in the cases above, and ${SILENT}. Nothing else shows the stall. The line has no $request_time, and the client is no program. The crowd left several pages: less than ${inPercent(LEAST_SHARE_ON_PAGE)} of it, or less than ${inPercent(LEAST_SHARE_OF_SITE)} of all clients that left, asked for this path. People who all leave when a lesson or a live event ends look the same, but they leave one page`,
    },
    'whole-site': {
      confidence: 'likely',
      when: `${LEAST_ON_SITE} or more clients left anywhere on the site, at least ${DEVIATIONS_ON_SITE} standard deviations above the usual rate. Of these clients, ${LEAST_BESIDE_ON_PART} or more left the part of the site that this line asks for. There is a ${FAILURE} beside them, and ${LOSING}`,
    },
    'whole-site-at-log-start': {
      confidence: 'likely',
      when: `${LEAST_ON_SITE_UNKNOWN} or more clients left anywhere on the site beside a ${FAILURE}. Of these clients, ${LEAST_BESIDE_ON_PART} or more left the part of the site that this line asks for. ${capital(LOSING)}; ${SHORT_LOG}`,
    },
    'beside-failures': {
      confidence: 'likely',
      when: `there is no crowd, but within ${MOMENT_SECONDS} s other requests to the same part of the site ended with ${FAILURE}. They are at least ${inPercent(LEAST_FAILED_SHARE)} of the requests that were not aborted. The client's own 503 does not count: it may come from limit_req`,
    },
    'failing-site': {
      confidence: 'likely',
      when: `there is no crowd, but ${LEAST_FAILURES_ON_SITE} or more requests to the site ended with ${FAILURE} within ${CROWD_SECONDS} s, at least ${inPercent(LEAST_FAILED_SHARE_OF_SITE)} of its requests. Within ${MOMENT_SECONDS} s, this part of the site answered no other client. A restart looks like this`,
    },
    'share-of-an-hour': {
      confidence: 'likely',
      when: `in the last ${MANY_MINUTES} minutes, a part of the site lost far more of its requests than before: at least ${inPercent(LEAST_SHARE)}, and usually at most ${inPercent(MOST_USUAL)} as many; or at least ${inPercent(LARGE_SHARE)}, and usually at most ${inPercent(MOST_USUAL_OF_LARGE)} as many. The abort of a program or an app counts only in the first way. There were losses in ${LEAST_OF_MANY_MINUTES} or more of these minutes. ${MANY_LEFT}. ${IS_KNOWN}`,
    },
    'share-of-minutes': {
      confidence: 'possible',
      when: `the last ${FEW_MINUTES} minutes show such a share. ${MANY_LEFT}. ${IS_KNOWN}`,
    },
    'share-of-new-part': {
      confidence: 'possible',
      when: `in the last ${FEW_MINUTES} or ${MANY_MINUTES} minutes, a part of the site lost ${inPercent(LARGE_SHARE)} to ${inPercent(MOST_SHARE_OF_NEW)} of its requests. It had too few requests before to show what is usual, but the site had enough, and lost at most ${inPercent(MOST_USUAL_OF_NEW)} as many of them. At least ${LEAST_PEOPLE_OF_NEW} different people left, and the losses are at least ${LEAST_SPREAD_OF_NEW} times those of the worst minute. The user agent is that of a browser`,
    },
    'slow-for-several': {
      confidence: 'likely',
      when: `${ON_PART}, as in one-part; this is not needed while ${SHORT_LOG}. ${LEAST_SLOW_ON_PART} or more people left the part within ${CROWD_SECONDS} s after ${FAR_LONGER}, this client among them. It is no program`,
    },
    'slow-everywhere': {
      confidence: 'likely',
      when: `${LEAST_SLOW_ON_SITE} or more people left the site within ${CROWD_SECONDS} s after ${FAR_LONGER}, this client among them, and upstreams gave at most as many answers`,
    },
    'upstream-failed': {
      confidence: 'likely',
      when: '$upstream_status shows that one upstream failed, and that the client left while nginx waited for the next one',
    },
  },
  advice: (facts) =>
    `Find out what was slow at that time: backend, database, deployment. ${typeof facts['failures_beside'] === 'number' && facts['failures_beside'] > 0 ? 'The 502, 503 and 504 beside it belong to the same incident. ' : ''}proxy_read_timeout is not the cure: these clients left before it ran out. proxy_ignore_client_abort is not the cure either: it only hides the 499 and keeps the backend busy.`,
  who: "The application's developers and the people who run the backend.",
  checks: [ANSWER_TIME],
  headline({ hits, clients, seconds, from, to, facts }) {
    const { lost_percent, usual_percent, part } = facts;
    const requests = `${hits} request${hits === 1 ? '' : 's'} of ${clients} client${clients === 1 ? '' : 's'} ${hits === 1 ? 'was' : 'were'} abandoned`;
    if (typeof lost_percent === 'number' && typeof part === 'string') {
      const clocks = from === to ? ` at ${from}` : ` between ${from} and ${to}`;
      const when = from === '' ? '' : clocks;
      return `The backend was slow: up to ${lost_percent} % of the requests to ${part} were lost${when}, usually ${String(usual_percent)} %; ${requests}`;
    }
    return `The backend stalled: ${requests} within ${Math.max(1, Math.round(seconds))} s`;
  },
  headlineSays: ['hits', 'clients'],
  fixedBy: 'incident',
  settledByFields: {
    request_time: 'how long each client waited',
    upstream_response_time: 'how long the backend had the request',
  },
  settledBy: "The backend's own log of that minute.",
  since: SINCE_499,
  see: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout',
    'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#var_upstream_response_time',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_client_abort',
  ],
  match: stallAround,
};

function inPercent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function capital(clause: string): string {
  return clause.charAt(0).toUpperCase() + clause.slice(1);
}
