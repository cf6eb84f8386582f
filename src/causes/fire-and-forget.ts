// a client that never waits for the answer.
import type { Cause } from './cause.ts';
import { hasBodyMethod } from '../parse/request.ts';

// WordPress calls itself and hangs up after 0.01 s (wp-includes/cron.php, `'timeout' => 0.01, 'blocking' => false`).
function isLoopback(path: string): boolean {
  return /\/wp-cron\.php$|\/(?:beacon|collect|metrics|telemetry|ping|pixel)(?:\/|$)/i.test(path);
}

/** a client that never waits for the answer. */
export const fireAndForget: Cause = {
  id: 'fire-and-forget',
  shapes: ['abort'],
  title: 'a client that never waits for the answer',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit, tables) {

    const { request, entry } = hit;
    if (isLoopback(request.path)) return { confidence: 'likely', facts: { path: request.path.slice(0, 80) } };
    if (hit.agent.kind === 'browser' || hit.agent.kind === 'crawler' || hit.agent.kind === 'monitor') return undefined;
    const address = tables.cadence.of(entry.remote_addr);
    if (address === undefined || !hasBodyMethod(request.method)) return undefined;
    const mine = [...hit.before, ...hit.after].filter((near) => near.entry.status === 499);
    if (mine.length + 1 < 2 || address.aborted < 0.7 * address.requests || !mine.every((near) => hasBodyMethod(near.request.method))) return undefined;
    const times = [entry, ...mine.map((near) => near.entry)].map((one) => one.extra.request_time).filter((time) => time !== undefined);
    if (times.length > 0 && Math.max(...times) > 1) return undefined;
    return { confidence: 'possible', facts: { aborted_here: address.aborted, requests_here: address.requests } };
  },
};
