// a program gave up: its time limit is shorter than the answer.
import { keptLimit, steadyAborts } from '../../evidence/repeats.ts';
import { findConstant } from '../../tables/cadence.ts';
import type { LegacyCause as Cause } from '../legacy.ts';

/** Shorter constants are the pace of typing. */
const SHORTEST_LIMIT_SECONDS = 2;

/** a program gave up: its time limit is shorter than the answer. */
export const clientTimeout: Cause = {
  id: 'client-timeout',
  shapes: ['abort'],
  title: 'a program gave up: its time limit is shorter than the answer',
  why: 'A program reached its own time limit before the backend had answered, and hung up. nginx had not sent a byte yet: it dropped the call to the backend and wrote 499. If every abort lasted equally long, a fixed limit is at work.',
  how: 'The user agent of the 499 is that of a program or app and nothing narrower fits: likely, or only possible without a user agent. How long it waited is shown where the log has $request_time, but does not decide.',
  advice: (facts) =>
    `Raise the program's own limit${typeof facts['request_time'] === 'number' ? ` (it left after ${Math.round(facts['request_time'] * 10) / 10} s)` : ''} or answer faster. proxy_read_timeout is not the cure: it is nginx's own patience, not the program's. proxy_ignore_client_abort on only lets the backend finish work that nobody reads; set it if that work must be done.`,
  headline({ hits, clients }) {
    return `Programs gave up before the answer came: ${hits} request${hits === 1 ? '' : 's'}, ${clients} client${clients === 1 ? '' : 's'}`;
  },
  headlineSays: ['hits', 'clients'],
  settledBy:
    '$request_time in log_format: the same on every abort is a fixed limit; a few milliseconds are a half-closed connection.',
  since: 'all versions, except 0.8.11-0.8.17, which logged 0 instead of 499',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_client_abort',
  ],
  match(hit) {
    const { kind } = hit.agent;
    const { request_time } = hit.entry.extra;
    const limit = keptLimit(hit);
    const facts = {
      program: hit.agent.family,
      ...(request_time === undefined ? {} : { request_time }),
      ...(limit === undefined ? {} : { gives_up_after_seconds: limit }),
    };
    if (kind === 'program' || kind === 'app') {
      // A time limit shows as a constant; without enough aborts to see one, the kind of client has to do.
      const times = hit.cadence?.abortTimes ?? [];
      const isScattered = request_time !== undefined && times.length >= 4 && findConstant(times, 3) === undefined;
      return { confidence: isScattered ? 'possible' : 'likely', facts };
    }
    if (kind === 'none') return { confidence: 'possible', facts };
    // Nobody presses stop at the same moment again and again, nor reload at a steady pace: a program with a browser's name.
    const isMachine = (limit !== undefined && limit >= SHORTEST_LIMIT_SECONDS) || steadyAborts(hit) !== undefined;
    return kind === 'browser' && isMachine ? { confidence: 'likely', facts } : undefined;
  },
};
