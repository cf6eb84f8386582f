// Where the report and the unparsed lines go: standard output, or files that are opened before anything is read.
import type { Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { STDIN_NAME } from '../sources/files/open.ts';
import { describeFileError } from '../sources/files/file-error.ts';
import { UsageError } from './errors.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { Output } from './output.ts';

/** Where a run writes. */
export interface Outputs {
  readonly report: Output;
  /** The report goes to a file. */
  readonly isFile: boolean;
  /** For unparsed lines; undefined without --unparsed. */
  readonly unparsed: Output | undefined;
}

/**
 * Opens the outputs that the options name: all of them or none, and nothing in them is touched before all are open.
 * @param files the logs that are read; an output must be none of them
 * @param onClosed called once when no more of the report can be written
 * @throws UsageError for a file that cannot be written to, or that the run also reads
 */
export async function openOutputs(
  host: Host,
  options: Options,
  files: readonly string[],
  onClosed: () => void,
): Promise<Outputs> {
  const isFile = options.output !== undefined && options.output !== STDIN_NAME;
  const paths = [...(isFile ? [options.output] : []), ...(options.unparsed === undefined ? [] : [options.unparsed])];
  const streams = await openFiles(paths, [...files, ...(options.state === undefined ? [] : [options.state])]);
  return {
    report: new Output(isFile ? streams[0]! : host.stdout, onClosed),
    isFile,
    unparsed: options.unparsed === undefined ? undefined : new Output(streams.at(-1)!, () => {}),
  };
}

async function openFiles(paths: readonly string[], inputs: readonly string[]): Promise<Writable[]> {
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
