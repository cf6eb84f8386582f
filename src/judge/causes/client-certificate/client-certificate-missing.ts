// The client sent no certificate where one is required.
import { PAGE_CASES, type PageCase, pageCaseOf, pageFacts, pageLengthClause } from '../../evidence/page.ts';
import { SINCE_PAGE } from '../../evidence/since.ts';
import type { Cause } from '../cause.ts';

export const clientCertificateMissing: Cause<PageCase | 'logged-as-internal-status'> = {
  id: 'client-certificate-missing',
  shapes: ['whole', 'broken'],
  title: 'the client sent no certificate where one is required',
  why: 'The server requires a client certificate (ssl_verify_client on), and this client sent none. The TLS handshake itself went through. nginx then refused the request with its internal status 496, which it logs as 400, and sent its page "No required SSL certificate was sent".',
  needs: `A 400 needs a request line and the size of nginx's page about a missing certificate. This page is ${pageLengthClause('certificate-missing')}. A line with status 496 needs nothing else.`,
  cases: {
    ...PAGE_CASES,
    'logged-as-internal-status': {
      confidence: 'certain',
      when: 'the line has the internal status 496 itself, because the configuration makes nginx log it',
    },
  },
  advice: () =>
    'Give these clients a certificate, or require certificates in fewer places. ssl_verify_client belongs in http or server. To require a certificate for some paths only, set optional and test $ssl_client_verify in their location. Browsers offer only certificates of the CAs in ssl_client_certificate. ssl_verify_depth is not the cure.',
  headline({ hits, clients }) {
    return `${clients} client${clients === 1 ? ' comes' : 's come'} without the certificate you require: ${hits} refused`;
  },
  headlineSays: ['hits', 'clients'],
  settledBy: '$ssl_client_verify in log_format: NONE. error_log at info: "client sent no required SSL certificate".',
  since: SINCE_PAGE,
  see: [
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_verify_client',
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#var_ssl_client_verify',
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#errors',
  ],
  match(hit) {
    if (hit.page?.kind !== 'certificate-missing') return undefined;
    return { case: pageCaseOf(hit.page), facts: pageFacts(hit.page) };
  },
};
