// Reads what the user typed: checks each value, and whether the flags can be used together.
import { LineParser } from '../formats/line-parser.ts';
import { LogFormatError } from '../formats/log-format/directive.ts';
import { availableParallelism } from 'node:os';
import type { CauseId } from '../judge/catalogue.ts';
import type { Finding } from '../judge/diagnose.ts';
import { type NginxVersion, parseNginxVersion } from '../judge/tables/era.ts';
import { type Renderer, RENDERERS, rendererNamed, rendererOfFile } from '../render/index.ts';
import { isRotationOf } from '../sources/files/rotated-names.ts';
import { STDIN_NAME } from '../sources/files/open.ts';
import { ENDINGS, FORMATS, readWords, type TypedValues } from './command.ts';
import { UsageError } from './errors.ts';
import { type Condition, parseCondition } from './fail-on.ts';
import { compileFilter } from './filter.ts';
import { parseTimeBound, type TimeBound } from './time-bound.ts';
import { oneOf, quoted, readCause, unknownWord } from './vocabulary.ts';

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
  readonly since: TimeBound | undefined;
  readonly until: TimeBound | undefined;
  /** Print nothing when there is nothing to fix. */
  readonly quiet: boolean;
  readonly progress: boolean;
  /** Parses the lines; undefined to find the log_format. */
  readonly parser: LineParser | undefined;
  /** The most threads to use. */
  readonly jobs: number;
  /** True for a finding that passes the user's filters. */
  readonly filter: (finding: Finding) => boolean;
  /** The exit code is 10 if any of these holds. */
  readonly failOn: readonly Condition[];
}

/** What the command line asks for: a report, a text to print (--help, --version), or an explanation. */
export type Parsed =
  | { readonly options: Options }
  | { readonly print: string }
  /** The cause of `explain CAUSE`; undefined for `causes`, which lists them all. */
  | { readonly explain: CauseId | undefined };

const MOST_ROWS = 10_000;
const MOST_JOBS = 64;
const INTERVAL_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/**
 * Reads the command-line arguments (without `node` and the script).
 * @param version logscan's own version, for --version
 * @param nowSeconds the current time, in seconds since the epoch; `2h` and `yesterday` count back from it
 * @throws UsageError for an invalid command line
 */
export function parseCommandLine(words: readonly string[], version: string, nowSeconds: number): Parsed {
  const [verb, ...rest] = words;
  if (verb === 'causes' && rest.length === 0) return { explain: undefined };
  if (verb === 'explain') return { explain: causeToExplain(rest) };
  const typed = readWords(words, version);
  if ('print' in typed) return typed;
  const { files, values } = typed;
  const renderer = readFormat(values);
  const readTime = (flag: string, text: string | undefined): TimeBound | undefined =>
    text === undefined ? undefined : parseTimeBound(flag, text, nowSeconds);
  const options: Options = {
    files,
    renderer,
    output: values.output,
    unparsed: values.unparsed,
    top: readCount('--top', values.top, MOST_ROWS),
    nginxVersion: readNginxVersion(values.nginxVersion),
    color: values.color,
    ascii: values.ascii,
    progress: values.progress,
    jobs:
      values.jobs === undefined
        ? Math.min(availableParallelism(), MOST_JOBS)
        : readCount('--jobs', values.jobs, MOST_JOBS),
    parser: readLogFormat(values.logFormat),
    follow: values.follow,
    everySeconds: readInterval(values.every),
    state: values.state,
    rotated: values.rotated ?? [],
    since: readTime('--since', values.since),
    until: readTime('--until', values.until),
    quiet: values.quiet,
    filter: compileFilter({
      statuses: values.status,
      clients: values.client,
      excludedClients: values.excludeClient,
      userAgents: values.userAgent,
      causes: values.cause,
      verdicts: values.verdict,
    }),
    failOn: (values.failOn ?? []).map(parseCondition),
  };
  checkTogether(options);
  return { options };
}

/**
 * The text of --help.
 * @param version logscan's own version
 */
export function helpText(version: string): string {
  const typed = readWords(['--help'], version);
  return 'print' in typed ? typed.print : '';
}

function readLogFormat(text: string | undefined): LineParser | undefined {
  if (text === undefined) return undefined;
  try {
    return new LineParser([text]);
  } catch (error) {
    if (error instanceof LogFormatError) throw new UsageError(`--log-format: ${error.message}.`);
    throw error;
  }
}

function checkTogether({ files, follow, everySeconds, state, rotated, since, until, unparsed }: Options): void {
  const readsStdin = files.length === 0 || files.includes(STDIN_NAME);
  if (unparsed === STDIN_NAME) {
    throw new UsageError('--unparsed: standard output is reserved for the report; name a file.');
  }
  if (follow && readsStdin) {
    throw new UsageError(
      '--follow cannot read standard input; name the log files, or leave out --follow (tail -f access.log | logscan).',
    );
  }
  if (follow && state !== undefined) {
    throw new UsageError('--follow runs forever and --state is for repeated runs; use one of them.');
  }
  if (!follow && everySeconds !== undefined) {
    throw new UsageError('--every works only with --follow; add --follow, or leave out --every.');
  }
  if (follow && rotated.length > 0) {
    throw new UsageError(
      '--rotated does not work with --follow, which starts at the current file; leave out one of them.',
    );
  }
  if (rotated.length > 0 && files.every((file) => file === STDIN_NAME)) {
    throw new UsageError('--rotated needs the name of a log, whose rotated files it searches; name the log files.');
  }
  if (state === undefined) return;
  if (readsStdin) {
    throw new UsageError(
      '--state cannot read standard input, because a later run could not continue it; name the log files.',
    );
  }
  checkRotatedParts(files);
  if (since !== undefined || until !== undefined) {
    const flag = since === undefined ? '--until' : '--since';
    throw new UsageError(`--state and ${flag} both decide which lines are read; use one of them.`);
  }
}

/**
 * Checks the logs of --state.
 * @throws UsageError if one of them is a rotated part of another one
 */
export function checkRotatedParts(files: readonly string[]): void {
  for (const log of files) {
    const part = files.find((file) => isRotationOf(file, log));
    if (part === undefined) continue;
    throw new UsageError(
      `--state: ${quoted(part)} is a rotated part of ${quoted(log)} and is found automatically; name only ${quoted(log)}.`,
    );
  }
}

function causeToExplain(words: readonly string[]): CauseId {
  const [name] = words;
  if (name === undefined || words.length > 1) {
    throw new UsageError('explain needs exactly one cause; logscan causes lists all causes.');
  }
  return readCause('explain', name);
}

// --format decides; otherwise the ending of the file does.
function readFormat({ format: typed, output }: TypedValues): Renderer {
  if (typed !== undefined) {
    const renderer = rendererNamed(typed);
    if (renderer !== undefined) return renderer;
    throw new UsageError(`--format: ${unknownWord('format', typed, FORMATS, `use ${oneOf(FORMATS)}.`)}`);
  }
  if (output === undefined) return RENDERERS[0];
  const renderer = rendererOfFile(output);
  if (renderer !== undefined) return renderer;
  const ending = `the ending of ${quoted(output)} does not select a format`;
  throw new UsageError(`--output: ${ending}; use ${oneOf(ENDINGS)}, or add --format.`);
}

function readCount(flag: string, text: string, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new UsageError(`${flag}: invalid number ${quoted(text)}; use a whole number from 1 to ${most}.`);
}

function readNginxVersion(text: string | undefined): NginxVersion | undefined {
  if (text === undefined) return undefined;
  const version = parseNginxVersion(text);
  if (version !== undefined) return version;
  throw new UsageError(`--nginx-version: invalid version ${quoted(text)}; write it like 1.22.1.`);
}

function readInterval(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, count, unit = ''] = /^(\d{1,6})(s|m|h)$/.exec(text) ?? [];
  const seconds = Number(count ?? 0) * (INTERVAL_SECONDS[unit] ?? 0);
  if (seconds > 0) return seconds;
  throw new UsageError(`--every: invalid interval ${quoted(text)}; write it like 30s, 1m or 2h.`);
}
