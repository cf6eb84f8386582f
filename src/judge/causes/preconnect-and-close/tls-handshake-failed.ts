// A TLS handshake failed on an old nginx.
import { canBeLogged, LOGGED_EMPTY_CONNECTION } from '../../evidence/empty-connections.ts';
import { NEAREST_LINES } from '../../evidence/view.ts';
import type { Cause } from '../cause.ts';
import { TLS_HANDSHAKE } from '../remedies.ts';

/** A refused certificate ends the connection this soon after the handshake began. */
const REFUSED_WITHIN_SECONDS = 0.15;
/** A client that is refused tries again; a few short connections may be a scan. */
const LEAST_FAILED = 4;
/** Share (0 to 1) of the connections near by that must be short: the spare connections of a browser live longer. */
const LEAST_FAILED_SHARE = 0.5;

export const tlsHandshakeFailed: Cause<'short-connections'> = {
  id: 'tls-handshake-failed',
  shapes: ['empty'],
  title: 'a TLS handshake failed on an old nginx',
  why: 'The TLS handshake failed before there was a request: the client refused the certificate, or found no protocol in common. nginx before 1.3.15 logs each failure as a 400 without a request and with 0 bytes, just like an unused connection. Here there are many failures, and each connection lives only a moment.',
  needs: `${LOGGED_EMPTY_CONNECTION} $request_time shows how long the connection lived since the handshake began.`,
  cases: {
    'short-connections': {
      confidence: 'likely',
      when: `the connection lived at most ${REFUSED_WITHIN_SECONDS} s. This line and the ${NEAREST_LINES} show ${LEAST_FAILED} or more connections without a request that lived longer than 0 s and at most ${REFUSED_WITHIN_SECONDS} s. They are at least ${LEAST_FAILED_SHARE * 100} % of the connections without a request that have $request_time in these lines`,
    },
  },
  advice: () =>
    'Check the chain, the names and the expiry of the certificate, then ssl_protocols. For a client without SNI, the default_server of that address:port decides. openssl s_client -connect shows what a client sees. Buffers and timeouts are not the cure.',
  who: 'The admin of this nginx, who answers for its certificate and its TLS versions.',
  blocks: () => [
    {
      context: 'server',
      directives: ['ssl_protocols TLSv1 TLSv1.1 TLSv1.2;'],
      note: 'If the versions are the reason. TLSv1.2 needs nginx 1.0.12 or 1.1.13 with OpenSSL 1.0.1.',
      isExample: true,
    },
  ],
  checks: [TLS_HANDSHAKE],
  headline({ hits, clients }) {
    return `TLS handshakes failed ${hits} time${hits === 1 ? '' : 's'}, for ${clients} client${clients === 1 ? '' : 's'}`;
  },
  headlineSays: ['hits', 'clients'],
  settledByFields: {
    request_time: `at most ${REFUSED_WITHIN_SECONDS} s; an unused connection has 1 s and more`,
  },
  settledBy: 'error_log at info says "SSL_do_handshake() failed" with the reason.',
  since: 'only before 1.3.15; newer versions write it to error_log alone: "SSL_do_handshake() failed"',
  see: [
    'https://nginx.org/en/docs/http/configuring_https_servers.html#chains',
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate',
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_protocols',
  ],
  match(hit) {
    if (!canBeLogged(hit)) return undefined;
    const own = hit.entry.extra.request_time;
    if (own === undefined || own > REFUSED_WITHIN_SECONDS) return undefined;
    // Only TLS connections have a `$request_time` above 0 here: it counts from the beginning of the handshake.
    const lives = [hit.entry, ...hit.around.filter((near) => near.isRequestNone)]
      .map((entry) => entry.extra.request_time)
      .filter((time) => time !== undefined);
    const failed = lives.filter((life) => life > 0 && life <= REFUSED_WITHIN_SECONDS).length;
    if (failed < LEAST_FAILED || failed < LEAST_FAILED_SHARE * lives.length) return undefined;
    return { case: 'short-connections', facts: { failed_handshakes_beside: failed, request_time: own } };
  },
};
