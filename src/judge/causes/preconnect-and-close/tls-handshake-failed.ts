// a TLS handshake failed on an old nginx.
import type { LegacyCause as Cause } from '../legacy.ts';
import { canBeLogged } from '../../evidence/empty.ts';
/** A refused certificate ends the connection this soon after the handshake began. */
const REFUSED_WITHIN_SECONDS = 0.15;

/** a TLS handshake failed on an old nginx. */
export const tlsHandshakeFailed: Cause = {
  id: 'tls-handshake-failed',
  shapes: ['empty'],
  title: 'a TLS handshake failed on an old nginx',
  why: 'The TLS handshake failed before there was a request: the client refused the certificate, or found no protocol in common. nginx before 1.3.15 logs each failure as a 400 without a request and with 0 bytes, just like an unused connection; that they are many and short-lived tells.',
  how: "$request_time says that this connection without a request lived 0.2 s at most; so did at least half of that client's near by, four or more with this one. Likely at most, and never if the log shows nginx 1.3.15 or newer.",
  advice: () =>
    'Check the certificate: its chain, names and expiry; then ssl_protocols. Without SNI the default_server of that address:port decides. openssl s_client -connect shows what a client sees. Buffers and timeouts are not the cure.',
  headline({ hits, clients }) {
    return `${hits} TLS handshake${hits === 1 ? '' : 's'} of ${clients} client${clients === 1 ? '' : 's'} failed`;
  },
  headlineSays: ['clients'],
  settledBy:
    'error_log at info: "SSL_do_handshake() failed" with the reason. $request_time in log_format: 0.00-0.15 s, not the 1 s and more of an unused connection.',
  since: 'only before 1.3.15; newer versions write it to error_log alone: "SSL_do_handshake() failed"',
  see: [
    'https://nginx.org/en/docs/http/configuring_https_servers.html#chains',
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate',
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_protocols',
  ],
  match(hit, tables) {
    if (!canBeLogged(hit, tables)) return undefined;
    // Only TLS connections have a time here: life since the handshake began. A refused certificate ends it at once.
    const lives = [hit.entry, ...hit.around.filter((near) => near.isRequestNone)]
      .map((entry) => entry.extra.request_time)
      .filter((time) => time !== undefined);
    const failed = lives.filter((life) => life > 0 && life <= REFUSED_WITHIN_SECONDS).length;
    const own = hit.entry.extra.request_time ?? 1;
    if (own > REFUSED_WITHIN_SECONDS || failed < 4 || failed < 0.5 * lives.length) return undefined;
    return { confidence: 'likely', facts: { failed_handshakes_beside: failed, request_time: own } };
  },
};
