// a health check or uptime monitor gave up.
import type { Cause } from './cause.ts';
import { steadyRepeat } from '../evidence/repeats.ts';
/** a health check or uptime monitor gave up. */
export const monitorTimeout: Cause = {
  id: 'monitor-timeout',
  shapes: ['abort'],
  title: 'a health check or uptime monitor gave up',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit, tables) {

    const steady = steadyRepeat(hit, tables);
    if (hit.agent.kind === 'monitor') {
      return { confidence: 'certain', facts: { monitor: hit.agent.family, ...(steady === undefined ? {} : { every_seconds: steady.seconds }) } };
    }
    if (hit.agent.kind === 'browser' || hit.agent.kind === 'crawler' || steady === undefined || steady.seconds < 5) return undefined;
    const others = tables.cadence.of(hit.entry.remote_addr);
    if (others === undefined || others.fingerprints.size > 2 || steady.gaps < 4) return undefined;
    return { confidence: 'likely', facts: { every_seconds: steady.seconds } };
  },
};
