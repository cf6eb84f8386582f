// A header is missing, wrong or sent twice.
import { isHttp2Or3 } from '../../../formats/request.ts';
import type { Verdict } from '../../catalogue.ts';
import { ATTACK_CLAUSE, isAttack } from '../../evidence/attack.ts';
import { ONE_PAGE_CLAUSE, pageFacts } from '../../evidence/page.ts';
import { isUpstreamAnswer } from '../../evidence/upstream.ts';
import type { HitView } from '../../evidence/view.ts';
import type { Cause } from '../cause.ts';

type CaseId = 'before-user-agent' | 'before-user-agent-by-other-pages' | 'after-user-agent' | 'one-page-for-a-program';

export const invalidHeader: Cause<CaseId> = {
  id: 'invalid-header',
  shapes: ['whole'],
  title: 'a header is missing, wrong or sent twice',
  why: 'The request line was fine, but a header was not. Host was missing or malformed, a header that may come once came twice, a character was forbidden, or two lengths contradicted each other. nginx answered 400 with its plain page. If the user agent is "-", nginx had not read that far.',
  needs:
    'The request line is whole and nginx accepts it, and the size is that of the plain 400 page. The last status in $upstream_status is not 400. An answer to HEAD has no body, so it shows no size. A browser does not count if it was answered before and this request has a referer and came over HTTP/2 or HTTP/3. Where nginx sends one page for every 400, a line with more than 0 bytes can only be one-page-for-a-program.',
  cases: {
    'before-user-agent': {
      confidence: 'certain',
      when: 'the user agent is -, and lines that can only get the plain 400 page show its size',
    },
    'before-user-agent-by-other-pages': {
      confidence: 'likely',
      when: 'the user agent is -, and only 403 and 404 pages or common builds of nginx show the size of the plain 400 page',
    },
    'after-user-agent': {
      confidence: 'likely',
      when: 'the line has a user agent, so nginx had read that far, and the log or common builds of nginx show the size of the plain 400 page',
    },
    'one-page-for-a-program': {
      confidence: 'possible',
      when: `${ONE_PAGE_CLAUSE}. The line has no user agent or that of a program, not of a browser (browsers send sound headers)`,
    },
  },
  exceptions: { hostile: `${ATTACK_CLAUSE}. This does not apply to the case one-page-for-a-program` },
  advice: () =>
    'Read error_log at info: it names the header that the client must correct. If your own proxy adds that header, look there for a second Host or Content-Length. If a scanner sent it, do nothing. ignore_invalid_headers is not the cure, because it is only about the names of headers. Larger buffers are not the cure either.',
  settledBy:
    'error_log at info: "client sent HTTP/1.1 request without "Host" header", "invalid host header", "duplicate header line", "invalid header line". $upstream_status shows whether the application answered.',
  since:
    'all versions; stricter since 1.17.9 (two Hosts), 1.21.1 (blanks, two lengths), 1.23.0 (duplicates), 1.29.4 (RFC 3986 Host)',
  see: [
    'https://nginx.org/en/docs/ngx_core_module.html#error_log',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#ignore_invalid_headers',
  ],
  match(hit, tables) {
    const { entry } = hit;
    if (hit.page?.kind !== 'plain' || isUpstreamAnswer(entry, '400')) return undefined;
    const isBare = entry.http_user_agent === '-';
    if (tables.pageSizes.hasOnePage(entry)) {
      // nginx sends one page for every 400. Only programs may send bad headers; browsers send sound ones, so they have another cause.
      if (hit.agent.kind === 'browser') return undefined;
      return { case: 'one-page-for-a-program', facts: { before_user_agent: isBare, one_page: true } };
    }
    // If other requests of a browser were answered over HTTP/2, its headers are sound: they do not go wrong only sometimes.
    const isSound = hit.agent.kind === 'browser' && isHttp2Or3(hit.request.protocol);
    if (isSound && hit.history.answered > 0 && entry.http_referer !== '-') return undefined;
    const bareCase = hit.page.isFirm ? 'before-user-agent' : 'before-user-agent-by-other-pages';
    return {
      case: isBare ? bareCase : 'after-user-agent',
      verdict: verdictOf(hit),
      facts: { ...pageFacts(hit.page), before_user_agent: isBare },
    };
  },
};

function verdictOf(hit: HitView): Verdict | undefined {
  return isAttack(hit) ? 'hostile' : undefined;
}
