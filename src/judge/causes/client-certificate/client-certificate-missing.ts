// The client sent no certificate where one is required.
import { PAGE_CASES, type PageCase, pageCaseOf, pageFacts, pageLengthClause } from '../../evidence/page.ts';
import { isOverTls, listenFacts } from '../../evidence/listener.ts';
import { SINCE_PAGE } from '../../evidence/since.ts';
import type { Cause } from '../cause.ts';
import { inConfiguration } from '../remedies.ts';

export const clientCertificateMissing: Cause<PageCase | 'logged-as-internal-status'> = {
  id: 'client-certificate-missing',
  shapes: ['whole', 'broken'],
  title: 'the client sent no certificate where one is required',
  why: 'The server requires a client certificate (ssl_verify_client on), and this client sent none. The TLS handshake itself went through. nginx then refused the request with its internal status 496, which it logs as 400, and sent its page "No required SSL certificate was sent".',
  needs: `A 400 needs a request line and the size of nginx's page about a missing certificate. This page is ${pageLengthClause('certificate-missing')}. If the line has $ssl_protocol, that is not -. A line with status 496 needs nothing else.`,
  cases: {
    ...PAGE_CASES,
    'logged-as-internal-status': {
      confidence: 'certain',
      when: 'the line has the internal status 496 itself, because the configuration makes nginx log it',
    },
  },
  advice: () =>
    'Give these clients a certificate, or require certificates in fewer places. ssl_verify_client belongs in http or server. To require a certificate for some paths only, set optional and test $ssl_client_verify in their location. Browsers offer only certificates of the CAs in ssl_client_certificate. ssl_verify_depth is not the cure.',
  who: 'The people who give out client certificates, or the admin of this nginx who requires them.',
  blocks: () => [
    {
      context: 'server',
      directives: [
        'ssl_client_certificate /etc/nginx/client-ca.pem;',
        'ssl_verify_client optional;',
        'location /private/ {\n    if ($ssl_client_verify != SUCCESS) { return 403; }\n}',
      ],
      note: 'To require a certificate for some paths only.',
      isExample: true,
    },
  ],
  checks: [
    inConfiguration('ssl_verify_client|ssl_client_certificate', 'where certificates are required'),
    {
      command: 'curl -skI --cert client.pem --key client.key https://example.com/',
      shows: 'the answer to a client with a certificate',
    },
  ],
  headline({ hits, clients }) {
    return `${clients} client${clients === 1 ? ' comes' : 's come'} without the certificate you require: ${hits} refused`;
  },
  headlineSays: ['hits', 'clients'],
  settledByFields: {
    ssl_client_verify: 'NONE',
  },
  settledBy: 'error_log at info: "client sent no required SSL certificate".',
  since: SINCE_PAGE,
  see: [
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_verify_client',
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#var_ssl_client_verify',
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#errors',
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_client_certificate',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#location',
    'https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#if',
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_verify_depth',
  ],
  match(hit) {
    // Only TLS has certificates.
    if (hit.page?.kind !== 'certificate-missing' || isOverTls(hit.entry) === false) return undefined;
    return { case: pageCaseOf(hit.page), facts: { ...pageFacts(hit.page), ...listenFacts(hit.entry) } };
  },
};
