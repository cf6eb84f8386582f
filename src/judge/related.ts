// Related lines: lines of another status with the same trouble as a hit. The report counts them separately.
import { isHitStatus } from '../hits/statuses.ts';
import type { Observation } from '../hits/source.ts';
import type { CauseId } from './catalogue.ts';
import { causeOf } from './causes/index.ts';
import { DEPEND_ON_CLIENT } from './clients/verdict.ts';
import { whoSentLine } from './clients/who.ts';
import { conclude, type Finding } from './diagnose.ts';
import type { Tables } from './tables/tables.ts';

// Internal statuses that some configurations log as they are: `error_page 494 …` before 1.17.9, `error_page 495 =495 …`.
const BY_STATUS: Readonly<Record<number, CauseId>> = {
  494: 'cookie-or-header-too-large',
  495: 'client-certificate-invalid',
  496: 'client-certificate-missing',
  497: 'plain-http-to-tls-port',
};

/** Whether a finding is of a related line. */
export function isRelated({ entry }: Finding): boolean {
  return !isHitStatus(entry.status);
}

/** The finding of a line that is not a hit, if a cause explains it. Its verdict depends on the client, as for a hit. */
export function findRelated(line: Observation, tables: Tables): Finding | undefined {
  const { status } = line;
  const internal = BY_STATUS[status];
  if (internal !== undefined) return findingOf(line, tables, internal, 'logged-as-internal-status');
  if (status !== 0 && status !== 408) return undefined;
  const { request, http_user_agent } = line.entry.whole;
  if (request !== '-') return undefined;
  // nginx before 1.3.15 logs this for a connection that stays silent after its TLS handshake until client_header_timeout.
  if (status === 408) return findingOf(line, tables, 'unused-connection', 'silent-after-tls-handshake');
  // HTTP/2: a header field over the limit ends the connection before the request has a line (ngx_http_v2.c,
  // NGX_HTTP_V2_ENHANCE_YOUR_CALM). The user agent comes before the cookie, so nginx has read it.
  if (http_user_agent === '-') return undefined;
  return findingOf(line, tables, 'cookie-or-header-too-large', 'closed-before-request-line');
}

function findingOf(line: Observation, tables: Tables, cause: CauseId, caseId: string): Finding {
  const facts = { logged_status: String(line.status).padStart(3, '0') };
  const sender = DEPEND_ON_CLIENT.has(cause) ? whoSentLine(line, cause, tables) : undefined;
  return conclude(
    line,
    line.entry.whole,
    causeOf(cause),
    { case: caseId, facts },
    { sender, alternatives: [], sharesAddress: false },
  );
}
