// The client certificate does not verify.
import { PAGE_CASES, type PageCase, pageCaseOf, pageFacts, pageLengthClause } from '../../evidence/page.ts';
import type { Cause } from '../cause.ts';

/** The client certificate does not verify. */
export const clientCertificateInvalid: Cause<PageCase | 'logged-as-internal-status'> = {
  id: 'client-certificate-invalid',
  shapes: ['whole', 'broken'],
  title: 'the client certificate does not verify',
  why: 'nginx asks for a client certificate here, and it could not verify the certificate of this client. The certificate has expired, is revoked, or comes from an authority that nginx does not know. The TLS handshake itself went through. nginx then refused the request with its internal status 495, logged as 400, and a page of its own.',
  needs: `The hit has a request line, and its size is that of nginx's page about a certificate that does not verify. This page is ${pageLengthClause('certificate-invalid')}.`,
  cases: {
    ...PAGE_CASES,
    'logged-as-internal-status': {
      confidence: 'certain',
      when: 'the configuration makes nginx log the internal status 495 itself',
    },
  },
  advice: () =>
    'Check the CA file, and check when the certificates of the clients expire. ssl_client_certificate, ssl_crl and ssl_verify_depth stand in http or server. ssl_verify_client optional is not the cure: nginx refuses a certificate that fails all the same.',
  headline({ hits, clients }) {
    return `Client certificates do not verify: ${hits} request${hits === 1 ? '' : 's'} refused, ${clients} client${clients === 1 ? '' : 's'}`;
  },
  headlineSays: ['hits', 'clients'],
  settledBy:
    '$ssl_client_verify in log_format (FAILED:reason since 1.11.7). error_log at info: "client SSL certificate verify error" with the reason.',
  since: 'all versions; the page is 16 bytes shorter since 1.15.4',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_verify_client',
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_client_certificate',
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#errors',
  ],
  match(hit) {
    if (hit.page?.kind !== 'certificate-invalid') return undefined;
    return { case: pageCaseOf(hit.page), facts: pageFacts(hit.page) };
  },
};
