// Columns: four numbers for each line (start, hash of the address, time, code). Of a line that does not matter nothing else is
// read, which makes the scan fast.
import { isHitStatus, isMarkStatus, isVoteStatus } from '../../hits/statuses.ts';
import type { ChainQuery, LineRun } from './window-memory.ts';

/** What a code says: the status (0 to 999) of a plain line, or that the line is blank, or that it needs parsing. */
export const CODE: {
  readonly blank: number;
  /** The line has another form: only the parser can read it. */
  readonly needsParser: number;
  /** The bits of status, blank or needsParser. */
  readonly what: number;
  /** A hit, a mark, or a line of the sample. */
  readonly isObserved: number;
  /** The line has a record of details. */
  readonly hasDetail: number;
  readonly isInSample: number;
} = { blank: 1000, needsParser: 1001, what: 0x3ff, isObserved: 0x400, hasDetail: 0x800, isInSample: 0x1000 };

/**
 * A record of details, as integers: what tables need of an observed line. Only a line that ends as combined does has one, or as
 * combined with one more `"-"`, as nginx's packaged format has it.
 */
export const DETAIL: {
  /** Numbers in a record. */
  readonly size: number;
  /** Bits of {@link DETAIL_FLAG}. */
  readonly flags: number;
  /** `$body_bytes_sent`, at most 2^31 - 1; -1 for `-`. */
  readonly bodyBytesSent: number;
  /** 32 bits each. */
  readonly refererHash: number;
  readonly agentHash: number;
  readonly requestHash: number;
  /** Both lanes, for the path in a whole request line; 0 for any other request. */
  readonly pathHashA: number;
  readonly pathHashB: number;
} = { size: 7, flags: 0, bodyBytesSent: 1, refererHash: 2, agentHash: 3, requestHash: 4, pathHashA: 5, pathHashB: 6 };

/** A record of fields, as integers: addresses of the fields of a line for which {@link DETAIL} has a record, and its numbers. */
export const FIELD: {
  /** Numbers in a record. */
  readonly size: number;
  /** The address begins where the line does. */
  readonly addressEnd: number;
  readonly userAt: number;
  readonly userEnd: number;
  /** `$time_local` has a fixed length. */
  readonly timeAt: number;
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
  size: 12,
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
};

/** The largest `$body_bytes_sent` that a record holds; it also stands for larger ones. */
export const MOST_BODY_BYTES: number = 2 ** 31 - 1;

/** Bits that say what a request line is. */
export const DETAIL_FLAG: {
  /** It is `-`. */
  readonly isNone: number;
  readonly isHead: number;
  /** It ends with HTTP/2.0 or HTTP/3.0. */
  readonly isHttp2: number;
} = { isNone: 1, isHead: 2, isHttp2: 4 };

/** Why a reader stopped: it read all lines; it does not know a minute; it read a line of the maximal length. */
export const STOP: { readonly done: number; readonly minute: number; readonly longLine: number } = {
  done: 0,
  minute: 1,
  longLine: 2,
};

/** The columns of one block. */
export interface ColumnBuffers {
  /** Address at which each line begins; after the last line, the address of what follows. */
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
 * Reads the columns of text in a memory, and serves the window over the same memory. It parses no date: at a minute that it does
 * not know it stops, and goes on after {@link setMinute}.
 */
export interface ColumnReader {
  /** Lines in the columns so far. */
  readonly lineCount: number;
  /** Address at which the reading stopped. */
  readonly stoppedAt: number;
  /** Address of the `$time_local` with the unknown minute. */
  readonly unknownTime: number;
  /** Says with which second the minute of the `$time_local` at an address begins; NaN when there is no such minute. */
  setMinute(at: number, seconds: number): void;
  /**
   * Reads the lines of `[from..to)`, which ends with a line feed, into the columns.
   * @param offset byte of the input at `from`: the sample depends on it
   * @returns one of {@link STOP}
   */
  start(from: number, to: number, offset: number): number;
  /** Goes on where it stopped at a minute; returns one of {@link STOP}. */
  resume(): number;
  /** The record of {@link FIELD} that {@link findFields} wrote last. */
  readonly fields: Int32Array;
  /** Finds the fields of the line at `[start..end)`; false for a line that has no record of {@link DETAIL}. */
  findFields(start: number, end: number): boolean;
  /** Where the address at the start of the line at `[start..end)` ends; 0 where only the parser can tell. */
  findAddressEnd(start: number, end: number): number;
  /** Whether `length` bytes at two addresses are the same. */
  isSame(a: number, b: number, length: number): boolean;
  /**
   * Adds lines of the columns to the window, and stops at one that the scanner must look at.
   * @returns the number of the line that was not added
   */
  addLines(run: LineRun): number;
  /**
   * Follows a chain of the window and writes the neighbours to `WindowMemory.found`.
   * @returns how many there are, plus `FOUND_NEAREST` where the client has as many lines as were wanted; `CHAIN_NEEDS_PARSER`
   * where only the parser can read a line on the way
   */
  followChain(query: ChainQuery): number;
}

/**
 * When lines of a status are observed: only as lines of the sample; always; or always in the first bytes of an input and then
 * as lines of the sample.
 */
export const OBSERVE: { readonly inSample: number; readonly always: number; readonly early: number } = {
  inSample: 0,
  always: 1,
  early: 2,
};

/** A byte of {@link OBSERVE} for each status: always for hits and marks, except for the most common marks. */
export function observedStatuses(): Uint8Array {
  return Uint8Array.from({ length: 1000 }, (_, status) => {
    if (isVoteStatus(status)) return OBSERVE.early;
    return isHitStatus(status) || isMarkStatus(status) ? OBSERVE.always : OBSERVE.inSample;
  });
}
