// The formats of an input in the report.
import type { FoundBy } from '../../formats/input-format.ts';

/** A format that the lines of an input showed only while it was read. */
export interface LaterLogFormatReport extends LogFormatReport {
  /** The number of a line from which on lines were read in it; null if it is not known. */
  readonly from_line: number | null;
}

/** The format of the lines of an input. */
export interface LogFormatReport {
  readonly found_by: FoundBy;
  /** The name of a format that `logscan formats` lists, or of the log_format in the configuration; null if it has none. */
  readonly name: string | null;
  /** The log_format directive; null for combined, and for one that is very long. */
  readonly directive: string | null;
  /** Names of other known formats that fit about as many lines; the longest one was taken. */
  readonly also_fits: readonly string[];
}
