// The interface of a format: functions that turn findings and the report into text. They print nothing.
import type { Finding } from '../judge/diagnose.ts';
import type { Report } from '../report/report.ts';

/** How text for people is laid out; a renderer for programs ignores it. */
export interface RenderOptions {
  /** Width of the terminal, in columns. */
  readonly width: number;
  /** True for colours, as escape sequences. */
  readonly color: boolean;
  /** How many clients and user agents to list. */
  readonly top: number;
  /** True for printable ASCII only. */
  readonly ascii: boolean;
  /** Which parts are shown; all of them by default. */
  readonly view?: View;
  /** True for every fix in FIX FIRST; otherwise the list may end with a count of the others. */
  readonly allFixes?: boolean;
  /** The command that runs logscan on the same logs with some more flags, as words for a shell. It is safe on a terminal. */
  readonly again?: (flags: string) => string;
  /** The command that explains a line of these logs; undefined if no command can. It is safe on a terminal. */
  readonly explainLine?: (file: string, line: number) => string | undefined;
}

/**
 * What is shown of the report: `overview` is one screen of the most important, `all` is everything, and the others are parts, each with
 * the head and the answer.
 */
export type View = 'overview' | 'all' | 'fixes' | 'causes' | 'user-agents' | 'groups';

/** A format. Log text in its output is safe on a terminal. */
export interface Renderer {
  /** Name of the format, as `--format` takes it. */
  readonly name: string;
  /** True if the format is for people: on a terminal it may be coloured and redrawn. */
  readonly isForPeople: boolean;
  /** File endings that select this format, in lower case, each with its dot. */
  readonly endings: readonly string[];
  /**
   * Returns a finding as text that is printed before the report. Missing if the format prints no findings.
   * @param isRelated true for a related line, false for a hit
   */
  finding?(finding: Finding, isRelated: boolean): string;
  /** Returns a provisional finding as text. The final finding with the same file and line replaces it. */
  provisional?(finding: Finding): string;
  /** Returns the report as text that ends with a line feed. */
  report(report: Report, options: RenderOptions): string;
}
