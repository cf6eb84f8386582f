// Reads log files with a second thread, which scans them. This thread calls the sink.
import type { GrowingCounts } from '../hits/counts.ts';
import type { HitSink } from '../hits/source.ts';
import { scanInThread } from './engine/index.ts';
import { describeFileError, errorFrom } from './files/file-error.ts';
import type { ReadFormats } from './log-formats.ts';
import type { SegmentGroup } from './merged-files.ts';

/** Files to be read. */
export interface ThreadedFiles extends ReadFormats {
  /** In order; the files of a group are merged by time. */
  readonly groups: readonly SegmentGroup[];
  /** Seconds to add to the times of a log. */
  readonly shiftOf: (log: string) => number;
  readonly sink: HitSink;
  /** Updated while the files are read. */
  readonly counts: GrowingCounts;
  /** Ends the reading early. */
  readonly signal: AbortSignal;
  /** Sum of the sizes of all files on disk; undefined if one of them is unknown. */
  readonly bytesTotal: number | undefined;
  /** Called with the names of the files that ran side by side. */
  readonly ranSideBySide: (groups: readonly (readonly string[])[]) => void;
}

/** Reads files and tells the sink when each of them begins and ends. */
export async function readInThreads(files: ThreadedFiles): Promise<void> {
  const { groups, parser, learns, sink, signal, bytesTotal, shiftOf } = files;
  const all = groups.flat();
  const inputs = all.map(({ input: { path } }) => {
    const { format, laterFormats } = files.formatsOf(path);
    return { file: path, counted: 0, format, laterFormats: [...laterFormats] };
  });
  await scanInThread({
    groups: groups.map((group) =>
      group.map(({ input: { path, log }, first }) => ({ path, first, shiftSeconds: shiftOf(log) })),
    ),
    parser,
    learns,
    sink,
    counts: files.counts,
    signal,
    begin: (number) => sink.beginInput?.(inputs[number]!, all[number]!.input.log),
    learned: (number, format) => void inputs[number]!.laterFormats.push(format),
    progress: (bytesRead) => sink.progress?.({ bytesRead, bytesTotal }),
    end: (number, { counted, error }) => {
      inputs[number]!.counted = counted;
      const change = signal.aborted ? undefined : all[number]!.input.witness?.changed();
      sink.endInput?.(inputs[number]!, error === undefined ? change : describeFileError(errorFrom(error)));
    },
    ranSideBySide: files.ranSideBySide,
  });
}
