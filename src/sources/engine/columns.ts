// The seam for speed: a stretch of bytes in, four numbers a line out (start, address hash, time, code); nothing else is read of
// a line that does not matter. Two ways to do it, the kernel in WebAssembly and plain TypeScript, with the same outcome.
import { isHitStatus, isMarkStatus, isVoteStatus } from '../../formats/entry.ts';

/** What a code says: the status (0 to 999) of a line in plain form, or that the line is blank, or of another form ("odd"). */
export const CODE: {
  readonly blank: number;
  /** The parser must look. */
  readonly odd: number;
  /** The bits of status, blank or odd. */
  readonly what: number;
  /** A hit, a mark, or a line of the sample. */
  readonly isLookedAt: number;
  /** The line has a record of details. */
  readonly hasDetail: number;
  readonly isInSample: number;
} = { blank: 1000, odd: 1001, what: 0x3ff, isLookedAt: 0x400, hasDetail: 0x800, isInSample: 0x1000 };

/**
 * A record of details, as integers: what tables ask of a line that is looked at and ends as combined does, or with the `"-"` of
 * nginx's packaged format behind it.
 */
export const DETAIL: {
  /** Numbers a record. */
  readonly size: number;
  /** Bits of {@link DETAIL_FLAG}. */
  readonly flags: number;
  /** `$body_bytes_sent`, at most 2^31 - 1; -1 for `-`. */
  readonly bodyBytesSent: number;
  /** 32 bits each. */
  readonly agentHash: number;
  readonly requestHash: number;
  /** Both lanes, for the path in a whole request line; 0 for any other request. */
  readonly pathHashA: number;
  readonly pathHashB: number;
} = { size: 6, flags: 0, bodyBytesSent: 1, agentHash: 2, requestHash: 3, pathHashA: 4, pathHashB: 5 };

/**
 * Where the fields of a line stand in memory, as integers, and what was read of them; of a line that is plain and ends as
 * combined does.
 */
export const FIELD: {
  /** Numbers a record. */
  readonly size: number;
  /** The address begins where the line does. */
  readonly addressEnd: number;
  readonly requestAt: number;
  readonly requestEnd: number;
  readonly status: number;
  /** As in {@link DETAIL}. */
  readonly bodyBytesSent: number;
  readonly refererAt: number;
  readonly refererEnd: number;
  readonly agentAt: number;
  readonly agentEnd: number;
} = {
  size: 9,
  addressEnd: 0,
  requestAt: 1,
  requestEnd: 2,
  status: 3,
  bodyBytesSent: 4,
  refererAt: 5,
  refererEnd: 6,
  agentAt: 7,
  agentEnd: 8,
};

/** What a request line shows at a glance. */
export const DETAIL_FLAG: {
  /** It is `-`. */
  readonly isNone: number;
  readonly isHead: number;
  /** It ends with HTTP/2.0 or HTTP/3.0. */
  readonly isHttp2: number;
} = { isNone: 1, isHead: 2, isHttp2: 4 };

/** Why the reading of columns stopped: all is read; a minute is not known; a line of the maximal length was read. */
export const STOP: { readonly done: number; readonly minute: number; readonly longLine: number } = {
  done: 0,
  minute: 1,
  longLine: 2,
};

/** Columns of the lines of one block, in memory that all threads share. */
export interface ColumnSet {
  /** Address in the memory at which each line begins, and behind the last one that of what follows. */
  readonly starts: Uint32Array;
  /** 32 bits of the hash of the client's address; only for plain lines. */
  readonly hashes: Int32Array;
  /** Seconds since the epoch; only for plain lines. */
  readonly times: Float64Array;
  /** See {@link CODE}. */
  readonly codes: Uint16Array;
  /** Records of {@link DETAIL}, in the order of their lines. */
  readonly details: Int32Array;
}

/** Where a window lies in memory; what is in it is the window's business. */
export interface WindowMemory {
  /** The numbers of its first line and of the next one. */
  readonly ring: Float64Array;
  /** Records of lines as doubles, and the same as integers. */
  readonly doubles: Float64Array;
  readonly ints: Int32Array;
  readonly ends: Uint32Array;
  readonly newest: Uint32Array;
  /** Where the kernel writes the records' numbers of the lines that it finds along a chain. */
  readonly found: Int32Array;
  /** Records in use at most, a power of two. */
  capacity: number;
}

/** Reads columns. It parses no date: at a minute that it does not know it stops and has to be told. */
export interface ColumnReader {
  /** Lines and details in the set so far. */
  readonly lineCount: number;
  readonly detailCount: number;
  /** Where the reading stopped. */
  readonly stoppedAt: number;
  /** Where the `$time_local` with the unknown minute stands. */
  readonly unknownTime: number;
  /** Says where columns go from now on. */
  use(set: ColumnSet): void;
  /** Says what second the minute of the `$time_local` at an address begins with; NaN when there is no such minute. */
  setMinute(at: number, seconds: number): void;
  /**
   * Reads the lines of `[from..to)`, which ends with a line feed, to the end of the set.
   * @param offset byte of the input at `from`: the sample depends on it
   * @param line lines that are in the set already
   * @returns one of {@link STOP}
   */
  read(from: number, to: number, offset: number, line: number, detail: number): number;
  /** The record of {@link FIELD} that {@link findFields} wrote last. */
  readonly fields: Int32Array;
  /** Finds the fields of the line at `[start..end)`; false for one that is not plain, or of which {@link DETAIL} has no record. */
  findFields(start: number, end: number): boolean;
  /** Whether so many bytes at two addresses are the same. */
  isSame(a: number, b: number, length: number): boolean;
  /** Adds many lines to a window at once; a reader that lacks this leaves it to the window. */
  readonly addLines?: (
    window: WindowMemory,
    set: ColumnSet,
    line: number,
    lines: number,
    time: number,
    origin: number,
    lastStart: number,
  ) => number;
  /**
   * Follows a chain of a window, as the window itself can, and writes what it finds to {@link WindowMemory.found}.
   * @returns how many there are, with {@link WALK_FULL} added where there were as many as wanted; negative when only the parser
   * can tell
   */
  readonly walk?: (window: WindowMemory, walk: Walk) => number;
}

/** One side of a line, along its chain: which of its neighbours are there? */
export interface Walk {
  /** The line's number. */
  readonly sequence: number;
  /** -1 for earlier lines, 1 for later ones. */
  readonly direction: 1 | -1;
  /** Lines of the client that are wanted. */
  readonly nearest: number;
  /** Position beyond which nothing is a neighbour. */
  readonly farthest: number;
  /** Number of the first line that may be one. */
  readonly first: number;
  /** Seconds by which a line may be older than one before it. */
  readonly disorder: number;
}

/** See {@link ColumnReader.walk}. */
export const WALK_FULL: number = 0x100;

/** Which statuses are looked at, a byte for each: never but in the sample, always, or while there are few lines. */
export const LOOKED_AT: { readonly never: number; readonly always: number; readonly early: number } = {
  never: 0,
  always: 1,
  early: 2,
};

/** A byte of {@link LOOKED_AT} for each status: hits and marks always, but for the commonest marks. */
export function lookedAtStatuses(): Uint8Array {
  return Uint8Array.from({ length: 1000 }, (_, status) => {
    if (isVoteStatus(status)) return LOOKED_AT.early;
    return isHitStatus(status) || isMarkStatus(status) ? LOOKED_AT.always : LOOKED_AT.never;
  });
}
