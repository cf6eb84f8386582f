// The request line is not valid HTTP.
import { NO_URI, type RequestLine } from '../../../formats/request.ts';
import { ATTACK_CLAUSE, isAttack } from '../../evidence/attack.ts';
import { isUpstreamAnswer } from '../../evidence/upstream.ts';
import type { HitView } from '../../evidence/view.ts';
import { LEAST_CLIENTS } from '../../tables/era.ts';
import type { Cause } from '../cause.ts';

type CaseId = 'never-accepted' | 'method-and-plain-page' | 'plain-page' | 'nothing-sent' | 'other-size';

export const invalidRequestLine: Cause<CaseId> = {
  id: 'invalid-request-line',
  shapes: ['broken', 'foreign', 'headless'],
  title: 'the request line is not valid HTTP',
  why: 'The first line is not a valid request line. It has a bad method, no leading slash, a broken percent escape, a blank or control character in the URI, or a bad version. nginx stopped there, before any header, and sent its plain 400 page. So the user agent and the referer are usually "-".',
  needs: `The request line breaks the rules of HTTP or stops too soon, and logscan does not know it as another protocol. The last status in $upstream_status is not 400. A request that is only "-" counts too if its size is not 0 and nginx is older than 1.3.15. This age shows in --nginx-version, or in connections without a request from ${LEAST_CLIENTS} or more clients. HTTP/2 answers to ${LEAST_CLIENTS} or more clients rule it out.`,
  cases: {
    'never-accepted': {
      confidence: 'certain',
      when: '$request_length is 0 and nginx sent a page: it never accepted the line',
    },
    'method-and-plain-page': {
      confidence: 'certain',
      when: 'the line begins with an HTTP method or the start of its name, has no user agent, and has the size of the plain 400 page. Lines that can only get this page show that size; this line itself may be the only one',
    },
    'plain-page': {
      confidence: 'likely',
      when: 'the size is that of the plain 400 page. But the line has no HTTP method, or it has a user agent, or the log has $request_method and $request_uri instead of it and shows no URI, or only 403 and 404 pages or common builds of nginx show that size',
    },
    'nothing-sent': { confidence: 'likely', when: 'nginx sent 0 bytes' },
    'other-size': {
      confidence: 'possible',
      when: 'the log shows - for the size, or the size is neither 0 nor that of the plain 400 page',
    },
  },
  exceptions: { hostile: ATTACK_CLAUSE },
  advice: (facts) =>
    facts['fault'] === 'blank in the URI'
      ? 'Find the link or client that sends a raw blank, and write %20. nginx refuses blanks since 1.21.1 and has no switch for it. If no page or client of yours makes these links, it is a scanner: do nothing. Buffers and rewrite rules are not the cure, because they come later.'
      : facts['fault'] === 'bad percent escape'
        ? 'Find the link or client that sends a % without two hex digits. Write a literal % as %25. If no page or client of yours makes these links, it is a scanner: do nothing. Rewrite rules are not the cure: nginx refuses the line before it looks at them.'
        : 'Usually the client is a scanner: do nothing. If the client is yours, correct it: the line shows the fault. Larger buffers are not the cure (a line too long for them is a 414). Rewrite rules are not the cure either: nginx refuses the line before it looks at them.',
  who: 'The owner of the client, unless it is a scanner: then nobody.',
  checks: [],
  settledByFields: {
    request_length: '0 means that nginx never accepted the line',
  },
  settledBy: 'error_log at info: "client sent invalid method" or "client sent invalid request".',
  since:
    'all versions; stricter since 1.21.1 (blanks, control characters); 0.8.15 and older log it only with error_log at info',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#large_client_header_buffers',
    'https://nginx.org/en/docs/ngx_core_module.html#error_log',
  ],
  match(hit) {
    if (hit.foreign !== undefined) return undefined;
    const { request, entry } = hit;
    if (hit.shape === 'headless' && !(hit.era.logsEmptyConnections && !hit.era.speaksHttp2)) return undefined;
    if (isUpstreamAnswer(entry, '400')) return undefined;
    return {
      case: caseOf(hit),
      verdict: isAttack(hit) ? 'hostile' : undefined,
      facts: { fault: faultOf(entry.request, request) },
    };
  },
};

// nginx stops before the headers, so it knows no user agent. It sends its plain page, or nothing to a client that has left.
function caseOf({ entry, page, request, shape }: HitView): CaseId {
  if (entry.body_bytes_sent === 0) return 'nothing-sent';
  // nginx counts the length of a line when it has accepted it (ngx_http_process_request_line).
  if (entry.extra.request_length === 0 && (entry.body_bytes_sent ?? 0) > 0 && shape !== 'headless')
    return 'never-accepted';
  if (page?.kind !== 'plain') return 'other-size';
  const isSure = shape === 'broken' && entry.http_user_agent === '-' && page.isFirm && request.uri !== NO_URI;
  return isSure ? 'method-and-plain-page' : 'plain-page';
}

function faultOf(text: string, request: RequestLine): string {
  if (request.method === '') return 'no method';
  if (request.uri === NO_URI) return 'URI not logged';
  if (request.method !== request.method.toUpperCase()) return 'lower-case method';
  if (/%(?![0-9a-f]{2})/i.test(request.path)) return 'bad percent escape';
  if (request.uri.includes(' ')) return 'blank in the URI';
  if (text.includes('\\x')) return 'control or non-ASCII bytes';
  if (!request.uri.startsWith('/')) return 'no leading slash';
  return request.protocol === '' ? 'bad protocol version' : 'refused by the parser';
}
