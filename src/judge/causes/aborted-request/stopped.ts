// the person pressed stop or closed the tab.
import type { LegacyCause as Cause } from '../legacy.ts';

/** the person pressed stop or closed the tab. */
export const stopped: Cause = {
  id: 'stopped',
  shapes: ['abort'],
  title: 'the person pressed stop or closed the tab',
  why: 'A browser hung up before the answer came, and nothing else of that page follows: the person pressed stop, closed the tab or the browser, or lost the network. nginx had not sent a byte yet, so it wrote 499.',
  how: "By exclusion: a browser's 499 with no repeat, no next page, no newer query, no crowd and no proxy's rhythm around it. Nothing in the line proves it, so it is likely at most.",
  advice: () =>
    'Nothing to do: people stop pages and close tabs. If many stop at the same page, it is slow. proxy_ignore_client_abort on is not the cure: it hides the 499 and lets the backend finish pages nobody reads; nor are longer timeouts.',
  settledBy:
    "$request_time in log_format: the same on every abort would be a program's limit, a few milliseconds a half-closed connection.",
  since:
    'all versions, except 0.8.11-0.8.17, which logged 0 instead of 499; before 1.11.0 Firefox over TLS left unnoticed (200)',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_client_abort',
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format',
  ],
  match(hit) {
    if (hit.agent.kind !== 'browser') return undefined;
    return { confidence: hit.sharesAddress ? 'possible' : 'likely', facts: { agent: hit.agent.family } };
  },
};
