// The composition root: argv → options → pipeline → reporter → exit code.
import type { Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { helpText, type Options, parseCommandLine } from './options.ts';
import type { Diagnosis, Listener } from '../session.ts';
import { describeFileError, EXIT, type ExitCode, UsageError } from './errors.ts';
import type { Host } from './host.ts';
import { STDIN_NAME } from '../sources/files/open.ts';
import { Output, print } from './output.ts';
import { diagnoseInputs, type Outcome } from '../sources/log-files.ts';
import { explainCause, listCauses } from '../render/explain.ts';
import { rendererNamed } from '../render/index.ts';
import { renderTable, type TableOptions } from '../render/table/table.ts';
import { nameText } from '../render/escape.ts';
import { describeCondition, holds } from './fail-on.ts';
import type { Report } from '../report/report.ts';
import { LiveScreen, ProgressLine } from './screen.ts';
import { watchLogs } from './watch.ts';
import { lockState, readState, writeState } from './state-file.ts';

/**
 * Does what the user's words ask for, and resolves to the exit code.
 * @throws UsageError for words that make no sense
 */
export async function perform(host: Host, words: readonly string[], version: string): Promise<ExitCode> {
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
  const files = options.files.length === 0 ? [STDIN_NAME] : options.files;
  const stop = new AbortController();
  let signalled: ExitCode | undefined;
  const onSignal = (code: ExitCode) => (): void => {
    signalled ??= code;
    stop.abort();
  };
  const onInterrupt = onSignal(EXIT.interrupted);
  const onTerminate = onSignal(EXIT.terminated);
  const unlock = options.state === undefined ? undefined : lockState(options.state);
  host.on('SIGINT', onInterrupt);
  host.on('SIGTERM', onTerminate);
  // Without a listener node would open its debugger.
  host.on('SIGUSR1', ignore);
  try {
    const end = (): void => stop.abort();
    const toFile = options.output !== undefined && options.output !== STDIN_NAME;
    const paths = [
      ...(toFile ? [options.output ?? ''] : []),
      ...(options.unparsed === undefined ? [] : [options.unparsed]),
    ];
    const before = options.state === undefined ? undefined : readState(options.state);
    const kept = options.state === undefined ? [] : [options.state];
    const streams = await openOutputs(paths, [...files, ...kept]);
    const output = new Output(toFile ? streams[0]! : host.stdout, end);
    const unparsed = options.unparsed === undefined ? undefined : new Output(streams.at(-1)!, () => {});
    const isScreen = !toFile && options.format === 'table' && host.stdout.isTTY === true;
    const live = isScreen && files.includes(STDIN_NAME) ? new LiveScreen(host.stdout) : undefined;
    const bar =
      options.progress && !options.follow && live === undefined && host.stderr.isTTY === true
        ? new ProgressLine(host.stderr)
        : undefined;
    const table = tableOptions(host, options, isScreen);

    const listener = listenerFor(options, output, unparsed);
    const remark = (file: string, text: string): void =>
      void host.stderr.write(`logscan: ${nameText(file)}: ${text}\n`);
    const outcome = options.follow
      ? followed(
          await watchLogs({
            host,
            options,
            files,
            output,
            table,
            isScreen,
            stop,
            listener,
            interrupt: onInterrupt,
            remark,
            render: (now) => renderAs(options, now, table),
          }),
        )
      : await diagnoseInputs({
          files,
          stdin: host.stdin,
          signal: stop.signal,
          jobs: options.jobs,
          nginxVersion: options.nginxVersion,
          filter: options.filter,
          since: options.since,
          until: options.until,
          remark,
          resume:
            options.state === undefined
              ? undefined
              : { diagnosis: before?.diagnosis, bookmarks: before?.bookmarks ?? new Map() },
          listener,
          progress: (state) => {
            bar?.update(state);
            live?.update(() => renderTable(state.diagnosis.report(), { ...table, live: true }));
            return output.isFull ? output.drained() : undefined;
          },
        });
    bar?.clear();
    live?.end();
    const result = outcome.diagnosis.report();
    if (!options.quiet || result.verdicts.fix.hits > 0) output.write(renderAs(options, result, table));
    await output.flushed(toFile);
    await unparsed?.flushed(true);
    for (const { file, error } of outcome.failures) host.stderr.write(`logscan: ${nameText(file)}: ${error}\n`);
    const failed = [output.error, unparsed?.error].filter((error) => error !== undefined);
    for (const error of failed) host.stderr.write(`logscan: writing failed: ${describeFileError(error)}\n`);
    if (failed.length > 0) return EXIT.internal;
    // What was not printed to its end is read again by the next run.
    if (options.state !== undefined && !output.isClosed) {
      try {
        writeState(options.state, { bookmarks: outcome.bookmarks, diagnosis: outcome.diagnosis.save() });
      } catch (error) {
        host.stderr.write(
          `logscan: --state ${nameText(options.state)}: ${describeFileError(error)}; the next run reads the same again\n`,
        );
        return EXIT.internal;
      }
    }
    const met = options.failOn
      .map((condition) => ({ condition, ...holds(condition, result) }))
      .filter((checked) => checked.holds);
    for (const { condition, actual } of met)
      host.stderr.write(`logscan: --fail-on: ${describeCondition(condition, actual)}\n`);
    return signalled ?? exitCodeOf(outcome, result) ?? (met.length > 0 ? EXIT.condition : EXIT.ok);
  } finally {
    unlock?.();
    host.off('SIGINT', onInterrupt);
    host.off('SIGTERM', onTerminate);
    host.off('SIGUSR1', ignore);
  }
}

// Files that are followed may come and go: none of them has failed.
function followed(diagnosis: Diagnosis): Outcome {
  return { diagnosis, failures: [], bookmarks: new Map() };
}

function listenerFor(options: Options, output: Output, unparsed: Output | undefined): Listener {
  const renderer = rendererNamed(options.format);
  return {
    ...(renderer.finding === undefined
      ? {}
      : { finding: (finding, isRelated): void => output.write(renderer.finding!(finding, isRelated)) }),
    ...(renderer.provisional === undefined
      ? {}
      : { provisional: (finding): void => output.write(renderer.provisional!(finding)) }),
    ...(unparsed === undefined
      ? {}
      : { unparsed: (_place, text): void => unparsed.write(Buffer.from(`${text}\n`, 'latin1')) }),
  };
}

function renderAs(options: Options, result: Report, table: TableOptions): string {
  return rendererNamed(options.format).report(result, table);
}

function tableOptions(host: Host, options: Options, isScreen: boolean): TableOptions {
  const wantsColor = options.color && (host.env['NO_COLOR'] ?? '') === '';
  const forced = host.env['FORCE_COLOR'] !== undefined && host.env['FORCE_COLOR'] !== '0';
  return {
    width: isScreen ? (host.stdout.columns ?? 80) : Number(host.env['COLUMNS'] ?? 80) || 80,
    color: wantsColor && host.env['TERM'] !== 'dumb' && (isScreen || (forced && options.output === undefined)),
    top: options.top,
    ascii: options.ascii,
  };
}

function exitCodeOf({ failures }: Outcome, { totals }: Report): ExitCode | undefined {
  if (failures.length > 0) return EXIT.unreadable;
  return totals.unparsed > 0 && totals.entries === 0 ? EXIT.unparsed : undefined;
}

// Opens the files that are written to; all of them or none, and nothing in them is touched before all are open.
async function openOutputs(paths: readonly string[], inputs: readonly string[]): Promise<Writable[]> {
  const handles: FileHandle[] = [];
  const identities = await Promise.all(
    inputs.map(async (input) =>
      identityOf(await stat(input === STDIN_NAME ? '/dev/stdin' : input).catch(() => undefined)),
    ),
  );
  try {
    for (const path of paths) {
      const handle = await open(path, 'a').catch((error: unknown) => {
        throw new UsageError(`${path}: ${describeFileError(error)}`);
      });
      handles.push(handle);
      const identity = identityOf(await handle.stat());
      if (identity !== undefined && identities.includes(identity)) {
        throw new UsageError(`${path}: it is a log that is read, the state, or written to twice; name another file`);
      }
      identities.push(identity);
    }
  } catch (error) {
    await Promise.all(handles.map((handle) => handle.close()));
    throw error;
  }
  // Devices and pipes cannot be truncated and need not be.
  await Promise.all(handles.map((handle) => handle.truncate(0).catch(() => undefined)));
  return handles.map((handle) => handle.createWriteStream());
}

function identityOf(info: Stats | undefined): string | undefined {
  return info?.isFile() === true ? `${info.dev} ${info.ino}` : undefined;
}

function ignore(): void {}
