// The blocks of a plain file, in order, read straight into the memory.
import { readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { MAX_LINE_BYTES } from '../../formats/line.ts';
import { type Block, BlockReader } from './block.ts';
import type { ScanMemory } from './memory.ts';
import { CACHE_LINE_BYTES, SLOT_BYTES } from './memory-layout.ts';

/** A block of a file. */
export interface FileBlock {
  readonly block: Block;
  /** Bytes cut off its last line. */
  readonly cut: number;
}

/** A file that is open. */
interface OpenFile {
  readonly descriptor: number;
  /** Size of the file in bytes. Bytes beyond it are not read. */
  readonly size: number;
}

const LINE_FEED = 10;
/** This many bytes are read beyond a block, because its last line usually ends there. */
const TAIL_BYTES = 16 * 1024;
/** Text is read in pieces of this size, which fit into the processor's cache. */
const PIECE_BYTES = 256 * 1024;

/** Reads plain files block by block, into the memory of the scanner that takes the blocks. */
export class FileBlocks {
  readonly #memory: ScanMemory;
  readonly #nextSlot: () => number;
  readonly #blocks: BlockReader;

  /** @param nextSlot acquires a text slot and returns its address */
  constructor(memory: ScanMemory, nextSlot: () => number) {
    this.#memory = memory;
    this.#nextSlot = nextSlot;
    this.#blocks = new BlockReader(memory);
  }

  /**
   * The blocks of a file, in order. A block is valid until the next block is requested.
   * @param offset byte at which a line starts
   * @param size how many bytes the file has; later bytes are not read
   * @throws the file system's error, after all blocks before it
   */
  async *read(descriptor: number, offset: number, size: number): AsyncGenerator<FileBlock> {
    for (let at = offset; at < size;) {
      // Signals and messages arrive only when the event loop turns.
      await setImmediate();
      const read = this.#readBlock({ descriptor, size }, at);
      // The file became shorter.
      if (read === undefined) return;
      yield read;
      at += read.block.bytes + read.cut;
    }
  }

  // Reads the lines that start within SLOT_BYTES from `offset`; undefined if the file ends before `offset`.
  #readBlock(file: OpenFile, offset: number): FileBlock | undefined {
    const { bytes } = this.#memory;
    // Aligns the cache lines of the memory and of the file. Otherwise the system copies at a third of the speed.
    const text = this.#nextSlot() + (offset % CACHE_LINE_BYTES);
    // An address plus `origin` is an offset in the file.
    const origin = offset - text;
    const border = text + SLOT_BYTES;
    let filled = text + this.#fill(file, text, offset, SLOT_BYTES + TAIL_BYTES);
    if (filled === text) return undefined;
    // The last line that starts before the border ends at the first line feed at or after `border - 1`.
    let end = find(bytes, border - 1, filled);
    let cut = 0;
    if (filled >= border) {
      const lastStart = Math.max(text, bytes.lastIndexOf(LINE_FEED, border - 2) + 1);
      const most = lastStart + MAX_LINE_BYTES;
      if (end < 0 && filled <= most) {
        const tail = filled;
        filled += this.#fill(file, filled, origin + filled, most + 1 - filled);
        end = find(bytes, tail, filled);
      }
      if (end > most || (end < 0 && filled > most)) {
        cut = end > most ? end - most : this.#bytesToLineFeed(file, origin + most);
        end = most;
        bytes[most] = LINE_FEED;
      }
    }
    // The last line of the file may have no line feed, even if bytes were cut off it.
    const isCutToEnd = cut > 0 && origin + end + cut >= file.size;
    const isTorn = isCutToEnd || (end < 0 && bytes[filled - 1] !== LINE_FEED);
    if (isTorn && end < 0) bytes[filled] = LINE_FEED;
    const to = end >= 0 ? end + 1 : isTorn ? filled + 1 : filled;
    const block = this.#blocks.read(text, to, offset);
    return { block: isTorn ? { ...block, bytes: block.bytes - 1 } : block, cut };
  }

  // Copies `length` bytes of the file to an address, fewer at the end of the file; returns how many.
  #fill({ descriptor, size }: OpenFile, address: number, position: number, length: number): number {
    const { bytes } = this.#memory;
    const wanted = Math.min(length, size - position);
    let done = 0;
    while (done < wanted) {
      const piece = Math.min(PIECE_BYTES, wanted - done);
      const read = readSync(descriptor, bytes, address + done, piece, position + done);
      if (read === 0) break;
      done += read;
    }
    return done;
  }

  // How many bytes there are before the next line feed or the end of the file.
  #bytesToLineFeed({ descriptor, size }: OpenFile, position: number): number {
    const piece = Buffer.alloc(PIECE_BYTES);
    for (let at = position; at < size;) {
      const read = readSync(descriptor, piece, 0, Math.min(PIECE_BYTES, size - at), at);
      if (read === 0) return at - position;
      const feed = piece.subarray(0, read).indexOf(LINE_FEED);
      if (feed >= 0) return at + feed - position;
      at += read;
    }
    return size - position;
  }
}

function find(bytes: Buffer, from: number, end: number): number {
  if (from >= end) return -1;
  const at = bytes.subarray(from, end).indexOf(LINE_FEED);
  return at < 0 ? -1 : from + at;
}
