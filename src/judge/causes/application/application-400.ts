// The application behind nginx answered 400.
import { hasBodyMethod, isHttp2Or3 } from '../../../formats/request.ts';
import { EMPTY_REFUSALS_CLAUSE, emptyRefusals } from '../../evidence/empty-refusals.ts';
import { isUpstreamAnswer } from '../../evidence/upstream.ts';
import { PADDING_BYTES } from '../../tables/page-size.ts';
import type { Cause } from '../cause.ts';

const WHOLE_URL = /^[a-z][a-z0-9+.-]*:\/\//i;

export const application400: Cause<
  | 'upstream-status'
  | 'own-size-beside-plain-page'
  | 'own-size'
  | 'repeated-empty-answer'
  | 'empty-answer-to-whole-request'
> = {
  id: 'application-400',
  shapes: ['whole'],
  title: 'the application itself answered 400',
  why: "The request reached the application behind nginx, and the application refused it. nginx only passed the answer on, so the size is that of the application's page, not of nginx's page. Usually the application found the input invalid.",
  needs: `The request line is whole. Either $upstream_status says that the application answered, or the line has no such field and its size fits none of nginx's own 400 pages. nginx usually adds ${PADDING_BYTES} bytes to its pages for Chrome and MSIE, so for these browsers a page of nginx has a larger size.`,
  cases: {
    'upstream-status': { confidence: 'certain', when: 'the last status in $upstream_status is 400' },
    'own-size-beside-plain-page': {
      confidence: 'certain',
      when: "the size fits none of nginx's own 400 pages (or the log shows - for it). Lines that can only get the plain 400 page show the size of that page",
    },
    'own-size': {
      confidence: 'likely',
      when: "the size fits none of nginx's own 400 pages (or the log shows - for it). The size of the plain 400 page is known mainly from 403 and 404 pages, or only from common builds of nginx",
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
  headline({ hits, clients }) {
    return `The application itself answered 400: ${hits} request${hits === 1 ? '' : 's'} of ${clients} client${clients === 1 ? '' : 's'}`;
  },
  headlineSays: ['hits', 'clients'],
  settledBy:
    '$upstream_status in log_format: 400 means that the application answered, - means that nginx itself answered.',
  since: 'all versions',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#var_upstream_status',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_intercept_errors',
  ],
  match(hit, tables) {
    const { entry } = hit;
    const bytes = entry.body_bytes_sent ?? 0;
    if (isUpstreamAnswer(entry, '400')) return { case: 'upstream-status', facts: { upstream_status: '400', bytes } };
    if (entry.extra.upstream_status !== undefined || hit.page !== undefined) return undefined;
    // A whole URL asks for another site, whatever the size of the answer.
    if (WHOLE_URL.test(hit.request.uri)) return undefined;
    if (entry.body_bytes_sent === 0) {
      if (hit.request.method === 'GET' && isHttp2Or3(hit.request.protocol))
        return { case: 'empty-answer-to-whole-request', facts: { bytes } };
      const refused = hasBodyMethod(hit.request.method) ? emptyRefusals(hit) : undefined;
      return refused === undefined
        ? undefined
        : { case: 'repeated-empty-answer', facts: { bytes, refused_beside: refused } };
    }
    const plain = tables.pageSizes.candidates(entry)[0];
    return {
      case: plain?.isFirm === true ? 'own-size-beside-plain-page' : 'own-size',
      facts: { bytes, ...(plain === undefined ? {} : { plain_page_bytes: plain.plainBytes }) },
    };
  },
};
