// A crawler gave up.
import { hasBodyMethod } from '../../../formats/request.ts';
import { SINCE_499 } from '../../evidence/since.ts';
import type { Cause } from '../cause.ts';
import { ANSWER_TIME } from '../remedies.ts';

export const botGaveUp: Cause<'crawler-agent'> = {
  id: 'bot-gave-up',
  shapes: ['abort'],
  title: 'a crawler gave up',
  why: 'A crawler reached its own time limit and closed the connection before the backend had answered. nginx had nothing to send yet and wrote 499. The page was too slow for the crawler; nothing worse happened.',
  needs:
    'The user agent decides, however long the crawler waited. A client that sends data (POST, PUT, PATCH) crawls nothing, even if its user agent has the form of a crawler. If the crawler came through a balancer with a time limit, logscan names balancer-timeout.',
  cases: {
    'crawler-agent': { confidence: 'certain', when: 'the user agent is that of a crawler' },
  },
  advice: () =>
    'Nothing is broken: the crawler gave up on slow pages. If crawling matters to you, make these pages faster or cache them (proxy_cache in http, server or location). Longer timeouts in nginx are not the cure: the crawler reached its own limit.',
  who: "Nobody, unless search engines matter here: then the application's developers.",
  checks: [ANSWER_TIME],
  settledByFields: {
    request_time: 'the same time on every abort shows a fixed limit of the crawler',
  },
  since: SINCE_499,
  see: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_cache',
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format',
  ],
  match(hit) {
    if (hit.agent.kind !== 'crawler' || hasBodyMethod(hit.request.method)) return undefined;
    return { case: 'crawler-agent', facts: { crawler: hit.agent.family } };
  },
};
