// A client that never waits for the answer.
import { hasBodyMethod } from '../../../formats/request.ts';
import { endedTogether } from '../../evidence/aborts/ended-together.ts';
import { isAtPace, retryPaceOf } from '../../evidence/aborts/retry-pace.ts';
import { SINCE_499 } from '../../evidence/since.ts';
import { type HitView, NEAREST_LINES } from '../../evidence/view.ts';
import { HOUR_MINUTES } from '../../tables/parts/part-row.ts';
import { partsOf } from '../../tables/parts/site-parts.ts';
import type { Tables } from '../../tables/tables.ts';
import { lostShareOf, sumOf } from '../../tables/parts/time-counts.ts';
import type { Cause, Evidence } from '../cause.ts';
import { inConfiguration } from '../remedies.ts';

/** A background call waits no longer than this. */
const LOOPBACK_SECONDS = 2;
/** A client that leaves within this time did not wait for an answer at all. */
const NEVER_WAITED_SECONDS = 0.3;
/** No person leaves so soon: a page that left within this time sent its request on the way out (`sendBeacon`, `keepalive`). */
const ON_THE_WAY_OUT_SECONDS = 0.05;
/** One abort may be an accident. With this many, the client leaves on purpose. */
const LEAST_ABORTS = 2;
/** If lines have no `$request_time`, a client that aborts at least this share of its requests seems never to wait. */
const LEAST_ABORTED_SHARE = 0.7;

// WordPress calls itself and hangs up after 0.01 s (wp-includes/cron.php, `'timeout' => 0.01, 'blocking' => false`). Pages send beacons to Matomo, once called Piwik
// (https://developer.matomo.org/api-reference/tracking-javascript: alwaysUseSendBeacon).
const LOOPBACK_PATH =
  /\/(?:wp-cron|matomo|piwik)\.php$|\/(?:beacons?|collect|metrics|telemetry|pixel|track(?:ing)?|analytics|rum|logs?|csp[-_]?reports?)(?:\/|$)/i;
/** Background calls to these paths may also have a method without a body. */
const BODILESS_PATH = /cron|pixel/i;

/** Without `$request_time`, aborts that end closer to each other may be parts of one page that the person left. */
const LEAST_APART_SECONDS = 2;

/** A part of the site usually answers if it gave this many answers until so many minutes ago … */
const LEAST_USUAL_ANSWERS = 5;
const USUAL_BEFORE_MINUTES = 20;
/** … and lost at most this share of its requests (0 to 1): its pages wait, and now the server is slow. */
const MOST_USUALLY_LOST = 0.15;

/** No client waits for the answers of a part of the site if this many were left … */
const LEAST_UNANSWERED = 5;
/** … and this share of the requests that one line of the sample stands for … */
const LEAST_SHARE_OF_SAMPLE = 0.25;
/** … by at least this many people … */
const LEAST_PEOPLE = 4;
/** … and at most this share of them within one minute of the last hour: in an outage many people leave together. */
const MOST_IN_MINUTE = 0.5;

export const fireAndForget: Cause<
  | 'beacon-path'
  | 'on-the-way-out'
  | 'left-at-once-again'
  | 'left-at-once'
  | 'aborts-nearly-all'
  | 'never-answered'
  | 'nobody-answered'
> = {
  id: 'fire-and-forget',
  shapes: ['abort'],
  title: 'the client never waits for the answer',
  why: 'The client sends its request and hangs up at once, on purpose: a beacon, a metrics push, or a call that starts a background job such as wp-cron. The client never wanted the answer. nginx sees it leave before there is an answer and writes 499. The client works on as usual.',
  needs:
    'The method is POST, PUT or PATCH. A background call may have another method if its path contains cron or pixel. Any client may send a background call. In the other cases the client is a program or an app, or has no user agent. The cases that are only possible need a client without user agent, because client-timeout is likely for every program and app. A program left at once only if nothing shows that its requests ended together.',
  cases: {
    'beacon-path': {
      confidence: 'likely',
      when: `the path is that of a background call (it ends with /wp-cron.php, /matomo.php or /piwik.php, or has a segment like beacon, collect, metrics, track, log, csp-report or pixel), and $request_time is at most ${LOOPBACK_SECONDS} s or not logged`,
    },
    'on-the-way-out': {
      confidence: 'likely',
      when: `a page in a browser sends it with POST, PUT or PATCH (the line has a Referer), and the browser left within ${ON_THE_WAY_OUT_SECONDS} s ($request_time)`,
    },
    'left-at-once-again': {
      confidence: 'likely',
      when: `the client left within ${NEVER_WAITED_SECONDS} s ($request_time) and has aborted at least ${LEAST_ABORTS} requests`,
    },
    'left-at-once': {
      confidence: 'possible',
      when: `the client left within ${NEVER_WAITED_SECONDS} s ($request_time), and this is its only aborted request`,
    },
    'never-answered': {
      confidence: 'likely',
      when: `a browser sends it with POST, PUT or PATCH. The ${NEAREST_LINES} with this user agent show at least one other request with the same path, and all of them are 499. If the line has $request_time, it is at most ${NEVER_WAITED_SECONDS} s. Otherwise they ended at least ${LEAST_APART_SECONDS} s before or after, and not at the pace at which the address repeats aborted requests (see balancer-timeout). This part of the site does not usually answer: until ${USUAL_BEFORE_MINUTES} minutes ago it gave fewer than ${LEAST_USUAL_ANSWERS} answers, or lost more than ${MOST_USUALLY_LOST * 100} % of its requests`,
    },
    'nobody-answered': {
      confidence: 'likely',
      when: `a page in a browser sends it with POST, PUT or PATCH (the line has a Referer), its address is not shared, and its user agent sends nothing else to this path near by. No request to this part of the site ever got an answer. ${LEAST_UNANSWERED} or more were 499, those of ${LEAST_PEOPLE} or more people, and at most ${MOST_IN_MINUTE * 100} % of them in one minute of the last hour. In a large log, where a sample stands for the answers, the 499 must be at least ${LEAST_SHARE_OF_SAMPLE * 100} % of the lines that one line of the sample stands for. If the line has $request_time, it is at most ${NEVER_WAITED_SECONDS} s`,
    },
    'aborts-nearly-all': {
      confidence: 'possible',
      when: `the line has no $request_time, at least ${LEAST_ABORTED_SHARE * 100} % of the client's counted lines are 499, and the ${NEAREST_LINES} show other 499, all with POST, PUT or PATCH. In a large log, a sample stands for the lines that are no 499`,
    },
  },
  advice: () =>
    'Nothing to do, unless the backend must finish its work on these requests. In that case set proxy_ignore_client_abort on (PHP: fastcgi_ignore_client_abort on) in that location; the line then shows the real status. access_log off in that location keeps the lines out of the log. Longer timeouts are not the cure.',
  who: 'Nobody, unless the backend must finish this work: then the admin of this nginx.',
  blocks: () => [
    {
      context: 'location',
      directives: ['proxy_ignore_client_abort on;'],
      note: 'Only if the backend must finish this work.',
      isExample: true,
    },
  ],
  checks: [inConfiguration('ignore_client_abort', 'where it is set, and to what')],
  settledByFields: {
    request_time: 'it is close to 0, or always the same',
  },
  settledBy: 'The source of the program shows whether it waits.',
  since: SINCE_499,
  see: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_client_abort',
    'https://nginx.org/en/docs/http/ngx_http_fastcgi_module.html#fastcgi_ignore_client_abort',
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#access_log',
  ],
  match(hit, tables) {
    const { request, entry } = hit;
    const waited = entry.extra.request_time ?? 0;
    const sends = hasBodyMethod(request.method) || BODILESS_PATH.test(request.path);
    if (LOOPBACK_PATH.test(request.path) && sends && waited <= LOOPBACK_SECONDS)
      return { case: 'beacon-path', facts: { path: request.path.slice(0, 80) } };
    if (hit.agent.kind === 'browser') return onTheWayOut(hit) ?? neverAnswered(hit, tables);
    if (hit.agent.kind === 'crawler' || hit.agent.kind === 'monitor' || entry.lacksUserAgent === true) return undefined;
    const address = hit.cadence;
    if (address === undefined || !hasBodyMethod(request.method)) return undefined;
    const facts = { aborted_here: address.aborted, requests_here: address.requests };
    const { request_time } = entry.extra;
    if (request_time !== undefined) {
      // The client left before any server could have answered: it never meant to wait.
      if (request_time > NEVER_WAITED_SECONDS || endedTogether(hit)) return undefined;
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

function onTheWayOut({ request, entry }: HitView): Evidence<'on-the-way-out'> | undefined {
  const { request_time } = entry.extra;
  if (request_time === undefined || request_time > ON_THE_WAY_OUT_SECONDS) return undefined;
  if (!hasBodyMethod(request.method) || entry.http_referer === '-') return undefined;
  return { case: 'on-the-way-out', facts: { request_time } };
}

// A page that sends data in the background and closes the connection: one answer shows that the page waits for answers.
function neverAnswered(hit: HitView, tables: Tables): Evidence<'never-answered' | 'nobody-answered'> | undefined {
  const { request, entry } = hit;
  if (!hasBodyMethod(request.method)) return undefined;
  const { request_time } = entry.extra;
  if (request_time !== undefined && request_time > NEVER_WAITED_SECONDS) return undefined;
  const others = hit.aroundOfAgent.filter((near) => near.requestLine.path === request.path);
  if (others.some((near) => near.status !== 499)) return undefined;
  if (others.length === 0) return nobodyAnswered(hit, tables);
  if (request_time === undefined && others.some((near) => Math.abs(near.secondsAfter) < LEAST_APART_SECONDS))
    return undefined;
  // The proxy in front sends requests again at its own time limit. A page sends its data whenever there is some.
  const pace = hit.cadenceOfAddress === undefined ? undefined : retryPaceOf(hit.cadenceOfAddress);
  if (request_time === undefined && pace !== undefined && isAtPace(hit, pace)) return undefined;
  const usual = tables.partShares.of('part', partsOf(request.path).part)?.before(entry.time, USUAL_BEFORE_MINUTES);
  if (usual !== undefined && usual.answers >= LEAST_USUAL_ANSWERS && lostShareOf(usual) <= MOST_USUALLY_LOST)
    return undefined;
  return { case: 'never-answered', facts: { aborted_near_by: others.length + 1 } };
}

// What a page sends on its way out comes once from each person. If the server were slow, some would ask again, and some would wait.
// A proxy at its limit leaves only once, too.
function nobodyAnswered(hit: HitView, { partShares }: Tables): Evidence<'nobody-answered'> | undefined {
  const { request, entry } = hit;
  if (entry.http_referer === '-' || hit.sharesAddress) return undefined;
  const row = partShares.of('part', partsOf(request.path).part);
  if (row === undefined) return undefined;
  const lately = row.lately(entry.time, HOUR_MINUTES);
  const { answers, aborts, failures } = sumOf(row.before(entry.time, HOUR_MINUTES), lately);
  if (answers + failures > 0 || aborts < LEAST_UNANSWERED) return undefined;
  if (aborts < LEAST_SHARE_OF_SAMPLE * partShares.sampleWeight) return undefined;
  if (lately.mostInMinute > MOST_IN_MINUTE * aborts) return undefined;
  const people = row.leaversLately(entry.time, Infinity);
  return people < LEAST_PEOPLE ? undefined : { case: 'nobody-answered', facts: { aborted_on_part: aborts } };
}
