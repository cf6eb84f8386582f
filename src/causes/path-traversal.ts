// somebody tried to climb out of the document root.
import type { Cause } from './cause.ts';
import { climbsOut } from '../tables/page-size.ts';
/** somebody tried to climb out of the document root. */
export const pathTraversal: Cause = {
  id: 'path-traversal',
  shapes: ['broken', 'whole'],
  title: 'somebody tried to climb out of the document root',
  why: 'The path climbs above the root with .., plain or percent-encoded, or hides a NUL byte, to reach files outside the site. nginx saw it while parsing the request line, served nothing and answered 400 with its plain page; headers were not read, so the user agent is "-".',
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
    if (entry.http_user_agent !== '-' || entry.body_bytes_sent === 0) return undefined;
    if (request.method === 'CONNECT') return undefined;
    const form =
      climbsOut(request.path) || /(?:^|[/\\%])(?:\.|%2e){2}(?:[/\\]|%2f|%5c)/i.test(request.uri)
        ? '..'
        : /%00|\\x00/.test(request.uri)
          ? 'NUL'
          : undefined;
    if (form === undefined) return undefined;
    return { confidence: form === '..' ? 'certain' : 'likely', facts: { form } };
  },
};
