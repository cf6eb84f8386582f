// A header is missing, wrong or sent twice.
import { saysNoUserAgent } from '../../../formats/user-agent.ts';
import { isHttp2Or3 } from '../../../formats/request.ts';
import type { Verdict } from '../../catalogue.ts';
import { ATTACK_CLAUSE, isAttack } from '../../evidence/attack.ts';
import { ONE_PAGE_CLAUSE, pageFacts } from '../../evidence/page.ts';
import { hostFault, REFUSED_NAME_CLAUSE } from '../../evidence/host-header.ts';
import { isUpstreamAnswer } from '../../evidence/upstream.ts';
import type { HitView } from '../../evidence/view.ts';
import type { Cause, Evidence } from '../cause.ts';
import { inConfiguration } from '../remedies.ts';

/** Characters of a Host header that are kept as a fact. */
const HOST_CHARACTERS_KEPT = 80;

type CaseId =
  | 'invalid-host'
  | 'no-host'
  | 'no-host-on-any-page'
  | 'before-user-agent'
  | 'before-user-agent-by-other-pages'
  | 'after-user-agent'
  | 'one-page-for-a-program';

export const invalidHeader: Cause<CaseId> = {
  id: 'invalid-header',
  shapes: ['whole'],
  title: 'a header is missing, wrong or sent twice',
  why: 'The request line was fine, but a header was not. Host was missing or malformed, a header that may come once came twice, a character was forbidden, or two lengths contradicted each other. nginx answered 400 with its plain page. If the user agent is "-", nginx had not read that far.',
  needs:
    'The request line is whole and nginx accepts it. If $http_host does not show the fault, the size is that of the plain 400 page. The last status in $upstream_status is not 400. An answer to HEAD has no body, so it shows no size. A browser does not count if it was answered before and this request has a referer and came over HTTP/2 or HTTP/3. Where nginx sends one page for every 400, a line with more than 0 bytes can only be one-page-for-a-program.',
  cases: {
    'invalid-host': {
      confidence: 'certain',
      when: `$http_host shows a name that every nginx refuses: ${REFUSED_NAME_CLAUSE}. Or the line also has $host, it is not that name, and the size is that of the plain 400 page`,
    },
    'no-host': {
      confidence: 'certain',
      when: 'the request is HTTP/1.1 and $http_host is -, and lines that can only get the plain 400 page show its size. nginx had read no Host: it is missing, or an earlier header was wrong',
    },
    'no-host-on-any-page': {
      confidence: 'likely',
      when: `the request is HTTP/1.1 and $http_host is -, and nothing proves that its size is that of the plain 400 page. The page is not one that nginx has for another error. A request that got 0 bytes counts only if it is a HEAD`,
    },
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
  who: 'The owner of the client, or the admin of your own proxy if that adds the header.',
  blocks: () => [
    {
      context: 'http',
      directives: ['error_log /var/log/nginx/error.log info;'],
      note: 'For a while: it names the reason of each refused request.',
      isExample: true,
    },
  ],
  checks: [inConfiguration('error_log', 'its level; without one the level is error, which hides the reason')],
  settledByFields: {
    upstream_status: '- means that no application answered',
    http_host: '- means that there was no Host; a name that is not in $host is an invalid one',
  },
  settledBy:
    'error_log at info: "client sent HTTP/1.1 request without "Host" header", "invalid host header", "duplicate header line", "invalid header line".',
  since:
    'all versions; stricter since 1.17.9 (two Hosts), 1.21.1 (blanks, two lengths), 1.23.0 (duplicates), 1.29.4 (RFC 3986 Host)',
  see: [
    'https://nginx.org/en/docs/ngx_core_module.html#error_log',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#ignore_invalid_headers',
  ],
  match(hit) {
    const { entry } = hit;
    const host = matchHost(hit);
    if (host !== undefined) return host;
    if (hit.page?.kind !== 'plain' || isUpstreamAnswer(entry, '400')) return undefined;
    const isBare = saysNoUserAgent(entry);
    if (hit.pages.hasOnePage(entry)) {
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

// nginx checks Host when it has read it, before it chooses a location. So no application saw such a request.
function matchHost(hit: HitView): Evidence<CaseId> | undefined {
  const { entry, page, request } = hit;
  const fault = isUpstreamAnswer(entry, '400') ? undefined : hostFault(entry, request);
  if (fault === undefined) return undefined;
  const before_user_agent = saysNoUserAgent(entry);
  const isOnePage = hit.pages.hasOnePage(entry);
  if (fault !== 'missing') {
    if (fault === 'not-taken' && (page?.kind !== 'plain' || isOnePage)) return undefined;
    const facts = { before_user_agent, http_host: (entry.extra.http_host ?? '').slice(0, HOST_CHARACTERS_KEPT) };
    return { case: 'invalid-host', verdict: verdictOf(hit), facts };
  }
  if (page !== undefined && page.kind !== 'plain' && !isOnePage) return undefined;
  if (entry.body_bytes_sent === 0 && request.method !== 'HEAD') return undefined;
  const isSure = page?.isFirm === true && !page.isAmbiguous && !isOnePage && !hit.era.mayLackHeaderPage;
  return {
    case: isSure ? 'no-host' : 'no-host-on-any-page',
    verdict: verdictOf(hit),
    facts: { ...(page === undefined ? {} : pageFacts(page)), before_user_agent, http_host: '-' },
  };
}

function verdictOf(hit: HitView): Verdict | undefined {
  return isAttack(hit) ? 'hostile' : undefined;
}
