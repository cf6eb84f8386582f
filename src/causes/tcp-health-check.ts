// a balancer or monitor connects and closes.
import type { Cause } from './cause.ts';
import { findPeriod, gapsOf } from '../tables/cadence.ts';
/** a balancer or monitor connects and closes. */
export const tcpHealthCheck: Cause = {
  id: 'tcp-health-check',
  shapes: ['empty'],
  title: 'a balancer or monitor connects and closes',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit, tables) {

    const address = tables.cadence.of(hit.entry.remote_addr);
    if (address === undefined) return undefined;
    const period = findPeriod(gapsOf(address.emptyTimes), 3);
    if (period === undefined || period.seconds < 1) return undefined;
    const near = [...hit.before, ...hit.after];
    const requests = near.filter((one) => one.request.shape !== 'none').length;
    if (requests > 0.25 * near.length) return undefined;
    return {
      confidence: period.gaps >= 5 ? 'certain' : 'likely',
      facts: { every_seconds: period.seconds, gaps_seen: period.gaps },
    };
  },
};
