// The application behind nginx answered 400.
import { hasBodyMethod } from '../../../formats/request.ts';
import { emptyRefusals, LEAST_EMPTY_REFUSALS } from '../../evidence/empty-refusals.ts';
import { isUpstreamAnswer } from '../../evidence/upstream.ts';
import type { Cause } from '../cause.ts';

/** The application behind nginx answered 400. */
export const application400: Cause<
  'upstream-status' | 'own-size-beside-plain-page' | 'own-size' | 'repeated-empty-answer'
> = {
  id: 'application-400',
  shapes: ['whole'],
  title: 'the application itself answered 400',
  why: "The request reached the application that nginx proxies to, and the application refused it. nginx only passed the answer on, so the size is that of the application's own page, not of nginx's page. Mostly the input failed the validation of the application.",
  needs:
    "The hit has a whole request line. Either $upstream_status says that the application answered, or the line has no such field and the size of the answer is none of nginx's own error pages.",
  cases: {
    'upstream-status': { confidence: 'certain', when: 'the last status in $upstream_status is 400' },
    'own-size-beside-plain-page': {
      confidence: 'certain',
      when: "the size fits none of nginx's own error pages, and lines that can only get nginx's plain 400 page show its size",
    },
    'own-size': {
      confidence: 'likely',
      when: "the size fits none of nginx's own error pages, and 403, 404 and 405 pages or common builds of nginx suggest the size of nginx's plain 400 page",
    },
    'repeated-empty-answer': {
      confidence: 'likely',
      when: `a POST, PUT or PATCH got 0 bytes, and near by the same request of the same client got 400 with 0 bytes at least ${LEAST_EMPTY_REFUSALS} times more`,
    },
  },
  advice: (facts) =>
    facts['upstream_status'] === '400'
      ? "Look in the application's own log for the refused requests. Nothing in nginx causes or cures them: buffers and timeouts change nothing, and error_page with proxy_intercept_errors on would only hide the reason."
      : "Look in the application's own log for the refused requests. If it has none of them, look in nginx for error_page 400 or return 400 with a text of its own: their pages have a size of their own too. Buffers and timeouts are not the cure.",
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
    if (entry.body_bytes_sent === 0) {
      const refused = emptyRefusals(hit);
      return refused >= LEAST_EMPTY_REFUSALS && hasBodyMethod(hit.request.method)
        ? { case: 'repeated-empty-answer', facts: { bytes, refused_beside: refused } }
        : undefined;
    }
    const plain = tables.pageSizes.candidates(entry)[0];
    return {
      case: plain?.isFirm === true ? 'own-size-beside-plain-page' : 'own-size',
      facts: { bytes, ...(plain === undefined ? {} : { plain_page_bytes: plain.plainBytes }) },
    };
  },
};
