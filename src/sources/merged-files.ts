// Reads log files that overlap in time into one scanner, merged by time.
import type { Readable } from 'node:stream';
import type { TimeRange } from '../hits/limits.ts';
import type { HitSink } from '../hits/source.ts';
import { type Scanner, scanMerged } from './engine/index.ts';
import { findEntrance } from './entrance.ts';
import { describeFileError } from './files/file-error.ts';
import type { Segment } from './files/segments.ts';
import type { TimedInput } from './merge-groups.ts';

/** The whole files of a group. */
export type SegmentGroup = readonly TimedInput<Segment>[];

/** Files to be merged. */
export interface MergedFiles {
  readonly group: SegmentGroup;
  readonly scanner: Scanner;
  readonly sink: HitSink;
  readonly stdin: Readable;
  /** Which times are wanted. */
  readonly timeRange?: TimeRange | undefined;
  /** Ends the reading early. */
  readonly signal: AbortSignal;
  /** Bytes of the inputs that were read before these. */
  readonly bytesBefore: number;
  /** Sum of the sizes of all inputs on disk; undefined if one of them is unknown. */
  readonly bytesTotal: number | undefined;
  /** Called at the end with the names of the files that ran side by side. */
  readonly ranSideBySide: (groups: readonly (readonly string[])[]) => void;
  /** Called with what the user should know about an input. */
  remark?(file: string, text: string): void;
}

/** Reads files merged by time and tells the sink when each of them begins and ends. Returns how many bytes were read. */
export async function readMerged(files: MergedFiles): Promise<number> {
  const { group, scanner, sink, stdin, timeRange, signal, bytesBefore, bytesTotal } = files;
  let bytesRead = 0;
  const pieces = scanMerged({
    inputs: group.map(({ input, first }) => ({ path: input.path, first, witness: input.witness })),
    scanner,
    stdin,
    signal,
    unpacksAside: false,
    partOf: ({ path }) => findEntrance(path, timeRange, (text) => files.remark?.(path, text)),
    begin: (_input, begun) => sink.beginInput?.(begun),
    end({ witness }, begun, { failure, isLeft }) {
      const error = failure === undefined ? undefined : describeFileError(failure);
      sink.endInput?.(begun, error ?? (isLeft ? undefined : witness?.changed()));
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
