// The application behind nginx answered 400.
import { isPadded } from '../../../formats/user-agent.ts';
import { hasBodyMethod, isHttp2Or3 } from '../../../formats/request.ts';
import { EMPTY_REFUSALS_CLAUSE, emptyRefusals } from '../../evidence/empty-refusals.ts';
import { ANSWERED_CLAUSE, isAnswered, isCutOff } from '../../evidence/answer.ts';
import { refusedEverywhere } from '../../evidence/refused-everywhere.ts';
import { isReturnedText } from '../../evidence/returned-text.ts';
import { askedNoUpstream, askedUpstream, idFacts, isUpstreamAnswer, UPSTREAM_CLAUSE } from '../../evidence/upstream.ts';
import { isOfCommonBuild, PADDING_BYTES } from '../../tables/pages/page-kinds.ts';
import { isPlainOnTlsPort } from '../../evidence/listener.ts';
import type { HitView } from '../../evidence/view.ts';
import type { Cause, Evidence } from '../cause.ts';
import { inConfiguration } from '../remedies.ts';

const WHOLE_URL = /^[a-z][a-z0-9+.-]*:\/\//i;

export const application400: Cause<
  | 'upstream-status'
  | 'upstream-asked'
  | 'answered-without-body'
  | 'own-size-beside-plain-page'
  | 'own-size'
  | 'own-size-without-user-agent'
  | 'size-of-a-common-page'
  | 'size-not-logged'
  | 'repeated-empty-answer'
  | 'empty-answer-to-whole-request'
> = {
  id: 'application-400',
  shapes: ['whole'],
  title: 'the application itself answered 400',
  why: "The request reached the application behind nginx, and the application refused it. nginx only passed the answer on, so the size is that of the application's page, not of nginx's page. Usually the application found the input invalid.",
  needs: `The request line is whole. Either $upstream_status, $upstream_addr or $upstream_response_time says that the application answered, or the line has no such field and its size fits none of nginx's own 400 pages. In the second case the client is not refused everywhere (see cookie-or-header-too-large). The client spoke TLS if the port expects TLS. nginx usually adds ${PADDING_BYTES} bytes to its pages for Chrome and MSIE, so for these browsers a page of nginx has a larger size.`,
  cases: {
    'upstream-status': { confidence: 'certain', when: 'the last status in $upstream_status is 400' },
    'upstream-asked': {
      confidence: 'likely',
      when: `the size is not 0 (or not logged), and ${UPSTREAM_CLAUSE}. The line has no $upstream_status. The size may be that of a page of nginx`,
    },
    'answered-without-body': {
      confidence: 'likely',
      when: `the size is 0, the method is not HEAD, and ${ANSWERED_CLAUSE}. nginx's own 400 pages are not empty. The line has no $upstream_status, and no other field shows that nginx asked no upstream`,
    },
    'own-size-beside-plain-page': {
      confidence: 'likely',
      when: "the size fits none of nginx's own 400 pages (or the log shows - for it). Lines that can only get the plain 400 page show the size of that page. An error_page of another server block has a size of its own, too",
    },
    'own-size': {
      confidence: 'likely',
      when: "the line has a user agent, and the size fits none of nginx's own 400 pages (or the log shows - for it). The size of the plain 400 page is known mainly from 403 and 404 pages, or only from common builds of nginx. Or the log has $bytes_sent and no $body_bytes_sent, and without the header of nginx's own pages it fits none of them",
    },
    'own-size-without-user-agent': {
      confidence: 'possible',
      when: 'it is the same as own-size, but the line has no user agent. nginx may have refused a header before it read the user agent, with a page of error_page',
    },
    'size-of-a-common-page': {
      confidence: 'possible',
      when: 'the size fits none of the 400 pages that this log shows, but it is that of a page of a common build of nginx (or of one without the padding for Chrome). Another server block may have other pages, for example with server_tokens off',
    },
    'size-not-logged': {
      confidence: 'possible',
      when: 'a POST, PUT or PATCH has no size: the log has neither the size nor a line that shows one, or it has $bytes_sent alone and the length of the header is not known. nginx itself refuses few requests with a body',
    },
    'empty-answer-to-whole-request': {
      confidence: 'possible',
      when: 'a GET over HTTP/2 or HTTP/3 got 0 bytes: nginx had the whole request when it wrote the line, so the client did not leave while it was sending',
    },
    'repeated-empty-answer': {
      confidence: 'likely',
      when: `a POST, PUT or PATCH got 0 bytes, and ${EMPTY_REFUSALS_CLAUSE}`,
    },
  },
  advice: (facts) =>
    facts['upstream_status'] === '400'
      ? "Look in the application's own log for the refused requests. nginx neither causes nor cures them. Buffers and timeouts change nothing. error_page with proxy_intercept_errors on would only hide the reason."
      : "Look in the application's own log for the refused requests. If the log has none of them, look in the configuration of nginx for error_page 400, or for return 400 with a text: their pages have other sizes too. Buffers and timeouts are not the cure.",
  who: "The application's developers.",
  checks: [inConfiguration('return 400|error_page', 'whether nginx itself may have answered')],
  headline({ hits, clients }) {
    return `The application itself answered 400: ${hits} request${hits === 1 ? '' : 's'} of ${clients} client${clients === 1 ? '' : 's'}`;
  },
  headlineSays: ['hits', 'clients'],
  settledByFields: {
    upstream_status: '400 means that the application answered, - means that nginx itself answered',
    request_completion: 'OK beside 0 bytes means that an empty answer was sent',
  },
  since: 'all versions',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#var_upstream_status',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_intercept_errors',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#error_page',
  ],
  match(hit, tables) {
    const { entry } = hit;
    const bytes = entry.body_bytes_sent ?? 0;
    if (isUpstreamAnswer(entry, '400'))
      return { case: 'upstream-status', facts: { upstream_status: '400', bytes, ...idFacts(entry) } };
    if (entry.extra.upstream_status !== undefined || askedNoUpstream(entry) || isPlainOnTlsPort(entry, tables))
      return undefined;
    if (isReturnedText(hit)) return undefined;
    const plain = hit.pages.candidates(entry)[0];
    const sizeFacts = { bytes, ...(plain === undefined ? {} : { plain_page_bytes: plain.plainBytes }) };
    // A whole URL asks for another site, and large cookies are refused on all paths, whatever the size of the answer.
    const hasOwnSize =
      hit.page === undefined && !WHOLE_URL.test(hit.request.uri) && refusedEverywhere(hit, tables) === undefined;
    if (hasOwnSize && isOfCommonPage(hit, bytes) && !askedUpstream(entry))
      return { case: 'size-of-a-common-page', facts: sizeFacts };
    if (hasOwnSize && bytes > 0 && plain?.isFirm === true)
      return { case: 'own-size-beside-plain-page', facts: { ...sizeFacts, ...idFacts(entry) } };
    if (entry.body_bytes_sent !== 0 && askedUpstream(entry) && !isCutOff(entry))
      return { case: 'upstream-asked', facts: { bytes, ...idFacts(entry) } };
    if (!hasOwnSize) return undefined;
    if (entry.body_bytes_sent === 0) {
      if (isAnswered(entry) && hit.request.method !== 'HEAD')
        return { case: 'answered-without-body', facts: { bytes } };
      if (isCutOff(entry)) return undefined;
      if (hit.request.method === 'GET' && isHttp2Or3(hit.request.protocol))
        return { case: 'empty-answer-to-whole-request', facts: { bytes } };
      const refused = hasBodyMethod(hit.request.method) ? emptyRefusals(hit) : undefined;
      return refused === undefined
        ? undefined
        : { case: 'repeated-empty-answer', facts: { bytes, refused_beside: refused } };
    }
    if (entry.body_bytes_sent === undefined && (entry.extra.bytes_sent !== undefined || plain === undefined))
      return matchWithoutSize(hit, plain?.plainBytes);
    if (plain?.isFirm === true) return { case: 'own-size-beside-plain-page', facts: sizeFacts };
    return { case: hit.agent.kind === 'none' ? 'own-size-without-user-agent' : 'own-size', facts: sizeFacts };
  },
};

// A page of a common build, or one of them without the padding for Chrome.
function isOfCommonPage({ entry }: HitView, bytes: number): boolean {
  const isPaddedPage = isPadded(entry.http_user_agent) && isOfCommonBuild(bytes - PADDING_BYTES);
  return isPaddedPage || isOfCommonBuild(bytes);
}

// The log has no size, or one that counts the header.
function matchWithoutSize(
  { entry, request }: HitView,
  plain_page_bytes: number | undefined,
): Evidence<'own-size' | 'size-not-logged'> | undefined {
  if (isCutOff(entry)) return undefined;
  const { bytes_sent } = entry.extra;
  if (bytes_sent !== undefined && plain_page_bytes !== undefined && !isHttp2Or3(request.protocol))
    return { case: 'own-size', facts: { bytes_sent, plain_page_bytes } };
  return hasBodyMethod(request.method) ? { case: 'size-not-logged', facts: {} } : undefined;
}
