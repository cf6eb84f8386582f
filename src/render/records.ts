// The records of the NDJSON contract: findings and related lines with nginx's own field names.
import { formatIso8601 } from '../formats/time-local.ts';
import type { Finding } from '../judge/diagnose.ts';

/** A finding as an object of the contract (schema/finding.schema.json), its fields in the contract's order. */
export function findingRecord(finding: Finding, isRelated: boolean): Record<string, unknown> {
  const { entry } = finding;
  return {
    type: isRelated ? 'related' : 'finding',
    file: finding.file,
    line: finding.line,
    time: formatIso8601(entry.time, entry.utcOffsetMinutes),
    remote_addr: entry.remote_addr,
    remote_user: entry.remote_user,
    request: entry.request,
    status: entry.status,
    body_bytes_sent: entry.body_bytes_sent ?? null,
    http_referer: entry.http_referer,
    http_user_agent: entry.http_user_agent,
    cause: finding.cause,
    case: finding.case,
    family: finding.family,
    verdict: finding.verdict,
    verdict_confidence: finding.verdictConfidence,
    verdict_probability: finding.verdictProbability,
    confidence: finding.confidence,
    probability: finding.probability,
    evidence: finding.evidence,
    // Present only if there is evidence for other causes, too.
    ...(finding.alternatives.length === 0 ? {} : { alternatives: finding.alternatives }),
    // Present only if the verdict depends on who the client is.
    ...(finding.clientKind === undefined ? {} : { client_kind: finding.clientKind }),
    // Present only if X-Forwarded-For names a client other than `remote_addr`.
    ...(entry.client === entry.remote_addr ? {} : { client: entry.client }),
  };
}
