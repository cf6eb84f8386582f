// dropped after a cookie or header error.
import type { LegacyCause as Cause } from '../legacy.ts';
import { canBeLogged, isHeaderError, visitFacts } from '../../evidence/empty.ts';
import { isBrowsing } from '../../evidence/view.ts';
/** dropped after a cookie or header error. */
export const spareClosedAfterError: Cause = {
  id: 'spare-closed-after-error',
  shapes: ['empty'],
  title: 'spare connection dropped after a cookie or header error',
  why: 'A cookie or header of this client was refused with 400, and its browser then dropped the other connections it held, unused. nginx before 1.3.15 logs each of them as a 400 without a request and with 0 bytes. Browsers of today close spares for other reasons, so this is hard to prove.',
  how: 'A connection without a request, within 1 s of a cookie or header error of the same client, which its page size gives away. Likely; possible if its browser was also answered 4-7 s before, as idle spares are closed then.',
  advice: () =>
    'Cure the cookie or header error beside it; these lines go with it. For that see large_client_header_buffers, in http or the default_server. These connections themselves lost nothing, and nginx 1.3.15 and newer do not log them.',
  settledBy:
    'A packet capture: connections opened with the refused request, closed right after the 400. error_log at info only says "client prematurely closed connection while reading client request line".',
  since:
    'only before 1.3.15; newer versions write it to error_log alone: "client closed connection while waiting for request"',
  see: ['https://nginx.org/en/docs/http/ngx_http_core_module.html#large_client_header_buffers'],
  match(hit, tables) {
    if (!canBeLogged(hit, tables)) return undefined;
    const error = hit.around.find((near) => Math.abs(near.secondsAfter) <= 1 && isHeaderError(near, tables));
    if (error === undefined) return undefined;
    // Firefox closes what it did not need 5 s after the page load, whatever else happened then.
    const idled = hit.before.some((near) => isBrowsing(near) && near.secondsAfter <= -5 && near.secondsAfter >= -6);
    return {
      confidence: idled ? 'possible' : 'likely',
      facts: {
        ...visitFacts(hit, error),
        error_status: error.status,
        error_bytes: error.body_bytes_sent ?? 0,
      },
    };
  },
};
