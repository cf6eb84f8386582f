// Where text goes in the memory: slot after slot, round and round, so that the last 42 MiB of lines stay where they are.
import { type ScanMemory, SLOT_BYTES, SLOT_CAPACITY } from './memory.ts';

/** Who refers to text in the memory. */
export interface TextUser {
  /** Nothing in `[from..to)` is referred to. */
  isFree(from: number, to: number): boolean;
  /** What lies in `[from..to)` will be written over. */
  forgetText(from: number, to: number): void;
  /** Nothing of what was given out so far is waited with any longer. */
  endWaits(): void;
}

/** Another thread that looks at text, later. */
export interface OtherReader {
  /** Number of the first slot that it may still look at; slots are numbered in the order in which they are given out. */
  firstNeeded(): number;
  /** Waits until it has looked at all there is. */
  catchUp(): void;
}

/** Gives out places in the memory; the text that was given out first is written over first. */
export class Slots {
  readonly #memory: ScanMemory;
  readonly #user: TextUser;
  // Slots with text, oldest first, and those without; the lowest is taken, so that no more memory is touched than is needed.
  readonly #used: number[] = [];
  readonly #free: number[];
  readonly #others: OtherReader | undefined;
  #given = 0;
  #filled = Infinity;

  /** @param others who else looks at text */
  constructor(memory: ScanMemory, user: TextUser, others?: OtherReader) {
    this.#memory = memory;
    this.#user = user;
    this.#others = others;
    this.#free = Array.from({ length: memory.layout.slots }, (_, i) => memory.layout.slots - 1 - i);
  }

  /** Address of a fresh slot, for text that begins with up to {@link SLOT_BYTES} of lines. */
  next(): number {
    while (this.#used.length > this.#waiting && (this.#isOver() || this.#free.length === 0)) {
      // Only bytes that hold no entry (blank and unparsed lines, the inside of an over-long one) fill all slots.
      if (!this.#isOver()) {
        this.#user.endWaits();
        this.#others?.catchUp();
      }
      const address = this.#memory.slotAddress(this.#used[0]!);
      this.#user.forgetText(address, address + SLOT_CAPACITY);
      this.#free.push(this.#used.shift()!);
      this.#free.sort((a, b) => b - a);
    }
    const slot = this.#free.pop()!;
    this.#used.push(slot);
    this.#given++;
    this.#filled = SLOT_CAPACITY;
    return this.#memory.slotAddress(slot);
  }

  /** Address of so many free bytes, at most {@link SLOT_CAPACITY}, in the slot under way or a fresh one. */
  room(bytes: number): number {
    if (this.#filled >= SLOT_BYTES || this.#filled + bytes > SLOT_CAPACITY) {
      this.next();
      this.#filled = 0;
    }
    const address = this.#memory.slotAddress(this.#used.at(-1)!) + this.#filled;
    this.#filled += bytes;
    return address;
  }

  /** Number of the first slot whose text is referred to, or may be from now on. */
  get firstInUse(): number {
    let index = 0;
    while (index < this.#used.length - this.#waiting && this.#isFree(index)) index++;
    return this.#given - this.#used.length + index;
  }

  // So many that were given out last may not have been scanned yet.
  get #waiting(): number {
    return this.#memory.layout.sets + 1;
  }

  // Whether nobody needs the oldest slot any more.
  #isOver(): boolean {
    return this.#given - this.#used.length < (this.#others?.firstNeeded() ?? Infinity) && this.#isFree(0);
  }

  // Whether the oldest text that is referred to is younger than that of a slot.
  #isFree(index: number): boolean {
    const address = this.#memory.slotAddress(this.#used[index]!);
    return this.#user.isFree(address, address + SLOT_CAPACITY);
  }
}
