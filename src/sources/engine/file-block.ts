// One block of a plain file: the lines that start in a range of its bytes, read straight into the memory. All threads use this.
import { readSync } from 'node:fs';
import { MAX_LINE_BYTES } from '../../formats/line.ts';
import { type Block, BlockReader } from './block.ts';
import { CACHE_LINE_BYTES, type ScanMemory, SLOT_BYTES } from './memory.ts';

/** An order to read a block. */
export interface BlockOrder {
  /** Descriptor of the file; one for all threads of the process. */
  readonly descriptor: number;
  /** Bytes of the file; more are not read. */
  readonly size: number;
  /** The block has the lines that start in the {@link SLOT_BYTES} from here on. */
  readonly offset: number;
  /** A line certainly starts at the offset; otherwise the byte before it decides. */
  readonly isLineStart: boolean;
  /** Address of the text slot. */
  readonly slot: number;
  /** Number of the column buffers. */
  readonly columns: number;
}

/** The outcome of an order: the block without its columns, which lie in the memory. */
export interface BlockReceipt extends Omit<Block, 'columns'> {
  /** Bytes cut off its last line. */
  readonly cut: number;
}

const LINE_FEED = 10;
/** Bytes that are read beyond the range, for the end of the last line. */
const TAIL_BYTES = 16 * 1024;
/** The text is read in pieces that stay in the processor's cache. */
const PIECE_BYTES = 256 * 1024;

const NOTHING: BlockReceipt = { lines: 0, bytes: 0, zones: [], endsLong: false, cut: 0 };

/** Reads blocks of files into a memory. */
export class FileBlockReader {
  readonly #memory: ScanMemory;
  readonly #blocks: BlockReader;

  constructor(memory: ScanMemory) {
    this.#memory = memory;
    this.#blocks = new BlockReader(memory);
  }

  /**
   * Carries out an order.
   * @throws the file system's error
   */
  read(order: BlockOrder): BlockReceipt {
    const { bytes, columnBuffers } = this.#memory;
    const { offset, isLineStart } = order;
    const back = isLineStart ? 0 : 1;
    const from = offset - back;
    // A byte has the same place in its cache line in memory as in the file. Otherwise the system copies at a third of the speed.
    const text = order.slot + (from % CACHE_LINE_BYTES);
    // An address plus this is a byte of the file.
    const origin = from - text;
    const border = text + back + SLOT_BYTES;
    let filled = text + this.#fill(order, text, from, back + SLOT_BYTES + TAIL_BYTES);
    const begin = isLineStart ? text : bytes.indexOf(LINE_FEED, text) + 1;
    if (begin === 0 || begin >= Math.min(border, filled)) return NOTHING;
    // The last line that starts before the border ends at the first line feed from the byte before the border on.
    let end = find(bytes, border - 1, filled);
    let cut = 0;
    if (filled >= border) {
      const lastStart = Math.max(begin, bytes.lastIndexOf(LINE_FEED, border - 2) + 1);
      const most = lastStart + MAX_LINE_BYTES;
      if (end < 0 && filled <= most) {
        const tail = filled;
        filled += this.#fill(order, filled, origin + filled, most + 1 - filled);
        end = find(bytes, tail, filled);
      }
      if (end > most || (end < 0 && filled > most)) {
        cut = end > most ? end - most : this.#bytesToLineFeed(order, origin + most);
        end = most;
        bytes[most] = LINE_FEED;
      }
    }
    // At the end of the file the last line may have no line feed, also where bytes were cut off it.
    const isCutToEnd = cut > 0 && origin + end + cut >= order.size;
    const isTorn = isCutToEnd || (end < 0 && bytes[filled - 1] !== LINE_FEED);
    if (isTorn && end < 0) bytes[filled] = LINE_FEED;
    const to = end >= 0 ? end + 1 : isTorn ? filled + 1 : filled;
    const block = this.#blocks.read(columnBuffers[order.columns]!, begin, to, origin + begin);
    return {
      lines: block.lines,
      bytes: block.bytes - (isTorn ? 1 : 0),
      zones: block.zones,
      endsLong: block.endsLong,
      cut,
    };
  }

  // Copies `length` bytes of the file to an address, fewer at the end of the file; returns how many.
  #fill({ descriptor, size }: BlockOrder, address: number, position: number, length: number): number {
    const wanted = Math.min(length, size - position);
    let done = 0;
    while (done < wanted) {
      const read = readSync(
        descriptor,
        this.#memory.bytes,
        address + done,
        Math.min(PIECE_BYTES, wanted - done),
        position + done,
      );
      if (read === 0) break;
      done += read;
    }
    return done;
  }

  // How many bytes there are before the next line feed or the end of the file.
  #bytesToLineFeed({ descriptor, size }: BlockOrder, position: number): number {
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
