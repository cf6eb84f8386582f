// a page with a pending long poll was closed.
import { hasBodyMethod } from '../../../formats/request.ts';
import type { LegacyCause as Cause } from '../legacy.ts';

// Names that only polls have; and names of streams, which a POST would rather fill than wait on.
const POLL_PATH = /long-?poll|\/poll(?:ing)?\/?$|socket\.io|sockjs|signalr|cometd?\b|http-bind|bosh\b|websocket/i;
const STREAM_PATH = /eventsource|\/(?:events?|sse|(?:live-?)?stream|subscribe|listen|ws)\/?$/i;

/** a page with a pending long poll was closed. */
export const longPollClosed: Cause = {
  id: 'long-poll-closed',
  shapes: ['abort'],
  title: 'a page with a pending long poll was closed',
  why: 'A page kept a request open to wait for news (long poll, event stream), and the person closed or left the page. The backend had sent nothing on it yet, so nginx wrote 499; a stream that has begun keeps its 200. One such line at the end of a visit is normal.',
  how: 'The path is named like a poll or stream (poll, socket.io, events, subscribe, ws) and the client is no crawler: likely. Certain if the same client got an answer on that path shortly before.',
  advice: () =>
    'Nothing to do: a long poll ends so when its page is closed. To keep it out of the 499 counts, give that location an access_log of its own, or off. proxy_read_timeout is not the cure: it governs polls that nobody left (504).',
  settledBy:
    '$request_time in log_format: any value up to the period of the poll; always the same value would be a time limit.',
  since: 'all versions, except 0.8.11-0.8.17, which logged 0 instead of 499',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout',
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#access_log',
  ],
  match(hit) {
    const { request } = hit;
    const isPoll = POLL_PATH.test(request.path) || (!hasBodyMethod(request.method) && STREAM_PATH.test(request.path));
    if (!isPoll || hit.agent.kind === 'crawler') return undefined;
    const earlier = hit.before.filter((near) => near.requestLine.path === request.path && near.status < 400).length;
    return { confidence: earlier > 0 ? 'certain' : 'likely', facts: { answered_before: earlier } };
  },
};
