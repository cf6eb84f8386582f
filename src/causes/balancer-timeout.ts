// a balancer or proxy gave up and asked again.
import type { Cause } from './cause.ts';
import { findPeriod } from '../tables/cadence.ts';
import { repeatsOf } from '../evidence/repeats.ts';
/** a balancer or proxy gave up and asked again. */
export const balancerTimeout: Cause = {
  id: 'balancer-timeout',
  shapes: ['abort'],
  title: 'a balancer or proxy gave up and asked again',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit, tables) {

    const address = tables.cadence.of(hit.entry.remote_addr);
    if (address === undefined || address.userAgents.size < 3) return undefined;
    const period = findPeriod(address.retryGaps, 3);
    if (period === undefined || period.seconds < 1) return undefined;
    // Most of what this address sends must be aborted and repeated: people behind a NAT do neither at one pace.
    const repeats = repeatsOf(hit).filter((near) => Math.abs(Math.abs(near.gap) - period.seconds) <= 1).length;
    if (repeats === 0 && address.aborted < 0.5 * address.requests) return undefined;
    return { confidence: repeats > 0 ? 'certain' : 'likely', facts: { asks_again_after_seconds: period.seconds, user_agents: address.userAgents.size } };
  },
};
