// The contract between finding hits and judging them: a source finds them and tells a sink. Nobody downstream can tell a log
// file from a followed log or from rows of a database.
import type { Counts } from './counts.ts';
import type { Hit, LineView, Place } from './hit.ts';

/**
 * A line that goes into the hit tables, at its place in line order: a hit, a mark or a line of the sample. It may be a
 * flyweight that stands for another line later; numbers may be kept, of the text only `entry.whole`.
 */
export interface Observation extends Place {
  /** Seconds since the epoch. */
  readonly time: number;
  readonly status: number;
  readonly isHit: boolean;
  /** Status 000, 403-405, 408, 494-497, 5xx: tells about other lines. */
  readonly isMark: boolean;
  /** How many lines of traffic it stands for in the sample of all traffic; 0 when it is not in the sample. */
  readonly sampleWeight: number;
  /** `$body_bytes_sent`; -1 for `-`. */
  readonly bodyBytesSent: number;
  /** `hash32` (hash.ts) of the client, of `$remote_addr`, `$http_user_agent` and `$request`. */
  readonly clientHash: number;
  readonly addressHash: number;
  readonly agentHash: number;
  readonly requestHash: number;
  /** `hashPath` (hash.ts) of `$request`: 53 bits of the path of a whole request line; 0 for any other request. */
  readonly pathHash: number;
  /** `$request` is `-`. */
  readonly isRequestNone: boolean;
  /** `$request` begins with HEAD. */
  readonly isHead: boolean;
  /** `$request` ends with HTTP/2.0 or HTTP/3.0. */
  readonly isHttp2: boolean;
  /** The line carries fields beyond combined. */
  readonly hasExtra: boolean;
  readonly entry: LineView;
}

/** A line that is not an entry. */
export interface UnparsedLine extends Place {
  readonly text: string;
  readonly reason: string;
}

/** An input as its source goes through it. */
export interface InputProgress {
  /** Name of the input as the user gave it. */
  readonly file: string;
  /** Lines of it that were counted so far. */
  readonly counted: number;
}

/** How far the reading is. */
export interface Progress {
  /** Bytes read so far, of all inputs, as they are on disk. */
  readonly bytesRead: number;
  /** Sum of the sizes of all inputs, where each is known. */
  readonly bytesTotal: number | undefined;
}

/**
 * What a source tells, in line order. Before a line is observed, all hits that it closes are closed; each hit is observed
 * before it is closed. A sink leaves out what it has no use for.
 */
export interface HitSink {
  observe(line: Observation): void;
  /** The hit has all its neighbours. */
  close(hit: Hit): void;
  unparsed?(line: UnparsedLine): void;
  /** An input begins; its numbers grow while it is read. */
  beginInput?(input: InputProgress): void;
  /**
   * The input begun last ends.
   * @param error in words, where the input could not be read, or not to its end
   */
  endInput?(error?: string): void;
  /** Called after each piece that was read; a promise holds the reading up. */
  progress?(state: Progress): Promise<void> | undefined;
  /** All there is was read, and more may come. */
  idle?(): void;
}

/** Where hits come from. */
export interface HitSource {
  /** What was counted so far; grows during {@link run}. */
  readonly counts: Counts;
  /**
   * Reads everything and tells the sink, once. Resolves when all is told; an aborted signal ends the reading early, and what
   * was read is told. Of an input that cannot be read, {@link HitSink.endInput} says why; nothing is thrown.
   */
  run(sink: HitSink, signal: AbortSignal): Promise<void>;
  /** Hits that are observed and not closed, each with the neighbours it has so far. */
  open?(): Iterable<Hit>;
}
