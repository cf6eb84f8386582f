// Columns: four numbers for each line (start, hash of the address, time, code). Of a line that does not matter nothing else is
// read, which makes the scan fast. The kernel in WebAssembly and plain TypeScript read the same columns.
import { isHitStatus, isMarkStatus, isVoteStatus } from '../../hits/statuses.ts';
import type { ChainQuery, WindowMemory } from './window-memory.ts';

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

/** Buffers for the columns of one block, in memory that all threads share. */
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

/** Reads columns. It parses no date: at a minute that it does not know it stops, and {@link setMinute} continues. */
export interface ColumnReader {
  /** Lines and details in the buffers so far. */
  readonly lineCount: number;
  readonly detailCount: number;
  /** Address at which the reading stopped. */
  readonly stoppedAt: number;
  /** Address of the `$time_local` with the unknown minute. */
  readonly unknownTime: number;
  /** Says where the columns go from now on. */
  use(columns: ColumnBuffers): void;
  /** Says with which second the minute of the `$time_local` at an address begins; NaN when there is no such minute. */
  setMinute(at: number, seconds: number): void;
  /**
   * Reads the lines of `[from..to)`, which ends with a line feed, and appends to the columns.
   * @param offset byte of the input at `from`: the sample depends on it
   * @param line lines that are in the buffers already
   * @param detail details that are in the buffers already
   * @returns one of {@link STOP}
   */
  read(from: number, to: number, offset: number, line: number, detail: number): number;
  /** The record of {@link FIELD} that {@link findFields} wrote last. */
  readonly fields: Int32Array;
  /** Finds the fields of the line at `[start..end)`; false for a line that has no record of {@link DETAIL}. */
  findFields(start: number, end: number): boolean;
  /** Whether `length` bytes at two addresses are the same. */
  isSame(a: number, b: number, length: number): boolean;
  /** Adds many lines to a window at once, as `Window.addLines` says. Without this the window adds them itself. */
  readonly addLines?: (
    window: WindowMemory,
    columns: ColumnBuffers,
    line: number,
    lines: number,
    time: number,
    origin: number,
    lastStart: number,
  ) => number;
  /**
   * Follows a chain of a window and writes the neighbours to {@link WindowMemory.found}. Without this `Chains` does it.
   * @returns how many there are, plus `FOUND_NEAREST` where the client has as many lines as were wanted; negative when a line
   * needs parsing
   */
  readonly followChain?: (window: WindowMemory, query: ChainQuery) => number;
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
