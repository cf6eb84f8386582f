// the request waited inside nginx.
import type { Cause } from './cause.ts';

/** the request waited inside nginx. */
export const heldByNginx: Cause = {
  id: 'held-by-nginx',
  shapes: ['abort'],
  title: 'the request waited inside nginx',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit, tables) {

    const { extra } = hit.entry;
    if (extra.upstream_status !== '-' || extra.upstream_response_time !== '-') return undefined;
    // Older nginx writes `-` for every aborted request, so the log must show that this one does not.
    if (!tables.era.timesAbortedUpstreams || (extra.request_time ?? 0) < 0.1) return undefined;
    return { confidence: 'likely', facts: { request_time: extra.request_time ?? 0 } };
  },
};
