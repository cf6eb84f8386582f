// The client certificate does not verify.
import { PAGE_CASES, type PageCase, pageCaseOf, pageFacts, pageLengthClause } from '../../evidence/page.ts';
import { isOverTls, listenFacts } from '../../evidence/listener.ts';
import { SINCE_PAGE } from '../../evidence/since.ts';
import type { Cause } from '../cause.ts';

export const clientCertificateInvalid: Cause<PageCase | 'logged-as-internal-status'> = {
  id: 'client-certificate-invalid',
  shapes: ['whole', 'broken'],
  title: 'the client certificate does not verify',
  why: 'nginx asks for a client certificate here, but it could not verify the certificate of this client. The certificate has expired, is revoked, or comes from an authority that nginx does not know. The TLS handshake itself went through. nginx then refused the request with its internal status 495, which it logs as 400, and sent its page about invalid certificates.',
  needs: `A 400 needs a request line and the size of nginx's page about a certificate that does not verify. This page is ${pageLengthClause('certificate-invalid')}. If the line has $ssl_protocol, that is not -. A line with status 495 needs nothing else.`,
  cases: {
    ...PAGE_CASES,
    'logged-as-internal-status': {
      confidence: 'certain',
      when: 'the line has the internal status 495 itself, because the configuration makes nginx log it',
    },
  },
  advice: () =>
    'Check the file of CA certificates, and check when the certificates of the clients expire. ssl_client_certificate, ssl_crl and ssl_verify_depth belong in http or server. ssl_verify_client optional is not the cure: nginx then still refuses a certificate that does not verify.',
  who: 'The people who give out client certificates, and the admin of this nginx, whose file names the authorities.',
  blocks: () => [
    {
      context: 'server',
      directives: ['ssl_client_certificate /etc/nginx/client-ca.pem;'],
      note: 'The file needs the certificate of every authority that signs certificates of clients.',
      isExample: true,
    },
  ],
  checks: [
    {
      command: 'openssl verify -CAfile client-ca.pem client.pem',
      shows: 'OK, or the reason why the certificate does not verify',
    },
    {
      command: 'curl -skI --cert client.pem --key client.key https://example.com/',
      shows: 'the answer to this certificate (before: 400)',
    },
  ],
  headline({ hits, clients }) {
    return `Client certificates do not verify: ${hits} request${hits === 1 ? '' : 's'} refused, ${clients} client${clients === 1 ? '' : 's'}`;
  },
  headlineSays: ['hits', 'clients'],
  settledByFields: {
    ssl_client_verify: 'FAILED (with the reason since 1.11.7)',
  },
  settledBy: 'error_log at info: "client SSL certificate verify error" with the reason.',
  since: SINCE_PAGE,
  see: [
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_verify_client',
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_client_certificate',
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#errors',
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_crl',
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_verify_depth',
  ],
  match(hit) {
    // Only TLS has certificates.
    if (hit.page?.kind !== 'certificate-invalid' || isOverTls(hit.entry) === false) return undefined;
    return { case: pageCaseOf(hit.page), facts: { ...pageFacts(hit.page), ...listenFacts(hit.entry) } };
  },
};
