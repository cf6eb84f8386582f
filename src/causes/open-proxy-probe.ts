// somebody looked for an open proxy.
import type { Cause } from './cause.ts';

/** somebody looked for an open proxy. */
export const openProxyProbe: Cause = {
  id: 'open-proxy-probe',
  shapes: ['broken', 'whole'],
  title: 'somebody looked for an open proxy',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit) {

    const { request, entry } = hit;
    if (entry.body_bytes_sent === 0) return undefined;
    const target = request.method === 'CONNECT' ? request.uri : /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(request.uri)?.[0];
    if (target === undefined || (hit.page !== undefined && hit.page.kind !== 'plain')) return undefined;
    const isBare = entry.http_user_agent === '-';
    return { confidence: request.method === 'CONNECT' || isBare ? 'certain' : 'likely', facts: { target: target.slice(0, 80) } };
  },
};
