// the body is not what the headers promised.
import type { LegacyCause as Cause } from '../legacy.ts';
import { hasBodyMethod } from '../../../formats/request.ts';
import { pageFacts } from '../../evidence/page.ts';
/** the body is not what the headers promised. */
export const invalidBody: Cause = {
  id: 'invalid-body',
  shapes: ['whole'],
  title: 'the body is not what the headers promised',
  why: 'The body was not what the headers had promised, mostly a broken chunk in a chunked upload. nginx noticed while reading it and answered 400 with its plain page. In the access log this looks just like a bad header; only the error log tells them apart.',
  how: '$upstream_status is -, the size is that of the plain 400 page, the method POST, PUT or PATCH, and the user agent was read. A bad header looks just the same, so this is never more than possible.',
  advice: () =>
    'The client must send correct chunks: nginx has no setting for it. If error_log does not speak of a chunked body, it is a bad header or the application instead. client_max_body_size (413) and client_body_timeout (408) are not the cure.',
  settledBy:
    'error_log, already at level error: "client sent invalid chunked body". $upstream_status rules the application out.',
  since: '1.3.9 and newer; before, chunked bodies were answered with 411',
  see: [
    'https://nginx.org/en/docs/ngx_core_module.html#error_log',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size',
  ],
  match(hit) {
    // nginx answers a bad chunk like a bad header; only its request length tells that a body had begun to arrive.
    const { entry, request } = hit;
    if (hit.page?.kind !== 'plain' || !hasBodyMethod(request.method) || entry.http_user_agent === '-') return undefined;
    if (entry.extra.upstream_status !== '-') return undefined;
    return { confidence: 'possible', facts: { ...pageFacts(hit.page), method: request.method } };
  },
};
