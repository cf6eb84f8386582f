// Which flags cannot be used together.
import { STDIN_NAME } from '../../sources/files/open.ts';
import { isRotationOf } from '../../sources/files/rotated-names.ts';
import { UsageError } from '../errors.ts';
import { quoted } from '../vocabulary.ts';
import type { Options } from './options.ts';

/** True if a log comes through standard input: it is named, or nothing names the logs. */
export function readsStdin({ files, readsConfigured }: Options): boolean {
  return files.includes(STDIN_NAME) || (files.length === 0 && !readsConfigured);
}

/**
 * Checks whether the flags can be used together.
 * @throws UsageError that names two of them
 */
export function checkTogether(options: Options): void {
  const { parser, fields, files, follow, everySeconds, state, rotated, since, until, unparsed, nginxConf, compareAt } =
    options;
  if (parser !== undefined && fields.size > 0) {
    throw new UsageError('--field helps to find a format, and --log-format gives one; leave out one of them.');
  }
  const isStdinRead = readsStdin(options);
  if (nginxConf === STDIN_NAME && isStdinRead) {
    throw new UsageError('--nginx-conf - reads standard input, so no log can be read from it; name the log files.');
  }
  if (unparsed === STDIN_NAME) {
    throw new UsageError('--unparsed: standard output is reserved for the report; name a file.');
  }
  if (follow && isStdinRead) {
    throw new UsageError(
      '--follow cannot read standard input; name the log files, or leave out --follow (tail -f access.log | logscan).',
    );
  }
  if (follow && state !== undefined) {
    throw new UsageError('--follow runs forever and --state is for repeated runs; use one of them.');
  }
  if (compareAt !== undefined && (follow || state !== undefined)) {
    const [flag, reads] = follow ? ['--follow', 'new lines'] : ['--state', 'only what is new'];
    throw new UsageError(
      `--compare-at needs the lines before that time, and ${flag} reads ${reads}; leave out one of them.`,
    );
  }
  if (!follow && everySeconds !== undefined) {
    throw new UsageError('--every works only with --follow; add --follow, or leave out --every.');
  }
  if (follow && rotated.length > 0) {
    throw new UsageError(
      '--rotated does not work with --follow, which starts at the current file; leave out one of them.',
    );
  }
  if (rotated.length > 0 && isStdinRead && files.every((file) => file === STDIN_NAME)) {
    throw new UsageError('--rotated needs the name of a log, whose rotated files it searches; name the log files.');
  }
  if (state === undefined) return;
  if (isStdinRead) {
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

/** Flags that ask for another output than --lines. */
const OTHER_OUTPUTS: readonly string[] = ['--full', '--fixes', '--by', '--every'];

/**
 * Checks the flags of --lines.
 * @param typed the long names of the flags on the command line
 * @throws UsageError that names two of them
 */
export function checkLines({ lines, context, renderer }: Options, typed: readonly string[]): void {
  if (!lines) {
    if (context === undefined) return;
    throw new UsageError('--context adds neighbours to the lines of --lines; add --lines, or leave out --context.');
  }
  if (!renderer.isForPeople) {
    throw new UsageError(
      `--lines prints log lines, and --format ${renderer.name} prints data; leave out one of them (--format ndjson has the fields of each line).`,
    );
  }
  const other = OTHER_OUTPUTS.find((flag) => typed.includes(flag));
  if (other === undefined) return;
  throw new UsageError(`--lines prints log lines and no report, so ${other} has nothing to do; leave out one of them.`);
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

/** Flags of one run that a comparison of two logs cannot have. */
const NOT_FOR_DIFF: ReadonlySet<string> = new Set([
  '--output',
  '--unparsed',
  '--state',
  '--follow',
  '--every',
  '--compare-at',
  '--by',
  '--full',
  '--fixes',
  '--quiet',
  '--lines',
  '--context',
]);

/**
 * Checks the command diff, and leaves out what configuration files set for other runs.
 * @param typed the long names of the flags that the user typed
 * @throws UsageError that says what diff takes
 */
export function checkDiff(options: Options, typed: readonly string[]): Options {
  const { files, renderer, failOn } = options;
  if (files.length !== 2) {
    throw new UsageError(
      `diff compares two logs or reports, and there ${files.length === 1 ? 'is 1 name' : `are ${files.length} names`}; ` +
        'put a pattern in quotes (logscan diff "old/*.log" "new/*.log").',
    );
  }
  const flag = typed.find((one) => NOT_FOR_DIFF.has(one));
  if (flag !== undefined) throw new UsageError(`${flag} does not work with diff; leave it out.`);
  if (renderer.finding !== undefined)
    throw new UsageError('diff has no findings to print as ndjson; use --format json.');
  if (failOn.length > 0 && typed.includes('--fail-on'))
    throw new UsageError('--fail-on: diff knows only the condition "new fix"; leave out the others.');
  const [first, second] = files;
  if (first === STDIN_NAME && second === STDIN_NAME)
    throw new UsageError('diff can read only one of both from standard input; name the other file.');
  const result = { ...options, failOn: [], by: [], quiet: false, lines: false, unparsed: undefined, output: undefined };
  checkTogether(result);
  return result;
}

/**
 * Checks whether there is something to compare with for the condition `new fix`.
 * @throws UsageError that says what is missing
 */
export function checkNewFix({ failsOnNewFix, state, compareAt }: Options): void {
  if (!failsOnNewFix || state !== undefined || compareAt !== undefined) return;
  throw new UsageError(
    '--fail-on: "new fix" needs something to compare with; add --state or --compare-at, or use logscan diff.',
  );
}
