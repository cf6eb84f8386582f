// a player jumped in a file.
import type { Cause } from './cause.ts';
import { isMediaPath } from '../evidence/view.ts';
/** a player jumped in a file. */
export const mediaSeek: Cause = {
  id: 'media-seek',
  shapes: ['abort'],
  title: 'a player jumped in a file',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit) {

    const { request } = hit;
    if (!isMediaPath(request.path) || hit.agent.kind === 'program') return undefined;
    const same = [...hit.before, ...hit.after].filter((near) => near.request.path === request.path);
    const partial = same.some((near) => near.entry.status === 206);
    return { confidence: same.length > 0 ? 'certain' : 'likely', facts: { requests_for_this_file: same.length + 1, partial_content: partial } };
  },
};
