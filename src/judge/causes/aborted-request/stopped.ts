// The person pressed stop or closed the tab.
import { hasBodyMethod } from '../../../formats/request.ts';
import { ATTACK_CLAUSE, isAttack } from '../../evidence/attack.ts';
import { ENDED_TOGETHER_CLAUSE, endedTogether } from '../../evidence/aborts/ended-together.ts';
import { isFlood } from '../../evidence/aborts/flood.ts';
import { isLeftByUser, LEFT_BY_USER } from '../../evidence/aborts/limits.ts';
import { SINCE_499_OF_BROWSER } from '../../evidence/since.ts';
import { HIDES_WHO_LEFT_CLAUSE, SHARES_ADDRESS_CLAUSE } from '../../evidence/view.ts';
import type { Cause } from '../cause.ts';

/** An app that sends data and leaves within this time did not wait at all (see fire-and-forget): no person was that quick. */
const NEVER_WAITED_SECONDS = 0.3;

export const stopped: Cause<'nothing-else-fits' | 'shared-address' | 'app-without-limit' | 'left-together'> = {
  id: 'stopped',
  shapes: ['abort'],
  title: 'the person pressed stop or closed the tab',
  why: 'A browser hung up before the answer came. No later line shows that it asked again or opened another page at once. The person pressed stop, closed the tab or the browser, or lost the network. An app drops its requests in the same way when its user goes on to something else, and a program when somebody ends it. nginx had not sent a byte yet, so it wrote 499.',
  needs: `The user agent is that of a browser or an app (see also left-together), the line is none of a flood (see retried), and no other cause has stronger or equally strong evidence. Nothing in the line itself proves the cause. So logscan does not name it if ${HIDES_WHO_LEFT_CLAUSE}, or if other requests show that the server may have stalled (slow-upstream).`,
  cases: {
    'nothing-else-fits': {
      confidence: 'likely',
      when: 'the address is not shared by many people, or X-Forwarded-For names the client',
    },
    'shared-address': {
      confidence: 'possible',
      when: `${SHARES_ADDRESS_CLAUSE}; the other lines of the address may be those of other people`,
    },
    'left-together': {
      confidence: 'likely',
      when: `the user agent is that of a program or an app, or there is none, and ${ENDED_TOGETHER_CLAUSE}`,
    },
    'app-without-limit': {
      confidence: 'likely',
      when: `${LEFT_BY_USER}. A POST, PUT or PATCH lasted longer than ${NEVER_WAITED_SECONDS} s`,
    },
  },
  exceptions: { hostile: `${ATTACK_CLAUSE}. This applies to a browser only` },
  advice: () =>
    'Nothing to do: people stop pages and close tabs. If many people stop at the same page, that page is slow. proxy_ignore_client_abort on is not the cure: it hides the 499 and lets the backend finish pages that nobody reads. Longer timeouts are not the cure either.',
  who: 'Nobody: people stop pages and close tabs.',
  checks: [],
  settledByFields: {
    request_time:
      'the same time on every abort shows the limit of a program; a few milliseconds show a half-closed connection',
  },
  since: SINCE_499_OF_BROWSER,
  see: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_client_abort',
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format',
  ],
  // People leave a stalled server, too.
  givesWayTo: ['slow-upstream'],
  match(hit, tables) {
    if (hit.hidesWhoLeft || isFlood(hit)) return undefined;
    if (hit.agent.kind !== 'browser') {
      if (endedTogether(hit)) return { case: 'left-together', facts: { agent: hit.agent.family } };
      const isQuick = (hit.entry.extra.request_time ?? 0) <= NEVER_WAITED_SECONDS && hasBodyMethod(hit.request.method);
      if (isQuick || !isLeftByUser(hit, tables)) return undefined;
      return { case: 'app-without-limit', facts: { agent: hit.agent.family } };
    }
    return {
      case: hit.sharesAddress ? 'shared-address' : 'nothing-else-fits',
      verdict: isAttack(hit) ? 'hostile' : undefined,
      facts: { agent: hit.agent.family },
    };
  },
};
