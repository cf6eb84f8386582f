// The client spoke plain HTTP to a TLS port.
import { PAGE_CASES, type PageCase, pageCaseOf, pageFacts, pageLengthClause } from '../../evidence/page.ts';
import { hostFault } from '../../evidence/host-header.ts';
import { isOverTls, isPlainOnTlsPort, listenFacts, PLAIN_ON_TLS_PORT_CLAUSE } from '../../evidence/listener.ts';
import { SINCE_PAGE } from '../../evidence/since.ts';
import { isCutOff } from '../../evidence/answer.ts';
import type { HitView } from '../../evidence/view.ts';
import type { Cause } from '../cause.ts';

/** Scanners that give their name. */
const SCANNER = /zgrab|masscan|nmap|nikto|nuclei|censys|expanse|sqlmap|shodan|scann?er/i;

export const plainHttpToTlsPort: Cause<PageCase | 'no-tls-on-tls-port' | 'logged-as-internal-status'> = {
  id: 'plain-http-to-tls-port',
  shapes: ['whole', 'broken'],
  title: 'the client spoke plain HTTP to a TLS port',
  why: 'The client spoke plain HTTP to a port that expects TLS. A link to http://host:443/ makes a browser do this. nginx understood the request and refused it with its internal status 497, which it logs as 400. It sent its page "The plain HTTP request was sent to HTTPS port".',
  needs: `A 400 needs a request line and the size of nginx's page about plain HTTP on a TLS port. This page is ${pageLengthClause('plain-http-to-tls')}. If the line has $ssl_protocol, that is -. A line with status 497 needs nothing else.`,
  cases: {
    ...PAGE_CASES,
    'no-tls-on-tls-port': {
      confidence: 'likely',
      when: `${PLAIN_ON_TLS_PORT_CLAUSE}. The request line is whole, $http_host shows no fault, and nginx has a page of its own configuration for the error. Or nginx sends one page for every 400, or this is a HEAD with 0 bytes`,
    },
    'logged-as-internal-status': {
      confidence: 'certain',
      when: 'the line has the internal status 497 itself, because the configuration makes nginx log it',
    },
  },
  exceptions: { hostile: 'the status is 400, and the line has no user agent or its user agent names a scanner' },
  advice: () =>
    'Send people to https: write error_page 497 =301 https://$host:$server_port$request_uri in server. If the port has another number outside (a container), write that number. For clients that send data, =308 instead of =301 keeps their method (1.13.0 and newer). If your own balancer or proxy sends these requests, correct its scheme instead (proxy_pass https://). Taking ssl off that listen is not the cure. If a scanner sends them, do nothing.',
  who: 'The admin of this nginx, or the people who run the balancer if it sends these requests.',
  blocks: () => [
    { context: 'server', directives: ['error_page 497 =301 https://$host:$server_port$request_uri;'] },
    {
      context: 'location',
      directives: ['proxy_pass https://10.0.0.2:443;'],
      note: 'In the nginx in front, if it sends these requests: https, and the port that speaks TLS.',
      isExample: true,
    },
  ],
  checks: [{ command: 'curl -sI http://example.com:443/', shows: '301, and the address with https (before: 400)' }],
  headline({ hits, clients }) {
    return `${clients} client${clients === 1 ? ' speaks' : 's speak'} plain HTTP to the TLS port: ${hits} refused`;
  },
  headlineSays: ['hits', 'clients'],
  settledByFields: {
    server_port: 'the port of the listen',
    ssl_protocol: '- means that the client spoke no TLS',
  },
  settledBy:
    'The size of the page already shows it. error_log at info: "client sent plain HTTP request to HTTPS port".',
  since: SINCE_PAGE,
  see: [
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#errors',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#error_page',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass',
  ],
  match(hit, tables) {
    const { entry, page } = hit;
    const isPage = page?.kind === 'plain-http-to-tls' && isOverTls(entry) !== true;
    if (!isPage && !(isPlainOnTlsPort(entry, tables) && hasPageOfAnyError(hit))) return undefined;
    const isScan = hit.agent.kind === 'none' || SCANNER.test(entry.http_user_agent);
    return {
      case: isPage ? pageCaseOf(page) : 'no-tls-on-tls-port',
      verdict: isScan ? 'hostile' : undefined,
      facts: { ...(isPage ? pageFacts(page) : {}), ...listenFacts(entry) },
    };
  },
};

// Whether a page without a size of its own may be that of error 497. nginx checks the headers first.
function hasPageOfAnyError({ entry, page, pages, request, shape }: HitView): boolean {
  if (shape !== 'whole' || hostFault(entry, request) !== undefined) return false;
  if (entry.body_bytes_sent === 0) return request.method === 'HEAD' && !isCutOff(entry);
  return page === undefined || pages.hasOnePage(entry);
}
