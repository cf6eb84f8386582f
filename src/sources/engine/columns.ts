// Columns: four numbers for each line (start, hash of the address, time, code). Nothing else is read of an unimportant line,
// which makes the scan fast.
import { isCommonMarkStatus, isHitStatus, isMarkStatus } from '../../hits/statuses.ts';
import type { ChainQuery, LineRun } from './window-memory.ts';

/** The code of a line: the status (0 to 999) of a plain line, which the kernel can read; or that it is blank or needs parsing. */
export const CODE: {
  readonly blank: number;
  /** The line is neither plain nor blank: only the parser can read it. */
  readonly needsParser: number;
  /** A bitmask for the status, `blank` or `needsParser`. */
  readonly what: number;
  /** The line is a hit, a mark, or a line of the sample. */
  readonly isObserved: number;
  /** The line has a record of details. */
  readonly hasDetail: number;
  readonly isInSample: number;
  /** Somebody asks about the line; the scanner adds this bit. */
  readonly isAsked: number;
} = {
  blank: 1000,
  needsParser: 1001,
  what: 0x3ff,
  isObserved: 0x400,
  hasDetail: 0x800,
  isInSample: 0x1000,
  isAsked: 0x2000,
};

/**
 * A record of details, as integers: what tables need of an observed line. A combined line has one only if it ends as in the
 * combined format. One more `"-"` is allowed: the format `main` of nginx's packages adds it. A line of a log_format has one if its
 * fields stand in it as an entry has them.
 */
export const DETAIL: {
  /** Numbers in a record. */
  readonly size: number;
  /** Bits of {@link DETAIL_FLAG}. */
  readonly flags: number;
  /** `$body_bytes_sent`, at most 2^31 - 1; -1 for `-`. */
  readonly bodyBytesSent: number;
  /** This hash and the next two have 32 bits each. */
  readonly refererHash: number;
  readonly agentHash: number;
  readonly requestHash: number;
  /** The two lanes of the hash of the path in a whole request line (hits/hash.ts); 0 for any other request. */
  readonly pathHashA: number;
  readonly pathHashB: number;
  /** 32 bits of the hash of the address of the TCP peer (`peerOf`), which may differ from the client. */
  readonly addressHash: number;
} = {
  size: 8,
  flags: 0,
  bodyBytesSent: 1,
  refererHash: 2,
  agentHash: 3,
  requestHash: 4,
  pathHashA: 5,
  pathHashB: 6,
  addressHash: 7,
};

/**
 * A record of fields, as integers: the addresses of the fields of a line, and its numbers. Only a line that can have a record of
 * {@link DETAIL} has one.
 */
export const FIELD: {
  /** Numbers in a record. */
  readonly size: number;
  /** `$remote_addr`, and the client, which may be another address. */
  readonly addressAt: number;
  readonly addressEnd: number;
  readonly clientAt: number;
  readonly clientEnd: number;
  readonly userAt: number;
  readonly userEnd: number;
  /** A time has a fixed length. */
  readonly timeAt: number;
  /** 0 if the request must be put together from its parts. */
  readonly requestAt: number;
  readonly requestEnd: number;
  readonly status: number;
  /** As in {@link DETAIL}. */
  readonly bodyBytesSent: number;
  readonly refererAt: number;
  readonly refererEnd: number;
  readonly agentAt: number;
  readonly agentEnd: number;
  /** 1 for a line of a log_format: its time may have another form, and it may have more fields. */
  readonly isFormat: number;
} = {
  size: 16,
  addressEnd: 0,
  userAt: 1,
  userEnd: 2,
  timeAt: 3,
  requestAt: 4,
  requestEnd: 5,
  status: 6,
  bodyBytesSent: 7,
  refererAt: 8,
  refererEnd: 9,
  agentAt: 10,
  agentEnd: 11,
  addressAt: 12,
  clientAt: 13,
  clientEnd: 14,
  isFormat: 15,
};

/** The forms of times: `none` if lines have no time. The times without a zone are in UTC. */
export const TIME: { readonly local: number; readonly iso: number; readonly msec: number; readonly none: number } = {
  local: 0,
  iso: 1,
  msec: 2,
  none: 3,
};

/** The largest `$body_bytes_sent` that a record holds. Larger values are stored as this one. */
export const MOST_BODY_BYTES: number = 2 ** 31 - 1;

/** Bits that describe a line and its request. */
export const DETAIL_FLAG: {
  /** The request is `-`. */
  readonly isNone: number;
  readonly isHead: number;
  /** The request ends with ` HTTP/2.0` or ` HTTP/3.0`. */
  readonly isHttp2: number;
  /** The entry has fields beyond those of combined. */
  readonly hasExtra: number;
} = { isNone: 1, isHead: 2, isHttp2: 4, hasExtra: 8 };

/** Why a reader stopped: it read all lines, came to an unknown minute, or read a line of the maximal length. */
export const STOP: { readonly done: number; readonly minute: number; readonly longLine: number } = {
  done: 0,
  minute: 1,
  longLine: 2,
};

/** The columns of one block. */
export interface ColumnBuffers {
  /** Address at which each line begins. One more number follows: the address after the last line feed. */
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

/**
 * Reads the columns of text in a memory. It also adds lines to the window in that memory, and follows its chains. It does not
 * parse dates: it stops at an unknown minute, and continues after {@link setMinute}.
 */
export interface ColumnReader {
  /** Lines in the columns so far. */
  readonly lineCount: number;
  /** Address at which the reading stopped. */
  readonly stoppedAt: number;
  /** Address of the time with the unknown minute. */
  readonly unknownTime: number;
  /** Its form: one of {@link TIME}. */
  readonly unknownForm: number;
  /**
   * Sets the second at which the minute of the time at an address begins; NaN if that minute does not exist. Times in UTC have no
   * such minute: after a call with their form all of them are known.
   * @param form one of {@link TIME}
   */
  setMinute(at: number, seconds: number, form: number): void;
  /**
   * Reads the lines of `[from..to)`, which ends with a line feed, into the columns.
   * @param offset where in the input the text begins, in bytes; the sample depends on it
   * @returns one of {@link STOP}
   */
  start(from: number, to: number, offset: number): number;
  /** Continues after a stop at an unknown minute; returns one of {@link STOP}. */
  resume(): number;
  /** The record of {@link FIELD} that {@link findFields} wrote last. */
  readonly fields: Int32Array;
  /** Finds the fields of the line at `[start..end)`; false for a line that has no record of {@link DETAIL}. */
  findFields(start: number, end: number): boolean;
  /** Finds the client of the line at `[start..end)`; false where only the parser can. */
  findClient(start: number, end: number): boolean;
  /** Addresses at which the client begins and ends that {@link findClient} found last. */
  readonly clientAt: number;
  readonly clientEnd: number;
  /**
   * Finds the values of the line at `[start..end)` for `LineParser.readAt`.
   * @returns the number of its log_format; -1 where only the parser can tell
   */
  findValues(start: number, end: number): number;
  /** For each value that {@link findValues} found last, the addresses at which it begins and ends. */
  readonly values: Int32Array;
  /** Whether `length` bytes at two addresses are the same. */
  isSame(a: number, b: number, length: number): boolean;
  /**
   * Adds lines of the columns to the window, and stops at the first line that the scanner must handle.
   * @returns the number of the first line that was not added
   */
  addLines(run: LineRun): number;
  /**
   * Follows a chain of the window and writes the neighbours to `WindowMemory.found`.
   * @returns the number of neighbours, plus `FOUND_NEAREST` if the client has as many lines as were wanted; or
   * `CHAIN_NEEDS_PARSER` if a line on the way needs parsing
   */
  followChain(query: ChainQuery): number;
}

/**
 * When lines with a status are observed: only if they are in the sample; always; or always early in an input, and later only if
 * they are in the sample.
 */
export const OBSERVE: { readonly inSample: number; readonly always: number; readonly early: number } = {
  inSample: 0,
  always: 1,
  early: 2,
};

/** For each status, a value of {@link OBSERVE}: `always` for hits and marks, but `early` for the most common marks. */
export function observedStatuses(): Uint8Array {
  return Uint8Array.from({ length: 1000 }, (_, status) => {
    if (isCommonMarkStatus(status)) return OBSERVE.early;
    return isHitStatus(status) || isMarkStatus(status) ? OBSERVE.always : OBSERVE.inSample;
  });
}
