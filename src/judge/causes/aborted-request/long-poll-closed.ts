// A page with an open long poll was closed.
import { hasBodyMethod } from '../../../formats/request.ts';
import { NEIGHBOURS } from '../../../hits/limits.ts';
import { MOMENT_SECONDS, momentOf } from '../../evidence/aborts/moment.ts';
import { nextPage } from '../../evidence/aborts/repeats.ts';
import { gapsOf } from '../../evidence/rhythm.ts';
import { nextPageBefore, sinceLoad } from '../../evidence/aborts/pages.ts';
import { SINCE_499 } from '../../evidence/since.ts';
import { LEAST_FAILED_SHARE } from '../../evidence/aborts/stall.ts';
import { type HitView, NEAREST_LINES } from '../../evidence/view.ts';
import { isAssetPath, isMediaPath, isPollPath } from '../../../formats/paths.ts';
import { endsWith } from '../../../formats/long-texts.ts';
import type { Cause, Evidence } from '../cause.ts';

// Names of streams. A POST to a stream sends something and does not wait for news.
const STREAM_PATH = /eventsource|event-?stream|\/(?:sse|ws|cable)\/?$/i;
// Pages have these names, too. A program opens no page. The last ones are those of APIs that hold a request until there is news:
// CouchDB (https://docs.couchdb.org/en/stable/api/database/changes.html) and Telegram (https://core.telegram.org/bots/api#getupdates).
const STREAM_OF_PROGRAM = /\/(?:events?|(?:live-?)?stream|subscribe|listen|wait|watch|_changes|get-?updates)\/?$/i;

// A query that names a long poll, whatever the path is: CouchDB (see above), and Engine.IO
// (https://github.com/socketio/engine.io-protocol#transports).
const POLL_QUERY = /(?:^|&)(?:feed=(?:longpoll|continuous|eventsource)|transport=polling)(?:&|$)/;

/** The page asks for news again when a poll ends. So polls that were held for news end at least this far from each other. */
const SHORTEST_HOLD_SECONDS = 1;
/** This many held polls make the case likely. One may be a page that was slow twice. */
const LEAST_HELD = 2;

const NOT_DOWN = ` It also does not apply if ${LEAST_FAILED_SHARE * 100} % or more of the requests to that part of the site that were not aborted ended with 502, 503 or 504, within ${MOMENT_SECONDS} s.`;
const HELD = `The earlier requests were answered with a status below 400. They ended at least ${SHORTEST_HOLD_SECONDS} s from each other and from the abort, and their mean $request_time, if they have it, is at least ${SHORTEST_HOLD_SECONDS} s`;

export const longPollClosed: Cause<'answered-before' | 'poll-path' | 'held-before' | 'held-once'> = {
  id: 'long-poll-closed',
  shapes: ['abort'],
  title: 'a page with a pending long poll was closed',
  why: 'A page kept a request open to wait for news (long poll, event stream), and the person closed or left the page. The backend had sent nothing yet, so nginx wrote 499. A stream that has begun keeps its 200. One line like this at the end of a visit is normal.',
  needs: `The path is named like a poll (poll, socket.io, signalr), or the query has feed=longpoll or transport=polling, with any method. Or it is named like a stream (event-stream, sse, ws; for a program also events, stream, subscribe, listen, wait, watch, _changes or getUpdates), and the method is not POST, PUT or PATCH. Otherwise earlier requests show that the backend holds this path. The client is not a crawler. The wait of the aborted request does not matter.${NOT_DOWN}`,
  cases: {
    'answered-before': {
      confidence: 'certain',
      when: `the path is named like a poll or stream, and an earlier line of this client, at most ${NEIGHBOURS.secondsBefore} s before, has the same path and a status below 400`,
    },
    'poll-path': {
      confidence: 'likely',
      when: `only the path shows the poll: no earlier line shows an answer, and none of the ${NEAREST_LINES} is a 502, 503 or 504 of the same path`,
    },
    'held-before': {
      confidence: 'likely',
      when: `the path has no such name, but the same page of a browser sent ${LEAST_HELD} or more earlier requests with the same path, method and Referer, at most ${NEIGHBOURS.secondsBefore} s before and after the page was loaded. ${HELD}. The path is no page (no later line names it as its Referer), no part of a page and no media file. With POST, PUT or PATCH, an earlier answer has a body`,
    },
    'held-once': {
      confidence: 'possible',
      when: 'only one earlier request shows what held-before needs, and the person did not open another page at the abort (see navigated-away)',
    },
  },
  advice: () =>
    'Nothing to do: a long poll ends like this when its page is closed. To keep these lines out of the 499 counts, give that location its own access_log, or turn access_log off there. proxy_read_timeout is not the cure: it ends polls whose client is still there (504).',
  who: 'Nobody: a poll ends when its page is closed.',
  blocks: () => [
    {
      context: 'location',
      directives: ['access_log off;'],
      note: 'In the location of the polls, only to keep these lines out of the log.',
      isExample: true,
    },
  ],
  checks: [],
  settledByFields: {
    request_time: 'the times vary up to the period of the poll; the same time on every abort shows a time limit',
  },
  since: SINCE_499,
  see: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout',
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#access_log',
  ],
  match(hit, tables) {
    const { request, agent } = hit;
    if (agent.kind === 'crawler') return undefined;
    const isNamed = isPollPath(request.path) || POLL_QUERY.test(request.query);
    const isPoll = isNamed || (!hasBodyMethod(request.method) && isStream(hit));
    const evidence = isPoll ? namedPoll(hit) : heldBefore(hit);
    // The backend is down: no poll was held, and nobody closed a page.
    const isDown = evidence !== undefined && momentOf(hit, tables, 'part').failedShare >= LEAST_FAILED_SHARE;
    return isDown ? undefined : evidence;
  },
};

function namedPoll(hit: HitView): Evidence<'answered-before' | 'poll-path'> | undefined {
  const same = hit.around.filter((near) => near.requestLine.path === hit.request.path);
  const earlier = same.filter((near) => !near.isLater && near.status < 400).length;
  // This client saw that the backend is down.
  if (earlier === 0 && same.some((near) => near.status >= 502 && near.status <= 504)) return undefined;
  return { case: earlier > 0 ? 'answered-before' : 'poll-path', facts: { answered_before: earlier } };
}

function isStream({ request: { path }, agent }: HitView): boolean {
  return STREAM_PATH.test(path) || (agent.kind !== 'browser' && STREAM_OF_PROGRAM.test(path));
}

// A poll without a telling name shows as a request that an open page sends again each time it is answered.
function heldBefore(hit: HitView): Evidence<'held-before' | 'held-once'> | undefined {
  const { request, entry } = hit;
  if (hit.agent.kind !== 'browser' || entry.http_referer === '-') return undefined;
  if (isAssetPath(request.path) || isMediaPath(request.path)) return undefined;
  const earlier = sinceLoad(hit).filter(
    ({ requestLine: { path, method }, http_referer }) =>
      path === request.path && method === request.method && http_referer === entry.http_referer,
  );
  if (earlier.length === 0 || earlier.some((near) => near.status >= 400)) return undefined;
  // A page that sends data and gets empty answers waits for no news: it reports something.
  if (hasBodyMethod(request.method) && earlier.every((near) => near.body_bytes_sent === 0)) return undefined;
  const ends = [...earlier.map((near) => near.secondsAfter), 0].toSorted((a, b) => a - b);
  if (gapsOf(ends).some((gap) => gap < SHORTEST_HOLD_SECONDS)) return undefined;
  const times = earlier.flatMap((near) => near.extra.request_time ?? []);
  const sum = times.reduce((seconds, time) => seconds + time, 0);
  if (times.length > 0 && sum < SHORTEST_HOLD_SECONDS * times.length) return undefined;
  const isPage = hit.referersAfter.some((referer) => endsWith(referer, request.uri));
  if (isPage) return undefined;
  // One held request is a weaker sign than a next page.
  if (earlier.length < LEAST_HELD && (nextPage(hit, hit.sharesAddress) ?? nextPageBefore(hit)) !== undefined)
    return undefined;
  return {
    case: earlier.length >= LEAST_HELD ? 'held-before' : 'held-once',
    facts: { answered_before: earlier.length },
  };
}
