// A page with an open long poll was closed.
import { hasBodyMethod } from '../../../formats/request.ts';
import { NEIGHBOURS } from '../../../hits/limits.ts';
import { SINCE_499 } from '../../evidence/since.ts';
import type { Cause } from '../cause.ts';

// Names that only long polls have, and names of streams. A POST to a stream sends something and does not wait for news.
const POLL_PATH = /long-?poll|\/poll(?:ing)?\/?$|socket\.io|sockjs|signalr|cometd?\b|http-bind|bosh\b|websocket/i;
const STREAM_PATH = /eventsource|\/(?:events?|sse|(?:live-?)?stream|subscribe|listen|ws)\/?$/i;

export const longPollClosed: Cause<'answered-before' | 'poll-path'> = {
  id: 'long-poll-closed',
  shapes: ['abort'],
  title: 'a page with a pending long poll was closed',
  why: 'A page kept a request open to wait for news (long poll, event stream), and the person closed or left the page. The backend had sent nothing yet, so nginx wrote 499. A stream that has begun keeps its 200. One line like this at the end of a visit is normal.',
  needs:
    'The path is named like a poll (poll, socket.io, signalr), with any method. Or it is named like a stream (events, subscribe, ws), and the method is not POST, PUT or PATCH. The client is not a crawler. The wait does not matter.',
  cases: {
    'answered-before': {
      confidence: 'certain',
      when: `an earlier line of this client, at most ${NEIGHBOURS.secondsBefore} s before, has the same path and a status below 400`,
    },
    'poll-path': { confidence: 'likely', when: 'only the path shows the poll, and no earlier line shows an answer' },
  },
  advice: () =>
    'Nothing to do: a long poll ends like this when its page is closed. To keep these lines out of the 499 counts, give that location its own access_log, or turn access_log off there. proxy_read_timeout is not the cure: it ends polls whose client is still there (504).',
  settledBy:
    '$request_time in log_format: the times vary up to the period of the poll. The same time on every abort shows a time limit.',
  since: SINCE_499,
  see: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout',
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#access_log',
  ],
  match(hit) {
    const { request } = hit;
    const isPoll = POLL_PATH.test(request.path) || (!hasBodyMethod(request.method) && STREAM_PATH.test(request.path));
    if (!isPoll || hit.agent.kind === 'crawler') return undefined;
    const earlier = hit.before.filter((near) => near.requestLine.path === request.path && near.status < 400).length;
    return { case: earlier > 0 ? 'answered-before' : 'poll-path', facts: { answered_before: earlier } };
  },
};
