// One line of a log explained to a program: the value of `logscan explain FILE:LINE --format json`.
import { declaredOf, measuredAs } from '../../judge/confidence.ts';
import type { Step } from '../../judge/diagnose.ts';
import type { HitLines, NearLine } from '../../judge/hit-lines.ts';
import { escapeJson } from '../escape.ts';
import { findingRecord } from '../records.ts';
import type { ExplainedLine, OtherLine } from './explain-line.ts';

/** The explanation of a hit or a related line as JSON (schema/explanation.schema.json), ending with a line feed. */
export function explainLineJson({ finding, atEnd, trace }: ExplainedLine): string {
  const { file, line, entry, cause, case: caseId, circumstances, lines } = finding;
  return recordOf({
    file,
    line,
    status: entry.status,
    ...lineFields(lines),
    finding: findingRecord(finding, trace === undefined),
    shape: trace?.shape ?? null,
    causes: trace?.steps.map(stepRecord) ?? [],
    measured_as: measuredAs(cause, caseId, circumstances) ?? null,
    shares_address: circumstances.sharesAddress,
    verdict_at_end: atEnd.verdict,
    client_kind_at_end: atEnd.clientKind ?? null,
  });
}

/** A line that is no hit as JSON: the fields about a cause are null. */
export function otherLineJson({ file, line, entry, lines }: OtherLine): string {
  return recordOf({ file, line, status: entry.status, ...lineFields(lines), finding: null });
}

function recordOf(fields: Record<string, unknown>): string {
  return `${escapeJson({ type: 'explanation', ...fields })}\n`;
}

function lineFields(lines: HitLines | undefined): Record<string, unknown> {
  const { text = null, before = [], after = [] } = lines ?? {};
  return { text, before: before.map(nearRecord), after: after.map(nearRecord) };
}

function nearRecord({ secondsAfter, status, request, hasUserAgentOfHit }: NearLine): Record<string, unknown> {
  return { seconds_after: secondsAfter, status, request, has_user_agent_of_hit: hasUserAgentOfHit };
}

function stepRecord({ cause, outcome, evidence }: Step): Record<string, unknown> {
  if (evidence === undefined) return { cause: cause.id, outcome };
  const { case: caseId, facts } = evidence;
  return { cause: cause.id, outcome, case: caseId, declared: declaredOf(cause, caseId), evidence: facts };
}
