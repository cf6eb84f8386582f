// A balancer or proxy gave up, and usually asked again.
import { LONG_ANSWER_CLAUSE, longAnswerAdvice, longAnswerFacts } from '../../evidence/aborts/long-answer.ts';
import {
  findProxyLimit,
  isRoundLimit,
  LEAST_USER_AGENTS,
  LEAST_WAITS,
  LIMIT_CLAUSE,
  ROUND_LIMIT_CLAUSE,
  THROUGH_PROXY_CLAUSE,
  isThroughProxy,
} from '../../evidence/aborts/proxy-limit.ts';
import {
  HUMAN_PACE_SECONDS,
  isAtPace,
  LEAST_GAPS_OF_SHORT_PACE,
  LEAST_REQUESTS,
  LEAST_SHARE_OF_SHORT_PACE,
  MOST_OF_REQUEST,
  PACE_SLACK_SECONDS,
  retryPaceOf,
  SHORTEST_PACE_SECONDS,
  SURE_GAPS,
  SURE_GAPS_OF_SHORT_PACE,
} from '../../evidence/aborts/retry-pace.ts';
import { steadyRepeat } from '../../evidence/aborts/repeats.ts';
import { COMMONEST } from '../../evidence/rhythm.ts';
import { SINCE_499 } from '../../evidence/since.ts';
import type { HitView } from '../../evidence/view.ts';
import { forwardedClient } from '../../tables/forwarded.ts';
import { SHARED_ADDRESS_CLAUSE } from '../../tables/shared-addresses.ts';
import type { Cause } from '../cause.ts';
import { ANSWER_OF_NGINX, ANSWER_TIME, longAnswerBlocks } from '../remedies.ts';

/** Time limits of proxies are rarely longer, and the neighbours of a hit reach no further. */
const LONGEST_LIMIT_SECONDS = 120;
// A proxy does not send these again (nginx since 1.9.13, unless proxy_next_upstream has non_idempotent): the first server may have done
// what they ask for.
const SENT_ONCE: ReadonlySet<string> = new Set(['POST', 'LOCK', 'PATCH']);

const PACE = `the address repeats aborted requests at a common interval of at least ${SHORTEST_PACE_SECONDS} s, on ${LEAST_REQUESTS} or more requests. A request counts for each user agent, with at most ${MOST_OF_REQUEST} intervals, and only if all its intervals are this long (or up to ${PACE_SLACK_SECONDS} s longer)`;
const OWN_PACE = `This request does not have the method ${[...SENT_ONCE].join(', ')}, which proxies do not send again. It was also aborted one interval earlier or later (within ${PACE_SLACK_SECONDS} s), and not sooner than that. An interval of less than ${HUMAN_PACE_SECONDS} s must be at least ${LEAST_SHARE_OF_SHORT_PACE * 100} % of the intervals`;

export const balancerTimeout: Cause<
  'same-wait-asked-again' | 'same-wait-shared-address' | 'round-wait' | 'own-pace' | 'short-own-pace'
> = {
  id: 'balancer-timeout',
  shapes: ['abort'],
  title: 'a balancer or proxy gave up and usually asked again',
  why: 'A balancer or proxy in front of nginx reached its own time limit and hung up. Usually it then sent the same request again. nginx saw its client leave before the answer was ready and wrote 499. The proxy has one limit for every browser behind it, so many aborts have the same wait. People are not that regular.',
  needs: `The request came through a proxy or another address of several people: ${THROUGH_PROXY_CLAUSE}. If this abort and ${LEAST_WAITS} or more aborts of the address have $request_time, only waits count. Otherwise logscan compares the intervals between two consecutive aborts of the same request. The other waits and intervals may differ: people abort through this address, too. ${COMMONEST} A request of a program that is repeated at a steady pace and answered near by is a health check and does not count. The fact long_first_byte marks a request that takes long to answer: ${LONG_ANSWER_CLAUSE}. It has advice of its own.`,
  cases: {
    'same-wait-asked-again': {
      confidence: 'certain',
      when: `${LIMIT_CLAUSE}. The log also shows a repeat: the client sent the same request at most ${LONGEST_LIMIT_SECONDS} s before or after, or the address aborted a request twice in a row`,
    },
    'same-wait-shared-address': {
      confidence: 'likely',
      when: `${LIMIT_CLAUSE}. The log shows no such repeat, but ${SHARED_ADDRESS_CLAUSE}, or X-Forwarded-For or the realip module names a client behind it`,
    },
    'round-wait': {
      confidence: 'likely',
      when: `too few aborts show a common wait, but ${ROUND_LIMIT_CLAUSE}`,
    },
    'own-pace': {
      confidence: 'likely',
      when: `${PACE}. It was seen ${SURE_GAPS} times or more (${SURE_GAPS_OF_SHORT_PACE} if it is shorter than ${HUMAN_PACE_SECONDS} s). ${OWN_PACE}`,
    },
    'short-own-pace': {
      confidence: 'possible',
      when: `${PACE}. It was seen less often, but at least ${LEAST_REQUESTS} times (${LEAST_GAPS_OF_SHORT_PACE} if it is shorter than ${HUMAN_PACE_SECONDS} s). ${OWN_PACE}`,
    },
  },
  advice: (facts) => {
    const limit = facts['gives_up_after_seconds'];
    const first =
      typeof limit === 'number'
        ? `The proxy in front waits about ${Math.round(limit * 10) / 10} s: raise its limit.`
        : 'The proxy in front does not wait long enough: raise its limit.';
    return `${first} The limit must be longer than these pages take. Otherwise make the pages faster. proxy_read_timeout here is not the cure. If the proxy in front is nginx too, raise proxy_read_timeout there (see also proxy_next_upstream). Every repeat makes the backend do its work again.${longAnswerAdvice(facts)}`;
  },
  who: "The people who run the balancer or proxy in front of nginx, or the application's developers if the pages are too slow.",
  blocks: (facts) => [
    {
      context: 'location',
      directives: ['proxy_read_timeout 120s;'],
      note: 'In the nginx in front, if it is nginx, not in this one. It must be longer than these pages take.',
      isExample: true,
    },
    ...longAnswerBlocks(facts),
  ],
  checks: [ANSWER_OF_NGINX, ANSWER_TIME],
  headline({ hits, facts }) {
    const limit = facts['gives_up_after_seconds'];
    const after = typeof limit === 'number' ? ` after ${Math.round(limit * 10) / 10} s` : '';
    const again = facts['asks_again'] === false ? '' : ' and asks again';
    return `A proxy gives up${after}${again}: ${hits} aborted request${hits === 1 ? '' : 's'}`;
  },
  headlineSays: ['hits'],
  fixedBy: 'client',
  settledByFields: {
    request_time: 'the same time on every abort',
    http_x_forwarded_for: 'it shows whether the address is that of a balancer',
  },
  settledBy: 'The timeout in the settings of that balancer is the proof.',
  since: SINCE_499,
  see: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_next_upstream',
    'https://nginx.org/en/docs/http/ngx_http_realip_module.html#real_ip_header',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering',
  ],
  match(hit, tables) {
    const address = hit.cadenceOfAddress;
    if (address === undefined || !isThroughProxy(hit) || isCheck(hit)) return undefined;
    const repeats = hit.repeats.filter((near) => Math.abs(near.secondsAfter) <= LONGEST_LIMIT_SECONDS);
    const { userAgents } = address;
    const limit = findProxyLimit(hit, tables);
    const facts = { asks_again: repeats.length > 0, user_agents: userAgents.length };
    if (limit !== undefined) {
      // A scraper that fakes its user agents has many of them too. But it asks for nothing twice and is a small part of the traffic.
      const asksAgain = address.retryGaps.length > 0 || repeats.length > 0;
      if (!asksAgain && !hit.isAddressShared && !isNamed(hit)) return undefined;
      return {
        case: asksAgain ? 'same-wait-asked-again' : 'same-wait-shared-address',
        facts: { gives_up_after_seconds: limit, ...facts, ...longAnswerFacts(hit, limit) },
      };
    }
    const own = hit.entry.extra.request_time;
    if (own !== undefined && isRoundLimit(hit, tables) && (hit.isAddressShared || isNamed(hit)))
      return {
        case: 'round-wait',
        facts: { gives_up_after_seconds: Math.round(own), ...facts, ...longAnswerFacts(hit, Math.round(own)) },
      };
    if (own !== undefined && address.abortTimes.length >= LEAST_WAITS) return undefined;
    if (address.userAgents.length < LEAST_USER_AGENTS) return undefined;
    if (SENT_ONCE.has(hit.request.method)) return undefined;
    const pace = retryPaceOf(address);
    if (pace === undefined || !isAtPace(hit, pace)) return undefined;
    return {
      case: pace.isSure ? 'own-pace' : 'short-own-pace',
      facts: {
        gives_up_after_seconds: pace.seconds,
        asks_again: true,
        user_agents: userAgents.length,
        ...longAnswerFacts(hit, pace.seconds),
      },
    };
  },
};

// The log names the client behind the address.
function isNamed(hit: HitView): boolean {
  return hit.hasClientOfItsOwn || forwardedClient(hit.entry) !== undefined;
}

// A health check of the balancer itself has a limit of its own, and most checks are answered.
function isCheck(hit: HitView): boolean {
  const isAnswered = hit.agent.kind !== 'browser' && hit.repeats.some((near) => near.status < 400);
  return isAnswered && steadyRepeat(hit) !== undefined;
}
