// What log files are read with, and what a run of them leaves for the next.
import type { ClientRule } from '../formats/client-rule.ts';
import type { FieldNames } from '../formats/inference/column-variables.ts';
import type { LineParser } from '../formats/line-parser.ts';
import type { AskedPlace } from '../hits/hit.ts';
import type { TimeRange } from '../hits/limits.ts';
import type { KeptScan } from './engine/index.ts';
import type { Bookmark } from './files/bookmark.ts';
import type { KnownFormats } from './known-formats.ts';
import type { ByteStream } from './files/peeked-stream.ts';

/** Where an earlier run stopped. */
export interface SavedLogFiles {
  /** How far each log was read, by its full path. */
  readonly bookmarks: ReadonlyMap<string, Bookmark>;
  readonly scan: KeptScan | undefined;
  /** The log_formats of the lines in {@link scan}; states of older versions have none. */
  readonly formats?: readonly string[] | undefined;
  /** Formats that were found while the log was read. */
  readonly learned?: readonly string[] | undefined;
}

/** What is known of the formats of the inputs. */
export interface FormatOptions {
  /** Parses the lines; by default their format is found. */
  readonly parser?: LineParser | undefined;
  /** How the user wants the client to be found. */
  readonly rule?: ClientRule | undefined;
  /** Called if the lines of no input have the variable of {@link rule}; may throw. */
  readonly lacksField?: ((file: string) => void) | undefined;
  /** Variables that the user gave, for formats that are inferred. */
  readonly fields?: FieldNames | undefined;
  /** Without {@link parser}: the formats to try for a file before logscan looks for one. */
  readonly knownFormats?: ((file: string) => KnownFormats | undefined) | undefined;
}

/** What to read, and how. */
export interface LogFilesOptions extends FormatOptions {
  /** Paths, or `-` for standard input, in any order. With {@link resume} they are read in this order. */
  readonly files: readonly string[];
  readonly stdin: ByteStream;
  /** The most threads to use. */
  readonly jobs: number;
  /** A line that is handed over as a hit, whatever its status is. The logs are then read by one thread. */
  readonly asked?: AskedPlace | undefined;
  /** Which times are wanted; lines of other times only serve as neighbours. */
  readonly timeRange?: TimeRange | undefined;
  /** Where an earlier run stopped. If it is given, hits that are open at the end stay open for the next run. */
  readonly resume?: SavedLogFiles | undefined;
  /**
   * Folders with rotated files of the logs. With {@link resume} they are searched, as the folder of each log is; otherwise their
   * files must be in {@link files}, and this only says that they belong to logs in other folders.
   */
  readonly rotated?: readonly string[] | undefined;
  /** Seconds to add to the times of a log whose clock is wrong; whole numbers. */
  readonly shiftOf?: ((log: string) => number) | undefined;
  /** Called with what the user should know about an input. */
  remark?(file: string, text: string): void;
}
