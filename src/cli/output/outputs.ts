// Where the report and the unparsed lines go: standard output, or files that are checked before anything is read.
import { close, constants, open as openDescriptor, type Stats, statSync } from 'node:fs';
import { access, type FileHandle, open, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { promisify } from 'node:util';
import { nameText } from '../../render/escape.ts';
import { describeFileError } from '../../sources/files/file-error.ts';
import { STDIN_NAME } from '../../sources/files/open.ts';
import { READ_AT_ONCE } from '../../sources/files/positions.ts';
import type { Options } from '../arguments/options.ts';
import { UsageError } from '../errors.ts';
import type { TerminalOutput } from '../host.ts';
import type { StopSignals } from '../stop-signals.ts';
import { pathWithoutLinks } from './file-paths.ts';
import { OutputFile, type Replaces } from './output-file.ts';
import { Output } from './output.ts';

/** Where a run writes. */
export interface Outputs {
  readonly report: Output;
  /** True if the report goes to a file. */
  readonly isFile: boolean;
  /** For unparsed lines; undefined without --unparsed. */
  readonly unparsed: Output | undefined;
  /** Notes that a log is read. A new file must not be readable by people who may not read that log. */
  reads(file: string): void;
  /** Removes unfinished files. A file that was not replaced yet stays as it was before the run. Does nothing to finished files. */
  discard(): void;
}

/** A path that can be written to. */
interface Target {
  /** The path without links; undefined for a device, a pipe, or an open file of a process. */
  readonly path: string | undefined;
  /** The open target; a descriptor for a named pipe; undefined if it does not exist yet. */
  readonly existing: FileHandle | number | undefined;
  readonly info: Stats | undefined;
}

const TO_ITS_END = constants.O_WRONLY | constants.O_APPEND;

/**
 * Opens the outputs that the options name: all of them or none. Nothing in them changes before there is something to write.
 * @param files the logs that are read; an output must not be one of them
 * @throws UsageError for a file that cannot be written to, or that the run also reads
 */
export async function openOutputs(
  stdout: TerminalOutput,
  options: Options,
  files: readonly string[],
  stop: StopSignals,
): Promise<Outputs> {
  const { output, unparsed, renderer, lines } = options;
  const isFile = output !== undefined && output !== STDIN_NAME;
  const logs = await Promise.all(files.map(inputOf));
  const goesOn = options.follow || logs.some(({ info }) => info?.isFile() === false);
  let widest = 0o666;
  const narrow = (info: Stats | undefined): void => void (widest &= info?.isFile() === true ? info.mode : 0o666);
  for (const { info } of logs) narrow(info);

  const growing: Replaces = goesOn ? 'by-first-text' : 'at-end';
  const wanted: readonly (readonly [string, Replaces])[] = [
    ...(isFile ? [[output, renderer.finding === undefined && !lines ? 'by-each-text' : growing] as const] : []),
    ...(unparsed === undefined ? [] : [[unparsed, growing] as const]),
  ];
  const taken = [...logs, ...(options.state === undefined ? [] : [await inputOf(options.state)])];
  const targets = await openTargets(
    wanted.map(([path]) => path),
    taken,
    stop.signal,
  );
  // The owner must be able to write the next report.
  const newMode = (): number => widest | 0o600;
  const streams = targets.map((target, i) => streamOf(target, wanted[i]![1], newMode));
  return {
    report: new Output(isFile ? streams[0]! : stdout, stop.stop),
    isFile,
    unparsed: unparsed === undefined ? undefined : new Output(streams.at(-1)!, () => {}),
    reads: (file) => narrow(infoOf(file)),
    discard() {
      for (const stream of streams) {
        if (stream instanceof OutputFile) stream.abandon();
        else stream.destroy();
      }
    },
  };
}

/** Writes to stderr what could not be written, and returns whether there was something. */
export function sayFailedWrites(
  stderr: TerminalOutput,
  { report, isFile, unparsed }: Outputs,
  options: Pick<Options, 'output' | 'unparsed'>,
): boolean {
  const failed = [
    { name: isFile ? options.output : 'standard output', error: report.error },
    { name: options.unparsed, error: unparsed?.error },
  ].filter(({ error }) => error !== undefined);
  for (const { name = '', error } of failed)
    stderr.write(`logscan: writing failed: ${nameText(name)}: ${describeFileError(error)}\n`);
  return failed.length > 0;
}

function systemName(file: string): string {
  return file === STDIN_NAME ? '/dev/stdin' : file;
}

/** A file that the run reads; without `info` it does not exist. */
interface Input {
  readonly file: string;
  readonly info: Stats | undefined;
}

async function inputOf(file: string): Promise<Input> {
  return { file, info: await stat(systemName(file)).catch(() => undefined) };
}

function infoOf(file: string): Stats | undefined {
  try {
    return statSync(systemName(file));
  } catch {
    return undefined;
  }
}

async function openTargets(
  paths: readonly string[],
  inputs: readonly Input[],
  signal: AbortSignal,
): Promise<readonly Target[]> {
  const targets: Target[] = [];
  const taken = new Set(
    inputs.flatMap(({ file, info }) => namesOf(info, info === undefined ? pathOf(file) : undefined)),
  );
  try {
    for (const path of paths) {
      const target = await openTarget(path, signal).catch((error: unknown) => {
        throw new UsageError(`${path}: ${describeFileError(error)}`);
      });
      targets.push(target);
      const names = namesOf(target.info, target.path);
      if (names.some((name) => taken.has(name))) {
        throw new UsageError(
          `${path}: this file is already a log, the state file or another output; name another file`,
        );
      }
      for (const name of names) taken.add(name);
    }
  } catch (error) {
    for (const { existing } of targets) release(existing);
    throw error;
  }
  return targets;
}

// The path of an input that does not exist.
function pathOf(input: string): string | undefined {
  try {
    return pathWithoutLinks(input);
  } catch {
    return input;
  }
}

// Keys that two names of the same file share: device and inode, and the path without links.
function namesOf(info: Stats | undefined, path: string | undefined): string[] {
  return [...(info?.isFile() === true ? [`${info.dev} ${info.ino}`] : []), ...(path === undefined ? [] : [path])];
}

async function openTarget(path: string, signal: AbortSignal): Promise<Target> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFIFO() === true) return { path: undefined, existing: await openPipe(path, signal), info: found };
  // open() follows links itself, so the system's protection against other users' links applies (fs.protected_symlinks on Linux).
  const existing = await open(path, TO_ITS_END).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  try {
    const info = await existing?.stat();
    const isReplaceable = info === undefined || info.isFile();
    const real = isReplaceable ? pathWithoutLinks(path) : undefined;
    if (existing === undefined && real !== undefined) await access(dirname(real), constants.W_OK | constants.X_OK);
    return { path: real, existing: existing ?? undefined, info };
  } catch (error) {
    release(existing ?? undefined);
    throw error;
  }
}

// Opening a named pipe for writing waits for a reader. To end that wait, we open it for reading ourselves.
async function openPipe(path: string, signal: AbortSignal): Promise<number> {
  const stopWaiting = (): void => {
    open(path, READ_AT_ONCE)
      .then((handle) => handle.close())
      .catch(() => undefined);
  };
  signal.addEventListener('abort', stopWaiting, { once: true });
  try {
    return await promisify(openDescriptor)(path, TO_ITS_END);
  } finally {
    signal.removeEventListener('abort', stopWaiting);
  }
}

function release(existing: Target['existing']): void {
  if (typeof existing === 'number') close(existing);
  else void existing?.close();
}

function streamOf({ path, existing }: Target, replaces: Replaces, newMode: () => number): Writable {
  // A pipe may have a slow reader. A socket waits for it without blocking a thread.
  if (typeof existing === 'number') return new Socket({ fd: existing, readable: false, writable: true });
  return path === undefined ? existing!.createWriteStream() : new OutputFile({ path, existing, replaces, newMode });
}
