// a health check or uptime monitor gave up.
import type { LegacyCause as Cause } from '../legacy.ts';
import { carriesAttack } from '../../evidence/attack.ts';
import { steadyRepeat } from '../../evidence/repeats.ts';
/** a health check or uptime monitor gave up. */
export const monitorTimeout: Cause = {
  id: 'monitor-timeout',
  shapes: ['abort'],
  title: 'a health check or uptime monitor gave up',
  why: 'A health check or uptime monitor asked for its page, waited as long as it is set to and hung up before the answer began; nginx wrote 499. The server was reachable, but too slow for the check. A balancer may take it for dead because of that.',
  how: 'The user agent names a monitor or health check: certain. Likely if a client that is no browser or crawler repeats this request at a steady pace of 5 s or more, four gaps long, and sends at most one other.',
  advice: () =>
    'Give the check a cheaper page, or raise its time limit at the monitor. To prove nginx alone, a location with return 200 is enough; else find out what makes that page slow. proxy_read_timeout is not the cure, nor is hiding it with access_log off.',
  headline({ hits, facts }) {
    const every = facts['every_seconds'];
    const pace = typeof every === 'number' ? ` (every ${Math.round(every)} s)` : '';
    return `A health check${pace} gave up waiting: ${hits === 1 ? 'once' : `${hits} times`}`;
  },
  headlineSays: ['hits'],
  fixedBy: 'client',
  settledBy: "$request_time in log_format: the same on every abort, and equal to the monitor's own timeout.",
  since: 'all versions, except 0.8.11-0.8.17, which logged 0 instead of 499',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#return',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout',
  ],
  match(hit) {
    const { kind } = hit.agent;
    if (kind === 'browser') return undefined;
    const steady = steadyRepeat(hit);
    const isMonitor = kind === 'monitor';
    if (!isMonitor && (steady === undefined || steady.seconds < 5 || steady.gaps < 4)) return undefined;
    // A check asks for no exploit, whatever it calls itself.
    if (carriesAttack(hit.entry.request)) return undefined;
    const facts = steady === undefined ? {} : { every_seconds: steady.seconds };
    if (isMonitor) return { confidence: 'certain', facts: { monitor: hit.agent.family, ...facts } };
    if ((hit.entry.extra.request_time ?? 1) < 0.1) return undefined;
    // One thing asked again and again is a check; behind a shared address others ask other things.
    const others = hit.cadence;
    const isShared = hit.sharesAddress;
    if (others === undefined || (others.repeated.length > 2 && !isShared)) return undefined;
    return { confidence: 'likely', facts };
  },
};
