// the request line is not HTTP.
import type { Cause } from './cause.ts';
import type { RequestLine } from '../parse/request.ts';

function faultOf(text: string, request: RequestLine): string {
  if (request.method === '') return 'no method';
  if (request.method !== request.method.toUpperCase()) return 'lower-case method';
  if (/%(?![0-9a-f]{2})/i.test(request.path)) return 'bad percent escape';
  if (request.uri.includes(' ')) return 'blank in the URI';
  if (text.includes('\\x')) return 'control or non-ASCII bytes';
  if (!request.uri.startsWith('/')) return 'no leading slash';
  return request.protocol === '' ? 'bad protocol version' : 'refused by the parser';
}

/** the request line is not HTTP. */
export const invalidRequestLine: Cause = {
  id: 'invalid-request-line',
  shapes: ['broken', 'foreign'],
  title: 'the request line is not HTTP',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit) {

    if (hit.foreign !== undefined) return undefined;
    const { request, entry } = hit;
    const fault = faultOf(entry.request, request);
    const isNginx = entry.http_user_agent === '-' && (hit.page === undefined || hit.page.kind === 'plain');
    return { confidence: isNginx && hit.shape === 'broken' ? 'certain' : 'likely', facts: { fault } };
  },
};
