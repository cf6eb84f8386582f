// The report as JSON for programs: one value on one line.
import { escapeJson } from './escape.ts';
import type { Renderer } from './renderer.ts';

/** The format `json`. */
export const json: Renderer = {
  name: 'json',
  isForPeople: false,
  endings: ['.json'],
  report(report) {
    return `${escapeJson(report)}\n`;
  },
};
