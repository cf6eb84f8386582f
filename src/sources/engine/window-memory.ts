// Where the window lies in shared memory, what its records look like, and how the kernel is asked to follow a chain.

/** Where a window lies in memory; {@link WindowRecords} and the kernel know what is in it. */
export interface WindowMemory {
  /** The sequence numbers of its first line and of the next one. */
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
  /** Records that may be in use, a power of two. */
  capacity: number;
}

/** Places in {@link WindowMemory.ring}: the sequence number of the next line, and of the first line. */
export const RING: { readonly head: number; readonly tail: number } = { head: 0, tail: 1 };

/** Places in the record of a line. */
export const RECORD: {
  /** Doubles in a record. */
  readonly doubles: number;
  /** Integers in a record. */
  readonly ints: number;
  /** A double: in bytes over all inputs. */
  readonly position: number;
  /** A double: seconds since the epoch. */
  readonly time: number;
  /** An integer: address of the text. */
  readonly start: number;
  /** An integer: 32 bits of the hash of the client. */
  readonly hash: number;
  /** Integers: how many lines back, or ahead, the next line of the same chain is; 0 when there is none. */
  readonly previous: number;
  readonly next: number;
} = { doubles: 4, ints: 8, position: 0, time: 1, start: 4, hash: 5, previous: 6, next: 7 };

/** Added to the end of a line that needs parsing: its client may be another than the address at its start. */
export const END_NEEDS_PARSER = 0x8000_0000;

/** A question along the chain of a line: which lines on one side of it are its neighbours? */
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
  /** Lines of the stretch are at most this many seconds older than a line before them. */
  readonly disorder: number;
}

/** What the kernel adds to the number of neighbours where the client has as many lines as were wanted. */
export const FOUND_NEAREST: number = 0x100;
