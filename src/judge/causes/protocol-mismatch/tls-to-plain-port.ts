// TLS was spoken to a plain-HTTP port.
import type { LegacyCause as Cause } from '../legacy.ts';

/** TLS was spoken to a plain-HTTP port. */
export const tlsToPlainPort: Cause = {
  id: 'tls-to-plain-port',
  shapes: ['foreign'],
  title: 'TLS was spoken to a plain-HTTP port',
  why: 'The client began a TLS handshake on a port that speaks plain HTTP, as https:// to that port makes it do. nginx took the first bytes ("\\x16\\x03...") for a request line, found no valid method and sent its plain 400 page, which a TLS client cannot read. Mostly scanners do this.',
  how: 'The request begins with the bytes of a TLS record (\\x16\\x03) or an SSL 2.0 hello: certain. Yours to fix if many user agents come through that address and ordinary answers stand near by; else a scan.',
  advice: (facts) =>
    typeof facts['scanner'] === 'string'
      ? 'Nothing to do: a scanner sent these bytes, and nginx refused them. A redirect is not a cure: nginx cannot answer TLS on a plain listen. Blocking the address is a matter of taste.'
      : 'From strangers: nothing to do. Your own balancer or CDN: set it to http. Or add ssl to that listen, with ssl_certificate in http or server. A redirect or error_page is not the cure: nginx cannot answer TLS on a plain listen.',
  headline({ hits, clients }) {
    return `${clients} client${clients === 1 ? ' speaks' : 's speak'} TLS to a plain-HTTP port: ${hits} refused`;
  },
  headlineSays: ['hits', 'clients'],
  settledBy:
    'The line itself. error_log at info: "client sent invalid method"; $server_port in log_format says on which port.',
  since: 'all versions; bytes from 0x7F up are escaped since 1.1.6',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#listen',
    'https://nginx.org/en/docs/http/configuring_https_servers.html',
  ],
  match(hit) {
    const { foreign } = hit;
    if (foreign === undefined || (foreign.protocol !== 'tls' && foreign.protocol !== 'sslv2')) return undefined;
    // The same address again and again beside ordinary traffic is no scanner but a balancer or CDN set up wrongly.
    const isOurs = hit.isAddressShared && hit.around.some((near) => near.status < 400 && near.status >= 200);
    return {
      confidence: 'certain',
      ...(isOurs ? { verdict: 'fix' as const } : {}),
      facts: { protocol: foreign.name, ...foreign.facts },
    };
  },
};
