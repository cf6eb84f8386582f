// No cause fits the line.
import { carriesAttack } from '../evidence/attack.ts';
import type { Cause } from './cause.ts';

export const unexplained: Cause<'no-cause-fits'> = {
  id: 'unexplained',
  shapes: ['empty', 'blank', 'headless', 'foreign', 'partial', 'broken', 'whole', 'abort'],
  title: 'not known',
  why: 'No known cause fits this line well enough, and logscan does not guess. Status, size and request alone often do not show who ended a request, or which check refused it.',
  needs: 'The status is 400 or 499, and no other cause fits the line.',
  cases: { 'no-cause-fits': { confidence: 'possible', when: 'no other cause fits the line' } },
  exceptions: {
    hostile: 'the request carries attack text (shell or code injection, or a path that worms request)',
  },
  advice: () =>
    'Add rt=$request_time us=$upstream_status urt=$upstream_response_time rlen=$request_length to log_format (http): logscan can then explain more of these lines. Set error_log to info for a while and read what it says about them. Both help for new lines only.',
  settledBy:
    'rt=$request_time us=$upstream_status in log_format, and error_log at info. error_log names the reason of nearly every 400 of nginx itself.',
  since: 'all versions',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format',
    'https://nginx.org/en/docs/ngx_core_module.html#error_log',
  ],
  match(hit) {
    const verdict = carriesAttack(hit.entry.request) ? 'hostile' : undefined;
    return { case: 'no-cause-fits', verdict, facts: { bytes: hit.entry.body_bytes_sent ?? 0 } };
  },
};
