// a crawler gave up.
import type { LegacyCause as Cause } from '../legacy.ts';

/** a crawler gave up. */
export const botGaveUp: Cause = {
  id: 'bot-gave-up',
  shapes: ['abort'],
  title: 'a crawler gave up',
  why: 'A crawler reached its own time limit and closed the connection before the backend had answered. nginx had nothing to send yet and wrote 499. It shows that such pages were slow for the crawler, nothing worse.',
  how: 'The user agent of the 499 is that of a crawler. That alone makes it certain; how long it waited and what else it asked for are not looked at.',
  advice: () =>
    "Nothing is broken: the crawler gave up on slow pages. If crawling matters to you, make them faster or cache them (proxy_cache in http, server or location). Longer timeouts in nginx are not the cure: the limit that ran out is the crawler's own.",
  settledBy: "$request_time in log_format: the same on every abort is a fixed limit of the crawler's.",
  since: 'all versions, except 0.8.11-0.8.17, which logged 0 instead of 499',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_cache',
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format',
  ],
  match(hit) {
    if (hit.agent.kind !== 'crawler') return undefined;
    return { confidence: 'certain', facts: { crawler: hit.agent.family } };
  },
};
