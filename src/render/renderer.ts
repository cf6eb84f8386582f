// What a format of the report is: functions from findings and the report to text. They print nothing.
import type { Finding } from '../judge/diagnose.ts';
import type { Report } from '../report/report.ts';

/** How text for people is laid out; a renderer for programs ignores it. */
export interface RenderOptions {
  /** Width of the terminal, in columns. */
  readonly width: number;
  /** Colours are wanted, as escape sequences. */
  readonly color: boolean;
  /** Rows of clients and of user agents. */
  readonly top: number;
  /** Nothing but printable ASCII. */
  readonly ascii: boolean;
}

/** A format. Log text in what it returns is harmless to a terminal. */
export interface Renderer {
  /** Name of the format, as `--format` takes it. */
  readonly name: string;
  /** It is laid out for people: on a terminal it may be coloured and redrawn. */
  readonly isForPeople: boolean;
  /** Endings of files that are written in this format, lower case, each with its dot. */
  readonly endings: readonly string[];
  /**
   * Returns a finding as text that comes before the report, where the format has findings.
   * @param isRelated it is a related line, not a hit
   */
  finding?(finding: Finding, isRelated: boolean): string;
  /** Returns a finding whose window is not over. The final finding with the same file and line replaces it. */
  provisional?(finding: Finding): string;
  /** Returns the report as text that ends with a line feed. */
  report(report: Report, options: RenderOptions): string;
}
