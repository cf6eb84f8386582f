// A health check or uptime monitor gave up.
import { hasBodyMethod } from '../../../formats/request.ts';
import { carriesAttack } from '../../evidence/attack.ts';
import { HEALTH_NEAR_SHARE, HEALTH_SLACK_SHARE, steadyRepeat } from '../../evidence/aborts/repeats.ts';
import { STEADY_INTERVALS } from '../../evidence/rhythm.ts';
import { SINCE_499 } from '../../evidence/since.ts';
import { type HitView, NEAREST_LINES, SHARES_ADDRESS_CLAUSE } from '../../evidence/view.ts';
import { repeatsOfRequest } from '../../tables/cadence.ts';
import { forwardedClient } from '../../tables/forwarded.ts';
import type { Cause } from '../cause.ts';
import { ANSWER_TIME } from '../remedies.ts';

/** Checks are no faster than this; retries of programs are faster. */
const SHORTEST_PACE_SECONDS = 5;
/** Balancers send checks without user agent, and those of HAProxy come every 2 s (`inter`). */
const SHORTEST_PACE_OF_BALANCER_SECONDS = 2;
/** At least this many intervals show a pace. Fewer may be steady by chance. */
const LEAST_GAPS = 4;
/** A client that leaves earlier than this did not reach the time limit of a check. */
const SHORTEST_WAIT_SECONDS = 0.1;
/** A client that waited at least this share (0 to 1) of the interval asks again when it has given up: it retries, and checks nothing. */
const MOST_WAITED_SHARE = 0.9;
/** A page with the name of a health check is asked for at least this many times near by: an engineer may look at it once. */
const LEAST_CHECKS = 2;
const HEALTH_PAGE = /\/(?:health(?:z|[-_]?check)?|ping|status|ready|readyz|live|livez|alive|heartbeat|up)$/i;
/** Characters of the path that may be such a name. */
const CHARACTERS_KEPT = 16;
/** A check asks for one or two pages. A client with more different requests is no check. */
const MOST_REQUESTS = 2;

export const monitorTimeout: Cause<'monitor-agent' | 'steady-pace' | 'health-path' | 'check-of-proxy'> = {
  id: 'monitor-timeout',
  shapes: ['abort'],
  title: 'a health check or uptime monitor gave up',
  why: 'A health check or uptime monitor asked for its page, reached its time limit and hung up before the answer began. nginx wrote 499. The server was reachable, but too slow for the check. After this, a balancer may send the server no more requests.',
  needs: `The user agent is not that of a browser, and the request carries no attack text. A program that sends data (POST, PUT, PATCH) and is never answered near by is no check. ${STEADY_INTERVALS} If the path is named like a health check (health, ping, status), the intervals may differ from their median by ${HEALTH_SLACK_SHARE * 100} %, and ${HEALTH_NEAR_SHARE * 100} % of them are enough.`,
  cases: {
    'monitor-agent': { confidence: 'certain', when: 'the user agent is that of a monitor or health check' },
    'steady-pace': {
      confidence: 'likely',
      when: `the client repeats this request ($request and user agent) at steady intervals of at least ${SHORTEST_PACE_SECONDS} s (${SHORTEST_PACE_OF_BALANCER_SECONDS} s if it has no user agent and most repeats near by were answered), seen ${LEAST_GAPS} times or more. If the line has $request_time, it is at least ${SHORTEST_WAIT_SECONDS} s, and less than ${MOST_WAITED_SHARE * 100} % of the interval. The client sends at most ${MOST_REQUESTS} different requests. Their number does not matter if ${SHARES_ADDRESS_CLAUSE}`,
    },
    'health-path': {
      confidence: 'likely',
      when: `the pace is not known or not steady, but the last part of the path is a name that only checks ask for (health, healthz, ping, status, ready, live, heartbeat, up). The line has no query and no Referer, and the method is GET or HEAD. The client repeats this request ${LEAST_CHECKS} times or more, near by or as one of its last requests. If the line has $request_time, it is at least ${SHORTEST_WAIT_SECONDS} s`,
    },
    'check-of-proxy': {
      confidence: 'likely',
      when: `other ${NEAREST_LINES} name a client in X-Forwarded-For, and this line names none and has no Referer: the proxy itself asks. It repeats this request ${LEAST_GAPS} times or more near by. If the line has $request_time, it is at least ${SHORTEST_WAIT_SECONDS} s`,
    },
  },
  advice: () =>
    'Give the check a cheaper page, or raise its time limit at the monitor. If the check only needs to prove that nginx runs, a location with return 200 is enough; otherwise find out what makes the page slow. proxy_read_timeout is not the cure. access_log off only hides the lines.',
  who: "The people who run the monitor, or the application's developers if its page is too slow.",
  blocks: () => [
    {
      context: 'server',
      directives: ['location = /health { return 200 "ok"; }'],
      note: 'Only if the check needs to prove no more than that nginx runs.',
      isExample: true,
    },
  ],
  checks: [ANSWER_TIME],
  headline({ hits, facts }) {
    const every = facts['every_seconds'];
    const pace = typeof every === 'number' ? ` (every ${Math.round(every)} s)` : '';
    return `A health check${pace} gave up waiting: ${hits} time${hits === 1 ? '' : 's'}`;
  },
  headlineSays: ['hits'],
  fixedBy: 'client',
  settledByFields: {
    request_time: 'every abort shows the same time, and it equals the timeout in the settings of the monitor',
  },
  since: SINCE_499,
  see: [
    'https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#return',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#location',
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#access_log',
  ],
  match(hit) {
    const { kind } = hit.agent;
    if (kind === 'browser') return undefined;
    const steady = steadyRepeat(hit);
    // The log writes whole seconds, so the median may be a little less.
    const isSteady =
      steady !== undefined && Math.round(steady.seconds) >= shortestPace(hit) && steady.gaps >= LEAST_GAPS;
    const isNamed = isHealthCheck(hit);
    const isCheck = isSteady || isNamed || isOfProxyItself(hit);
    if (kind !== 'monitor' && !isCheck) return undefined;
    // A check asks for no exploit, whatever it calls itself.
    if (carriesAttack(hit.entry.request)) return undefined;
    const facts = steady === undefined ? {} : { every_seconds: steady.seconds };
    if (kind === 'monitor') return { case: 'monitor-agent', facts: { monitor: hit.agent.family, ...facts } };
    const { request_time } = hit.entry.extra;
    if (request_time !== undefined && request_time < SHORTEST_WAIT_SECONDS) return undefined;
    // A client that sends data and is never answered checks nothing: it delivers.
    if (hasBodyMethod(hit.request.method) && hit.repeats.every((near) => near.status === 499)) return undefined;
    const isRetry = isSteady && request_time !== undefined && request_time >= MOST_WAITED_SHARE * steady.seconds;
    if (isRetry && !isNamed) return undefined;
    if (!isSteady || isRetry) return { case: isNamed ? 'health-path' : 'check-of-proxy', facts };
    const address = hit.cadence;
    const isShared = hit.sharesAddress;
    if (address === undefined || (address.repeated.length > MOST_REQUESTS && !isShared)) return undefined;
    return { case: 'steady-pace', facts };
  },
};

// A program that repeats a failed request is as fast as a balancer's check, but gets no answers.
function shortestPace({ agent, repeats }: HitView): number {
  const answered = repeats.filter((near) => near.status < 400).length;
  return agent.kind === 'none' && answered * 2 > repeats.length
    ? SHORTEST_PACE_OF_BALANCER_SECONDS
    : SHORTEST_PACE_SECONDS;
}

// Some checks name their page, and their rhythm is hidden among other clients of the address or lies outside the neighbours.
function isHealthCheck(hit: HitView): boolean {
  const { method, path, query } = hit.request;
  if ((method !== 'GET' && method !== 'HEAD') || query !== '' || hit.entry.http_referer !== '-') return false;
  if (!HEALTH_PAGE.test(path.slice(-CHARACTERS_KEPT))) return false;
  const known = repeatsOfRequest(hit.cadence, hit.entry, LEAST_CHECKS);
  return Math.max(hit.repeats.length, known?.gaps.length ?? 0) >= LEAST_CHECKS;
}

// A proxy names the client of each request that it passes on. What it asks without one, again and again, is a check of its own.
function isOfProxyItself(hit: HitView): boolean {
  const { http_referer } = hit.entry;
  if (http_referer !== '-' || hit.hasClientOfItsOwn) return false;
  if (forwardedClient(hit.entry) !== undefined || hit.repeats.length < LEAST_GAPS) return false;
  return hit.around.some((near) => forwardedClient(near) !== undefined);
}
