// the tail of a request body was read as the next request.
import type { Cause } from './cause.ts';
import { hasBodyMethod } from '../parse/request.ts';
/** the tail of a request body was read as the next request. */
export const bodyLeftover: Cause = {
  id: 'body-leftover',
  shapes: ['foreign'],
  title: 'the tail of a request body was read as the next request',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit) {

    if (hit.foreign !== undefined) return undefined;
    const looksLikeForm = /^[^\s=&]{0,200}[=&][^\s]*(?:&|=)|^[\w.+%-]+=[^\s]*$/.test(hit.request.uri);
    const post = [...hit.before, ...hit.after].find((near) => Math.abs(near.gap) <= 2 && hasBodyMethod(near.request.method));
    if (post === undefined && !looksLikeForm) return undefined;
    return { confidence: post !== undefined ? 'likely' : 'possible', facts: post === undefined ? {} : { after_request: post.entry.request } };
  },
};
