// the person went to another page.
import type { LegacyCause as Cause } from '../legacy.ts';
import { nextPage } from '../../evidence/repeats.ts';
/** the person went to another page. */
export const navigatedAway: Cause = {
  id: 'navigated-away',
  shapes: ['abort'],
  title: 'the person went to another page',
  why: 'The person clicked on before the page had come. The browser dropped the pending request within milliseconds and asked for the next page, whose line stands near by. nginx had not sent a byte of the first one yet, so it wrote 499.',
  how: 'The same client and browser asks for another page: begun from 1 s before to 1.5 s after the abort where the log has $request_time, else ended within 3 s after it. Likely at most: a second tab looks the same.',
  advice: () =>
    'Nothing to do: people click on. If they leave the same page again and again, that page is slow. proxy_ignore_client_abort on is not the cure: it hides the 499 and lets the backend finish pages nobody reads.',
  settledBy:
    '$request_time in log_format: the next page began (its end less $request_time) at the moment of the abort. Behind a shared address only a session id proves that it is one person.',
  since:
    'all versions, except 0.8.11-0.8.17, which logged 0 instead of 499; before 1.11.0 Firefox over TLS left unnoticed (200)',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_client_abort',
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format',
  ],
  match(hit) {
    if (hit.agent.kind !== 'browser') return undefined;
    const isShared = hit.sharesAddress;
    const next = nextPage(hit, isShared);
    if (next === undefined) return undefined;
    return {
      confidence: isShared ? 'possible' : 'likely',
      facts: { to: next.requestLine.uri.slice(0, 80), after_seconds: next.secondsAfter },
    };
  },
};
