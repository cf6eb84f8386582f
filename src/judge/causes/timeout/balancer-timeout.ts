// a balancer or proxy gave up and asked again.
import type { LegacyCause as Cause } from '../legacy.ts';
import { findConstant, findPeriod } from '../../tables/cadence.ts';
/** Time limits of proxies are rarely longer, and the window of a hit looks no further. */
const LONGEST_LIMIT_SECONDS = 120;

/** a balancer or proxy gave up and asked again. */
export const balancerTimeout: Cause = {
  id: 'balancer-timeout',
  shapes: ['abort'],
  title: 'a balancer or proxy gave up, and mostly asked again',
  why: 'A balancer or proxy in front waited its own fixed time, hung up and sent the same request again. nginx saw its client leave before the answer was ready and wrote 499. The constant interval, whatever the browser, gives the machine away: people are not that regular.',
  how: 'Three or more user agents come through one address. Certain if this abort lasted as long as its others ($request_time), or was repeated at their steady interval; likely if only the repeated aborts of that address keep such an interval.',
  advice: (facts) => {
    const limit = facts['gives_up_after_seconds'];
    const first =
      typeof limit === 'number'
        ? `The proxy in front waits about ${Math.round(limit * 10) / 10} s: raise its limit.`
        : 'The proxy in front waits too short a time: raise its limit.';
    return `${first} It must exceed what these pages take, or they must get faster. proxy_read_timeout here is not the cure; in a proxy in front that is nginx too, it is (and see proxy_next_upstream). Every repeat costs the backend its work again.`;
  },
  headline({ hits, facts }) {
    const limit = facts['gives_up_after_seconds'];
    const after = typeof limit === 'number' ? ` after ${Math.round(limit * 10) / 10} s` : '';
    const again = facts['asks_again'] === false ? '' : ' and asks again';
    return `A proxy gives up${after}${again}: ${hits} aborted`;
  },
  fixedBy: 'client',
  settledBy:
    "$request_time in log_format: the same on every abort. $http_x_forwarded_for tells whether the address is a balancer's; that balancer's own timeout setting decides.",
  since: 'all versions, except 0.8.11-0.8.17, which logged 0 instead of 499',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_next_upstream',
    'https://nginx.org/en/docs/http/ngx_http_realip_module.html#real_ip_header',
  ],
  match(hit) {
    const address = hit.cadenceOfAddress;
    if (address === undefined || address.userAgents.length < 3) return undefined;
    const repeats = hit.repeats.filter((near) => Math.abs(near.secondsAfter) <= LONGEST_LIMIT_SECONDS);
    const limit = findConstant(address.abortTimes, 3);
    const own = hit.entry.extra.request_time;
    if (limit !== undefined && own !== undefined) {
      // A scraper in disguise has many user agents too, but asks nothing twice and is no large part of the traffic.
      const isProxy = address.retryGaps.length > 0 || repeats.length > 0 || hit.isAddressShared;
      if (!isProxy) return undefined;
      if (Math.abs(own - limit) > Math.max(0.05, 0.05 * limit)) return undefined;
      return {
        confidence: 'certain',
        facts: {
          gives_up_after_seconds: limit,
          asks_again: repeats.length > 0,
          user_agents: address.userAgents.length,
        },
      };
    }
    // Where the times are known and no limit shows, there is none.
    if (own !== undefined && address.abortTimes.length >= 3) return undefined;
    const period = findPeriod(address.retryGaps, 2);
    if (period === undefined || period.seconds < 1) return undefined;
    const isOwnPace = repeats.some(
      (near) => near.status === 499 && Math.abs(Math.abs(near.secondsAfter) - period.seconds) <= 1,
    );
    if (!isOwnPace && period.gaps < 6) return undefined;
    return {
      confidence: isOwnPace && period.gaps >= 3 ? 'certain' : 'likely',
      facts: { gives_up_after_seconds: period.seconds, asks_again: true, user_agents: address.userAgents.length },
    };
  },
};
