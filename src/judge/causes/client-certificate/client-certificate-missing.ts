// the client sent no certificate where one is required.
import type { LegacyCause as Cause } from '../legacy.ts';
import { pageConfidence, pageFacts } from '../../evidence/page.ts';
/** the client sent no certificate where one is required. */
export const clientCertificateMissing: Cause = {
  id: 'client-certificate-missing',
  shapes: ['whole', 'broken'],
  title: 'the client sent no certificate where one is required',
  why: 'The server requires a client certificate (ssl_verify_client on), and this client sent none. The TLS handshake itself went through; nginx then refused the request with its internal 496, logged as 400, and its page "No required SSL certificate was sent".',
  how: "The size is 80 bytes above this server's plain 400 page (402 more for Chrome and MSIE). Certain if garbage requests show the plain size, likely if 403-405 pages do or two pages fit, possible if it is assumed.",
  advice: () =>
    'Give these clients a certificate, or require it in fewer places. ssl_verify_client stands in http or server: for some paths only, set optional and test $ssl_client_verify in their location. Browsers offer only those of the CAs in ssl_client_certificate. ssl_verify_depth is not the cure.',
  headline({ hits, clients }) {
    return `${clients} client${clients === 1 ? ' comes' : 's come'} without the certificate you require: ${hits} refused`;
  },
  headlineSays: ['hits', 'clients'],
  settledBy: '$ssl_client_verify in log_format: NONE. error_log at info: "client sent no required SSL certificate".',
  since: 'all versions; the page is 16 bytes shorter since 1.15.4',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_verify_client',
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#var_ssl_client_verify',
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#errors',
  ],
  match(hit) {
    if (hit.page?.kind !== 'certificate-missing') return undefined;
    return { confidence: pageConfidence(hit.page), facts: pageFacts(hit.page) };
  },
};
