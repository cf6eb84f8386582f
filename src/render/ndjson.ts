// Findings and report as NDJSON: one object a line, findings first as they close, the report last.
import type { Finding } from '../judge/diagnose.ts';
import type { Report } from '../report/report.ts';
import { findingRecord } from './records.ts';
import { escapeJson } from './escape.ts';

/** One finding, or related line. */
export function renderFinding(finding: Finding, isRelated: boolean): string {
  return `${escapeJson(findingRecord(finding, isRelated))}\n`;
}

/** A finding told before its window was over; the final one with the same file and line replaces it. */
export function renderProvisional(finding: Finding): string {
  return `${escapeJson({ ...findingRecord(finding, false), provisional: true })}\n`;
}

/** The last line. */
export function renderReportLine(report: Report): string {
  return `${escapeJson({ type: 'report', ...report })}\n`;
}
