// Inputs → diagnosis: reads every input in turn, feeds the scanner, and keeps going when one cannot be read.
import type { Readable } from 'node:stream';
import { Diagnosis, type Listener } from './diagnosis.ts';
import { describeFileError } from './errors.ts';
import { LineGuard, readBlocks, readLines } from './input/lines.ts';
import { openSource, type Source, STDIN_NAME } from './input/sources.ts';
import type { NginxVersion } from './tables/era.ts';

/** What a run needs from outside. */
export interface PipelineOptions {
  /** Paths, or `-` for standard input; in the order in which they are read. */
  readonly files: readonly string[];
  readonly stdin: Readable;
  /** Ends the reading early; what was read is still diagnosed. */
  readonly signal: AbortSignal;
  readonly listener: Listener;
  /** The nginx that wrote the log, where the user knows it. */
  readonly nginxVersion?: NginxVersion | undefined;
  /** Called after every block or line; a promise holds the reading up until the output takes more. */
  progress?(state: Progress): Promise<void> | undefined;
}

/** How far the reading is. */
export interface Progress {
  readonly diagnosis: Diagnosis;
  readonly bytesRead: number;
  /** Sum of the sizes of all inputs, where every one is known. */
  readonly bytesTotal: number | undefined;
}

/** The outcome: the diagnosis, and which inputs failed. */
export interface Outcome {
  readonly diagnosis: Diagnosis;
  readonly failures: readonly { readonly file: string; readonly error: string }[];
}

/** Reads and diagnoses all inputs. Never throws for an input that cannot be read. */
export async function diagnoseInputs(options: PipelineOptions): Promise<Outcome> {
  const diagnosis = new Diagnosis(options.listener, options.nginxVersion);
  const failures: { file: string; error: string }[] = [];
  const opened = await openAll(options);
  const sizes = opened.map(({ source }) => source?.size);
  const bytesTotal = sizes.includes(undefined) ? undefined : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  let bytesBefore = 0;
  for (const { file, source, error } of opened) {
    if (source === undefined) {
      failures.push({ file, error });
      diagnosis.failInput(file, error);
      continue;
    }
    const report = (): Promise<void> | undefined =>
      options.progress?.({ diagnosis, bytesRead: bytesBefore + source.bytesRead(), bytesTotal });
    const failure = await readInput(diagnosis, file, source, report);
    if (failure !== undefined) failures.push({ file, error: failure });
    bytesBefore += source.bytesRead();
    if (options.signal.aborted) break;
  }
  diagnosis.finish();
  return { diagnosis, failures };
}

async function openAll({
  files,
  stdin,
  signal,
}: PipelineOptions): Promise<{ file: string; source?: Source; error: string }[]> {
  const opened = [];
  for (const file of files) {
    try {
      opened.push({ file, source: await openSource(file, stdin, signal), error: '' });
    } catch (error) {
      opened.push({ file, error: describeFileError(error) });
    }
  }
  return opened;
}

// Returns what went wrong, if anything did; all that came before it counts.
async function readInput(
  diagnosis: Diagnosis,
  file: string,
  source: Source,
  report: () => Promise<void> | undefined,
): Promise<string | undefined> {
  const guard = new LineGuard();
  const { scanner } = diagnosis;
  diagnosis.beginInput(file, guard.cuts);
  let failure: string | undefined;
  try {
    if (file === STDIN_NAME) {
      for await (const line of readLines(source.chunks, guard)) {
        scanner.takeLine(line);
        const wait = report();
        if (wait !== undefined) await wait;
      }
    } else {
      for await (const block of readBlocks(source.chunks, guard)) {
        scanner.takeBlock(block);
        const wait = report();
        if (wait !== undefined) await wait;
      }
    }
  } catch (error) {
    failure = describeFileError(error);
  }
  diagnosis.endInput(failure);
  return failure;
}
