// The body is not what the headers promised.
import { hasBodyMethod } from '../../../formats/request.ts';
import { pageFacts } from '../../evidence/page.ts';
import type { Cause } from '../cause.ts';

/** The body is not what the headers promised. */
export const invalidBody: Cause<'plain-page-to-upload'> = {
  id: 'invalid-body',
  shapes: ['whole'],
  title: 'the body is not what the headers promised',
  why: 'The body was not what the headers had promised, mostly because of a broken chunk in a chunked upload. nginx noticed this while it read the body, and answered 400 with its plain page. In the access log this looks exactly like a bad header. Only the error log tells them apart.',
  needs:
    'The hit has a whole request line, and a bad header leaves the same line. logscan therefore calls such a hit invalid-header, and names this cause only where it rules a bad header out: for a browser without other refused requests near by, in a log where one custom page hides all 400 pages.',
  cases: {
    'plain-page-to-upload': {
      confidence: 'possible',
      when: 'the method is POST, PUT or PATCH, the hit has a user agent and the size of the plain 400 page, and $upstream_status is -',
    },
  },
  advice: () =>
    'The client must send correct chunks: nginx has no setting for it. If error_log has no message about a chunked body, a bad header or the application is the cause instead. client_max_body_size (413) and client_body_timeout (408) are not the cure.',
  settledBy:
    'error_log, already at level error: "client sent invalid chunked body". $upstream_status shows whether the application answered.',
  since: '1.3.9 and newer; before, chunked bodies were answered with 411',
  see: [
    'https://nginx.org/en/docs/ngx_core_module.html#error_log',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size',
  ],
  match(hit) {
    const { entry, request } = hit;
    if (hit.page?.kind !== 'plain' || !hasBodyMethod(request.method) || entry.http_user_agent === '-') return undefined;
    if (entry.extra.upstream_status !== '-') return undefined;
    return { case: 'plain-page-to-upload', facts: { ...pageFacts(hit.page), method: request.method } };
  },
};
