// aborted, and the same request again a moment later.
import type { LegacyCause as Cause } from '../legacy.ts';
import { nextPage, startGap } from '../../evidence/repeats.ts';
/** aborted, and the same request again a moment later. */
export const retried: Cause = {
  id: 'retried',
  shapes: ['abort'],
  title: 'aborted, and the same request again a moment later',
  why: 'The person waited, lost patience and asked for the same thing again (reload, second click), or the app did. The first request was dropped before its answer was ready, so nginx wrote 499. Now and then that is normal; many on one page say that it feels slow.',
  how: "The same client, a browser or app, sends the very same request again within 30 s after the abort. Likely at most: a script in the page or a program's own retry looks the same.",
  advice: (facts) =>
    facts['answered'] === false
      ? 'Look at what is slow or failing there: the repeat got no good answer. The backend is the place, not nginx: proxy_read_timeout is not the cure, and proxy_ignore_client_abort on would have the backend do the work twice.'
      : 'Nothing is broken; if it is often the same page, make it faster. Caching it (proxy_cache in http, server or location) helps too. proxy_read_timeout is not the cure, and proxy_ignore_client_abort on would have the backend do the work twice.',
  settledBy:
    "$request_time in log_format: irregular for a person; the same on every abort would be a program's or balancer's limit.",
  since:
    'all versions, except 0.8.11-0.8.17, which logged 0 instead of 499; before 1.11.0 Firefox over TLS left unnoticed (200)',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_cache',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_client_abort',
  ],
  match(hit) {
    if (hit.agent.kind !== 'browser' && hit.agent.kind !== 'app') return undefined;
    const again = hit.repeats.find((near) => near.secondsAfter >= 0 && near.isLater);
    if (again === undefined) return undefined;
    // Who came back to it by way of another page did not press reload.
    const isShared = hit.sharesAddress;
    const next = nextPage(hit, isShared);
    if (next !== undefined && startGap(next) < startGap(again) - 1) return undefined;
    return {
      confidence: isShared ? 'possible' : 'likely',
      facts: { again_after_seconds: again.secondsAfter, answered: again.status < 400 },
    };
  },
};
