// The blocks of a plain file, in order. Other threads read ahead where there are some.
import { setImmediate } from 'node:timers/promises';
import type { Block } from './block.ts';
import { type BlockOrder, type BlockReceipt, FileBlockReader } from './file-block.ts';
import { type ScanMemory, SLOT_BYTES } from './memory.ts';

/** Threads that read blocks into the memory. */
export interface BlockReaders {
  /** A thread can take an order. */
  readonly isIdle: boolean;
  /** Gives an order to an idle thread. */
  send(order: BlockOrder): Promise<BlockReceipt>;
}

/** A block of a file. */
export interface FileBlock {
  readonly block: Block;
  /** Bytes cut off its last line. */
  readonly cut: number;
}

/** A block that is being read, or waits to be taken. */
interface Pending {
  /** Number of its column buffers. */
  readonly columns: number;
  outcome: { readonly receipt: BlockReceipt } | { readonly error: unknown } | undefined;
}

/** Reads plain files block by block, into the memory of the scanner that takes the blocks. */
export class FileBlocks {
  readonly #memory: ScanMemory;
  readonly #nextSlot: () => number;
  readonly #readers: BlockReaders | undefined;
  readonly #reader: FileBlockReader;
  readonly #freeBuffers: number[];
  #queue: Pending[] = [];
  #wake: () => void = () => {};

  /** @param nextSlot gives out the text slots, in the order of the blocks */
  constructor(memory: ScanMemory, nextSlot: () => number, readers?: BlockReaders) {
    this.#memory = memory;
    this.#nextSlot = nextSlot;
    this.#readers = readers;
    this.#reader = new FileBlockReader(memory);
    this.#freeBuffers = memory.columnBuffers.map((_, i) => i);
  }

  /**
   * The blocks of a file, in order. The columns of a block are valid until the next block is asked for.
   * @param offset byte at which a line starts
   * @throws the file system's error, after all blocks before it
   */
  async *read(descriptor: number, offset: number, size: number): AsyncGenerator<FileBlock> {
    const course = { next: offset };
    const order = (columns: number): BlockOrder => {
      const at = course.next;
      course.next += SLOT_BYTES;
      return { descriptor, size, offset: at, isLineStart: at === offset, slot: this.#nextSlot(), columns };
    };
    try {
      while (course.next < size || this.#queue.length > 0) {
        // Answers of other threads, and signals, arrive only when the event loop turns.
        await setImmediate();
        while (course.next < size && this.#order(order)) /* until no thread is idle */ ;
        const first = this.#queue[0];
        if (first?.outcome === undefined) {
          // No block is ready: read one here, or wait when none is left to order.
          if (course.next < size && this.#freeBuffers.length > 0) this.#readHere(order(this.#freeBuffers.pop()!));
          else await this.#change();
          continue;
        }
        this.#queue.shift();
        if ('error' in first.outcome) {
          this.#freeBuffers.push(first.columns);
          throw first.outcome.error;
        }
        const { cut, ...rest } = first.outcome.receipt;
        try {
          if (rest.lines > 0) yield { block: { columns: this.#memory.columnBuffers[first.columns]!, ...rest }, cut };
        } finally {
          // Also when no further block is asked for.
          this.#freeBuffers.push(first.columns);
        }
      }
    } finally {
      // A caller that leaves early leaves blocks that are being read. No thread may write into their text slots after this ends.
      for (const pending of this.#queue) {
        while (pending.outcome === undefined) await this.#change();
        this.#freeBuffers.push(pending.columns);
      }
      this.#queue = [];
    }
  }

  // Orders the next block from another thread; returns whether a thread was idle.
  #order(order: (columns: number) => BlockOrder): boolean {
    if (this.#readers?.isIdle !== true || this.#freeBuffers.length === 0) return false;
    const columns = this.#freeBuffers.pop()!;
    const pending: Pending = { columns, outcome: undefined };
    this.#queue.push(pending);
    void this.#settle(pending, this.#readers.send(order(columns)));
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
    this.#queue.push({ columns: order.columns, outcome });
  }

  #change(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }
}
