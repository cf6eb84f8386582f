// a TLS handshake failed on an old nginx.
import type { Cause } from './cause.ts';
import { canBeLogged } from '../evidence/empty.ts';
/** a TLS handshake failed on an old nginx. */
export const tlsHandshakeFailed: Cause = {
  id: 'tls-handshake-failed',
  shapes: ['empty'],
  title: 'a TLS handshake failed on an old nginx',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit, tables) {

    if (!canBeLogged(hit, tables)) return undefined;
    // Only TLS connections have a time here: life since the handshake began. A refused certificate ends it at once.
    const lives = [hit.entry, ...[...hit.before, ...hit.after].filter((near) => near.request.shape === 'none').map((near) => near.entry)]
      .map((entry) => entry.extra.request_time)
      .filter((time) => time !== undefined);
    const failed = lives.filter((life) => life > 0 && life <= 0.2).length;
    const own = hit.entry.extra.request_time ?? 1;
    if (own > 0.2 || failed < 4 || failed < 0.5 * lives.length) return undefined;
    return { confidence: 'likely', facts: { failed_handshakes_beside: failed, request_time: own } };
  },
};
