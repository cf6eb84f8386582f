// A health check or uptime monitor gave up.
import { carriesAttack } from '../../evidence/attack.ts';
import { HEALTH_SLACK_SHARE, steadyRepeat } from '../../evidence/repeats.ts';
import { STEADY_INTERVALS } from '../../evidence/rhythm.ts';
import { SINCE_499 } from '../../evidence/since.ts';
import { SHARES_ADDRESS_CLAUSE } from '../../evidence/view.ts';
import type { Cause } from '../cause.ts';

/** Checks are no faster than this; retries of programs are faster. */
const SHORTEST_PACE_SECONDS = 5;
/** At least this many intervals show a pace. Fewer may be steady by chance. */
const LEAST_GAPS = 4;
/** A client that leaves earlier than this did not reach the time limit of a check. */
const SHORTEST_WAIT_SECONDS = 0.1;
/** A check asks for one or two pages. A client with more different requests is no check. */
const MOST_REQUESTS = 2;

export const monitorTimeout: Cause<'monitor-agent' | 'steady-pace'> = {
  id: 'monitor-timeout',
  shapes: ['abort'],
  title: 'a health check or uptime monitor gave up',
  why: 'A health check or uptime monitor asked for its page, reached its time limit and hung up before the answer began. nginx wrote 499. The server was reachable, but too slow for the check. After this, a balancer may send the server no more requests.',
  needs: `The user agent is not that of a browser, and the request carries no attack text. ${STEADY_INTERVALS} If the path is named like a health check (health, ping, status), the intervals between the nearest lines may differ from their median by ${HEALTH_SLACK_SHARE * 100} %.`,
  cases: {
    'monitor-agent': { confidence: 'certain', when: 'the user agent is that of a monitor or health check' },
    'steady-pace': {
      confidence: 'likely',
      when: `the client repeats this request ($request and user agent) at steady intervals of at least ${SHORTEST_PACE_SECONDS} s, seen ${LEAST_GAPS} times or more. If the line has $request_time, it is at least ${SHORTEST_WAIT_SECONDS} s. The client sends at most ${MOST_REQUESTS} different requests. Their number does not matter if ${SHARES_ADDRESS_CLAUSE}`,
    },
  },
  advice: () =>
    'Give the check a cheaper page, or raise its time limit at the monitor. If the check only needs to prove that nginx runs, a location with return 200 is enough; otherwise find out what makes the page slow. proxy_read_timeout is not the cure. access_log off only hides the lines.',
  headline({ hits, facts }) {
    const every = facts['every_seconds'];
    const pace = typeof every === 'number' ? ` (every ${Math.round(every)} s)` : '';
    return `A health check${pace} gave up waiting: ${hits} time${hits === 1 ? '' : 's'}`;
  },
  headlineSays: ['hits'],
  fixedBy: 'client',
  settledBy:
    '$request_time in log_format: every abort shows the same time, and it equals the timeout in the settings of the monitor.',
  since: SINCE_499,
  see: [
    'https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#return',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout',
  ],
  match(hit) {
    const { kind } = hit.agent;
    if (kind === 'browser') return undefined;
    const steady = steadyRepeat(hit);
    const isSteady = steady !== undefined && steady.seconds >= SHORTEST_PACE_SECONDS && steady.gaps >= LEAST_GAPS;
    if (kind !== 'monitor' && !isSteady) return undefined;
    // A check asks for no exploit, whatever it calls itself.
    if (carriesAttack(hit.entry.request)) return undefined;
    const facts = steady === undefined ? {} : { every_seconds: steady.seconds };
    if (kind === 'monitor') return { case: 'monitor-agent', facts: { monitor: hit.agent.family, ...facts } };
    const { request_time } = hit.entry.extra;
    if (request_time !== undefined && request_time < SHORTEST_WAIT_SECONDS) return undefined;
    const address = hit.cadence;
    const isShared = hit.sharesAddress;
    if (address === undefined || (address.repeated.length > MOST_REQUESTS && !isShared)) return undefined;
    return { case: 'steady-pace', facts };
  },
};
