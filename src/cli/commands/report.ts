// The report, which is what logscan does without a command: logs → session → report → exit code.
import type { Writable } from 'node:stream';
import type { Progress } from '../../hits/source.ts';
import { nameText } from '../../render/escape.ts';
import type { RenderOptions } from '../../render/renderer.ts';
import { alsoSeen, type SeenFixes } from '../../report/compare/fix-parts.ts';
import type { Report } from '../../report/report.ts';
import { Session } from '../../session.ts';
import type { ConfiguredLogs } from '../../sources/configured-logs.ts';
import { describeFileError } from '../../sources/files/file-error.ts';
import { STDIN_NAME } from '../../sources/files/open.ts';
import type { FollowedLogs } from '../../sources/followed-logs.ts';
import { LogFiles } from '../../sources/log-files.ts';
import type { Options } from '../arguments/options.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import type { Host } from '../host.ts';
import { inputsOf } from '../input/inputs.ts';
import { sayOutOfRange } from '../input/log-end.ts';
import { readConfiguredLogs, withNamedFiles } from '../input/nginx-conf.ts';
import { remarkOn } from '../input/remarks.ts';
import { sourceOf } from '../input/source.ts';
import { readState, type State, writeState } from '../input/state-file.ts';
import { lockState } from '../input/state-lock.ts';
import { sayNoLines, tellersOf } from '../output/line-printer.ts';
import { openOutputs, type Outputs, sayFailedWrites } from '../output/outputs.ts';
import { StopSignals } from '../stop-signals.ts';
import { type Display, liveReport, NO_DISPLAY, progressDisplay } from '../terminal/display.ts';
import { layoutOf } from '../terminal/layout.ts';
import { openPager, page } from '../terminal/pager.ts';
import { howFar } from '../terminal/screen.ts';
import { Watch } from '../terminal/watch.ts';
import { boundYoungGeneration, setFlags } from '../v8-flags.ts';
import type { IgnoreRule } from '../values/ignore-rules.ts';
import { timeOfLog } from '../values/time-bound.ts';
import { exitCodeOf, newFixesOf } from './exit-code.ts';

/** What the user asked for: the options, and what goes with them. */
export interface Task {
  readonly options: Options;
  /** What the user typed after `logscan`. */
  readonly words: readonly string[];
  /** The hits that are known and accepted. */
  readonly ignore: readonly IgnoreRule[];
}

/** What a run works with. */
interface Run extends Task {
  readonly host: Host;
  /** The configuration that wrote the logs, if the user named it. */
  readonly configured: ConfiguredLogs | undefined;
  /** What the run before left for this one. */
  readonly saved: State | undefined;
  /** Names of logs, or `-` for standard input. */
  readonly files: readonly string[];
  readonly stop: StopSignals;
  readonly outputs: Outputs;
  /** True if the report is drawn on a terminal. */
  readonly isScreen: boolean;
  /** True if lines go through a pager while the log is read. */
  readonly isPaged: boolean;
  readonly layout: RenderOptions;
}

/**
 * Reads logs, prints the report, and resolves to the exit code.
 * @param stdout where the report goes if it goes to no file
 * @throws UsageError for what cannot be read or written as the options say
 */
export async function report(host: Host, task: Task, stdout: Writable = host.stdout): Promise<ExitCode> {
  const configured = await readConfiguredLogs(task.options.nginxConf, host);
  const options = configured === undefined ? task.options : withNamedFiles(task.options, configured, host);
  const unlock = options.state === undefined ? undefined : lockState(options.state);
  const stop = new StopSignals(host);
  let outputs: Outputs | undefined;
  let pager: Writable | undefined;
  const undo = (): void => {
    outputs?.discard();
    pager?.destroy();
    unlock?.();
  };
  host.on('exit', undo);
  try {
    const saved = options.state === undefined ? undefined : readState(options.state);
    const files = await inputsOf(options, remarkOn(host), stop.signal);
    pager = await openPager(host, options, stop);
    outputs = await openOutputs(pager ?? stdout, options, files, stop);
    const isScreen = !outputs.isFile && options.renderer.isForPeople && host.stdout.isTTY === true;
    const layout = layoutOf(host, options, isScreen, task.words);
    const isPaged = pager !== undefined;
    return await runWith({
      ...task,
      host,
      options,
      configured,
      saved,
      files,
      stop,
      outputs,
      isScreen,
      isPaged,
      layout,
    });
  } finally {
    undo();
    host.off('exit', undo);
    stop.release();
  }
}

async function runWith(run: Run): Promise<ExitCode> {
  const { host, options, saved, stop } = run;
  const source = sourceOf(run);
  const { session, reached } = await readLogs(run, source);
  // Later signals interrupt only what is done with the report.
  const isPart = stop.code !== undefined && !options.follow;
  const result = session.report();
  await printReport(run, session, result);
  if (isPart) host.stderr.write(`logscan: ${howFar(session.lines, reached)}\n`);
  const hasFailed = sayFailures(run, session);
  sayOutOfRange(host.stderr, options, source.counts);
  const fixes = alsoSeen(saved?.fixes ?? new Map(), result.fixes);
  if (hasFailed || !saveState(run, session, source, fixes)) return EXIT.internal;
  const newFixes = options.failsOnNewFix ? newFixesOf(result, saved?.fixes) : [];
  const code = exitCodeOf(host.stderr, options.failOn, session.failures.length, result, newFixes);
  return stop.code ?? code;
}

// Reads the source to its end, or until a signal comes, and shows meanwhile what the user wants to see.
async function readLogs(
  run: Run,
  source: LogFiles | FollowedLogs,
): Promise<{ readonly session: Session; readonly reached: Progress | undefined }> {
  const { options, outputs } = run;
  const display = displayOf(run);
  const tell = tellersOf(run);
  let reached: Progress | undefined;
  const session = new Session(source, {
    compareAt: timeOfLog(options.compareAt),
    nginxVersion: options.nginxVersion,
    filter: options.filter,
    ignore: run.ignore,
    by: options.by,
    now: options.follow ? () => Date.now() : undefined,
    saved: run.saved?.judge,
    configuration: run.configured,
    neighboursKept: options.lines ? (options.context ?? 0) : undefined,
    listener: {
      ...tell,
      begin: setFlags,
      input: (file) => outputs.reads(file),
      finding(finding, isRelated) {
        display.finding?.(finding);
        tell.finding?.(finding, isRelated);
      },
      progress(state) {
        boundYoungGeneration();
        display.progress(session, state);
        reached = state;
        return outputs.report.isFull ? outputs.report.drained() : undefined;
      },
    },
  });
  await session.run(run.stop.signal).finally(() => display.end());
  return { session, reached };
}

function displayOf(run: Run): Display {
  const { host, options, files, outputs, isScreen, isPaged, layout, stop } = run;
  if (options.lines && (options.follow || isPaged || isScreen)) return NO_DISPLAY;
  if (options.follow) {
    const render = (now: Report): string => options.renderer.report(now, layout);
    return new Watch({ host, options, output: outputs.report, layout, isScreen, stop, render });
  }
  if (isScreen && files.includes(STDIN_NAME)) return liveReport(host, layout);
  return options.progress && host.stderr.isTTY === true ? progressDisplay(host.stderr) : NO_DISPLAY;
}

async function printReport(run: Run, session: Session, result: Report): Promise<void> {
  const { host, options, outputs, layout, isScreen, isPaged, stop } = run;
  // A report about nothing would look as if all were well. A file keeps the report that it has.
  const isNothing = session.lines === 0 && session.failures.length > 0 && result.inputs.every(({ error }) => error);
  if (isNothing) return outputs.discard();
  if (options.lines) {
    sayNoLines(host.stderr, result);
  } else if (!options.quiet || result.fixes.length > 0) {
    const text = options.renderer.report(result, layout);
    const isLong = isScreen && layout.view !== 'overview' && !options.follow && options.pager;
    if (!isLong || !(await page(host, text, stop))) outputs.report.write(text);
  }
  await outputs.report.flushed(outputs.isFile || isPaged);
  await outputs.unparsed?.flushed(true);
}

// Says on stderr what could not be read and what could not be written; returns true for the latter.
function sayFailures({ host, options, outputs }: Run, { failures }: Session): boolean {
  const remark = remarkOn(host);
  for (const { file, error } of failures) remark(file, error);
  return sayFailedWrites(host.stderr, outputs, options);
}

// Saves where the next run continues; returns false if that failed. Saves nothing if the report was cut off, so that the next run
// reads the same lines again.
function saveState(
  { host, options, outputs }: Run,
  session: Session,
  source: LogFiles | FollowedLogs,
  fixes: SeenFixes,
): boolean {
  const { state } = options;
  if (state === undefined || outputs.report.isClosed || !(source instanceof LogFiles)) return true;
  try {
    writeState(state, { source: source.save(), judge: session.save(), fixes });
    return true;
  } catch (error) {
    const why = `${describeFileError(error)}; the next run reads the same lines again`;
    host.stderr.write(`logscan: --state ${nameText(state)}: ${why}\n`);
    return false;
  }
}
