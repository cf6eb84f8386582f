// logscan as a library: why each 400 and 499 of some nginx access logs happened. No console, no process, no global flags.
import { Readable } from 'node:stream';
import { CAUSE_IDS, type CauseId } from './judge/catalogue.ts';
import type { Finding } from './judge/diagnose.ts';
import type { NginxVersion } from './judge/tables/era.ts';
import { explainCause } from './render/explain/explain.ts';
import type { GroupKey } from './report/shape/grouping.ts';
import type { Report } from './report/report.ts';
import { Session } from './session.ts';
import { ConfiguredLogs } from './sources/configured-logs.ts';
import { readNginxConf } from './sources/files/nginx-conf-file.ts';
import { STDIN_NAME } from './sources/files/open.ts';
import { LogFiles } from './sources/log-files.ts';
import { findTextFormats } from './sources/log-formats.ts';
import { LogText } from './sources/log-text.ts';
import type { HitSource } from './hits/source.ts';

export type { Entry, ExtraFields } from './formats/entry.ts';
export type { Counts } from './hits/counts.ts';
export type { Hit, HitEntry, LineView, NearbyLine, Place } from './hits/hit.ts';
export { type PlacedEntry, plainHit, plainObservation } from './hits/plain.ts';
export type { HitSink, HitSource, InputProgress, Observation, Progress, UnparsedLine } from './hits/source.ts';
export type { CauseId, Confidence, Fact, Facts, Family, Verdict } from './judge/catalogue.ts';
export type { Finding } from './judge/diagnose.ts';
export type { NginxVersion } from './judge/tables/era.ts';
export type { GroupKey } from './report/shape/grouping.ts';
export type { Report } from './report/report.ts';

/** What {@link scan} reads: log files (plain, gzip or zstd), the text of a log, or a source of hits of your own. */
export type Input =
  /** Paths, which are read oldest first. `-` is not one of them: a library has no standard input. */
  | { readonly files: readonly string[] }
  /** One character a byte (latin1). */
  | { readonly text: string }
  | { readonly source: HitSource };

/** How {@link scan} reads its input. */
export interface ScanOptions {
  /** Ends the reading early; the report then covers what was read. A text is always read whole. */
  readonly signal?: AbortSignal;
  /** The most threads to use, for large files; 1 by default. */
  readonly jobs?: number;
  /** The nginx that wrote the log, as major, minor, patch; by default it is inferred from the log. */
  readonly nginxVersion?: NginxVersion;
  /** The path of the nginx.conf that wrote the logs, or of a file with the output of `nginx -T`. */
  readonly nginxConf?: string;
  /** The period to report on: its first and its last time. Only for log files. */
  readonly since?: Date;
  readonly until?: Date;
  /** Findings that do not pass are neither counted nor given to `onFinding`. */
  readonly filter?: (finding: Finding) => boolean;
  /** What the report also sums up the findings by, in its `by`. */
  readonly by?: readonly GroupKey[];
  /**
   * Called for each finding, in line order.
   * @param isRelated true for a related line, which shows the same trouble under another status (000, 408, 494-497)
   */
  readonly onFinding?: (finding: Finding, isRelated: boolean) => void;
}

/**
 * Explains every 400 and 499 of an input and resolves to the report. A file that cannot be read does not throw: its entry in
 * the report's `inputs` says why.
 * @throws TypeError for the path `-`, an error for a configuration that cannot be read or that nginx would refuse (its message has the
 *   file and the line), and whatever your own source throws
 */
export async function scan(input: Input, options: ScanOptions = {}): Promise<Report> {
  const { nginxVersion, filter, by, onFinding, signal = new AbortController().signal } = options;
  const configuration = await configurationOf(options.nginxConf);
  const session = new Session(sourceOf(input, options, configuration), {
    nginxVersion,
    configuration,
    filter,
    by,
    listener: onFinding === undefined ? {} : { finding: onFinding },
  });
  await session.run(signal);
  return session.report();
}

/** Ids of all causes. */
export const causes: readonly CauseId[] = CAUSE_IDS;

/**
 * What a cause means, how it is recognised and what to change: plain text.
 * @param width in columns, 80 by default
 */
export function explain(cause: CauseId, width = 80): string {
  return explainCause(cause, width);
}

async function configurationOf(path: string | undefined): Promise<ConfiguredLogs | undefined> {
  if (path === STDIN_NAME) throw new TypeError(`nginxConf: "${STDIN_NAME}" is not a path`);
  return path === undefined ? undefined : new ConfiguredLogs(await readNginxConf(path, Readable.from([])));
}

function sourceOf(
  input: Input,
  { jobs = 1, since, until }: ScanOptions,
  configured: ConfiguredLogs | undefined,
): HitSource {
  if ('source' in input) return input.source;
  if ('text' in input) return new LogText(input.text, 'text', findTextFormats(input.text, 'text'));
  if (input.files.includes(STDIN_NAME))
    throw new TypeError(`files: "${STDIN_NAME}" is not a path; read the stream and pass its text`);
  const bounds = {
    since: since === undefined ? -Infinity : since.getTime() / 1000,
    until: until === undefined ? Infinity : until.getTime() / 1000,
  };
  const timeRange = since === undefined && until === undefined ? undefined : (): typeof bounds => bounds;
  return new LogFiles({
    files: input.files,
    stdin: Readable.from([]),
    jobs,
    timeRange,
    knownFormats: configured?.knownFormats,
  });
}
