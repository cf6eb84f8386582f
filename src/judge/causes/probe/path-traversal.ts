// somebody tried to climb out of the document root.
import type { LegacyCause as Cause } from '../legacy.ts';
import { climbsOut } from '../../../formats/refused-line.ts';
/** somebody tried to climb out of the document root. */
export const pathTraversal: Cause = {
  id: 'path-traversal',
  shapes: ['broken', 'whole'],
  title: 'somebody tried to climb out of the document root',
  why: 'The path climbs above the root with .., plain or percent-encoded, or hides a NUL byte, to reach files outside the site. nginx saw it while parsing the request line, served nothing and answered 400 with its plain page; headers were not read, so the user agent is "-".',
  how: 'The user agent is - and a page was sent. Certain if the path climbs above the root or a .. step, plain or encoded, stands anywhere in the URI; likely if a NUL byte does.',
  advice: (facts) =>
    facts['form'] === 'NUL'
      ? 'Nothing to do: nginx refused it before it looked at any file. Nothing in the configuration was needed for that. Blocking the address is a matter of taste.'
      : 'Nothing to do: nginx refused it before it looked at any file. What such scans hope for is an alias ending in a slash in a location that does not (location /i with alias /data/): end both in one. Blocking the address is a matter of taste.',
  settledBy: 'The line itself. error_log at info: "client sent invalid request".',
  since: 'all versions',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#alias',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#location',
  ],
  match(hit) {
    const { request, entry } = hit;
    if (entry.http_user_agent !== '-' || entry.body_bytes_sent === 0 || request.method === 'CONNECT') return undefined;
    if (climbsOut(request.path)) return { confidence: 'certain', facts: { form: '..' } };
    // Twice encoded, with backslashes, or behind a bad escape: not resolved by nginx, yet meant to climb.
    if (/(?:\.|%2e|%%32%65|%252e){2}(?:[\\]|%5c|%2f|%252f|\/(?:\.|%2e|%%32%65|%252e){2}\/)/i.test(request.uri)) {
      return { confidence: 'likely', facts: { form: '..' } };
    }
    return /%00|\\x00/.test(request.uri) ? { confidence: 'certain', facts: { form: 'NUL' } } : undefined;
  },
};
