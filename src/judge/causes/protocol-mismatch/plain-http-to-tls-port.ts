// plain HTTP was spoken to a TLS port.
import type { LegacyCause as Cause } from '../legacy.ts';

// Scanners that give their name.
const SCANNER = /zgrab|masscan|nmap|nikto|nuclei|censys|expanse|sqlmap|shodan|scann?er/i;
import { pageConfidence, pageFacts } from '../../evidence/page.ts';
/** plain HTTP was spoken to a TLS port. */
export const plainHttpToTlsPort: Cause = {
  id: 'plain-http-to-tls-port',
  shapes: ['whole', 'broken'],
  title: 'plain HTTP was spoken to a TLS port',
  why: 'The client spoke plain HTTP to a port that expects TLS, as a link to http://host:443/ makes it do. nginx understood it well enough to refuse it with its internal 497, logged as 400, and its page "The plain HTTP request was sent to HTTPS port".',
  how: '98 bytes above the plain 400 page (402 more for Chrome, MSIE). Certain if garbage requests show that size, likely if 403-405 pages do or two pages fit, possible if it is assumed; no user agent makes it hostile.',
  advice: () =>
    'For people: error_page 497 =301 https://$host$request_uri in server. If it comes from a balancer or proxy of yours, correct its scheme instead (proxy_pass https://). Taking ssl off that listen is not the cure. From scanners: nothing to do.',
  headline({ hits, clients }) {
    return `${clients} client${clients === 1 ? ' speaks' : 's speak'} plain HTTP to the TLS port: ${hits} refused`;
  },
  headlineSays: ['hits', 'clients'],
  settledBy:
    'The page size already tells. error_log at info: "client sent plain HTTP request to HTTPS port"; $server_port in log_format says on which port.',
  since: 'all versions; the page is 16 bytes shorter since 1.15.4',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#errors',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#error_page',
  ],
  match(hit) {
    if (hit.page?.kind !== 'plain-http-to-tls') return undefined;
    const verdict = SCANNER.test(hit.entry.http_user_agent)
      ? 'hostile'
      : hit.agent.kind === 'browser' || hit.agent.kind === 'app'
        ? 'fix'
        : hit.agent.kind === 'none'
          ? 'hostile'
          : undefined;
    return {
      confidence: pageConfidence(hit.page),
      ...(verdict === undefined ? {} : { verdict }),
      facts: pageFacts(hit.page),
    };
  },
};
