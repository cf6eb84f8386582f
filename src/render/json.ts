// The report as JSON, for programs.
import type { Report } from '../report/report.ts';
import { escapeJson } from './escape.ts';

/** The whole report, one JSON value on one line. */
export function renderJson(report: Report): string {
  return `${escapeJson(report)}\n`;
}
