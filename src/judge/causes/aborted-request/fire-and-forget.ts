// a client that never waits for the answer.
import type { LegacyCause as Cause } from '../legacy.ts';
import { hasBodyMethod } from '../../../formats/request.ts';

/** A call to oneself or a beacon waits no longer than this. */
const LOOPBACK_SECONDS = 2;
/** A client that leaves within this time did not wait for an answer at all. */
const NEVER_WAITED_SECONDS = 0.3;

// WordPress calls itself and hangs up after 0.01 s (wp-includes/cron.php, `'timeout' => 0.01, 'blocking' => false`).
function isLoopback(path: string): boolean {
  return /\/wp-cron\.php$|\/(?:beacons?|collect|metrics|telemetry|pixel|track(?:ing)?|analytics)(?:\/|$)/i.test(path);
}

/** a client that never waits for the answer. */
export const fireAndForget: Cause = {
  id: 'fire-and-forget',
  shapes: ['abort'],
  title: 'a client that never waits for the answer',
  why: 'The client sends its request and hangs up at once, on purpose: a beacon, a metrics push, a call that starts a background job such as wp-cron. It never wanted the answer. nginx sees it leave before there is one and writes 499; the client goes on undisturbed.',
  how: 'Likely by a path like wp-cron.php, /beacon or /metrics. Else a POST, PUT or PATCH of no browser: likely if it left within 0.3 s and the client aborts repeatedly, possible for one, or, with no $request_time, if it aborts most requests and only such ones.',
  advice: () =>
    'Nothing to do, unless the backend must finish what it was sent. Then set proxy_ignore_client_abort on (PHP: fastcgi_ignore_client_abort on) in that location; the line then shows the real status. access_log off there quietens it. Longer timeouts are not the cure.',
  settledBy:
    "$request_time in log_format: close to 0, or always the same. The program's own source says whether it waits.",
  since: 'all versions, except 0.8.11-0.8.17, which logged 0 instead of 499',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_client_abort',
    'https://nginx.org/en/docs/http/ngx_http_fastcgi_module.html#fastcgi_ignore_client_abort',
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#access_log',
  ],
  match(hit) {
    const { request, entry } = hit;
    const waited = entry.extra.request_time ?? 0;
    const sends = hasBodyMethod(request.method) || /cron|pixel/i.test(request.path);
    if (isLoopback(request.path) && sends && waited <= LOOPBACK_SECONDS)
      return { confidence: 'likely', facts: { path: request.path.slice(0, 80) } };
    if (hit.agent.kind === 'browser' || hit.agent.kind === 'crawler' || hit.agent.kind === 'monitor') return undefined;
    const address = hit.cadence;
    if (address === undefined || !hasBodyMethod(request.method)) return undefined;
    const facts = { aborted_here: address.aborted, requests_here: address.requests };
    const { request_time } = entry.extra;
    if (request_time !== undefined) {
      // Gone before any server could have answered, again and again: it never meant to wait.
      if (request_time > NEVER_WAITED_SECONDS) return undefined;
      return { confidence: address.aborted >= 2 ? 'likely' : 'possible', facts: { ...facts, request_time } };
    }
    const others = hit.around.filter((near) => near.status === 499);
    const allSend = others.every((near) => hasBodyMethod(near.requestLine.method));
    if (others.length === 0 || !allSend || address.aborted < 0.7 * address.requests) return undefined;
    return { confidence: 'possible', facts };
  },
};
