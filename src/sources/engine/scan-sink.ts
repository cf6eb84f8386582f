// What a scanner hands to its sink, and the inputs that it reads.
import type { InputFormat, LaterFormat } from '../../formats/input-format.ts';
import type { FieldNames } from '../../formats/inference/column-variables.ts';
import type { LineParser } from '../../formats/line-parser.ts';
import type { AskedPlace } from '../../hits/hit.ts';
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
  /** How many of its lines were entries, in the time range or not. */
  entries: number;
  /** Byte of the input at which the next line starts. */
  offset: number;
  /** Seconds that are added to the times of its lines, because its clock is wrong. */
  readonly shiftSeconds: number;
  /** See `InputProgress.format`; set by the caller. */
  format?: InputFormat | undefined;
  /** See `InputProgress.laterFormats`. */
  laterFormats?: readonly LaterFormat[];
}

/** How a scanner reads. */
export interface ScannerOptions {
  /** Lines of other times only serve as neighbours and are not counted. */
  readonly timeRange?: TimeRange | undefined;
  /** If this line is no hit, it is closed all the same, but neither observed nor counted as one. */
  readonly asked?: AskedPlace | undefined;
  /** Parses the lines that the columns leave; for combined by default. */
  readonly parser?: LineParser | undefined;
  /**
   * Lines that do not fit may teach the parser another format, with these variables that the user gave. The parser must then be the
   * scanner's own. Undefined if nothing is learned.
   */
  readonly learns?: FieldNames | undefined;
  /** Called after the parser was taught a format by lines of an input. */
  readonly learned?: ((input: ScanInput, format: LaterFormat) => void) | undefined;
  /** The memory that all threads of the scan share; it has its own parser. */
  readonly memory?: ScanMemory;
  /** Another thread, which reads text after this one. */
  readonly others?: OtherReader;
}
