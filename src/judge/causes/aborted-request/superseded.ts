// a newer request of the same script replaced it.
import type { LegacyCause as Cause } from '../legacy.ts';
import { keptLimit, supersededBy } from '../../evidence/repeats.ts';
/** a newer request of the same script replaced it. */
export const superseded: Cause = {
  id: 'superseded',
  shapes: ['abort'],
  title: 'a newer request of the same script replaced it',
  why: 'A script in the page sent a newer version of its request (search as you type) and dropped the older one. nginx had not answered that yet, so it wrote 499. Only the last of such a series matters, and it is normally answered.',
  how: "The same client asks the same path with a changed query within 3 s: likely if one query extends the other, the path is named like a script's (api, search, suggest) or there is a burst. What later lines name as referer is a page and does not count.",
  advice: () =>
    'Nothing to do: the page replaced its own request. To spare the backend, let the script wait a moment before it asks. Leave proxy_ignore_client_abort off: nginx then drops the old call to the backend too. Longer timeouts are not the cure.',
  settledBy:
    '$request_time in log_format: as long as the pause between two keys, and the next request begins where this one ends.',
  since:
    'all versions, except 0.8.11-0.8.17, which logged 0 instead of 499; before 1.11.0 Firefox over TLS left unnoticed (200)',
  see: ['https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_client_abort'],
  match(hit) {
    // What runs into the same limit of some seconds each time was not replaced.
    if ((keptLimit(hit) ?? 0) >= 2) return undefined;
    const newer = supersededBy(hit);
    if (newer === undefined) return undefined;
    return {
      confidence: 'likely',
      facts: { replaced_after_seconds: Math.max(0, newer.secondsAfter), by: newer.requestLine.uri.slice(0, 80) },
    };
  },
};
