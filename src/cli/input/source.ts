// The source of a run, from what the user typed.
import type { ConfiguredLogs } from '../../sources/configured-logs.ts';
import { FollowedLogs } from '../../sources/followed-logs.ts';
import { LogFiles } from '../../sources/log-files.ts';
import type { Options } from '../arguments/options.ts';
import type { Host } from '../host.ts';
import { shiftsOf } from '../values/clocks.ts';
import { lackOf } from '../values/log-format.ts';
import { timeRangeOf } from '../values/time-bound.ts';
import { quoted } from '../vocabulary.ts';
import { remarkOn } from './remarks.ts';
import type { State } from './state-file.ts';

/** What a source is made of. */
interface SourceSetup {
  readonly host: Host;
  readonly options: Options;
  /** Names of logs, or `-` for standard input. */
  readonly files: readonly string[];
  /** The configuration that wrote the logs, if the user named it. */
  readonly configured: ConfiguredLogs | undefined;
  /** Where the run before ended; undefined if there was none. */
  readonly saved?: State | undefined;
}

/** The source of a run: its logs, read once or followed. */
export function sourceOf({ host, options, files, configured, saved }: SourceSetup): LogFiles | FollowedLogs {
  const remark = remarkOn(host);
  const timeRange = timeRangeOf(options.since, options.until);
  const shifts = shiftsOf(options.clocks, files, options.rotated);
  const shiftOf = (log: string): number => shifts.get(log) ?? 0;
  const knownFormats = configured?.knownFormats;
  const { fields, rule } = options;
  const lacksField = (file: string): void => {
    if (rule !== undefined) throw lackOf(rule, quoted(file));
  };
  const how = { timeRange, parser: options.parser, fields, rule, lacksField, knownFormats, shiftOf, remark };
  if (options.follow) return new FollowedLogs({ files, ...how });
  const resume = options.state === undefined ? undefined : (saved?.source ?? { bookmarks: new Map(), scan: undefined });
  const { jobs, rotated, asked } = options;
  return new LogFiles({ files, stdin: host.stdin, jobs, asked, resume, rotated, ...how });
}
