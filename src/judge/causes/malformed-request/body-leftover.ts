// nginx read the tail of a request body as the next request.
import { hasBodyMethod, NO_METHOD } from '../../../formats/request.ts';
import { ATTACK_CLAUSE, isAttack } from '../../evidence/attack.ts';
import { isLaterOnConnection, isSameConnection } from '../../evidence/connection.ts';
import type { HitView } from '../../evidence/view.ts';
import type { Cause } from '../cause.ts';

/** The rest of a body arrives with its request; the log has whole seconds. */
const BESIDE_SECONDS = 2;
/** No form has a longer field name, and the bound keeps the search short. */
const LONGEST_FIELD_NAME = 200;

/** Bytes and text of no known protocol. */
const MAY_BE_BODY: ReadonlySet<string> = new Set(['text-command', 'binary']);

const TWO_FIELDS = new RegExp(`^[^\\s=&]{0,${LONGEST_FIELD_NAME}}[=&][^\\s]*(?:&|=)`);
const ONE_FIELD = /^[\w.+%-]+=[^\s]*$/;

export const bodyLeftover: Cause<'after-body-on-connection' | 'after-body' | 'later-on-connection' | 'form-data'> = {
  id: 'body-leftover',
  shapes: ['foreign'],
  title: 'nginx read the tail of a request body as the next request',
  why: 'A client announced a shorter body than it sent, or no body. nginx took the rest of the body for the next request on that connection. The rest is not a request line, so nginx answered 400 with its plain page. Scripts with a wrong Content-Length and exploit attempts do this.',
  needs:
    'Text or bytes stand in place of the request line. It does not begin with an HTTP method, and logscan does not know it as another protocol. $connection_requests does not show that it was the first request of its connection.',
  cases: {
    'after-body-on-connection': {
      confidence: 'certain',
      when: 'the request before it on the same connection was a POST, PUT or PATCH: the nearest earlier line with the same $connection (or $remote_port), and with a $connection_requests that is one less, if the log has it',
    },
    'after-body': {
      confidence: 'likely',
      when: `the same client sent a POST, PUT or PATCH at most ${BESIDE_SECONDS} s before or after the line, and the line does not show that this was another connection`,
    },
    'later-on-connection': {
      confidence: 'likely',
      when: 'there is no POST, PUT or PATCH in that time, but $connection_requests is above 1 or $pipe is p: a request came before it on its connection',
    },
    'form-data': {
      confidence: 'likely',
      when: `none of this shows, and the text looks like form data, not like JSON, XML or a header line. Form data is name=value without a blank. Or it has two or more of the characters = and & before its first blank, and at most ${LONGEST_FIELD_NAME} characters before the first of them`,
    },
  },
  exceptions: { hostile: ATTACK_CLAUSE },
  advice: () =>
    'If it is a scan, do nothing. If the client is yours, correct its Content-Length: compare the Content-Length of the previous request with its body. nginx behaves correctly: settings of buffers, body size and timeouts are not the cure.',
  who: 'The developers of the client, unless it is a scanner: then nobody.',
  checks: [],
  settledByFields: {
    connection: 'the request before it has the same number',
  },
  settledBy:
    'error_log at info: "client sent invalid method" or "client sent invalid request". A packet capture also shows it.',
  since: 'all versions; bytes from 0x7F up are escaped since 1.1.6',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#var_connection',
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format',
  ],
  match(hit) {
    const { uri } = hit.request;
    const isLater = isLaterOnConnection(hit.entry);
    // The first bytes of a connection are no rest of a body.
    if (isLater === false) return undefined;
    const posts = hit.around.filter(
      (near) => hasBodyMethod(near.requestLine.method) && isSameConnection(hit.entry, near) !== false,
    );
    const previous = hit.before.find((near) => isSameConnection(hit.entry, near) === true);
    const first = previous !== undefined && isRequestBefore(hit.entry, previous) ? previous : undefined;
    // The log does not show the text.
    if (hit.entry.request === NO_METHOD && first === undefined) return undefined;
    const post = first ?? posts.find((near) => Math.abs(near.secondsAfter) <= BESIDE_SECONDS);
    // Bytes, or text of one or two words, may be another protocol, unless the client just sent a body.
    if (
      hit.foreign !== undefined &&
      (!MAY_BE_BODY.has(hit.foreign.protocol) || (post === undefined && isLater !== true))
    )
      return undefined;
    if (post === undefined && isLater !== true && !TWO_FIELDS.test(uri) && !ONE_FIELD.test(uri)) return undefined;
    return {
      case: caseOf(first !== undefined, post !== undefined, isLater === true),
      verdict: isAttack(hit) ? 'hostile' : undefined,
      facts: post === undefined ? {} : { after_request: post.request },
    };
  },
};

// Whether a line of the same connection has a request with a body, and the number before that of the hit.
function isRequestBefore({ extra }: HitView['entry'], near: HitView['before'][number]): boolean {
  const [own, other] = [extra.connection_requests, near.extra.connection_requests];
  return hasBodyMethod(near.requestLine.method) && (own === undefined || other === undefined || other === own - 1);
}

function caseOf(
  isFirst: boolean,
  hasPost: boolean,
  isLater: boolean,
): 'after-body-on-connection' | 'after-body' | 'later-on-connection' | 'form-data' {
  if (isFirst) return 'after-body-on-connection';
  if (hasPost) return 'after-body';
  return isLater ? 'later-on-connection' : 'form-data';
}
