// A balancer or proxy gave up, and usually asked again.
import { EQUAL_WAITS, findConstant, findPeriod, STEADY_INTERVALS } from '../../evidence/rhythm.ts';
import { SINCE_499 } from '../../evidence/since.ts';
import { SHARED_ADDRESS_CLAUSE } from '../../tables/shared-addresses.ts';
import type { Cause } from '../cause.ts';

/** At least this many user agents of one address show many people: one person has at most two. */
const LEAST_USER_AGENTS = 3;
/** Time limits of proxies are rarely longer, and the neighbours of a hit reach no further. */
const LONGEST_LIMIT_SECONDS = 120;
/** At least this many aborts of one address with `$request_time` show whether it has a limit: two may be equal by chance. */
const LEAST_WAITS = 3;
/** How far from the limit an abort may lie, as a share of the limit, and at least in seconds. */
const LIMIT_SLACK_SHARE = 0.05;
const LIMIT_LEAST_SLACK_SECONDS = 0.05;

/** At least this many intervals between repeated aborts of an address may be a pace. */
const LEAST_GAPS = 2;
/** At least this many intervals make the pace certain if the hit itself keeps it. */
const SURE_GAPS = 3;
/** The address needs at least this many intervals if the hit itself shows no pace. */
const LEAST_GAPS_OF_OTHERS = 6;
/** The log writes whole seconds. It cannot show a faster pace, and an interval may be off by one second. */
const SHORTEST_PACE_SECONDS = 1;
const PACE_SLACK_SECONDS = 1;

export const balancerTimeout: Cause<
  'same-wait-asked-again' | 'same-wait-shared-address' | 'own-pace' | 'short-own-pace' | 'pace-of-address'
> = {
  id: 'balancer-timeout',
  shapes: ['abort'],
  title: 'a balancer or proxy gave up and usually asked again',
  why: 'A balancer or proxy in front of nginx reached its own time limit and hung up. Usually it then sent the same request again. nginx saw its client leave before the answer was ready and wrote 499. The time is the same for every browser behind the balancer, and people are not that regular.',
  needs: `At least ${LEAST_USER_AGENTS} user agents come through the address, and its last aborts show equal waits or a steady interval. If this abort and ${LEAST_WAITS} or more aborts of the address have $request_time, only equal waits count. Otherwise logscan compares the intervals between two consecutive aborts of the same request. ${EQUAL_WAITS} ${STEADY_INTERVALS}`,
  cases: {
    'same-wait-asked-again': {
      confidence: 'certain',
      when: `this abort lasted as long as the other aborts of the address ($request_time, within ${LIMIT_SLACK_SHARE * 100} % or ${LIMIT_LEAST_SLACK_SECONDS} s). The log also shows a repeat: the client sent the same request at most ${LONGEST_LIMIT_SECONDS} s before or after, or the address aborted a request twice in a row`,
    },
    'same-wait-shared-address': {
      confidence: 'certain',
      when: `this abort lasted as long as the other aborts of the address ($request_time, within ${LIMIT_SLACK_SHARE * 100} % or ${LIMIT_LEAST_SLACK_SECONDS} s). The log shows no such repeat, but ${SHARED_ADDRESS_CLAUSE}`,
    },
    'own-pace': {
      confidence: 'certain',
      when: `the address repeats aborted requests at a steady interval of at least ${SHORTEST_PACE_SECONDS} s, seen ${SURE_GAPS} times or more. This request was also aborted one interval earlier or later (within ${PACE_SLACK_SECONDS} s)`,
    },
    'short-own-pace': {
      confidence: 'likely',
      when: `the address repeats aborted requests at a steady interval of at least ${SHORTEST_PACE_SECONDS} s, seen at least ${LEAST_GAPS} but fewer than ${SURE_GAPS} times. This request was also aborted one interval earlier or later (within ${PACE_SLACK_SECONDS} s)`,
    },
    'pace-of-address': {
      confidence: 'likely',
      when: `the address repeats aborted requests at a steady interval of at least ${SHORTEST_PACE_SECONDS} s, seen ${LEAST_GAPS_OF_OTHERS} times or more. But this request was not aborted one interval earlier or later`,
    },
  },
  advice: (facts) => {
    const limit = facts['gives_up_after_seconds'];
    const first =
      typeof limit === 'number'
        ? `The proxy in front waits about ${Math.round(limit * 10) / 10} s: raise its limit.`
        : 'The proxy in front does not wait long enough: raise its limit.';
    return `${first} The limit must be longer than these pages take. Otherwise make the pages faster. proxy_read_timeout here is not the cure. If the proxy in front is nginx too, raise proxy_read_timeout there (see also proxy_next_upstream). Every repeat makes the backend do its work again.`;
  },
  headline({ hits, facts }) {
    const limit = facts['gives_up_after_seconds'];
    const after = typeof limit === 'number' ? ` after ${Math.round(limit * 10) / 10} s` : '';
    const again = facts['asks_again'] === false ? '' : ' and asks again';
    return `A proxy gives up${after}${again}: ${hits} aborted request${hits === 1 ? '' : 's'}`;
  },
  headlineSays: ['hits'],
  fixedBy: 'client',
  settledBy:
    '$request_time in log_format shows the same time on every abort. $http_x_forwarded_for shows whether the address is that of a balancer. The timeout in the settings of that balancer is the proof.',
  since: SINCE_499,
  see: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_next_upstream',
    'https://nginx.org/en/docs/http/ngx_http_realip_module.html#real_ip_header',
  ],
  match(hit) {
    const address = hit.cadenceOfAddress;
    if (address === undefined || address.userAgents.length < LEAST_USER_AGENTS) return undefined;
    const repeats = hit.repeats.filter((near) => Math.abs(near.secondsAfter) <= LONGEST_LIMIT_SECONDS);
    const limit = findConstant(address.abortTimes, LEAST_WAITS);
    const own = hit.entry.extra.request_time;
    if (limit !== undefined && own !== undefined) {
      // A scraper that fakes its user agents has many of them too. But it asks for nothing twice and is a small part of the traffic.
      const asksAgain = address.retryGaps.length > 0 || repeats.length > 0;
      if (!asksAgain && !hit.isAddressShared) return undefined;
      if (Math.abs(own - limit) > Math.max(LIMIT_LEAST_SLACK_SECONDS, LIMIT_SLACK_SHARE * limit)) return undefined;
      return {
        case: asksAgain ? 'same-wait-asked-again' : 'same-wait-shared-address',
        facts: {
          gives_up_after_seconds: limit,
          asks_again: repeats.length > 0,
          user_agents: address.userAgents.length,
        },
      };
    }
    // The times are known and show no limit, so there is none.
    if (own !== undefined && address.abortTimes.length >= LEAST_WAITS) return undefined;
    const period = findPeriod(address.retryGaps, LEAST_GAPS);
    if (period === undefined || period.seconds < SHORTEST_PACE_SECONDS) return undefined;
    const isOwnPace = repeats.some(
      (near) => near.status === 499 && Math.abs(Math.abs(near.secondsAfter) - period.seconds) <= PACE_SLACK_SECONDS,
    );
    if (!isOwnPace && period.gaps < LEAST_GAPS_OF_OTHERS) return undefined;
    const ofHit = period.gaps >= SURE_GAPS ? 'own-pace' : 'short-own-pace';
    return {
      case: isOwnPace ? ofHit : 'pace-of-address',
      facts: { gives_up_after_seconds: period.seconds, asks_again: true, user_agents: address.userAgents.length },
    };
  },
};
