// One run of the command line: arguments → options → source → session → report → exit code.
import type { TimeRange } from '../hits/limits.ts';
import { explainCause, listCauses } from '../render/explain.ts';
import { nameText } from '../render/escape.ts';
import type { RenderOptions } from '../render/renderer.ts';
import type { Report } from '../report/report.ts';
import { Session, type SessionListener } from '../session.ts';
import { describeFileError } from '../sources/files/file-error.ts';
import { STDIN_NAME } from '../sources/files/open.ts';
import { FollowedLogs } from '../sources/followed-logs.ts';
import { LogFiles } from '../sources/log-files.ts';
import { type Display, liveReport, NO_DISPLAY, progressDisplay } from './display.ts';
import { EXIT, type ExitCode } from './errors.ts';
import { describeCondition, holds } from './fail-on.ts';
import type { Host } from './host.ts';
import { inputsOf } from './inputs.ts';
import { helpText, type Options, parseCommandLine } from './options.ts';
import { print } from './output.ts';
import { type Outputs, openOutputs } from './outputs.ts';
import { readState, type State, writeState } from './state-file.ts';
import { lockState } from './state-lock.ts';
import { StopSignals } from './stop-signals.ts';
import { resolveTimeBound } from './time-bound.ts';
import { boundYoungGeneration, setFlags } from './v8-flags.ts';
import { Watch } from './watch.ts';

/** What a run that makes a report works with. */
interface Run {
  readonly host: Host;
  readonly options: Options;
  /** Names of logs, or `-` for standard input. */
  readonly files: readonly string[];
  readonly stop: StopSignals;
  readonly outputs: Outputs;
  /** True if the report is drawn on a terminal. */
  readonly isScreen: boolean;
  readonly layout: RenderOptions;
}

/**
 * Does what the arguments ask for, and resolves to the exit code.
 * @throws UsageError for an invalid command line
 */
export async function main(host: Host, words: readonly string[], version: string): Promise<ExitCode> {
  const parsed = parseCommandLine(words, version, Date.now() / 1000);
  if ('print' in parsed) {
    await print(host.stdout, parsed.print);
    return EXIT.ok;
  }
  if ('explain' in parsed) {
    const width = Math.min(100, host.stdout.columns ?? 80);
    await print(host.stdout, parsed.explain === undefined ? listCauses() : explainCause(parsed.explain, width));
    return EXIT.ok;
  }
  const { options } = parsed;
  if (options.files.length === 0 && host.stdin.isTTY === true) {
    host.stderr.write(helpText(version));
    return EXIT.usage;
  }
  return await report(host, options);
}

async function report(host: Host, options: Options): Promise<ExitCode> {
  const unlock = options.state === undefined ? undefined : lockState(options.state);
  const stop = new StopSignals(host);
  let outputs: Outputs | undefined;
  const undo = (): void => {
    outputs?.discard();
    unlock?.();
  };
  host.on('exit', undo);
  try {
    const saved = options.state === undefined ? undefined : readState(options.state);
    const files = await inputsOf(options, remarkOn(host), stop.signal);
    outputs = await openOutputs(host, options, files, stop);
    const run = prepare(host, options, stop, files, outputs);
    const source = sourceOf(run, saved);
    const display = displayOf(run);
    const session = sessionOf(run, source, display, saved);
    await session.run(stop.signal).finally(() => display.end());
    const result = session.report();
    const isWritten = await printReport(run, session, result);
    if (!isWritten || !saveState(run, session, source)) return EXIT.internal;
    return exitCodeOf(run, session, result);
  } finally {
    undo();
    host.off('exit', undo);
    stop.release();
  }
}

function prepare(host: Host, options: Options, stop: StopSignals, files: readonly string[], outputs: Outputs): Run {
  const isScreen = !outputs.isFile && options.renderer.isForPeople && host.stdout.isTTY === true;
  return { host, options, files, stop, outputs, isScreen, layout: layoutOf(host, options, isScreen) };
}

// Log text and names of files in a remark are escaped.
function remarkOn({ stderr }: Host): (file: string, text: string) => void {
  return (file, text) => void stderr.write(`logscan: ${nameText(file)}: ${nameText(text)}\n`);
}

function sourceOf({ host, options, files }: Run, saved: State | undefined): LogFiles | FollowedLogs {
  const remark = remarkOn(host);
  const timeRange = timeRangeOf(options);
  if (options.follow) return new FollowedLogs({ files, timeRange, parser: options.parser, remark });
  const resume = options.state === undefined ? undefined : (saved?.source ?? { bookmarks: new Map(), scan: undefined });
  const { jobs, rotated, parser } = options;
  return new LogFiles({ files, stdin: host.stdin, jobs, timeRange, resume, rotated, parser, remark });
}

function sessionOf(run: Run, source: LogFiles | FollowedLogs, display: Display, saved: State | undefined): Session {
  const { options, outputs } = run;
  const { nginxVersion, filter } = options;
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
      return outputs.report.isFull ? outputs.report.drained() : undefined;
    },
  };
  const now = options.follow ? (): number => Date.now() : undefined;
  const session = new Session(source, { nginxVersion, filter, now, listener, saved: saved?.judge });
  return session;
}

// What is printed line by line, while the log is read.
function tellersOf({ options: { renderer }, outputs }: Run): SessionListener {
  const { report: output, unparsed } = outputs;
  return {
    finding: (finding, isRelated) => output.write(renderer.finding?.(finding, isRelated) ?? ''),
    provisional: (finding) => output.write(renderer.provisional?.(finding) ?? ''),
    unparsed: ({ text }) => unparsed?.write(Buffer.from(`${text}\n`, 'latin1')),
  };
}

function displayOf(run: Run): Display {
  const { host, options, files, outputs, isScreen, layout, stop } = run;
  if (options.follow) {
    const render = (now: Report): string => options.renderer.report(now, layout);
    return new Watch({ host, options, output: outputs.report, layout, isScreen, stop, render });
  }
  if (isScreen && files.includes(STDIN_NAME)) return liveReport(host, layout);
  return options.progress && host.stderr.isTTY === true ? progressDisplay(host.stderr) : NO_DISPLAY;
}

// Prints the report and the errors; returns false if writing failed.
async function printReport(run: Run, session: Session, result: Report): Promise<boolean> {
  const { host, options, outputs, layout } = run;
  if (!options.quiet || result.fixes.length > 0) outputs.report.write(options.renderer.report(result, layout));
  await outputs.report.flushed(outputs.isFile);
  await outputs.unparsed?.flushed(true);
  for (const { file, error } of session.failures) host.stderr.write(`logscan: ${nameText(file)}: ${error}\n`);
  const failed = [
    { name: outputs.isFile ? options.output : 'standard output', error: outputs.report.error },
    { name: options.unparsed, error: outputs.unparsed?.error },
  ].filter(({ error }) => error !== undefined);
  for (const { name = '', error } of failed)
    host.stderr.write(`logscan: writing failed: ${nameText(name)}: ${describeFileError(error)}\n`);
  return failed.length === 0;
}

// Saves where the next run continues; returns false if that failed. Saves nothing if the report was cut off, so that the next run
// reads the same lines again.
function saveState({ host, options, outputs }: Run, session: Session, source: LogFiles | FollowedLogs): boolean {
  const { state } = options;
  if (state === undefined || outputs.report.isClosed || !(source instanceof LogFiles)) return true;
  try {
    writeState(state, { source: source.save(), judge: session.save() });
    return true;
  } catch (error) {
    const why = `${describeFileError(error)}; the next run reads the same lines again`;
    host.stderr.write(`logscan: --state ${nameText(state)}: ${why}\n`);
    return false;
  }
}

function exitCodeOf({ host, options, stop }: Run, session: Session, result: Report): ExitCode {
  const met = options.failOn
    .map((condition) => ({ condition, ...holds(condition, result) }))
    .filter((checked) => checked.holds);
  for (const { condition, actual } of met)
    host.stderr.write(`logscan: --fail-on condition holds: ${describeCondition(condition, actual)}\n`);
  if (stop.code !== undefined) return stop.code;
  if (session.failures.length > 0) return EXIT.unreadable;
  if (result.totals.unparsed > 0 && result.totals.entries === 0) return EXIT.unparsed;
  return met.length > 0 ? EXIT.condition : EXIT.ok;
}

function layoutOf(host: Host, options: Options, isScreen: boolean): RenderOptions {
  const wantsColor = options.color && (host.env['NO_COLOR'] ?? '') === '';
  const forced = host.env['FORCE_COLOR'] !== undefined && host.env['FORCE_COLOR'] !== '0';
  return {
    width: isScreen ? (host.stdout.columns ?? 80) : Number(host.env['COLUMNS'] ?? 80) || 80,
    color: wantsColor && host.env['TERM'] !== 'dumb' && (isScreen || (forced && options.output === undefined)),
    top: options.top,
    ascii: options.ascii,
  };
}

function timeRangeOf({ since, until }: Options): TimeRange | undefined {
  if (since === undefined && until === undefined) return undefined;
  return (utcOffsetMinutes) => ({
    since: since === undefined ? -Infinity : resolveTimeBound(since, utcOffsetMinutes),
    until: until === undefined ? Infinity : resolveTimeBound(until, utcOffsetMinutes),
  });
}
