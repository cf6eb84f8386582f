// the configuration says return 400.
import type { Cause } from './cause.ts';

/** the configuration says return 400. */
export const configuredResponse: Cause = {
  id: 'configured-response',
  shapes: ['whole'],
  title: 'the configuration says return 400',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit) {

    const { entry } = hit;
    if (hit.page?.kind !== 'plain' || entry.http_user_agent === '-' || entry.extra.upstream_status !== '-') return undefined;
    return undefined;
  },
};
