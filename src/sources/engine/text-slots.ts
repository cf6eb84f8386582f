// Decides where text goes in the memory. Text slots are reused, oldest first, so the last 42 MiB of lines stay where they are.
import type { ScanMemory } from './memory.ts';
import { SLOT_BYTES, SLOT_CAPACITY, slotAddress } from './memory-layout.ts';

/** How many of the newest slots are never reused: the scanner may not have read their text yet. */
const UNSCANNED = 1;

/** The part of a scanner that refers to text in the memory: its window and its open hits. */
export interface TextUser {
  /** Whether no line that is kept has its text in `[from..to)`. */
  isFree(from: number, to: number): boolean;
  /** Called before the text in `[from..to)` is overwritten. */
  forgetText(from: number, to: number): void;
  /** Closes the open hits, so that nothing waits for later text. */
  endWaits(): void;
}

/** Another thread, which reads text after the scanner. */
export interface OtherReader {
  /** Number of the oldest text slot that it may still read. Slots are numbered in the order in which they are given out. */
  firstNeeded(): number;
  /** Waits until it has read everything. */
  catchUp(): void;
}

/**
 * Gives out text slots. Each has {@link SLOT_CAPACITY} bytes in the memory, for one block or for several small pieces of a
 * stream. The oldest text is overwritten first.
 */
export class TextSlots {
  readonly #user: TextUser;
  // Slots with text, oldest first, and free slots. The lowest free slot is used next, so that no more memory is used than needed.
  readonly #used: number[] = [];
  readonly #free: number[];
  readonly #others: OtherReader | undefined;
  #given = 0;
  #filled = Infinity;

  /** @param others another thread that reads text */
  constructor({ layout }: Pick<ScanMemory, 'layout'>, user: TextUser, others?: OtherReader) {
    this.#user = user;
    this.#others = others;
    this.#free = Array.from({ length: layout.slots }, (_, i) => layout.slots - 1 - i);
  }

  /** Address of a fresh slot for a block. The last line of the block starts in the first {@link SLOT_BYTES}. */
  next(): number {
    while (this.#used.length > UNSCANNED && (this.#isOver() || this.#free.length === 0)) {
      // All slots are in use. Only bytes without an entry can cause this: blank or unparsed lines, or the rest of an over-long line.
      if (!this.#isOver()) {
        this.#user.endWaits();
        this.#others?.catchUp();
      }
      const address = slotAddress(this.#used[0]!);
      this.#user.forgetText(address, address + SLOT_CAPACITY);
      this.#free.push(this.#used.shift()!);
      this.#free.sort((a, b) => b - a);
    }
    const slot = this.#free.pop()!;
    this.#used.push(slot);
    this.#given++;
    this.#filled = SLOT_CAPACITY;
    return slotAddress(slot);
  }

  /** Address of free bytes, at most {@link SLOT_CAPACITY}, in the current slot or a fresh one. */
  room(bytes: number): number {
    if (this.#filled >= SLOT_BYTES || this.#filled + bytes > SLOT_CAPACITY) {
      this.next();
      this.#filled = 0;
    }
    const address = slotAddress(this.#used.at(-1)!) + this.#filled;
    this.#filled += bytes;
    return address;
  }

  /** Number of the oldest slot whose text a line refers to, or may refer to later. */
  get firstInUse(): number {
    let index = 0;
    while (index < this.#used.length - UNSCANNED && this.#isFree(index)) index++;
    return this.#given - this.#used.length + index;
  }

  // Whether the oldest slot is no longer needed.
  #isOver(): boolean {
    return this.#given - this.#used.length < (this.#others?.firstNeeded() ?? Infinity) && this.#isFree(0);
  }

  // Whether no line refers to the text of a slot. All older slots must be free.
  #isFree(index: number): boolean {
    const address = slotAddress(this.#used[index]!);
    return this.#user.isFree(address, address + SLOT_CAPACITY);
  }
}
