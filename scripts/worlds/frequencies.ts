// How often each process runs: in how many worlds, and how many of their hits it makes.
//
// The numbers come from eight logs of public sites with 3,499 lines of status 400 and 231 of status 499, read one by one, and from what
// nginx writes at all. In those logs
//
// - scanners and foreign protocols reach every site and make most 400s: 7 of 8 logs have other protocols, 7 have open-proxy probes, 6 have
//   TLS on the plain port, 6 have blank requests, 4 have plain HTTP on the TLS port. By that alone they would be four fifths of all hits
//   of a world. They get fewer, because one kind of line would hide all others;
// - applications answer 400 in 6 of 8, uploads are cut in 3 of 8, tails of bodies are read as requests in 4 of 8;
// - 499s are few (at most 14 in a log), but for one site whose pages poll: 177 of its 206 are polls that ended with their page. The others
//   are stops, navigations, reloads, a few clients with a time limit, and calls of wp-cron, of which 4 in 115 were cut;
// - nobody waited for auth_request or limit_req, no lesson ended, no client certificate was missing, no program closed its half of the
//   connection. These are rare, but where a site has them, they come in numbers;
// - an nginx before 1.3.15 has an empty line for each unused connection: 734 of the 862 lines of status 400 of the one such log.

/** How often a process runs. */
export interface Frequency {
  /** The share of worlds that have it, of those in which it can happen: 0 to 1. */
  readonly worlds: number;
  /** How many hits it makes in such a world, in relation to the other processes there. */
  readonly hits: number;
}

const often = (worlds: number, hits: number): Frequency => ({ worlds, hits });

/** The frequency of each scenario, by its name. */
export const FREQUENCIES: Readonly<Record<string, Frequency>> = {
  // People who leave. Every site with people has them.
  stop: often(0.9, 4),
  bounce: often(0.8, 3),
  'tab-closed': often(0.7, 3),
  navigate: often(0.9, 4),
  'navigate-drops-parts': often(0.6, 3),
  'app-route': often(0.3, 3),
  reload: often(0.8, 3),
  'double-submit': often(0.4, 1),
  'impatient-clicks': often(0.4, 1.5),
  'connection-lost': often(0.4, 2),
  // Scripts of pages. A site has such a script or not; where it has, each visit shows it.
  typeahead: often(0.4, 3),
  // Searches that send their text with POST, most of them over GraphQL.
  'typed-post': often(0.15, 3),
  filters: often(0.35, 2),
  'media-seek': often(0.15, 3),
  'long-poll': often(0.35, 6),
  websocket: often(0.15, 2),
  prefetch: often(0.2, 2),
  'stop-while-page-polls': often(0.3, 1),
  'all-go-home': often(0.05, 2),
  // Programs. An API has apps with limits; jobs and apps of one maker are fewer.
  'app-timeout': often(0.4, 3),
  'parallel-job': often(0.12, 3),
  'many-installations': often(0.15, 3),
  'crawler-leaves': often(0.5, 2),
  monitor: often(0.35, 2),
  'app-cancels': often(0.3, 2),
  'application-499': often(0.04, 2),
  // Clients that do not wait.
  beacon: often(0.25, 6),
  'push-metrics': often(0.1, 3),
  'wp-cron': often(0.2, 2),
  'half-close': often(0.03, 3),
  // Trouble of the server: in a minority of worlds, and then it makes many hits at once.
  'short-incident': often(0.2, 16),
  'few-see-it': often(0.25, 2),
  'long-incident': often(0.07, 20),
  restart: often(0.25, 4),
  // Balancers that give up: possible only behind one. Waits inside nginx: few sites limit or ask before each request.
  'balancer-slow-page': often(0.5, 4),
  'balancer-slow-post': often(0.3, 2),
  'incident-beyond-limit': often(0.2, 12),
  'balancer-checks': often(0.3, 2),
  'limit-req': often(0.05, 3),
  'auth-waits': often(0.04, 3),
  // Headers and certificates.
  'cookie-grows': often(0.25, 4),
  'login-cookies': often(0.06, 4),
  'cookie-on-one-path': often(0.07, 2),
  'token-too-large': often(0.1, 2),
  'broken-headers': often(0.6, 2),
  'bad-chunk': often(0.05, 1),
  'plain-http-to-tls': often(0.45, 3),
  'client-certificate': often(0.05, 3),
  'http2-faults': often(0.1, 1),
  // Scanners.
  scan: often(0.9, 4),
  botnet: often(0.5, 3),
  firewall: often(0.2, 2),
  'proxy-header': often(0.05, 6),
  'broken-link': often(0.25, 1),
  'body-leftover': often(0.2, 1),
  // Answers of the application and of the configuration, and requests that were not whole.
  'application-400': often(0.6, 4),
  'application-400-scan': often(0.08, 1),
  'configured-400': often(0.1, 2),
  'cut-short': often(0.6, 2),
  'upload-cut': often(0.3, 2),
  // Connections without a request: only before nginx 1.3.15, and there most hits are such lines.
  'spare-connections': often(0.9, 12),
  'tls-spares': often(0.4, 6),
  'handshakes-fail': often(0.1, 6),
  'spares-after-error': often(0.2, 2),
  'tcp-checks': often(0.4, 6),
  'port-scan': often(0.7, 3),
};
