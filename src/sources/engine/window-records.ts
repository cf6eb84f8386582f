// The records of the window: a ring buffer with one record for each line whose text is kept.
import { END_NEEDS_PARSER, RECORD, RING, type WindowMemory } from './window-memory.ts';

const FIRST_CAPACITY = 1 << 12;

/** The values of a line that is added to a window. */
export interface WindowLine {
  /** Its text lies at `[start..end)` of the memory. */
  start: number;
  end: number;
  /** In bytes over all inputs. */
  position: number;
  /** In seconds since the epoch. */
  time: number;
  /** 32 bits of the hash of the client. */
  clientHash: number;
  /** The line needs parsing: its client may differ from the address at its start. */
  needsParser: boolean;
}

/** Reads and writes records by their index in the ring. */
export class WindowRecords {
  readonly memory: WindowMemory;
  readonly #doubles: Float64Array;
  readonly #ints: Int32Array;
  readonly #ends: Uint32Array;
  readonly #ring: Float64Array;

  /** Starts with no record in use. */
  constructor(memory: WindowMemory) {
    this.memory = memory;
    this.#doubles = memory.doubles;
    this.#ints = memory.ints;
    this.#ends = memory.ends;
    this.#ring = memory.ring;
    this.#ring[RING.capacity] = FIRST_CAPACITY;
  }

  /** A bitmask: `sequence & mask` is the index of the record of a line. */
  get mask(): number {
    return this.capacity - 1;
  }

  /** How many records may be in use; a power of two. */
  get capacity(): number {
    return this.#ring[RING.capacity]!;
  }

  /** In bytes over all inputs. */
  positionOf(index: number): number {
    return this.#doubles[index * RECORD.doubles + RECORD.position]!;
  }

  /** In seconds since the epoch. */
  timeOf(index: number): number {
    return this.#doubles[index * RECORD.doubles + RECORD.time]!;
  }

  /** Address at which the text of the line starts. */
  startOf(index: number): number {
    return this.#ints[index * RECORD.ints + RECORD.start]!;
  }

  /** Address of the line feed. */
  endOf(index: number): number {
    return this.#ends[index]! & (END_NEEDS_PARSER - 1);
  }

  /** 32 bits of the hash of the client. */
  hashOf(index: number): number {
    return this.#ints[index * RECORD.ints + RECORD.hash]!;
  }

  /** Whether only the parser can read the line. */
  needsParser(index: number): boolean {
    return this.#ends[index]! >= END_NEEDS_PARSER;
  }

  /** How many lines away the next line of the same chain is, earlier (-1) or later (1); 0 when there is none. */
  distanceFrom(index: number, direction: 1 | -1): number {
    return this.#ints[index * RECORD.ints + (direction < 0 ? RECORD.previous : RECORD.next)]!;
  }

  /** Writes the record of a line. The line is not linked to its chain yet. */
  write(index: number, { start, end, position, time, clientHash, needsParser }: WindowLine): void {
    const doubles = index * RECORD.doubles;
    const ints = index * RECORD.ints;
    this.#doubles[doubles + RECORD.position] = position;
    this.#doubles[doubles + RECORD.time] = time;
    this.#ints[ints + RECORD.start] = start;
    this.#ints[ints + RECORD.hash] = clientHash;
    this.#ints[ints + RECORD.previous] = 0;
    this.#ints[ints + RECORD.next] = 0;
    this.#ends[index] = needsParser ? end + END_NEEDS_PARSER : end;
  }

  /** Links a line to the line before it in its chain, which is `distance` lines away. */
  join(index: number, previous: number, distance: number): void {
    this.#ints[index * RECORD.ints + RECORD.previous] = distance;
    this.#ints[previous * RECORD.ints + RECORD.next] = distance;
  }

  /** Doubles the capacity when all records are in use. Copies each record whose index changes. */
  grow(tail: number): void {
    const { capacity } = this;
    for (let sequence = tail; sequence < tail + capacity; sequence++) {
      if ((sequence & capacity) === 0) continue;
      const from = sequence & (capacity - 1);
      const to = from + capacity;
      this.#ints.copyWithin(to * RECORD.ints, from * RECORD.ints, (from + 1) * RECORD.ints);
      this.#ends[to] = this.#ends[from]!;
    }
    this.#ring[RING.capacity] = 2 * capacity;
  }
}
