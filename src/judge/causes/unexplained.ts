// No cause fits the line.
import { RECOMMENDED_FIELDS, textOfFields } from '../../formats/recommended-fields.ts';
import { carriesAttack } from '../evidence/attack.ts';
import { FLOOD_CLAUSE, isFlood } from '../evidence/aborts/flood.ts';
import { HIDES_WHO_LEFT_CLAUSE } from '../evidence/view.ts';
import type { Cause } from './cause.ts';
import { inConfiguration } from './remedies.ts';

/** Fields in the first line of the example, so that a terminal shows its lines whole. */
const FIRST_LINE_KEPT = 4;
const FIELD_LINES: readonly string[] = [
  RECOMMENDED_FIELDS.slice(0, FIRST_LINE_KEPT),
  RECOMMENDED_FIELDS.slice(FIRST_LINE_KEPT),
].map(textOfFields);

export const unexplained: Cause<'no-cause-fits' | 'behind-a-proxy' | 'flood'> = {
  id: 'unexplained',
  shapes: ['empty', 'blank', 'headless', 'foreign', 'partial', 'broken', 'whole', 'abort'],
  title: 'not known',
  why: 'No known cause fits this line well enough, and logscan does not guess. Status, size and request alone often do not show who ended a request, or which check refused it.',
  needs: 'The status is 400 or 499, and no other cause fits the line.',
  cases: {
    'no-cause-fits': { confidence: 'possible', when: 'no other cause fits the line' },
    flood: { confidence: 'possible', when: FLOOD_CLAUSE },
    'behind-a-proxy': {
      confidence: 'possible',
      when: `the status is 499 and the user agent is that of a browser, but ${HIDES_WHO_LEFT_CLAUSE}. Either the person left or the proxy gave up`,
    },
  },
  exceptions: {
    hostile: 'the request carries attack text (shell or code injection, or a path that worms request)',
  },
  advice: (facts) =>
    facts['flood'] === true
      ? 'Find out who tests the load of this server. If it is nobody of yours, slow such clients down: limit_req in location, with a limit_req_zone in http. Longer timeouts are not the cure: whoever sends these requests wants no answer.'
      : facts['behind_a_proxy'] === true
        ? `Your proxy or a person ended this request: only $request_time can tell. Add ${textOfFields()} to log_format (http). If many aborts then have the same $request_time, it is the limit of the proxy. The realip module (set_real_ip_from, real_ip_header) shows the clients behind the proxy. Both help for new lines only.`
        : `Add ${textOfFields()} to log_format (http): logscan can then explain more of these lines. Set error_log to info for a while and read what it says about them. Both help for new lines only.`,
  who: 'Nobody knows yet: the admin of this nginx can make the next log say more.',
  blocks: () => [
    {
      context: 'http',
      directives: [
        `log_format explained '$remote_addr - $remote_user [$time_local] "$request" '\n    '$status $body_bytes_sent "$http_referer" "$http_user_agent" '\n    '${FIELD_LINES.join(`'\n    ' `)}';`,
        'access_log /var/log/nginx/access.log explained;',
        'error_log /var/log/nginx/error.log info;',
      ],
      isExample: true,
    },
  ],
  checks: [inConfiguration('log_format|access_log|error_log', 'what nginx logs, where, and at which level')],
  settledByFields: {
    request_time: 'how long the client waited',
    upstream_status: 'whether an application answered',
    request_completion: 'whether nginx completed its answer',
    http_host: 'whether the Host was missing or invalid',
  },
  settledBy: 'error_log at info names the reason of nearly every 400 of nginx itself.',
  since: 'all versions',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format',
    'https://nginx.org/en/docs/ngx_core_module.html#error_log',
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#access_log',
  ],
  match(hit) {
    const verdict = carriesAttack(hit.entry.request) ? 'hostile' : undefined;
    const facts = { bytes: hit.entry.body_bytes_sent ?? 0 };
    if (hit.shape === 'abort' && isFlood(hit)) return { case: 'flood', verdict, facts: { ...facts, flood: true } };
    return hit.shape === 'abort' && hit.agent.kind === 'browser' && hit.hidesWhoLeft
      ? { case: 'behind-a-proxy', verdict, facts: { ...facts, behind_a_proxy: true } }
      : { case: 'no-cause-fits', verdict, facts };
  },
};
