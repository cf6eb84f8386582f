// a PROXY protocol header reached a port that does not expect one.
import type { LegacyCause as Cause } from '../legacy.ts';

/** a PROXY protocol header reached a port that does not expect one. */
export const proxyProtocolMismatch: Cause = {
  id: 'proxy-protocol-mismatch',
  shapes: ['foreign'],
  title: 'a PROXY header reached a port that expects none',
  why: 'A balancer puts a PROXY protocol header before each connection ("PROXY TCP4 ...", or version 2, seen as "\\x00"), but this listen does not expect one. nginx takes it for the request line, finds it invalid and answers 400: everything that comes through that balancer fails.',
  how: 'The request begins with PROXY TCP4, TCP6 or UNKNOWN: certain. Likely if it is nothing but \\x00, which is what the log keeps of a version 2 header.',
  advice: () =>
    'Add proxy_protocol to that listen, or turn it off at the balancer. With it every client of the port must send the header; others are cut off without an access line, so give them another port. set_real_ip_from and real_ip_header alone are not the cure.',
  headline({ hits }) {
    return `A balancer sends PROXY headers that nginx does not expect: ${hits} refused`;
  },
  headlineSays: ['hits'],
  fixedBy: 'client',
  settledBy: 'A packet capture: the PROXY header before the request. error_log at info: "client sent invalid request".',
  since: 'all versions; listen ... proxy_protocol exists since 1.5.12, version 2 since 1.13.11',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#listen',
    'https://nginx.org/en/docs/http/ngx_http_realip_module.html#real_ip_header',
  ],
  match(hit) {
    const { foreign } = hit;
    if (foreign?.protocol !== 'proxy-v1' && foreign?.protocol !== 'proxy-v2') return undefined;
    return {
      confidence: foreign.protocol === 'proxy-v1' ? 'certain' : 'likely',
      facts: { protocol: foreign.name, ...foreign.facts },
    };
  },
};
