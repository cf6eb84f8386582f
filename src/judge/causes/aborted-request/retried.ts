// The client aborted a request and sent the same request again.

import { NEIGHBOURS } from '../../../hits/limits.ts';
import { FLOOD_CLAUSE, isFlood } from '../../evidence/aborts/flood.ts';
import { nextPage, startGap } from '../../evidence/aborts/repeats.ts';
import { SINCE_499_OF_BROWSER } from '../../evidence/since.ts';
import { HIDES_WHO_LEFT_CLAUSE, type HitView, SHARES_ADDRESS_CLAUSE } from '../../evidence/view.ts';
import type { Cause } from '../cause.ts';
import { ANSWER_TIME } from '../remedies.ts';

/** If another page began more than this before the repeat, the person came back from that page and did not press reload. */
const PAGE_BEFORE_SECONDS = 1;

/** Rounding may make a request that began at the abort look this much older, in seconds. */
const ROUNDING_SECONDS = 1;

/** An app sends a failed request again at once. Its user, who went on to something else, may come back later. */
const LONGEST_PAUSE_OF_APP_SECONDS = 2;

export const retried: Cause<'asked-again' | 'shared-address'> = {
  id: 'retried',
  shapes: ['abort'],
  title: 'the client hung up and sent the same request again',
  why: 'The person waited, lost patience and asked for the same page again (reload, second click), or an app sent the request again. The client dropped the first request before its answer was ready, so nginx wrote 499. A few lines like this are normal. Many on one page show that the page feels slow.',
  needs: `The user agent is that of a browser or an app. A line of the same client at most ${NEIGHBOURS.secondsAfter} s after the abort has the same $request and user agent. A client does not count if it opened another page at the abort (see navigated-away) and asked again more than ${PAGE_BEFORE_SECONDS} s after that. If the aborted request has a Referer, the repeat must have the same one: the next page often loads the same parts. Nothing shows a repeat if ${HIDES_WHO_LEFT_CLAUSE}. If lines have $request_time, the repeat begins after the abort, or at most ${ROUNDING_SECONDS} s before it; for an app it begins at most ${LONGEST_PAUSE_OF_APP_SECONDS} s after the abort. For an app, client-timeout comes first, unless the aborts of the app lasted unequally long. It is no flood: a flood is when ${FLOOD_CLAUSE}.`,
  cases: {
    'asked-again': {
      confidence: 'likely',
      when: 'the address is not shared by many people, or X-Forwarded-For names the client',
    },
    'shared-address': {
      confidence: 'possible',
      when: `${SHARES_ADDRESS_CLAUSE}; another person may have asked for the same page`,
    },
  },
  advice: (facts) =>
    facts['answered'] === false
      ? 'Look for what is slow or failing at that page: the repeat failed too. The trouble is in the backend, not in nginx. proxy_read_timeout is not the cure, and proxy_ignore_client_abort on would make the backend do the work twice.'
      : 'Nothing is broken. If people often repeat the same page, make that page faster, or cache it (proxy_cache in http, server or location). proxy_read_timeout is not the cure, and proxy_ignore_client_abort on would make the backend do the work twice.',
  who: "Nobody, if it is rare. If one page is often asked for again, the application's developers should make it faster.",
  checks: [ANSWER_TIME],
  settledByFields: {
    request_time:
      'the times differ when a person aborts; the same time on every abort shows the limit of a program or balancer',
  },
  since: SINCE_499_OF_BROWSER,
  see: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_cache',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_client_abort',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout',
  ],
  match(hit) {
    if (hit.agent.kind !== 'browser' && hit.agent.kind !== 'app') return undefined;
    // The proxy in front may have asked again.
    if (hit.hidesWhoLeft) return undefined;
    const again = hit.repeats.find((near) => near.isLater && near.secondsAfter >= 0 && isRepeatOf(near));
    if (again === undefined || isFlood(hit)) return undefined;
    const isTimed = again.extra.request_time !== undefined;
    if (hit.agent.kind === 'app' && isTimed && startGap(again) > LONGEST_PAUSE_OF_APP_SECONDS) return undefined;
    // The next page loads a part again that both pages have.
    const { http_referer } = hit.entry;
    if (http_referer !== '-' && again.http_referer !== http_referer) return undefined;
    const isShared = hit.sharesAddress;
    const next = nextPage(hit, isShared);
    if (next !== undefined && startGap(next) < startGap(again) - PAGE_BEFORE_SECONDS) return undefined;
    return {
      case: isShared ? 'shared-address' : 'asked-again',
      facts: { again_after_seconds: again.secondsAfter, answered: again.status < 400 },
    };
  },
};

// A request that began while the hit was still waiting repeats nothing.
function isRepeatOf(near: HitView['after'][number]): boolean {
  return near.extra.request_time === undefined || startGap(near) >= -ROUNDING_SECONDS;
}
