// What log files are read with, and what a run of them leaves for the next.
import type { Readable } from 'node:stream';
import type { LineParser } from '../formats/line-parser.ts';
import type { TimeRange } from '../hits/limits.ts';
import type { KeptScan } from './engine/index.ts';
import type { Bookmark } from './files/bookmark.ts';

/** Where an earlier run stopped. */
export interface SavedLogFiles {
  /** How far each log was read, by its full path. */
  readonly bookmarks: ReadonlyMap<string, Bookmark>;
  readonly scan: KeptScan | undefined;
  /** The log_formats of the lines in {@link scan}; states of older versions have none. */
  readonly formats?: readonly string[] | undefined;
}

/** What to read, and how. */
export interface LogFilesOptions {
  /** Paths, or `-` for standard input, in any order. With {@link resume} they are read in this order. */
  readonly files: readonly string[];
  readonly stdin: Readable;
  /** The most threads to use. */
  readonly jobs: number;
  /** Which times are wanted; lines of other times only serve as neighbours. */
  readonly timeRange?: TimeRange | undefined;
  /** Where an earlier run stopped. If it is given, hits that are open at the end stay open for the next run. */
  readonly resume?: SavedLogFiles | undefined;
  /**
   * Folders with rotated files of the logs. With {@link resume} they are searched, as the folder of each log is; otherwise their
   * files must be in {@link files}, and this only says that they belong to logs in other folders.
   */
  readonly rotated?: readonly string[] | undefined;
  /** Parses the lines; for combined by default. */
  readonly parser?: LineParser | undefined;
  /** Called with what the user should know about an input. */
  remark?(file: string, text: string): void;
}
