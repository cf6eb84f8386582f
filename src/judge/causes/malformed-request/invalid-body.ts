// The body is not what the headers promised.
import { hasBodyMethod } from '../../../formats/request.ts';
import { ONE_PAGE_CLAUSE, pageFacts } from '../../evidence/page.ts';
import { NEAR_BY } from '../../evidence/near-by.ts';
import type { Cause } from '../cause.ts';
import { inConfiguration } from '../remedies.ts';

export const invalidBody: Cause<'plain-page-to-upload'> = {
  id: 'invalid-body',
  shapes: ['whole'],
  title: 'the body is not what the headers promised',
  why: 'The body was not what the headers had promised, usually because of a broken chunk in a chunked upload. nginx noticed this while it read the body, and answered 400 with its plain page. In the access log this looks exactly like a bad header. Only error_log shows which of the two it is.',
  needs: `The request line is whole. A bad header leaves the same line, so logscan usually calls it invalid-header. It names invalid-body only for a browser, without other refused requests ${NEAR_BY}, where ${ONE_PAGE_CLAUSE}.`,
  cases: {
    'plain-page-to-upload': {
      confidence: 'possible',
      when: 'the method is POST, PUT or PATCH, and the line has a user agent. Its size is that of the plain 400 page (or of that one page), and its $upstream_status is -',
    },
  },
  advice: () =>
    'The client must send correct chunks. nginx has no setting for it. If error_log has no message about a chunked body, the cause is a bad header or the application. client_max_body_size (413) and client_body_timeout (408) are not the cure.',
  who: 'The developers of the client.',
  checks: [inConfiguration('error_log', 'where the log is that names a broken chunk')],
  settledByFields: {
    upstream_status: '- means that no application answered',
  },
  settledBy: 'error_log, already at its default level error: "client sent invalid chunked body".',
  since: '1.3.9 and newer; older versions answer a chunked body with 411',
  see: [
    'https://nginx.org/en/docs/ngx_core_module.html#error_log',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#client_body_timeout',
  ],
  match(hit) {
    const { entry, request } = hit;
    if (hit.page?.kind !== 'plain' || !hasBodyMethod(request.method) || entry.http_user_agent === '-') return undefined;
    if (entry.extra.upstream_status !== '-') return undefined;
    return { case: 'plain-page-to-upload', facts: { ...pageFacts(hit.page), method: request.method } };
  },
};
