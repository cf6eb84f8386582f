// Copies streamed text into the memory and turns it into blocks.
import { type Block, BlockReader } from './block.ts';
import type { ScanMemory } from './memory.ts';
import type { TextSlots } from './text-slots.ts';

/** Text is copied in pieces of this size, so that each piece is still in the processor's cache when it is read. */
const PIECE_BYTES = 256 * 1024;
const LINE_FEED = 10;

/** Takes blocks. */
export interface BlockTaker {
  /** Takes a block, which is valid during this call. */
  takeBlock(block: Block): void;
}

/** Copies whole lines into text slots. */
export class TextCopier {
  readonly #memory: ScanMemory;
  readonly #slots: Pick<TextSlots, 'room'>;
  readonly #blocks: BlockReader;
  readonly #taker: BlockTaker;
  readonly #nextOffset: () => number;

  /** @param nextOffset returns where in the input the next block starts, in bytes; called after the block before it was taken */
  constructor(memory: ScanMemory, slots: Pick<TextSlots, 'room'>, taker: BlockTaker, nextOffset: () => number) {
    this.#memory = memory;
    this.#slots = slots;
    this.#blocks = new BlockReader(memory);
    this.#taker = taker;
    this.#nextOffset = nextOffset;
  }

  /**
   * Copies the whole lines in `[begin..limit)` of some bytes and hands over their blocks, in order. Only the last line of an input
   * may have no line feed.
   */
  copy(bytes: Buffer, begin = 0, limit: number = bytes.length): void {
    for (let at = begin; at < limit;) {
      let end = Math.min(limit, at + PIECE_BYTES);
      if (end < limit) {
        end = bytes.lastIndexOf(LINE_FEED, end - 1) + 1;
        if (end <= at) end = bytes.indexOf(LINE_FEED, at) + 1 || limit;
      }
      const from = this.#slots.room(end - at + 1);
      bytes.copy(this.#memory.bytes, from, at, end);
      this.#readBlocks(from, from + end - at, bytes[end - 1] === LINE_FEED);
      at = end;
    }
  }

  // Hands over the blocks of the text `[from..to)` of the memory. If the last line feed is missing, there is room for it.
  #readBlocks(from: number, to: number, isWhole: boolean): void {
    if (!isWhole) this.#memory.bytes[to] = LINE_FEED;
    const end = isWhole ? to : to + 1;
    for (let at = from; at < end;) {
      const block = this.#blocks.read(at, end, this.#nextOffset());
      at += block.bytes;
      const isTorn = at === end && !isWhole;
      this.#taker.takeBlock(isTorn ? { ...block, bytes: block.bytes - 1 } : block);
    }
  }
}
