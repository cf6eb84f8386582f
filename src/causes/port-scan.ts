// a lone connection, closed.
import type { Cause } from './cause.ts';

/** a lone connection, closed. */
export const portScan: Cause = {
  id: 'port-scan',
  shapes: ['empty'],
  title: 'a lone connection, closed',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit, tables) {

    const near = [...hit.before, ...hit.after];
    if (near.some((one) => one.request.shape !== 'none')) return undefined;
    const empty = tables.cadence.of(hit.entry.remote_addr)?.emptyTimes.length ?? 1;
    return { confidence: 'possible', facts: { connections_seen: empty } };
  },
};
