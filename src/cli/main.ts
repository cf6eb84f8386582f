// One run of the command line: arguments → options → source → session → report → exit code.
import type { Writable } from 'node:stream';
import type { Progress } from '../hits/source.ts';
import { nameText } from '../render/escape.ts';
import type { RenderOptions } from '../render/renderer.ts';
import { alsoSeen, type SeenFixes } from '../report/fix-parts.ts';
import type { Report } from '../report/report.ts';
import { Session, type SessionListener } from '../session.ts';
import { describeFileError } from '../sources/files/file-error.ts';
import { STDIN_NAME } from '../sources/files/open.ts';
import type { ConfiguredLogs } from '../sources/configured-logs.ts';
import type { FollowedLogs } from '../sources/followed-logs.ts';
import { LogFiles } from '../sources/log-files.ts';
import { diff } from './commands/diff.ts';
import { type Display, liveReport, NO_DISPLAY, progressDisplay } from './terminal/display.ts';
import { EXIT, type ExitCode } from './errors.ts';
import { exitCodeOf, newFixesOf } from './commands/exit-code.ts';
import type { Host } from './host.ts';
import type { IgnoreRule } from './values/ignore-rules.ts';
import { explainPlace } from './commands/explain-line.ts';
import { inputsOf } from './input/inputs.ts';
import { columnsOf, layoutOf } from './terminal/layout.ts';
import { sayOutOfRange } from './input/log-end.ts';
import { type Options, parseCommandLine } from './arguments/options.ts';
import { readConfiguredLogs, remarkOn, withNamedFiles } from './input/nginx-conf.ts';
import { type Outputs, openOutputs, sayFailedWrites } from './output/outputs.ts';
import { sayNoLines, tellersOf } from './output/line-printer.ts';
import { shortHelp } from './reference/help.ts';
import { refuseMisspelt } from './arguments/subcommands.ts';
import { ignoreRulesOf, withConfiguration } from './arguments/settings.ts';
import { readState, type State, writeState } from './input/state-file.ts';
import { lockState } from './input/state-lock.ts';
import { sourceOf } from './input/source.ts';
import { StopSignals } from './stop-signals.ts';
import { openPager, page, showText } from './terminal/pager.ts';
import { howFar } from './terminal/screen.ts';
import { timeOfLog } from './values/time-bound.ts';
import { boundYoungGeneration, setFlags } from './v8-flags.ts';
import { Watch } from './terminal/watch.ts';

/** What a run that makes a report works with. */
interface Run {
  readonly host: Host;
  readonly options: Options;
  /** Names of logs, or `-` for standard input. */
  readonly files: readonly string[];
  /** The configuration that wrote the logs, if the user named it. */
  readonly configured: ConfiguredLogs | undefined;
  /** The hits that are known and accepted. */
  readonly ignore: readonly IgnoreRule[];
  readonly stop: StopSignals;
  readonly outputs: Outputs;
  /** True if the report is drawn on a terminal. */
  readonly isScreen: boolean;
  /** True if lines go through a pager while the log is read. */
  readonly isPaged: boolean;
  readonly layout: RenderOptions;
  /** How far the source has come, and whether a signal ended the reading. */
  readonly reached: { state?: Progress; isPart?: boolean };
}

/**
 * Does what the arguments ask for, and resolves to the exit code.
 * @throws UsageError for an invalid command line
 */
export async function main(host: Host, words: readonly string[], version: string): Promise<ExitCode> {
  return await withConfiguration(words, host.env, async (configuration) => {
    const parsed = parseCommandLine(words, version, Date.now() / 1000, configuration);
    if ('print' in parsed) {
      return await showText(host, parsed.print(columnsOf(host.stdout, host)), !words.includes('--no-pager'));
    }
    const { options } = parsed;
    if (options.asked !== undefined) return await explainPlace(host, options, options.asked);
    if (options.files.length === 0 && !options.readsConfigured && host.stdin.isTTY === true) {
      host.stderr.write(shortHelp(columnsOf(host.stderr, host)));
      return EXIT.usage;
    }
    if (!words.includes('--') && !parsed.isDiff) refuseMisspelt(options.files);
    const ignore = await ignoreRulesOf(options.ignoreFiles, configuration);
    if (parsed.isDiff) return await diff(host, options, (one, stdout) => report(host, one, words, ignore, stdout));
    return await report(host, options, words, ignore);
  });
}

async function report(
  host: Host,
  given: Options,
  words: readonly string[],
  ignore: readonly IgnoreRule[],
  stdout = host.stdout,
): Promise<ExitCode> {
  const configured = await readConfiguredLogs(given.nginxConf, host);
  const options = configured === undefined ? given : withNamedFiles(given, configured, host);
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
    const isPaged = pager !== undefined;
    const run = { ...prepare(host, options, stop, files, outputs, words), isPaged, configured, ignore };
    const source = sourceOf({ ...run, saved });
    const display = displayOf(run);
    const session = sessionOf(run, source, display, saved);
    await session.run(stop.signal).finally(() => display.end());
    // Later signals interrupt only what is done with the report.
    run.reached.isPart = stop.code !== undefined && !options.follow;
    const result = session.report();
    const isWritten = await printReport(run, session, result);
    sayOutOfRange(host.stderr, options, source.counts);
    const fixes = alsoSeen(saved?.fixes ?? new Map(), result.fixes);
    if (!isWritten || !saveState(run, session, source, fixes)) return EXIT.internal;
    const newFixes = options.failsOnNewFix ? newFixesOf(result, saved?.fixes) : [];
    const code = exitCodeOf(host.stderr, options.failOn, session.failures.length, result, newFixes);
    return stop.code ?? code;
  } finally {
    undo();
    host.off('exit', undo);
    stop.release();
  }
}

function prepare(
  host: Host,
  options: Options,
  stop: StopSignals,
  files: readonly string[],
  outputs: Outputs,
  words: readonly string[],
): Omit<Run, 'configured' | 'ignore' | 'isPaged'> {
  const isScreen = !outputs.isFile && options.renderer.isForPeople && host.stdout.isTTY === true;
  return {
    host,
    options,
    files,
    stop,
    outputs,
    isScreen,
    layout: layoutOf(host, options, isScreen, words),
    reached: {},
  };
}

function sessionOf(run: Run, source: LogFiles | FollowedLogs, display: Display, saved: State | undefined): Session {
  const { options, outputs, configured: configuration, ignore } = run;
  const { nginxVersion, filter, by } = options;
  const tell = tellersOf(run);
  const listener: SessionListener = {
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
      run.reached.state = state;
      return outputs.report.isFull ? outputs.report.drained() : undefined;
    },
  };
  const now = options.follow ? (): number => Date.now() : undefined;
  const neighboursKept = options.lines ? (options.context ?? 0) : undefined;
  const settings = {
    compareAt: timeOfLog(options.compareAt),
    nginxVersion,
    filter,
    ignore,
    by,
    now,
    listener,
    saved: saved?.judge,
    configuration,
    neighboursKept,
  };
  const session = new Session(source, settings);
  return session;
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

// Prints the report and the errors; returns false if writing failed.
async function printReport(run: Run, session: Session, result: Report): Promise<boolean> {
  const { host, options, outputs, layout, isScreen, isPaged, stop } = run;
  // A report about nothing would look as if all were well. A file keeps the report that it has.
  const isNothing = session.lines === 0 && session.failures.length > 0 && result.inputs.every(({ error }) => error);
  if (isNothing) outputs.discard();
  else {
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
  const { isPart = false, state } = run.reached;
  if (isPart) host.stderr.write(`logscan: ${howFar(session.lines, state)}\n`);
  for (const { file, error } of session.failures) host.stderr.write(`logscan: ${nameText(file)}: ${error}\n`);
  return !sayFailedWrites(host.stderr, outputs, options);
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
