// the tail of a request body was read as the next request.
import { isAttack } from '../../evidence/attack.ts';
import type { LegacyCause as Cause } from '../legacy.ts';
import { hasBodyMethod } from '../../../formats/request.ts';
/** the tail of a request body was read as the next request. */
export const bodyLeftover: Cause = {
  id: 'body-leftover',
  shapes: ['foreign'],
  title: 'the tail of a request body was read as the next request',
  why: 'A request announced a shorter body than it sent, or none, so nginx took the rest of the body for the next request on that connection. That rest is no request line, hence 400 with the plain error page. Hand-made scripts and exploit attempts do this.',
  how: 'Text that is no known protocol stands in place of the request line. Likely if the same client sent a POST, PUT or PATCH within 2 s, else only possible, if it looks like form data; attack text makes it hostile.',
  advice: () =>
    'Nothing to do for a scan; a client of yours must correct its length. Compare the Content-Length of the request before with the body it sends. nginx acted rightly: no buffer, body size or timeout setting is the cure.',
  settledBy:
    '$connection in log_format: the request before has the same number. error_log at info: "client sent invalid method" or "client sent invalid request". Or a packet capture.',
  since: 'all versions; bytes from 0x7F up are escaped since 1.1.6',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#var_connection',
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format',
  ],
  match(hit) {
    const looksLikeForm = /^[^\s=&]{0,200}[=&][^\s]*(?:&|=)|^[\w.+%-]+=[^\s]*$/.test(hit.request.uri);
    const post = hit.around.find((near) => Math.abs(near.secondsAfter) <= 2 && hasBodyMethod(near.requestLine.method));
    // Text of one or two words may be a command, unless a body was just sent.
    if (hit.foreign !== undefined && (hit.foreign.protocol !== 'text-command' || post === undefined)) return undefined;
    if (post === undefined && !looksLikeForm) return undefined;
    return {
      confidence: 'likely',
      ...(isAttack(hit) ? { verdict: 'hostile' as const } : {}),
      facts: post === undefined ? {} : { after_request: post.request },
    };
  },
};
