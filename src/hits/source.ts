// The contract between finding hits and judging them: a source finds hits and hands them to a sink. A sink cannot see whether
// they come from a log file, a followed log or the rows of a database.
import type { InputFormat, LaterFormat } from '../formats/input-format.ts';
import type { Counts } from './counts.ts';
import type { Hit, LineView, Place } from './hit.ts';

/**
 * A line for the hit tables: a hit, a mark or a line of the sample. It may be a flyweight that the source re-points at another
 * line later: keep its numbers, its file and `entry.whole`, never the object.
 */
export interface Observation extends Place {
  /** Seconds since the epoch. */
  readonly time: number;
  readonly status: number;
  readonly isHit: boolean;
  /** The status is 000, 403-405, 408, 494-497 or 5xx: the line says something about other lines. */
  readonly isMark: boolean;
  /** How many lines of traffic it stands for in the sample of all traffic; 0 when it is not in the sample. */
  readonly sampleWeight: number;
  /** `$body_bytes_sent`; -1 for `-`. */
  readonly bodyBytesSent: number;
  /** `hash32` (hash.ts) of the client, of the TCP peer (`peerOf`), `$http_referer`, `$http_user_agent` and `$request`. */
  readonly clientHash: number;
  readonly addressHash: number;
  readonly refererHash: number;
  readonly agentHash: number;
  readonly requestHash: number;
  /** `hashPath` (hash.ts) of `$request`: 53 bits of the path of a whole request line; 0 for any other request. */
  readonly pathHash: number;
  /** `$request` is `-`. */
  readonly isRequestNone: boolean;
  /** `$request` begins with `HEAD `. */
  readonly isHead: boolean;
  /** `$request` ends with ` HTTP/2.0` or ` HTTP/3.0`. */
  readonly isHttp2: boolean;
  /** The line carries fields beyond combined. */
  readonly hasExtra: boolean;
  readonly entry: LineView;
}

/** A line that is neither an entry nor blank. It may be kept. */
export interface UnparsedLine extends Place {
  /** The line as it is in the log (hostile), without its line feed. */
  readonly text: string;
  /** Why it is not an entry, in a few words. */
  readonly reason: string;
}

/** An input that a source reads. The source changes it while it reads; a sink may keep it. */
export interface InputProgress {
  /** Name of the input as the user gave it. */
  readonly file: string;
  /** Lines of this input that were counted so far. */
  readonly counted: number;
  /** The format of its lines, if the source knows it. */
  readonly format?: InputFormat | undefined;
  /** Formats that its lines showed only while it was read, in the order of its lines. */
  readonly laterFormats?: readonly LaterFormat[];
}

/** How far the reading has got. */
export interface Progress {
  /** Bytes read so far from all inputs, before decompression. */
  readonly bytesRead: number;
  /** Sum of the sizes of all inputs on disk; undefined if one of them is unknown. */
  readonly bytesTotal: number | undefined;
}

/**
 * What a source calls. Lines are observed in line order. Before a line is observed, all hits that it closes are closed; each hit
 * is observed before it is closed. A hit may close in a later input than its own, or after the end of the last input. A sink
 * may leave out the optional calls. An error that it throws ends the run.
 */
export interface HitSink {
  observe(line: Observation): void;
  /** The hit has all its neighbours. */
  close(hit: Hit): void;
  unparsed?(line: UnparsedLine): void;
  /**
   * An input begins. Several inputs may be open at once (inputs that are followed, or merged by time); then their lines are mixed.
   * @param log name of the log that the input is a part of: the rotated files of a log are one log. Without it, the input is a log
   */
  beginInput?(input: InputProgress, log?: string): void;
  /**
   * An input ends. Every input that began also ends.
   * @param input the object that {@link beginInput} got
   * @param error what went wrong, in words, if the input could not be read to its end
   */
  endInput?(input: InputProgress, error?: string): void;
  /**
   * The file of a log that an earlier run read last is gone.
   * @param line the last line that was read; lines written to the file after it are lost
   */
  missing?(file: string, line: number): void;
  /** Called after each piece that was read. The source reads on when the promise resolves, or at once without a promise. */
  progress?(state: Progress): Promise<void> | undefined;
  /** Everything written so far was read; more may come. */
  idle?(): void;
}

/** Where hits come from. */
export interface HitSource {
  /** What was counted so far; grows during {@link run}. Do not keep the object: each access may return another one. */
  readonly counts: Counts;
  /**
   * Reads everything and calls the sink; may be called only once. Resolves after the last call. An aborted signal ends the
   * reading early, and the open hits still close. An input that cannot be read throws nothing: {@link HitSink.endInput} gets
   * the error.
   */
  run(sink: HitSink, signal: AbortSignal): Promise<void>;
  /**
   * Hits that are observed but not closed yet, in line order, each with its neighbours so far. A hit is valid until the next
   * one is requested. Call this in {@link HitSink.idle}, never while a line or a hit is being handed over.
   */
  open?(): Iterable<Hit>;
}
