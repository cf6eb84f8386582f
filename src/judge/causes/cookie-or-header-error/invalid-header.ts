// a header is missing, wrong or there twice.
import { isAttack } from '../../evidence/attack.ts';
import type { LegacyCause as Cause } from '../legacy.ts';
import { pageFacts } from '../../evidence/page.ts';
import { isUpstreamAnswer } from '../../evidence/upstream.ts';
/** a header is missing, wrong or there twice. */
export const invalidHeader: Cause = {
  id: 'invalid-header',
  shapes: ['whole'],
  title: 'a header is missing, wrong or there twice',
  why: 'The request line was fine, but a header was not: Host missing or malformed, a header there twice that may come once, a forbidden character, lengths that contradict each other. nginx answered 400 with its plain page. A "-" for the user agent means that nginx had not read that far.',
  how: 'A well-formed line with the size of the plain 400 page: certain if the user agent is - and garbage requests show that size, else likely; HEAD with 0 bytes is only possible. Attack text, or a nameless client that only probes, makes it hostile.',
  advice: (facts) =>
    facts['method'] === 'HEAD'
      ? 'Read error_log at info: an answer to HEAD has no size to go by. It names the bad header, or an oversized one, which large_client_header_buffers (in http) would cure; a bad one only the client can correct.'
      : 'Read error_log at info: it names the header the client must correct. If a proxy of yours adds it, look for a second Host or Content-Length there. From scanners: nothing to do. ignore_invalid_headers is not the cure, it is about names only; larger buffers are not either.',
  settledBy:
    'error_log at info: "client sent HTTP/1.1 request without "Host" header", "invalid host header", "duplicate header line", "invalid header line". $upstream_status rules the application out.',
  since:
    'all versions; stricter since 1.17.9 (two Hosts), 1.21.1 (blanks, two lengths), 1.23.0 (duplicates), 1.29.4 (RFC 3986 Host)',
  see: [
    'https://nginx.org/en/docs/ngx_core_module.html#error_log',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#ignore_invalid_headers',
  ],
  match(hit, tables) {
    const { entry } = hit;
    if (entry.body_bytes_sent === 0) {
      return hit.request.method === 'HEAD'
        ? {
            confidence: 'possible',
            ...(isAttack(hit) ? { verdict: 'hostile' as const } : {}),
            facts: { method: 'HEAD' },
          }
        : undefined;
    }
    if (hit.page?.kind !== 'plain' || isUpstreamAnswer(entry, '400')) return undefined;
    const isBare = entry.http_user_agent === '-';
    if (tables.pageSizes.hasOnePage(entry)) {
      // One size for everything: browsers send sound headers, so for them it is something else; programs may not.
      return hit.agent.kind === 'browser'
        ? undefined
        : { confidence: 'possible', facts: { before_user_agent: isBare, one_page: true } };
    }
    return {
      confidence: isBare && hit.page.isFirm ? 'certain' : 'likely',
      ...(isAttack(hit) ? { verdict: 'hostile' as const } : {}),
      facts: { ...pageFacts(hit.page), before_user_agent: isBare },
    };
  },
};
