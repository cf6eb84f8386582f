// Copies streamed text into the memory and turns it into blocks.
import { type Block, BlockReader } from './block.ts';
import type { ScanMemory } from './memory.ts';
import type { TextSlots } from './text-slots.ts';

/** Text is copied in pieces of this size, so that each piece is still in the processor's cache when it is read. */
const PIECE_BYTES = 256 * 1024;
const LINE_FEED = 10;

/** Copies whole lines into text slots. */
export class TextCopier {
  readonly #memory: ScanMemory;
  readonly #slots: TextSlots;
  readonly #blocks: BlockReader;

  constructor(memory: ScanMemory, slots: TextSlots) {
    this.#memory = memory;
    this.#slots = slots;
    this.#blocks = new BlockReader(memory);
  }

  /**
   * The blocks of whole lines, in order. A block is valid until the next one is requested. Only the last line of an input may
   * have no line feed.
   * @param offsetNow returns where in the input the next block starts, in bytes; called after the block before it was taken
   */
  *blocksOf(bytes: Buffer, offsetNow: () => number): Generator<Block> {
    for (let at = 0; at < bytes.length;) {
      let end = Math.min(bytes.length, at + PIECE_BYTES);
      if (end < bytes.length) {
        end = bytes.lastIndexOf(LINE_FEED, end - 1) + 1;
        if (end <= at) end = bytes.indexOf(LINE_FEED, at) + 1 || bytes.length;
      }
      const from = this.#slots.room(end - at + 1);
      bytes.copy(this.#memory.bytes, from, at, end);
      yield* this.#blocksIn(from, from + end - at, bytes[end - 1] === LINE_FEED, offsetNow);
      at = end;
    }
  }

  // The blocks of the text `[from..to)` of the memory. If the last line feed is missing, there is room for it.
  *#blocksIn(from: number, to: number, isWhole: boolean, offsetNow: () => number): Generator<Block> {
    if (!isWhole) this.#memory.bytes[to] = LINE_FEED;
    const end = isWhole ? to : to + 1;
    for (let at = from; at < end;) {
      const block = this.#blocks.read(at, end, offsetNow());
      at += block.bytes;
      const isTorn = at === end && !isWhole;
      yield isTorn ? { ...block, bytes: block.bytes - 1 } : block;
    }
  }
}
