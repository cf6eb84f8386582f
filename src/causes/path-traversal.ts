// somebody tried to climb out of the document root.
import type { Cause } from './cause.ts';
import { climbsOut } from '../tables/page-size.ts';
/** somebody tried to climb out of the document root. */
export const pathTraversal: Cause = {
  id: 'path-traversal',
  shapes: ['broken', 'whole'],
  title: 'somebody tried to climb out of the document root',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit) {

    const { request, entry } = hit;
    if (entry.http_user_agent !== '-' || entry.body_bytes_sent === 0) return undefined;
    if (request.method === 'CONNECT') return undefined;
    const form = climbsOut(request.path) || /(?:^|[/\\%])(?:\.|%2e){2}(?:[/\\]|%2f|%5c)/i.test(request.uri) ? '..' : /%00|\\x00/.test(request.uri) ? 'NUL' : undefined;
    if (form === undefined) return undefined;
    return { confidence: form === '..' ? 'certain' : 'likely', facts: { form } };
  },
};
