// What a line near a hit shows of its client: a person who browses, or a scanner that probes.
import { parseUserAgent, saysNoUserAgent } from '../../formats/user-agent.ts';
import type { NearbyLine } from '../../hits/hit.ts';

/**
 * Whether a neighbour is a request of a browser that nginx understood: status 200 to 499, but not 400. A 499 counts, because nginx had
 * read and accepted the whole header.
 */
export function isBrowsing(near: NearbyLine): boolean {
  const { status, http_user_agent } = near;
  return (
    status >= 200 &&
    status < 500 &&
    status !== 400 &&
    parseUserAgent(http_user_agent).kind === 'browser' &&
    near.requestLine.shape === 'whole'
  );
}

/** Whether a neighbour is a probe: a 404, or a 400 or 405 without user agent. */
export function isProbe(near: NearbyLine): boolean {
  const { status } = near;
  return status === 404 || ((status === 400 || status === 405) && saysNoUserAgent(near));
}
