// not known.
import type { LegacyCause as Cause } from './legacy.ts';

/** not known. */
export const unexplained: Cause = {
  id: 'unexplained',
  shapes: ['empty', 'blank', 'headless', 'foreign', 'partial', 'broken', 'whole', 'abort'],
  title: 'not known',
  why: 'This line fits no known cause well enough, and logscan does not guess. Status, size and request alone often cannot tell who ended a request, or which check refused it.',
  how: 'Every line that no other cause recognises. It is always given as possible, as nothing stands behind it.',
  advice: () =>
    'Log more for a while; then such lines can be explained. Add rt=$request_time us=$upstream_status urt=$upstream_response_time rlen=$request_length to log_format (http), and set error_log to info. It helps for new lines only.',
  settledBy:
    "rt=$request_time us=$upstream_status in log_format, and error_log at info: it names the reason of nearly every 400 that is nginx's own.",
  since: 'all versions',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format',
    'https://nginx.org/en/docs/ngx_core_module.html#error_log',
  ],
  match(hit) {
    return { confidence: 'possible', facts: { bytes: hit.entry.body_bytes_sent ?? 0 } };
  },
};
