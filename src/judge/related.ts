// Related lines: they hide the same trouble as a hit under another status. The report counts them separately.
import type { Observation } from '../hits/source.ts';
import type { CauseId } from './catalogue.ts';
import { CAUSE_BY_ID } from './causes/index.ts';
import { conclude, type Finding } from './diagnose.ts';

// Internal statuses that some configurations log as they are: `error_page 494 …` before 1.17.9, `error_page 495 =495 …`.
const BY_STATUS: Readonly<Record<number, CauseId>> = {
  494: 'cookie-or-header-too-large',
  495: 'client-certificate-invalid',
  496: 'client-certificate-missing',
  497: 'plain-http-to-tls-port',
};

/** The finding of a line that is not a hit, if it hides one of the causes. */
export function findRelated(line: Observation): Finding | undefined {
  const { status } = line;
  const internal = BY_STATUS[status];
  if (internal === undefined && status !== 0 && status !== 408) return undefined;
  return relatedOf(line, internal);
}

function relatedOf(line: Observation, internal: CauseId | undefined): Finding | undefined {
  const entry = line.entry.whole;
  const as = (id: CauseId, caseId: string): Finding => {
    const cause = CAUSE_BY_ID.get(id)!;
    return conclude(line, entry, cause, {
      case: caseId,
      facts: { logged_status: String(entry.status).padStart(3, '0') },
    });
  };
  if (internal !== undefined) return as(internal, 'logged-as-internal-status');
  // HTTP/2: a header field over the limit ends the connection before the request has a line (ngx_http_v2.c,
  // NGX_HTTP_V2_ENHANCE_YOUR_CALM); the user agent was read before the cookie.
  if (entry.status === 0 && entry.request === '-' && entry.http_user_agent !== '-')
    return as('cookie-or-header-too-large', 'closed-before-request-line');
  // After a TLS handshake, a connection that stays silent until client_header_timeout is logged by nginx before 1.3.15.
  if (entry.status === 408 && entry.request === '-') return as('unused-connection', 'silent-after-tls-handshake');
  return undefined;
}
