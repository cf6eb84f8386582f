// Reads log files that overlap in time into one scanner, merged by time.
import type { TimeRange } from '../hits/limits.ts';
import type { HitSink } from '../hits/source.ts';
import { type ResumedInput, type ScanInput, type Scanner, scanMerged } from './engine/index.ts';
import { findEntrance } from './entrance.ts';
import { describeFileError } from './files/file-error.ts';
import type { OpenStreams } from './files/open.ts';
import type { Segment } from './files/segments.ts';
import type { InputFormats } from './log-formats.ts';
import type { TimedInput } from './merge-groups.ts';

/** The whole files of a group. */
export type SegmentGroup = readonly TimedInput<Segment>[];

/** Files to be merged. */
export interface MergedFiles {
  readonly group: SegmentGroup;
  readonly scanner: Scanner;
  readonly sink: HitSink;
  readonly streams: OpenStreams;
  readonly formatsOf: InputFormats['formatsOf'];
  /** Which times are wanted. */
  readonly timeRange?: TimeRange | undefined;
  /** Ends the reading early. */
  readonly signal: AbortSignal;
  /** Bytes of the inputs that were read before these. */
  readonly bytesBefore: number;
  /** Sum of the sizes of all inputs on disk; undefined if one of them is unknown. */
  readonly bytesTotal: number | undefined;
  /** The files begin where an earlier run stopped, and the last line may be incomplete. */
  readonly isResumed: boolean;
  /** Called after the last line of a file. */
  ended?(segment: Segment, begun: ScanInput): void;
  /** Called at the end with the names of the files that ran side by side. */
  readonly ranSideBySide: (groups: readonly (readonly string[])[]) => void;
  /** Seconds to add to the times of a log. */
  readonly shiftOf?: ((log: string) => number) | undefined;
  /** Called with what the user should know about an input. */
  remark?(file: string, text: string): void;
}

function resume(segment: Segment, signal: AbortSignal): ResumedInput {
  const { handle, offset, lines, failure, isCurrent } = segment;
  // If an error cut a line, the next run reads that line again.
  return { handle, offset, lines, failure, leavesTail: (isCut) => isCurrent || signal.aborted || isCut };
}

/** Reads files merged by time and tells the sink when each of them begins and ends. Returns how many bytes were read. */
export async function readMerged(files: MergedFiles): Promise<number> {
  const { group, scanner, sink, streams, timeRange, signal, bytesBefore, bytesTotal } = files;
  let bytesRead = 0;
  const pieces = scanMerged({
    inputs: group.map(({ input, input: { path, log, witness }, first }) => ({
      segment: input,
      resumed: files.isResumed ? resume(input, signal) : undefined,
      path,
      log,
      first,
      witness,
      shiftSeconds: files.shiftOf?.(log) ?? 0,
    })),
    scanner,
    streams,
    signal,
    unpacksAside: false,
    partOf: ({ path, shiftSeconds }) =>
      findEntrance(path, timeRange, (text) => files.remark?.(path, text), shiftSeconds),
    begin({ path, log }, begun) {
      Object.assign(begun, files.formatsOf(path));
      sink.beginInput?.(begun, log);
    },
    end({ witness, segment }, begun, { failure, isLeft }) {
      const error = failure === undefined ? undefined : describeFileError(failure);
      sink.endInput?.(begun, error ?? (isLeft ? undefined : witness?.changed()));
      files.ended?.(segment, begun);
    },
    ranSideBySide: files.ranSideBySide,
  });
  for await (const read of pieces) {
    bytesRead = read;
    const wait = sink.progress?.({ bytesRead: bytesBefore + bytesRead, bytesTotal });
    if (wait !== undefined) await wait;
  }
  return bytesRead;
}
