// A client tried to climb out of the document root.
import { climbsOut } from '../../../formats/refused-line.ts';
import type { Cause } from '../cause.ts';
import { inConfiguration } from '../remedies.ts';

/** Climbs that nginx does not resolve: encoded twice, with backslashes, or after a bad escape. */
const CLIMB = /(?:\.|%2e|%%32%65|%252e){2}(?:[\\]|%5c|%2f|%252f|\/(?:\.|%2e|%%32%65|%252e){2}\/)/i;
const NUL = /%00|\\x00/;

export const pathTraversal: Cause<'climbing-path' | 'disguised-climb' | 'nul-byte'> = {
  id: 'path-traversal',
  shapes: ['broken', 'whole'],
  title: 'a client tried to climb out of the document root',
  why: 'The path climbs above the root with .., plain or percent-encoded, or hides a NUL byte, to reach files outside the site. nginx refused the request while it read the request line, sometimes for another fault in it. It served nothing and usually answered 400 with its plain page. It read no headers, so the user agent is "-".',
  needs:
    'The line has no user agent, its size is not 0 (an answer to HEAD has no body), and its method is not CONNECT.',
  cases: {
    'climbing-path': {
      confidence: 'certain',
      when: 'the path leads out of the root: read from the left, with dots and slashes decoded once, it has at some point more .. steps than segments',
    },
    'disguised-climb': {
      confidence: 'likely',
      when: 'the path does not climb in this way, but the URI has a .. step anywhere, plain or encoded (also twice). After it comes a backslash or a byte that nginx logs as \\x.., an encoded slash, or a second .. step',
    },
    'nul-byte': {
      confidence: 'certain',
      when: 'the URI has no .. step as in the other two cases, but a NUL byte (%00 or \\x00) stands anywhere in it',
    },
  },
  advice: (facts) =>
    facts['form'] === 'NUL'
      ? 'Nothing to do: nginx refused the request before it looked at any file. The configuration needs no change. You may block the address if it bothers you.'
      : 'Nothing to do: nginx refused the request before it looked at any file. These scans look for an alias that ends in a slash in a location that does not (location /i with alias /data/). Let both end in a slash. You may block the address if it bothers you.',
  who: 'Nobody: nginx refused it. The admin of this nginx can check the aliases.',
  checks: [inConfiguration('location|alias', 'each alias after its location: both or none end in a slash')],
  settledByFields: {},
  settledBy: 'The line itself. error_log at info: "client sent invalid request".',
  since: 'all versions',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#alias',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#location',
  ],
  match(hit) {
    const { request, entry } = hit;
    if (entry.http_user_agent !== '-' || request.method === 'CONNECT') return undefined;
    // An answer to HEAD has no body.
    if (entry.body_bytes_sent === 0 && request.method !== 'HEAD') return undefined;
    if (climbsOut(request.path)) return { case: 'climbing-path', facts: { form: '..' } };
    if (CLIMB.test(request.uri)) return { case: 'disguised-climb', facts: { form: '..' } };
    return NUL.test(request.uri) ? { case: 'nul-byte', facts: { form: 'NUL' } } : undefined;
  },
};
