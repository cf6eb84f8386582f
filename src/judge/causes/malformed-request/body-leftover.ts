// nginx read the tail of a request body as the next request.
import { hasBodyMethod } from '../../../formats/request.ts';
import { ATTACK_CLAUSE, isAttack } from '../../evidence/attack.ts';
import type { Cause } from '../cause.ts';

/** The rest of a body arrives with its request; the log has whole seconds. */
const BESIDE_SECONDS = 2;
/** No form has a longer field name, and the bound keeps the search short. */
const LONGEST_FIELD_NAME = 200;

const TWO_FIELDS = new RegExp(`^[^\\s=&]{0,${LONGEST_FIELD_NAME}}[=&][^\\s]*(?:&|=)`);
const ONE_FIELD = /^[\w.+%-]+=[^\s]*$/;

export const bodyLeftover: Cause<'after-body' | 'form-data'> = {
  id: 'body-leftover',
  shapes: ['foreign'],
  title: 'nginx read the tail of a request body as the next request',
  why: 'A client announced a shorter body than it sent, or no body. nginx took the rest of the body for the next request on that connection. The rest is not a request line, so nginx answered 400 with its plain page. Scripts with a wrong Content-Length and exploit attempts do this.',
  needs:
    'Text stands in place of the request line. It does not begin with an HTTP method, and logscan does not know it as another protocol.',
  cases: {
    'after-body': {
      confidence: 'likely',
      when: `the same client sent a POST, PUT or PATCH at most ${BESIDE_SECONDS} s before or after the line`,
    },
    'form-data': {
      confidence: 'likely',
      when: `there is no POST, PUT or PATCH in that time, and the text looks like form data, not like JSON, XML or a header line. Form data is name=value without a blank. Or it has two or more of the characters = and & before its first blank, and at most ${LONGEST_FIELD_NAME} characters before the first of them`,
    },
  },
  exceptions: { hostile: ATTACK_CLAUSE },
  advice: () =>
    'If it is a scan, do nothing. If the client is yours, correct its Content-Length: compare the Content-Length of the previous request with its body. nginx behaves correctly: settings of buffers, body size and timeouts are not the cure.',
  settledBy:
    '$connection in log_format: the previous request has the same number. error_log at info: "client sent invalid method" or "client sent invalid request". A packet capture also shows it.',
  since: 'all versions; bytes from 0x7F up are escaped since 1.1.6',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#var_connection',
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format',
  ],
  match(hit) {
    const { uri } = hit.request;
    const post = hit.around.find(
      (near) => Math.abs(near.secondsAfter) <= BESIDE_SECONDS && hasBodyMethod(near.requestLine.method),
    );
    // Text of one or two words may be a command of another protocol, unless the client just sent a body.
    if (hit.foreign !== undefined && (hit.foreign.protocol !== 'text-command' || post === undefined)) return undefined;
    if (post === undefined && !TWO_FIELDS.test(uri) && !ONE_FIELD.test(uri)) return undefined;
    return {
      case: post === undefined ? 'form-data' : 'after-body',
      verdict: isAttack(hit) ? 'hostile' : undefined,
      facts: post === undefined ? {} : { after_request: post.request },
    };
  },
};
