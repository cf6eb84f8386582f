// Describes the window in shared memory: its parts, its records, and the arguments of the kernel's calls.

/** The parts of a window in memory. {@link WindowRecords} and the kernel read and write them. */
export interface WindowMemory {
  /** Its first line, its next line and its capacity; see {@link RING}. */
  readonly ring: Float64Array;
  /** Records of lines as doubles, and the same memory as integers; see {@link RECORD}. */
  readonly doubles: Float64Array;
  readonly ints: Int32Array;
  /** Address at which each line ends; {@link END_NEEDS_PARSER} is added for a line that needs parsing. */
  readonly ends: Uint32Array;
  /** The newest line of each chain: its sequence number plus one, modulo 2^32. */
  readonly newest: Uint32Array;
  /** Where the kernel writes the indexes of the records that it finds along a chain. */
  readonly found: Int32Array;
  /** The arguments of a call of the kernel: {@link RUN} or {@link QUERY}. */
  readonly call: Float64Array;
}

/** Places in {@link WindowMemory.ring}. */
export const RING: {
  /** How many numbers it has. */
  readonly size: number;
  /** Sequence number of the next line. */
  readonly head: number;
  /** Sequence number of the first line. */
  readonly tail: number;
  /** How many records may be in use; a power of two. */
  readonly capacity: number;
} = { size: 3, head: 0, tail: 1, capacity: 2 };

/** Places in the record of a line. */
export const RECORD: {
  /** Doubles in a record. */
  readonly doubles: number;
  /** Integers in a record. */
  readonly ints: number;
  /** A double: the position, in bytes over all inputs. */
  readonly position: number;
  /** A double: seconds since the epoch. */
  readonly time: number;
  /** An integer: address of the text. */
  readonly start: number;
  /** An integer: 32 bits of the hash of the client. */
  readonly hash: number;
  /** Integers: how many lines away the previous and the next line of the same chain are; 0 when there is none. */
  readonly previous: number;
  readonly next: number;
} = { doubles: 4, ints: 8, position: 0, time: 1, start: 4, hash: 5, previous: 6, next: 7 };

/** Added to the end of a line that needs parsing. Its client may differ from the address at its start. */
export const END_NEEDS_PARSER = 0x8000_0000;

/** Lines of the columns that are added to a window at once. */
export interface LineRun {
  /** Number of the run's first line in the columns. */
  readonly line: number;
  /** Number of the line after the run's last line. */
  readonly lines: number;
  /** The time of the run's lines, in seconds since the epoch. A line with another time is not added. */
  readonly time: number;
  /** A line's address plus this is its position. */
  readonly origin: number;
  /** A line that starts after this address is not added. */
  readonly lastStart: number;
}

/** Places of the values of a {@link LineRun} in {@link WindowMemory.call}. */
export const RUN: { readonly size: number } & Readonly<Record<keyof LineRun, number>> = {
  size: 5,
  line: 0,
  lines: 1,
  time: 2,
  origin: 3,
  lastStart: 4,
};

/** A query along the chain of a line: which lines on one side of the line are its neighbours? */
export interface ChainQuery {
  /** Sequence number of the line. */
  readonly sequence: number;
  /** -1 for earlier lines, 1 for later ones. */
  readonly direction: 1 | -1;
  /** How many of the nearest lines of the client are wanted. */
  readonly nearest: number;
  /** Position beyond which no line is a neighbour. */
  readonly farthest: number;
  /** Sequence number of the first line that may be a neighbour. */
  readonly first: number;
  /** Lines of the stretch are at most this many seconds older than an earlier line. */
  readonly disorder: number;
}

/** Places of the values of a {@link ChainQuery} in {@link WindowMemory.call}. */
export const QUERY: { readonly size: number } & Readonly<Record<keyof ChainQuery, number>> = {
  size: 6,
  sequence: 0,
  direction: 1,
  nearest: 2,
  farthest: 3,
  first: 4,
  disorder: 5,
};

/** The most lines with another hash, which are of other clients, that are skipped in a chain before it is left. */
export const OTHER_HASHES_SKIPPED = 4096;

/** The result of following a chain, if a line on the way needs parsing. */
export const CHAIN_NEEDS_PARSER: number = -1;

/** The kernel adds this to the number of neighbours if the client has as many lines as were wanted. */
export const FOUND_NEAREST: number = 0x100;
