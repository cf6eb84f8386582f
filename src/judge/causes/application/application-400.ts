// the application behind nginx answered 400.
import { hasBodyMethod } from '../../../formats/request.ts';
import type { LegacyCause as Cause } from '../legacy.ts';
import { isUpstreamAnswer } from '../../evidence/upstream.ts';
/** the application behind nginx answered 400. */
export const application400: Cause = {
  id: 'application-400',
  shapes: ['whole'],
  title: 'the application behind nginx answered 400',
  why: "The request reached the application behind nginx, and the application refused it. nginx only passed the answer on, so the size is that of the application's own page, not of nginx's. Input that failed its validation is the usual reason.",
  how: "The upstream status is 400: certain. Without that field, a size above 0 that is none of nginx's own error pages: certain if garbage requests show the size of its plain 400 page, else likely.",
  advice: (facts) =>
    facts['upstream_status'] === '400'
      ? "Look in the application's own log for the refused requests. Nothing in nginx causes or cures it: buffers and timeouts change nothing, and error_page with proxy_intercept_errors on would only hide the reason."
      : "Look in the application's own log for the refused requests. If it knows of none, look in nginx for error_page 400 or return 400 with a text of its own: they give a size of their own too. Buffers and timeouts are not the cure.",
  headline({ hits, clients }) {
    return `The application itself answered 400: ${hits} request${hits === 1 ? '' : 's'} of ${clients} client${clients === 1 ? '' : 's'}`;
  },
  headlineSays: ['hits', 'clients'],
  settledBy: '$upstream_status in log_format: 400 means that the application answered, - that nginx itself did.',
  since: 'all versions',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#var_upstream_status',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_intercept_errors',
  ],
  match(hit, tables) {
    const { entry } = hit;
    if (isUpstreamAnswer(entry, '400'))
      return { confidence: 'certain', facts: { upstream_status: '400', bytes: entry.body_bytes_sent ?? 0 } };
    if (entry.extra.upstream_status !== undefined || hit.page !== undefined) return undefined;
    if (entry.body_bytes_sent === 0) {
      const same = hit.around.filter((near) => hit.isRepeat(near));
      const refused = same.filter((near) => near.status === 400 && near.body_bytes_sent === 0).length;
      return refused >= 2 && hasBodyMethod(hit.request.method)
        ? { confidence: 'likely', facts: { bytes: 0, refused_beside: refused } }
        : undefined;
    }
    const plain = tables.pageSizes.candidates(entry)[0];
    const confidence = plain?.isFirm === true ? 'certain' : 'likely';
    return {
      confidence,
      facts: {
        bytes: entry.body_bytes_sent ?? 0,
        ...(plain === undefined ? {} : { plain_page_bytes: plain.plainBytes }),
      },
    };
  },
};
