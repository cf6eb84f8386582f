// Findings and report as NDJSON for programs: one object per line, first each finding when its hit closes, then the report.
import { escapeJson } from './escape.ts';
import { findingRecord } from './records.ts';
import type { Renderer } from './renderer.ts';

/** The format `ndjson`. */
export const ndjson: Renderer = {
  name: 'ndjson',
  isForPeople: false,
  endings: ['.ndjson'],
  finding(finding, isRelated) {
    return `${escapeJson(findingRecord(finding, isRelated))}\n`;
  },
  provisional(finding) {
    return `${escapeJson({ ...findingRecord(finding, false), provisional: true })}\n`;
  },
  report(report) {
    return `${escapeJson({ type: 'report', ...report })}\n`;
  },
};
