// All blocks of a plain file, in order; read ahead by other threads where there are some.
import { setImmediate } from 'node:timers/promises';
import type { Block } from './block.ts';
import { type BlockOrder, type BlockReceipt, FileBlockReader } from './file-block.ts';
import { type ScanMemory, SLOT_BYTES } from './memory.ts';

/** Threads that read blocks into the memory. */
export interface BlockReaders {
  /** A thread has time for an order. */
  readonly isIdle: boolean;
  /** Gives it an order. */
  send(order: BlockOrder): Promise<BlockReceipt>;
}

/** A block of a file, in turn. */
export interface FileBlock {
  readonly block: Block;
  /** Bytes cut off its last line. */
  readonly cut: number;
}

/** A block under way. */
interface Pending {
  readonly set: number;
  outcome: { readonly receipt: BlockReceipt } | { readonly error: unknown } | undefined;
}

/** Reads plain files block by block. Its memory is that of the scanner that takes the blocks. */
export class FileBlocks {
  readonly #memory: ScanMemory;
  readonly #nextSlot: () => number;
  readonly #readers: BlockReaders | undefined;
  readonly #reader: FileBlockReader;
  readonly #freeSets: number[];
  #queue: Pending[] = [];
  #wake: () => void = () => {};

  /** @param nextSlot gives out the slots, in the order of the blocks */
  constructor(memory: ScanMemory, nextSlot: () => number, readers?: BlockReaders) {
    this.#memory = memory;
    this.#nextSlot = nextSlot;
    this.#readers = readers;
    this.#reader = new FileBlockReader(memory);
    this.#freeSets = memory.sets.map((_, i) => i);
  }

  /**
   * The blocks of a file, in order. A block's columns are gone when the next one is asked for.
   * @param offset byte at which a line starts
   * @throws the file system's error, behind all blocks before it
   */
  async *read(descriptor: number, offset: number, size: number): AsyncGenerator<FileBlock> {
    const course = { next: offset };
    const order = (set: number): BlockOrder => {
      const at = course.next;
      course.next += SLOT_BYTES;
      return { descriptor, size, offset: at, isLineStart: at === offset, slot: this.#nextSlot(), set };
    };
    try {
      while (course.next < size || this.#queue.length > 0) {
        // Answers, and signals, come in only when the event loop turns.
        await setImmediate();
        while (course.next < size && this.#order(order)) /* as long as somebody has time */ ;
        const first = this.#queue[0];
        if (first?.outcome === undefined) {
          // Nothing is ready: read a block here rather than wait, if one is left.
          if (course.next < size && this.#freeSets.length > 0) this.#readHere(order(this.#freeSets.pop()!));
          else await this.#change();
          continue;
        }
        this.#queue.shift();
        if ('error' in first.outcome) {
          this.#freeSets.push(first.set);
          throw first.outcome.error;
        }
        const { cut, ...rest } = first.outcome.receipt;
        try {
          if (rest.lines > 0) yield { block: { set: this.#memory.sets[first.set]!, ...rest }, cut };
        } finally {
          // Also when nobody asks for the next one.
          this.#freeSets.push(first.set);
        }
      }
    } finally {
      // Whoever leaves early leaves blocks behind; nobody may write into their slots any more when this ends.
      for (const pending of this.#queue) {
        while (pending.outcome === undefined) await this.#change();
        this.#freeSets.push(pending.set);
      }
      this.#queue = [];
    }
  }

  // Has another thread read the next block; returns whether one does.
  #order(order: (set: number) => BlockOrder): boolean {
    if (this.#readers?.isIdle !== true || this.#freeSets.length === 0) return false;
    const set = this.#freeSets.pop()!;
    const pending: Pending = { set, outcome: undefined };
    this.#queue.push(pending);
    void this.#settle(pending, this.#readers.send(order(set)));
    return true;
  }

  async #settle(pending: Pending, receipt: Promise<BlockReceipt>): Promise<void> {
    try {
      pending.outcome = { receipt: await receipt };
    } catch (error) {
      pending.outcome = { error };
    }
    this.#wake();
  }

  #readHere(order: BlockOrder): void {
    let outcome: Pending['outcome'];
    try {
      outcome = { receipt: this.#reader.read(order) };
    } catch (error) {
      outcome = { error };
    }
    this.#queue.push({ set: order.set, outcome });
  }

  #change(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }
}
