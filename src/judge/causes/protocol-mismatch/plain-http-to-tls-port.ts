// The client spoke plain HTTP to a TLS port.
import { PAGE_CASES, type PageCase, pageCaseOf, pageFacts, pageLengthClause } from '../../evidence/page.ts';
import { SINCE_PAGE } from '../../evidence/since.ts';
import type { Cause } from '../cause.ts';

/** Scanners that give their name. */
const SCANNER = /zgrab|masscan|nmap|nikto|nuclei|censys|expanse|sqlmap|shodan|scann?er/i;

export const plainHttpToTlsPort: Cause<PageCase | 'logged-as-internal-status'> = {
  id: 'plain-http-to-tls-port',
  shapes: ['whole', 'broken'],
  title: 'the client spoke plain HTTP to a TLS port',
  why: 'The client spoke plain HTTP to a port that expects TLS. A link to http://host:443/ makes a browser do this. nginx understood the request and refused it with its internal status 497, which it logs as 400. It sent its page "The plain HTTP request was sent to HTTPS port".',
  needs: `A 400 needs a request line and the size of nginx's page about plain HTTP on a TLS port. This page is ${pageLengthClause('plain-http-to-tls')}. A line with status 497 needs nothing else.`,
  cases: {
    ...PAGE_CASES,
    'logged-as-internal-status': {
      confidence: 'certain',
      when: 'the line has the internal status 497 itself, because the configuration makes nginx log it',
    },
  },
  exceptions: { hostile: 'the status is 400, and the line has no user agent or its user agent names a scanner' },
  advice: () =>
    'Send people to https: write error_page 497 =301 https://$host$request_uri in server. If your own balancer or proxy sends these requests, correct its scheme instead (proxy_pass https://). Taking ssl off that listen is not the cure. If a scanner sends them, do nothing.',
  headline({ hits, clients }) {
    return `${clients} client${clients === 1 ? ' speaks' : 's speak'} plain HTTP to the TLS port: ${hits} refused`;
  },
  headlineSays: ['hits', 'clients'],
  settledBy:
    'The size of the page already shows it. error_log at info: "client sent plain HTTP request to HTTPS port". $server_port in log_format shows the port.',
  since: SINCE_PAGE,
  see: [
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#errors',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#error_page',
  ],
  match(hit) {
    if (hit.page?.kind !== 'plain-http-to-tls') return undefined;
    const isScan = hit.agent.kind === 'none' || SCANNER.test(hit.entry.http_user_agent);
    return {
      case: pageCaseOf(hit.page),
      verdict: isScan ? 'hostile' : undefined,
      facts: pageFacts(hit.page),
    };
  },
};
