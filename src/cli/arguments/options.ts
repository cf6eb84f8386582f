// What the user asked for, as values: the type of the options.
import type { ClientRule } from '../../formats/client-rule.ts';
import type { FieldNames } from '../../formats/inference/column-variables.ts';
import type { LineParser } from '../../formats/line-parser.ts';
import type { Finding } from '../../judge/diagnose.ts';
import type { NginxVersion } from '../../judge/tables/era.ts';
import type { Renderer } from '../../render/index.ts';
import type { GroupKey } from '../../report/shape/grouping.ts';
import type { Clock } from '../values/clocks.ts';
import type { Condition } from '../values/fail-on.ts';
import type { TimeBound } from '../values/time-bound.ts';
import type { AskedPlace } from './asked-place.ts';

/** What the user asked for. */
export interface Options {
  readonly files: readonly string[];
  /** The format of the report. */
  readonly renderer: Renderer;
  /** The file for the report; undefined for standard output. */
  readonly output: string | undefined;
  /** The file for unparsed lines. */
  readonly unparsed: string | undefined;
  /** How many clients and user agents the report lists. */
  readonly top: number;
  /** The nginx that wrote the log, as major, minor, patch; undefined to infer it. */
  readonly nginxVersion: NginxVersion | undefined;
  /** False for --no-color; otherwise the environment and the terminal decide. */
  readonly color: boolean;
  readonly ascii: boolean;
  /** Keep reading as the logs grow. */
  readonly follow: boolean;
  /** Seconds between two reports while following without a terminal. */
  readonly everySeconds: number | undefined;
  /** The file that remembers where the last run ended. */
  readonly state: string | undefined;
  /** Folders with rotated files of the logs. With --state, the folder of each log is searched, too. */
  readonly rotated: readonly string[];
  /** Which clocks are wrong. */
  readonly clocks: readonly Clock[];
  readonly since: TimeBound | undefined;
  readonly until: TimeBound | undefined;
  /** The time whose before and after the report compares. */
  readonly compareAt: TimeBound | undefined;
  /** Print nothing when there is nothing to fix. */
  readonly quiet: boolean;
  readonly progress: boolean;
  /** Parses the lines; undefined to find the log_format. */
  readonly parser: LineParser | undefined;
  /** How to find the client of a line. */
  readonly rule: ClientRule | undefined;
  /** Variables by the names of their fields in the logs, for a log_format that is found. */
  readonly fields: FieldNames;
  /** The nginx configuration that wrote the logs: a file, or `-` for standard input. */
  readonly nginxConf: string | undefined;
  /** True if the logs of this configuration are read where no file is named. */
  readonly readsConfigured: boolean;
  /** Files with rules of accepted hits. */
  readonly ignoreFiles: readonly string[];
  /** The most threads to use. */
  readonly jobs: number;
  /** True for a finding that passes the user's filters. */
  readonly filter: (finding: Finding) => boolean;
  /** The exit code is 10 if any of these holds. */
  readonly failOn: readonly Condition[];
  /** It is 10 also if there is something to fix that an earlier run, time or log did not have. */
  readonly failsOnNewFix: boolean;
  /** What the report sums up the hits by, in addition. */
  readonly by: readonly GroupKey[];
  /** Show the whole report, also on a terminal. */
  readonly full: boolean;
  /** Show every fix. */
  readonly fixes: boolean;
  /** Print the log lines of the hits instead of the report. */
  readonly lines: boolean;
  /** How many lines of the same client to show before and after a hit; undefined if the user does not say it. */
  readonly context: number | undefined;
  /** The line to explain instead of making a report; its file is the first of {@link files}. */
  readonly asked: AskedPlace | undefined;
  /** Show long texts on a terminal with a pager. */
  readonly pager: boolean;
}
