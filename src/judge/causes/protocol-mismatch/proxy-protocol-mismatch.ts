// A PROXY protocol header reached a port that does not expect one.
import type { Cause } from '../cause.ts';

export const proxyProtocolMismatch: Cause<'text-header' | 'binary-header'> = {
  id: 'proxy-protocol-mismatch',
  shapes: ['foreign'],
  title: 'a PROXY header reached a port that expects none',
  why: 'A balancer puts a PROXY protocol header in front of each connection. Version 1 of it is text ("PROXY TCP4 ..."), version 2 shows as "\\x00". This listen does not expect one, so nginx takes it for the request line, finds it invalid and answers 400. Every request through that balancer fails.',
  needs: 'A header of the PROXY protocol stands in place of the request line.',
  cases: {
    'text-header': {
      confidence: 'certain',
      when: 'the request begins with PROXY TCP4, PROXY TCP6 or PROXY UNKNOWN, as a header of version 1 does',
    },
    'binary-header': {
      confidence: 'likely',
      when: 'the request is only \\x00, because the log keeps no more of a header of version 2. The request may also show the line ends before that byte, or the bytes after it (\\r\\nQUIT)',
    },
  },
  advice: () =>
    'Add proxy_protocol to that listen, or turn it off at the balancer. With proxy_protocol every client of the port must send the header. nginx closes connections without the header and writes no access line, so give other clients another port. set_real_ip_from and real_ip_header alone are not the cure.',
  headline({ hits }) {
    return `A balancer sends PROXY headers that nginx does not expect: ${hits} refused`;
  },
  headlineSays: ['hits'],
  fixedBy: 'client',
  settledBy:
    'A packet capture shows the PROXY header before the request. error_log at info: "client sent invalid request".',
  since: 'all versions; listen ... proxy_protocol exists since 1.5.12, version 2 since 1.13.11',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#listen',
    'https://nginx.org/en/docs/http/ngx_http_realip_module.html#real_ip_header',
  ],
  match(hit) {
    const { foreign } = hit;
    if (foreign?.protocol !== 'proxy-v1' && foreign?.protocol !== 'proxy-v2') return undefined;
    return {
      case: foreign.protocol === 'proxy-v1' ? 'text-header' : 'binary-header',
      facts: { protocol: foreign.name, ...foreign.facts },
    };
  },
};
