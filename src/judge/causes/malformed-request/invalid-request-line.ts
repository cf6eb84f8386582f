// The request line is not valid HTTP.
import type { RequestLine } from '../../../formats/request.ts';
import { isAttack } from '../../evidence/attack.ts';
import { isUpstreamAnswer } from '../../evidence/upstream.ts';
import type { HitView } from '../../evidence/view.ts';
import { LEAST_CLIENTS } from '../../tables/era.ts';
import type { Cause } from '../cause.ts';

type CaseId = 'method-and-plain-page' | 'plain-page' | 'nothing-sent' | 'other-size';

/** The request line is not valid HTTP. */
export const invalidRequestLine: Cause<CaseId> = {
  id: 'invalid-request-line',
  shapes: ['broken', 'foreign', 'headless'],
  title: 'the request line is not valid HTTP',
  why: 'The first line is no valid request. It has a bad method, no leading slash, a broken percent escape, a blank or control character in the URI, or a bad version. nginx stopped there, before any header, and sent its plain 400 page. So user agent and referer are "-".',
  needs: `The request line breaks the rules of HTTP, fits no other protocol, and no upstream answered 400. A request that is only "-" counts too, if its size is not 0 and nginx is older than 1.3.15 (--nginx-version, or ${LEAST_CLIENTS} or more clients with connections without a request, show it in a log without HTTP/2).`,
  cases: {
    'method-and-plain-page': {
      confidence: 'certain',
      when: 'the line begins with an HTTP method or a part of one, has no user agent, and its size is that of the plain 400 page, which lines with garbage show',
    },
    'plain-page': {
      confidence: 'likely',
      when: 'the size is that of the plain 400 page, but the line has no method, or it has a user agent, or no line with garbage shows that size',
    },
    'nothing-sent': { confidence: 'likely', when: 'nginx sent 0 bytes' },
    'other-size': {
      confidence: 'possible',
      when: 'the size is not known, or it is not 0 and not that of the plain 400 page',
    },
  },
  exceptions: {
    hostile:
      'the request carries attack text, or the hit has no user agent and all lines of its client near by are probes (a 404, or a 400 or 405 without user agent)',
  },
  advice: (facts) =>
    facts['fault'] === 'blank in the URI'
      ? 'Find the link or client that sends a raw blank, and write %20. nginx refuses blanks since 1.21.1 and has no switch for it. If no page or client of yours makes such links, it is a scanner: nothing to do. Buffers and rewrite rules are not the cure: they come later.'
      : facts['fault'] === 'bad percent escape'
        ? 'Find the link or client that sends a % without two hex digits. A literal % must be written %25. If no page or client of yours makes such links, it is a scanner: nothing to do. Rewrite rules are not the cure: nginx refuses the line before it looks at them.'
        : 'Mostly it is a scanner: nothing to do. If the client is yours, correct it: its line shows the fault. Larger buffers are not the cure (a line too long for them is a 414). Rewrite rules are not either: nginx refuses the line before it looks at them.',
  settledBy: 'error_log at info: "client sent invalid method" or "client sent invalid request".',
  since:
    'all versions; stricter since 1.21.1 (blanks, control characters); 0.8.15 and older log it only with error_log at info',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#large_client_header_buffers',
    'https://nginx.org/en/docs/ngx_core_module.html#error_log',
  ],
  match(hit, tables) {
    if (hit.foreign !== undefined) return undefined;
    const { request, entry } = hit;
    if (hit.shape === 'headless' && !(tables.era.logsEmptyConnections && !tables.era.speaksHttp2)) return undefined;
    if (isUpstreamAnswer(entry, '400')) return undefined;
    return {
      case: caseOf(hit),
      verdict: isAttack(hit) ? 'hostile' : undefined,
      facts: { fault: faultOf(entry.request, request) },
    };
  },
};

// nginx stops before the headers, so it knows no user agent. It sends its plain page, or nothing to a client that has left.
function caseOf({ entry, page, shape }: HitView): CaseId {
  if (entry.body_bytes_sent === 0) return 'nothing-sent';
  if (page?.kind !== 'plain') return 'other-size';
  const isSure = shape === 'broken' && entry.http_user_agent === '-' && page.isFirm;
  return isSure ? 'method-and-plain-page' : 'plain-page';
}

function faultOf(text: string, request: RequestLine): string {
  if (request.method === '') return 'no method';
  if (request.method !== request.method.toUpperCase()) return 'lower-case method';
  if (/%(?![0-9a-f]{2})/i.test(request.path)) return 'bad percent escape';
  if (request.uri.includes(' ')) return 'blank in the URI';
  if (text.includes('\\x')) return 'control or non-ASCII bytes';
  if (!request.uri.startsWith('/')) return 'no leading slash';
  return request.protocol === '' ? 'bad protocol version' : 'refused by the parser';
}
