// A client spoke TLS to a plain HTTP port.
import { listenFacts } from '../../evidence/listener.ts';
import type { Cause } from '../cause.ts';
import { TLS_HANDSHAKE } from '../remedies.ts';

export const tlsToPlainPort: Cause<'tls-record' | 'old-ssl-hello'> = {
  id: 'tls-to-plain-port',
  shapes: ['foreign'],
  title: 'a client spoke TLS to a plain HTTP port',
  why: 'The client began a TLS handshake on a port that speaks plain HTTP. For example, a URL began with https:// and named that port. nginx took the first bytes ("\\x16\\x03...") for a request line and found no valid method. It sent its plain 400 page, which a TLS client cannot read. Usually the client is a scanner.',
  needs: 'The request begins with bytes of TLS or of its forerunner SSL 2.0.',
  cases: {
    'tls-record': {
      confidence: 'certain',
      when: 'the bytes are those of a TLS record: usually a ClientHello (\\x16\\x03), rarely an alert or another record (\\x14, \\x15, \\x17 or \\x18, then \\x03 and a version)',
    },
    'old-ssl-hello': { confidence: 'certain', when: 'the bytes are those of an SSL 2.0 hello' },
  },
  advice: (facts) =>
    typeof facts['scanner'] === 'string'
      ? 'Nothing to do: a scanner sent these bytes, and nginx refused them. A redirect is not a cure: nginx cannot answer TLS on a plain listen. You may block the address if it bothers you.'
      : 'If the client is not yours, do nothing. If it is your own balancer or CDN, let it speak HTTP to this port. Or add ssl to that listen, with ssl_certificate in http or server. A redirect or error_page is not the cure: nginx cannot answer TLS on a plain listen.',
  who: 'Nobody, if the client is a stranger. If it is your own balancer or CDN, the people who run it.',
  blocks: () => [
    {
      context: 'server',
      directives: [
        'listen 443 ssl;',
        'ssl_certificate /etc/nginx/example.com.pem;',
        'ssl_certificate_key /etc/nginx/example.com.key;',
      ],
      note: 'If that port should speak TLS: ssl in its listen, and a certificate.',
      isExample: true,
    },
  ],
  checks: [TLS_HANDSHAKE],
  headline({ hits, clients }) {
    return `${clients} client${clients === 1 ? ' speaks' : 's speak'} TLS to a plain HTTP port: ${hits} refused`;
  },
  headlineSays: ['hits', 'clients'],
  settledByFields: {
    server_port: 'which port it was',
  },
  settledBy: 'The line itself. error_log at info: "client sent invalid method".',
  since: 'all versions; bytes from 0x7F up are escaped since 1.1.6',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#listen',
    'https://nginx.org/en/docs/http/configuring_https_servers.html',
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate',
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate_key',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#error_page',
  ],
  match(hit) {
    const { foreign } = hit;
    if (foreign === undefined || (foreign.protocol !== 'tls' && foreign.protocol !== 'sslv2')) return undefined;
    return {
      case: foreign.protocol === 'tls' ? 'tls-record' : 'old-ssl-hello',
      facts: { protocol: foreign.name, ...foreign.facts, ...listenFacts(hit.entry) },
    };
  },
};
