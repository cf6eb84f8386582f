// No cause fits the line.
import type { Cause } from './cause.ts';

/** No cause fits the line. */
export const unexplained: Cause<'no-cause-fits'> = {
  id: 'unexplained',
  shapes: ['empty', 'blank', 'headless', 'foreign', 'partial', 'broken', 'whole', 'abort'],
  title: 'not known',
  why: 'No known cause fits this line well enough, and logscan does not guess. Status, size and request alone often do not show who ended a request, or which check refused it.',
  needs: 'Every 400 and 499 that no other cause recognises.',
  cases: { 'no-cause-fits': { confidence: 'possible', when: 'no other cause recognises the hit' } },
  advice: () =>
    'Log more for a while; then logscan can explain such lines. Add rt=$request_time us=$upstream_status urt=$upstream_response_time rlen=$request_length to log_format (http), and set error_log to info. This helps for new lines only.',
  settledBy:
    "rt=$request_time us=$upstream_status in log_format, and error_log at info: it names the reason of nearly every 400 that is nginx's own.",
  since: 'all versions',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format',
    'https://nginx.org/en/docs/ngx_core_module.html#error_log',
  ],
  match(hit) {
    return { case: 'no-cause-fits', facts: { bytes: hit.entry.body_bytes_sent ?? 0 } };
  },
};
