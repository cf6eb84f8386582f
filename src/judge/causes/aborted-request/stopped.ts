// The person pressed stop or closed the tab.
import type { Cause } from '../cause.ts';

/** The person pressed stop or closed the tab. */
export const stopped: Cause<'nothing-else-fits' | 'shared-address'> = {
  id: 'stopped',
  shapes: ['abort'],
  title: 'the person pressed stop or closed the tab',
  why: 'A browser hung up before the answer came, and the client asked for nothing instead. The person pressed stop, closed the tab or the browser, or lost the network. nginx had not sent a byte yet, so it wrote 499.',
  needs:
    'The user agent is that of a browser, and no other cause has evidence that is stronger or as strong. Nothing in the line itself proves the cause.',
  cases: {
    'nothing-else-fits': { confidence: 'likely', when: 'the address of the client is not shared by many people' },
    'shared-address': {
      confidence: 'possible',
      when: 'many people share the address and the line says nothing else about the client, so the lines near by may be those of other people',
    },
  },
  advice: () =>
    'Nothing to do: people stop pages and close tabs. If many people stop at the same page, that page is slow. proxy_ignore_client_abort on is not the cure: it hides the 499 and lets the backend finish pages that nobody reads. Longer timeouts are not the cure either.',
  settledBy:
    '$request_time in log_format: the same time on every abort is the limit of a program, and a few milliseconds are a half-closed connection.',
  since:
    'all versions, except 0.8.11-0.8.17, which logged 0 instead of 499; before 1.11.0 Firefox over TLS left unnoticed (200)',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_client_abort',
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format',
  ],
  match(hit) {
    if (hit.agent.kind !== 'browser') return undefined;
    return { case: hit.sharesAddress ? 'shared-address' : 'nothing-else-fits', facts: { agent: hit.agent.family } };
  },
};
