// the client certificate does not verify.
import type { LegacyCause as Cause } from '../legacy.ts';
import { pageConfidence, pageFacts } from '../../evidence/page.ts';
/** the client certificate does not verify. */
export const clientCertificateInvalid: Cause = {
  id: 'client-certificate-invalid',
  shapes: ['whole', 'broken'],
  title: 'the client certificate does not verify',
  why: 'nginx asks for a client certificate here, and the one that came does not verify: expired, revoked, or signed by an authority nginx does not know. The TLS handshake itself went through; nginx then refused the request with its internal 495, logged as 400, and a page of its own.',
  how: "The size is 58 bytes above this server's plain 400 page (402 more for Chrome and MSIE). Certain if garbage requests show the plain size, likely if 403-405 pages do or two pages fit, possible if it is assumed.",
  advice: () =>
    'Check the CA file and the expiry of the certificates that come. ssl_client_certificate, ssl_crl and ssl_verify_depth stand in http or server. ssl_verify_client optional is not the cure: a certificate that fails is refused all the same.',
  headline({ hits, clients }) {
    return `Client certificates do not verify: ${hits} request${hits === 1 ? '' : 's'} refused, ${clients} client${clients === 1 ? '' : 's'}`;
  },
  headlineSays: ['hits', 'clients'],
  settledBy:
    '$ssl_client_verify in log_format (FAILED:reason since 1.11.7), or error_log at info: "client SSL certificate verify error" with the reason.',
  since: 'all versions; the page is 16 bytes shorter since 1.15.4',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_verify_client',
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_client_certificate',
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#errors',
  ],
  match(hit) {
    if (hit.page?.kind !== 'certificate-invalid') return undefined;
    return { confidence: pageConfidence(hit.page), facts: pageFacts(hit.page) };
  },
};
