// A PROXY protocol header reached a port that does not expect one.
import { listenFacts } from '../../evidence/listener.ts';
import type { Cause } from '../cause.ts';
import { inConfiguration } from '../remedies.ts';

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
  advice: (facts) =>
    facts['all_take_proxy_protocol'] === true
      ? 'Each listen takes the PROXY header already, so two proxies in a row send it: turn it off at one of them. set_real_ip_from and real_ip_header alone are not the cure.'
      : 'Add proxy_protocol to that listen, or turn it off at the balancer. With proxy_protocol every client of the port must send the header. nginx closes connections without the header and writes no access line, so give other clients another port. set_real_ip_from and real_ip_header alone are not the cure.',
  who: 'The admin of this nginx and the people who run the balancer: both sides must agree.',
  blocks: () => [
    {
      context: 'server',
      directives: ['listen 80 proxy_protocol;', 'set_real_ip_from 10.0.0.0/8;', 'real_ip_header proxy_protocol;'],
      note: 'Your own listen with proxy_protocol added. The other two lines log the address of the client: name the address of the balancer.',
      isExample: true,
    },
  ],
  checks: [
    inConfiguration('proxy_protocol', 'which ports take the header'),
    {
      command: 'curl -sI --haproxy-protocol http://example.com/',
      shows: 'an answer to a request with the header (before: 400)',
    },
  ],
  headline({ hits }) {
    return `A balancer sends PROXY headers that nginx does not expect: ${hits} refused`;
  },
  headlineSays: ['hits'],
  fixedBy: 'client',
  settledByFields: {},
  settledBy:
    'A packet capture shows the PROXY header before the request. error_log at info: "client sent invalid request".',
  since: 'all versions; listen ... proxy_protocol exists since 1.5.12, version 2 since 1.13.11',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#listen',
    'https://nginx.org/en/docs/http/ngx_http_realip_module.html#real_ip_header',
    'https://nginx.org/en/docs/http/ngx_http_realip_module.html#set_real_ip_from',
  ],
  match(hit) {
    const { foreign } = hit;
    if (foreign?.protocol !== 'proxy-v1' && foreign?.protocol !== 'proxy-v2') return undefined;
    return {
      case: foreign.protocol === 'proxy-v1' ? 'text-header' : 'binary-header',
      facts: { protocol: foreign.name, ...foreign.facts, ...listenFacts(hit.entry) },
    };
  },
};
