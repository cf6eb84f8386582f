// The person pressed stop or closed the tab.
import { SINCE_499_OF_BROWSER } from '../../evidence/since.ts';
import { SHARES_ADDRESS_CLAUSE } from '../../evidence/view.ts';
import type { Cause } from '../cause.ts';

export const stopped: Cause<'nothing-else-fits' | 'shared-address'> = {
  id: 'stopped',
  shapes: ['abort'],
  title: 'the person pressed stop or closed the tab',
  why: 'A browser hung up before the answer came. No later line shows that it asked again or opened another page at once. The person pressed stop, closed the tab or the browser, or lost the network. nginx had not sent a byte yet, so it wrote 499.',
  needs:
    'The user agent is that of a browser, and no other cause has stronger or equally strong evidence. Nothing in the line itself proves the cause.',
  cases: {
    'nothing-else-fits': {
      confidence: 'likely',
      when: 'the address is not shared by many people, or X-Forwarded-For names the client',
    },
    'shared-address': {
      confidence: 'possible',
      when: `${SHARES_ADDRESS_CLAUSE}; the other lines of the address may be those of other people`,
    },
  },
  advice: () =>
    'Nothing to do: people stop pages and close tabs. If many people stop at the same page, that page is slow. proxy_ignore_client_abort on is not the cure: it hides the 499 and lets the backend finish pages that nobody reads. Longer timeouts are not the cure either.',
  settledBy:
    '$request_time in log_format: the same time on every abort shows the limit of a program. A few milliseconds show a half-closed connection.',
  since: SINCE_499_OF_BROWSER,
  see: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_client_abort',
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format',
  ],
  match(hit) {
    if (hit.agent.kind !== 'browser') return undefined;
    return { case: hit.sharesAddress ? 'shared-address' : 'nothing-else-fits', facts: { agent: hit.agent.family } };
  },
};
