// TLS was spoken to a plain-HTTP port.
import type { Cause } from './cause.ts';

/** TLS was spoken to a plain-HTTP port. */
export const tlsToPlainPort: Cause = {
  id: 'tls-to-plain-port',
  shapes: ['foreign'],
  title: 'TLS was spoken to a plain-HTTP port',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit, tables) {

    const { foreign } = hit;
    if (foreign === undefined || (foreign.protocol !== 'tls' && foreign.protocol !== 'sslv2')) return undefined;
    // The same address again and again beside ordinary traffic is no scanner but a balancer or CDN set up wrongly.
    const ordinary = [...hit.before, ...hit.after].filter((near) => near.entry.status < 400 && near.entry.status >= 200).length;
    const isOurs = tables.sharedAddresses.isShared(hit.entry.remote_addr) && ordinary > 0;
    return { confidence: 'certain', ...(isOurs ? { verdict: 'fix' as const } : {}), facts: { protocol: foreign.name, ...foreign.facts } };
  },
};
