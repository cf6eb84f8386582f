// A client that never waits for the answer.
import { hasBodyMethod } from '../../../formats/request.ts';
import { SINCE_499 } from '../../evidence/since.ts';
import { NEAREST_LINES } from '../../evidence/view.ts';
import type { Cause } from '../cause.ts';

/** A background call waits no longer than this. */
const LOOPBACK_SECONDS = 2;
/** A client that leaves within this time did not wait for an answer at all. */
const NEVER_WAITED_SECONDS = 0.3;
/** One abort may be an accident. With this many, the client leaves on purpose. */
const LEAST_ABORTS = 2;
/** If lines have no `$request_time`, a client that aborts at least this share of its requests seems never to wait. */
const LEAST_ABORTED_SHARE = 0.7;

// WordPress calls itself and hangs up after 0.01 s (wp-includes/cron.php, `'timeout' => 0.01, 'blocking' => false`).
const LOOPBACK_PATH = /\/wp-cron\.php$|\/(?:beacons?|collect|metrics|telemetry|pixel|track(?:ing)?|analytics)(?:\/|$)/i;
/** Background calls to these paths may also have a method without a body. */
const BODILESS_PATH = /cron|pixel/i;

export const fireAndForget: Cause<'beacon-path' | 'left-at-once-again' | 'left-at-once' | 'aborts-nearly-all'> = {
  id: 'fire-and-forget',
  shapes: ['abort'],
  title: 'the client never waits for the answer',
  why: 'The client sends its request and hangs up at once, on purpose: a beacon, a metrics push, or a call that starts a background job such as wp-cron. The client never wanted the answer. nginx sees it leave before there is an answer and writes 499. The client works on as usual.',
  needs:
    'The method is POST, PUT or PATCH. A background call may have another method if its path contains cron or pixel. Any client may send a background call. In the other cases the client is a program or an app, or has no user agent. The cases that are only possible need a client without user agent, because client-timeout is likely for every program and app.',
  cases: {
    'beacon-path': {
      confidence: 'likely',
      when: `the path is that of a background call (it ends with /wp-cron.php or has a segment like beacon, collect, metrics, track or pixel), and $request_time is at most ${LOOPBACK_SECONDS} s or not logged`,
    },
    'left-at-once-again': {
      confidence: 'likely',
      when: `the client left within ${NEVER_WAITED_SECONDS} s ($request_time) and has aborted at least ${LEAST_ABORTS} requests`,
    },
    'left-at-once': {
      confidence: 'possible',
      when: `the client left within ${NEVER_WAITED_SECONDS} s ($request_time), and this is its only aborted request`,
    },
    'aborts-nearly-all': {
      confidence: 'possible',
      when: `the line has no $request_time, at least ${LEAST_ABORTED_SHARE * 100} % of the client's counted lines are 499, and the ${NEAREST_LINES} show other 499, all with POST, PUT or PATCH. logscan counts each 499, but only a sample of the other lines of a large log`,
    },
  },
  advice: () =>
    'Nothing to do, unless the backend must finish its work on these requests. In that case set proxy_ignore_client_abort on (PHP: fastcgi_ignore_client_abort on) in that location; the line then shows the real status. access_log off in that location keeps the lines out of the log. Longer timeouts are not the cure.',
  settledBy:
    '$request_time in log_format: it is close to 0, or always the same. The source of the program shows whether it waits.',
  since: SINCE_499,
  see: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_client_abort',
    'https://nginx.org/en/docs/http/ngx_http_fastcgi_module.html#fastcgi_ignore_client_abort',
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#access_log',
  ],
  match(hit) {
    const { request, entry } = hit;
    const waited = entry.extra.request_time ?? 0;
    const sends = hasBodyMethod(request.method) || BODILESS_PATH.test(request.path);
    if (LOOPBACK_PATH.test(request.path) && sends && waited <= LOOPBACK_SECONDS)
      return { case: 'beacon-path', facts: { path: request.path.slice(0, 80) } };
    if (hit.agent.kind === 'browser' || hit.agent.kind === 'crawler' || hit.agent.kind === 'monitor') return undefined;
    const address = hit.cadence;
    if (address === undefined || !hasBodyMethod(request.method)) return undefined;
    const facts = { aborted_here: address.aborted, requests_here: address.requests };
    const { request_time } = entry.extra;
    if (request_time !== undefined) {
      // The client left before any server could have answered: it never meant to wait.
      if (request_time > NEVER_WAITED_SECONDS) return undefined;
      return {
        case: address.aborted >= LEAST_ABORTS ? 'left-at-once-again' : 'left-at-once',
        facts: { ...facts, request_time },
      };
    }
    const others = hit.around.filter((near) => near.status === 499);
    const allSend = others.every((near) => hasBodyMethod(near.requestLine.method));
    const isUsual = address.aborted >= LEAST_ABORTED_SHARE * address.requests;
    return others.length > 0 && allSend && isUsual ? { case: 'aborts-nearly-all', facts } : undefined;
  },
};
