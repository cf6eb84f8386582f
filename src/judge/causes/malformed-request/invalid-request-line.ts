// the request line is not HTTP.
import { isUpstreamAnswer } from '../../evidence/upstream.ts';
import { isAttack } from '../../evidence/attack.ts';
import type { LegacyCause as Cause } from '../legacy.ts';
import type { RequestLine } from '../../../formats/request.ts';

function faultOf(text: string, request: RequestLine): string {
  if (request.method === '') return 'no method';
  if (request.method !== request.method.toUpperCase()) return 'lower-case method';
  if (/%(?![0-9a-f]{2})/i.test(request.path)) return 'bad percent escape';
  if (request.uri.includes(' ')) return 'blank in the URI';
  if (text.includes('\\x')) return 'control or non-ASCII bytes';
  if (!request.uri.startsWith('/')) return 'no leading slash';
  return request.protocol === '' ? 'bad protocol version' : 'refused by the parser';
}

/** the request line is not HTTP. */
export const invalidRequestLine: Cause = {
  id: 'invalid-request-line',
  shapes: ['broken', 'foreign', 'headless'],
  title: 'the request line is not valid HTTP',
  why: 'The first line is no valid request: a bad method, no leading slash, a broken percent escape, a blank or control character in the URI, a bad version. nginx stopped there, before any header, and sent its plain 400 page; that is why user agent and referer are "-".',
  how: "A method comes first, but the rest breaks the rules: certain if the user agent is - and the size is no other nginx error page's. A user agent, or text without a method, makes it likely; attack text, or a nameless client that only probes, hostile.",
  advice: (facts) =>
    facts['fault'] === 'blank in the URI'
      ? 'Find the link or client that sends a raw blank, and write %20. nginx refuses blanks since 1.21.1 and has no switch for it. If no page or client of yours makes such links, it is a scanner: nothing to do. Buffers and rewrite rules are not the cure: they come later.'
      : facts['fault'] === 'bad percent escape'
        ? 'Find the link or client that sends a % without two hex digits. A literal % must be written %25. If no page or client of yours makes such links, it is a scanner: nothing to do. Rewrite rules are not the cure: nginx refuses the line before it looks at them.'
        : 'Mostly a scanner: nothing to do; a client of yours must be corrected. Its line shows the fault. Larger buffers are not the cure (a line too long for them is a 414), nor are rewrite rules: nginx refuses the line before it looks at them.',
  settledBy: 'error_log at info: "client sent invalid method" or "client sent invalid request".',
  since:
    'all versions; stricter since 1.21.1 (blanks, control characters); 0.8.15 and older show it only with error_log at info',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#large_client_header_buffers',
    'https://nginx.org/en/docs/ngx_core_module.html#error_log',
  ],
  match(hit, tables) {
    if (hit.foreign !== undefined) return undefined;
    const { request, entry } = hit;
    if (hit.shape === 'headless' && !(tables.era.logsEmptyConnections && !tables.era.speaksHttp2)) return undefined;
    const fault = faultOf(entry.request, request);
    if (isUpstreamAnswer(entry, '400')) return undefined;
    // nginx stops before the headers, so it knows no user agent, and sends its plain page, or nothing to who has left.
    const isItsPage = hit.page?.kind === 'plain' || entry.body_bytes_sent === 0;
    const isItsWay = isItsPage && entry.http_user_agent === '-';
    return {
      confidence:
        isItsWay && hit.shape === 'broken' && hit.page?.isFirm === true ? 'certain' : isItsPage ? 'likely' : 'possible',
      ...(isAttack(hit) ? { verdict: 'hostile' as const } : {}),
      facts: { fault },
    };
  },
};
