// What a scanner hands to its sink, and the inputs that it reads.
import type { LineParser } from '../../formats/line-parser.ts';
import type { TimeRange } from '../../hits/limits.ts';
import type { UnparsedLine } from '../../hits/source.ts';
import type { ScanMemory } from './memory.ts';
import type { FoundHit } from './neighbour.ts';
import type { ObservedLine } from './observed-line.ts';
import type { OtherReader } from './text-slots.ts';

/** An unparsed line whose text lies at `[start..end)` of the memory. */
export interface UnparsedText extends UnparsedLine {
  readonly start: number;
  readonly end: number;
}

/** Takes what a scanner finds, in line order. Unlike a `HitSink` it also sees where the lines lie in memory. */
export interface ScanSink {
  observe(line: ObservedLine): void;
  /** @param closedAt position of the line that closed the hit; Infinity at the end of all input */
  close(hit: FoundHit, closedAt: number): void;
  unparsed?(line: UnparsedText): void;
}

/** An input that a scanner reads. */
export interface ScanInput {
  /** Name of the input as the user gave it. */
  readonly file: string;
  /** Bytes that were cut off each line of the maximal length, in order. */
  readonly cuts: number[];
  /** Number of the line that was taken last; 1-based, 0 before the first. */
  line: number;
  /** How many of its lines were counted. */
  counted: number;
  /** Byte of the input at which the next line starts. */
  offset: number;
}

/** How a scanner reads. */
export interface ScannerOptions {
  /** Lines of other times only serve as neighbours and are not counted. */
  readonly timeRange?: TimeRange | undefined;
  /** Parses the lines that the columns leave; for combined by default. */
  readonly parser?: LineParser | undefined;
  /** The memory that all threads of the scan share; it has its own parser. */
  readonly memory?: ScanMemory;
  /** Another thread, which reads text after this one. */
  readonly others?: OtherReader;
}
